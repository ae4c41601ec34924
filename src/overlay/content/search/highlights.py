"""Why a guide was found and where: marks in its title and in a snippet of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from overlay.content.search import text
from overlay.content.search.prefixes import PREFIX_MARK
from overlay.content.search.query_terms import How, Meant
from overlay.content.search.reading import Part
from overlay.content.search.text import Token
from overlay.content.words import Words

HIT_START, HIT_END = "\x02", "\x03"
_SNIPPET_WORDS = 14
_BEFORE = 4  # words of a snippet before its first hit
_STRETCH = 250  # of a long text, in which a hit is looked for, so many words at a time


class Why(Struct, frozen=True):
    """A word of the query, the word of the guide that answers it, the part of the guide it is in, and how they belong.

    `where` is title, keywords, headings or body: the first of these that holds it.
    """

    asked: str
    found: str
    where: str
    how: How


class _Mark(NamedTuple):
    place: int  # of the word in the query
    how: How
    share: float


class Shown(Struct, frozen=True):
    """A hit as it is shown: HIT_START and HIT_END mark the words in `title` and `snippet`."""

    title: str
    snippet: str
    why: tuple[Why, ...]


class Marker:
    """Finds the words of one query in texts of one language."""

    def __init__(self, found: Sequence[Meant]) -> None:
        self._asked = [meant.word.form for meant in found]
        self._forms: dict[str, _Mark] = {}
        self._beginnings: dict[str, _Mark] = {}
        for place, meant in enumerate(found):
            if meant.word.is_whole:
                continue  # shown as its parts, which are called by it too
            for called in meant.every():
                form, mark = called.known.form, _Mark(place, called.how, called.share)
                marks = self._beginnings if form.endswith(PREFIX_MARK) else self._forms
                form = form.removesuffix(PREFIX_MARK)
                if form not in marks or marks[form].share < mark.share:
                    marks[form] = mark

    def show(self, words: Words[Part]) -> Shown:
        """Return the marked title, the part of the text that holds the most of the query, and where each word stands."""
        why: dict[int, Why] = {}
        title = self._read(words.title, "title", why)
        self._read(words.keywords, "keywords", why)
        self._read(words.headings, "headings", why)
        snippet = self._snippet(words.body, why)
        return Shown(title.marked(), snippet, tuple(why[place] for place in sorted(why)))

    def _snippet(self, body: Part, why: dict[int, Why]) -> str:
        """Return a snippet of the first stretch of `body` that holds a hit; the beginning of `body` when none does."""
        chunks = body.chunks
        for start in range(0, len(chunks), _STRETCH):
            read = self._read(body, "body", why, start, start + _STRETCH)
            if read.hits:
                return read.snippet(before=start > 0, after=start + _STRETCH < len(chunks))
        return _Read(chunks[:_SNIPPET_WORDS], {}).snippet(before=False, after=len(chunks) > _SNIPPET_WORDS)

    def _read(
        self, part: Part, where: str, why: dict[int, Why], first: int = 0, last: int | None = None
    ) -> _Read:
        """Return the hits in a part, or in a stretch of it."""
        chunks = part.chunks[first:last]
        if not chunks:
            return _Read(chunks, {})
        hits = {i: self._hits(chunks[i]) for i in self._hit_chunks(part.forms(first, first + len(chunks)))}
        best: dict[int, tuple[_Mark, str]] = {}
        for i, found in hits.items():
            for token, mark in found:
                if mark.place not in best or best[mark.place][0].share < mark.share:
                    best[mark.place] = (mark, chunks[i][token.start : token.end])
        for place, (mark, word) in best.items():
            why.setdefault(place, Why(self._asked[place], word, where, mark.how))
        return _Read(chunks, hits)

    def _hit_chunks(self, read: Sequence[str | tuple[str, ...]]) -> list[int]:
        """Return which chunks hold a hit: a loop over all that is shown, so it is kept short."""
        forms, starts = self._forms, tuple(self._beginnings)
        if starts:
            return [
                i
                for i, form in enumerate(read)
                if (
                    form in forms or form.startswith(starts)
                    if form.__class__ is str
                    else self._holds_hit(form)
                )
            ]
        here = forms.keys() & read  # as a rule a few: the loop below is short then
        return [
            i
            for i, form in enumerate(read)
            if form in here or (form.__class__ is tuple and self._holds_hit(form))
        ]

    def _holds_hit(self, several: Iterable[str]) -> bool:
        return any(self._mark(form) for form in several)

    def _hits(self, chunk: str) -> list[tuple[Token, _Mark]]:
        return [(token, mark) for token in text.tokens(chunk) if (mark := self._mark(token.form)) is not None]

    def _mark(self, form: str) -> _Mark | None:
        mark = self._forms.get(form)
        if mark is None and self._beginnings:
            mark = next((meant for start, meant in self._beginnings.items() if form.startswith(start)), None)
        return mark


class _Read(NamedTuple):
    """A text in chunks, and the hits in them."""

    chunks: list[str]
    hits: Mapping[int, list[tuple[Token, _Mark]]]

    def marked(self, first: int = 0, last: int | None = None) -> str:
        """Return the chunks from `first` to before `last`, the hits marked."""
        some = self.chunks[first:last]
        return " ".join(
            _marked(chunk, self.hits[i]) if i in self.hits else chunk for i, chunk in enumerate(some, first)
        )

    def snippet(self, before: bool, after: bool) -> str:
        """Return the few words with the most hits, with an ellipsis where text is left out: here, `before` or `after`."""
        first = max(0, min(self._densest() - _BEFORE, len(self.chunks) - _SNIPPET_WORDS))
        last = first + _SNIPPET_WORDS
        shown = self.marked(first, last)
        return f"{'…' if first or before else ''}{shown}{'…' if last < len(self.chunks) or after else ''}"

    def _densest(self) -> int:
        """Return where the stretch with the most different words of the query begins."""
        best, start = 0, 0
        places = {i: {mark.place for _, mark in marked} for i, marked in self.hits.items()}
        for i in places:
            near = set().union(*(places[j] for j in range(i, i + _SNIPPET_WORDS - _BEFORE) if j in places))
            if len(near) > best:
                best, start = len(near), i
        return start


def _marked(chunk: str, hits: Sequence[tuple[Token, _Mark]]) -> str:
    """Return `chunk` with marks around its hits; those that overlap share one pair."""
    pieces: list[str] = []
    done = 0
    for token, _ in hits:
        if token.start < done:
            continue  # a part of a joined word that is marked as a whole
        pieces += (chunk[done : token.start], HIT_START, chunk[token.start : token.end], HIT_END)
        done = token.end
    return "".join((*pieces, chunk[done:]))
