"""Makes the search index of one language: words in, rows of `search.models` out."""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from operator import call
from typing import Any, Protocol

from msgspec import Struct

from overlay.content.search import postings, prefixes, spelling, stems, text
from overlay.content.search.prefixes import PREFIX_MARK, Beginnings
from overlay.content.search.relevance import Relevance
from overlay.content.search.stems import STEM_MARK, Member, Stems
from overlay.content.words import Words


class Form(Struct, frozen=True):
    """A row of `SearchForm`, but for its number."""

    form: str
    guides: int
    postings: bytes


class Made(Protocol):
    """The index of one language, made one way or another: as `Indexer` does, or `incremental.Revised`."""

    guides: int

    def forms(self) -> Iterator[Form]:
        """Yield all forms in the order of the index (see `place`); once."""
        ...

    def members(self) -> Mapping[str, list[Member]]:
        """Return the members of each stem, in their order; after `forms`."""
        ...


def place(form: str) -> tuple[bool, str]:
    """Return what forms are ordered by: stems, then words, each beginning after the words that begin so."""
    from_word = not form.startswith(STEM_MARK)
    return from_word, prefixes.place(form) if from_word else form


class Indexer:
    """Collects the guides of one language. About five bytes are held a word and guide."""

    def __init__(self, lang: str, mean_lengths: Words[float]) -> None:
        self.lang = lang
        self.guides = 0
        self._relevance = Relevance(mean_lengths)
        self._posted: dict[str, array[int]] = {}
        self._append = _Appends(self._posted)

    def add(self, words: Words[str]) -> int:
        """Add a guide and return its slot."""
        slot = self.guides
        self.guides += 1
        told, body, lane = self._relevance.told(words)
        append = self._append
        for word, its_lane in told.items():
            append[word](postings.entry(slot, its_lane))
        by_count = {count: postings.entry(slot, lane(count)) for count in set(body.values())}
        # Once for each word of each guide there is: a loop in C.
        appended = map(call, map(append.__getitem__, body), map(by_count.__getitem__, body.values()))
        deque(appended, maxlen=0)
        return slot

    def forms(self) -> Iterator[Form]:
        for stem, members in sorted(self._members.items()):
            if stems.have_row(members):
                entries = stems.together(members, self._posted.__getitem__)
                yield Form(STEM_MARK + stem, len(entries), postings.pack(entries, self.guides))
        joined = Beginnings(self._posted, self.guides)
        for word in sorted(self._posted):
            yield from map(_beginning, joined.done(word))
            stored = postings.pack(self._posted[word], self.guides)
            yield Form(word, len(self._posted[word]), stored)
            joined.add(word, stored)
        yield from map(_beginning, joined.done(""))

    def members(self) -> Mapping[str, list[Member]]:
        return self._members

    @cached_property
    def _members(self) -> dict[str, list[Member]]:
        found: defaultdict[str, list[Member]] = defaultdict(list)
        known = Stems(self.lang)
        for word in sorted(self._posted):
            for stem, is_part in known.of(word, self._count):
                found[stem].append(Member(word, is_part))
        return found

    def _count(self, form: str) -> int:
        return len(self._posted[form]) if form in self._posted else 0


class Synonyms(Struct, frozen=True):
    """Words and phrases that mean the same."""

    words: tuple[str, ...]


def gram_rows(lang: str, ids: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of `SearchGram`; `ids` are those of the long forms, in the order of the index."""
    by_gram: defaultdict[str, array[int]] = defaultdict(postings.new)
    for word, pk in ids.items():
        for gram in spelling.grams(word):
            by_gram[gram].append(pk)
    for gram in sorted(by_gram):
        yield {"lang": lang, "gram": gram, "form_ids": by_gram[gram].tobytes()}


def synonym_rows(lang: str, groups: Iterable[Synonyms]) -> Iterator[dict[str, Any]]:
    """Yield the rows of `SearchSynonym`."""
    known, stem = text.Forms(1024), text.stemmer(lang)
    rows: set[tuple[str, str]] = set()
    for group in groups:
        written = [known.of(text.composed(word)) for word in group.words]
        for one in written:
            stemmed = " ".join(map(stem, one))
            rows.update((stemmed, " ".join(other)) for other in written if other and one and other != one)
    for stemmed, other in sorted(rows):
        yield {"lang": lang, "stems": stemmed, "other": other}


def is_long(form: str) -> bool:
    """Tell whether `SearchGram` knows the form: two edits away from it is a word in which two are forgiven."""
    return len(form) >= spelling.LONG_CHARS - 2 and form.isalnum()


def _beginning(joined: tuple[str, bytes]) -> Form:
    prefix, vector = joined
    return Form(prefix + PREFIX_MARK, len(vector) - vector.count(0), vector)


class _Appends(dict[str, Callable[[int], None]]):
    """How an entry is added to a word's postings; a new word gets new ones."""

    def __init__(self, posted: dict[str, array[int]]) -> None:
        super().__init__()
        self._posted = posted

    def __missing__(self, word: str) -> Callable[[int], None]:
        entries = self._posted[word] = postings.new()
        self[word] = entries.append
        return entries.append
