"""Makes the search index of one language: words in, rows of `search.models` out.

Relevance is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) without its idf, which the search
adds: how often a word stands in a guide, more where it tells more, less in a long text, each time a little less. A word
counts the more, too, the larger its share of the title is.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import call
from typing import Any

from overlay.content.search import compounds, lanes, postings, spelling, text
from overlay.content.words import Words, parts

PREFIX_MARK = "*"  # ends the "form" that stands for all words with this beginning
STEM_MARK = "="  # begins the "form" that stands for all forms of a stem, and the compounds with it as a part
PREFIX_CHARS = 4  # beginnings up to this length stand for too many words to be looked up one by one
MANY_FORMS = 24

_WEIGHTS: Words[float] = Words(title=7.0, keywords=4.0, headings=4.0, body=1.0)
_LENGTH_COUNTS: Words[float] = Words(title=0.3, keywords=0.3, headings=0.3, body=0.75)  # BM25's b
_REMEMBERED = 500_000  # pieces of text whose words are remembered while the index is made
_SATURATION = 1.2  # BM25's k1
_PART_SHARE = 0.6  # what a word counts for its parts
_TITLE_SHARE = (
    2.0  # what a word that is the whole title is worth, beside at most k1 + 1 for standing there often
)
_MOST = _SATURATION + 1 + _TITLE_SHARE / 2


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words and phrases that mean the same."""

    words: tuple[str, ...]


class Indexer:
    """Collects the guides of one language. About five bytes are held a word and guide.

    `mean_chars` is how long the fields are on average, `first_id` the first free id of `SearchForm`.
    """

    def __init__(self, lang: str, mean_chars: Words[float], first_id: int = 1) -> None:
        self.lang = lang
        self.guides = 0
        self.next_id = first_id
        self._norms = tuple(
            zip(
                parts(_WEIGHTS),
                parts(_LENGTH_COUNTS),
                (max(1.0, mean) for mean in parts(mean_chars)),
                strict=True,
            )
        )
        self._posted: dict[str, array[int]] = {}
        self._append = _Appends(self._posted)
        self._by_stem: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        self._forms = text.Forms(_REMEMBERED)
        self._stem = cache(text.stemmer(lang))

    def add(self, words: Words[str]) -> int:
        """Add a guide and return its slot."""
        slot = self.guides
        self.guides += 1
        weights = [
            weight / (1 - b + b * len(part) / mean)
            for part, (weight, b, mean) in zip(parts(words), self._norms, strict=True)
        ]
        title = self._forms.of(words.title)
        told: defaultdict[str, float] = defaultdict(float)
        few = (title, self._forms.of(words.keywords), self._forms.of(words.headings))
        for forms, weight in zip(few, weights, strict=False):
            for word in forms:
                told[word] += weight
        share = _TITLE_SHARE / (len(title) + 1)
        body = self._forms.counted(words.body)
        append = self._append
        for word, weight in told.items():
            relevance = _saturated(weight + weights[-1] * body.pop(word, 0))
            append[word](postings.entry(slot, _lane(relevance + (share if word in title else 0.0))))
        by_count = {
            count: postings.entry(slot, _lane(_saturated(weights[-1] * count)))
            for count in set(body.values())
        }
        # Once for each word of each guide there is: a loop in C.
        appended = map(call, map(append.__getitem__, body), map(by_count.__getitem__, body.values()))
        deque(appended, maxlen=0)
        return slot

    def form_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of `SearchForm`; call once, after the last guide."""
        for stem, members in sorted(self._stems().items()):
            if len(members) > 1 or members[0][1] < 1:
                together = self._together(members)
                yield self._form_row(STEM_MARK + stem, postings.pack(together, self.guides), len(together))
        beginnings = _Beginnings(self._posted, self.guides)
        for word in sorted(self._posted):
            stored = postings.pack(self._posted[word], self.guides)
            yield self._form_row(word, stored, len(self._posted[word]))
            for prefix, vector in beginnings.add(word, stored):
                yield self._form_row(prefix + PREFIX_MARK, vector, self.guides - vector.count(0))
        for prefix, vector in beginnings.add("", b""):
            yield self._form_row(prefix + PREFIX_MARK, vector, self.guides - vector.count(0))

    def stem_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of `SearchStem`."""
        for stem, members in self._stems().items():
            for word, share in members:
                yield {"lang": self.lang, "stem": stem, "is_part": share < 1, "form": word}

    def gram_rows(self, ids: dict[str, int]) -> Iterator[dict[str, Any]]:
        """Yield the rows of `SearchGram`; `ids` are those of the long forms."""
        by_gram: defaultdict[str, array[int]] = defaultdict(postings.new)
        for word, pk in ids.items():
            for gram in spelling.grams(word):
                by_gram[gram].append(pk)
        for gram in sorted(by_gram):
            yield {"lang": self.lang, "gram": gram, "form_ids": by_gram[gram].tobytes()}

    def synonym_rows(self, groups: Iterable[Synonyms]) -> Iterator[dict[str, Any]]:
        """Yield the rows of `SearchSynonym`."""
        rows: set[tuple[str, str]] = set()
        for group in groups:
            written = [self._forms.of(text.composed(word)) for word in group.words]
            for one in written:
                stems = " ".join(map(self._stem, one))
                rows.update((stems, " ".join(other)) for other in written if other and one and other != one)
        for stems, other in sorted(rows):
            yield {"lang": self.lang, "stems": stems, "other": other}

    def _form_row(self, form: str, stored: bytes, guides: int) -> dict[str, Any]:
        row = {"id": self.next_id, "lang": self.lang, "form": form, "guides": guides, "postings": stored}
        self.next_id += 1
        return row

    def _stems(self) -> dict[str, list[tuple[str, float]]]:
        """Return the words of each stem, with what they count for: 1 for its forms, less for compounds with it as a part."""
        if self._by_stem:
            return self._by_stem
        with_parts = compounds.has_compounds(self.lang)
        for word in sorted(self._posted):
            own = self._stem(word)
            self._by_stem[own].append((word, 1.0))
            if with_parts:
                found = compounds.parts(word, self.lang, self._count)
                for stem in sorted({self._stem(part) for part in found} - {own}):
                    self._by_stem[stem].append((word, _PART_SHARE))
        return self._by_stem

    def _together(self, members: Iterable[tuple[str, float]]) -> array[int]:
        """Return the entries of several words as if they were one: in each guide, as often as all of them together."""
        most_first = sorted(members, key=lambda member: -len(self._posted[member[0]]))
        found: dict[int, int] = {}
        for word, share in most_first:
            slots, values = postings.parted(self._posted[word])
            if share < 1:
                values = values.translate(_AS_PART)
            if not found:
                found = dict(zip(slots, values, strict=True))
                continue
            for slot, lane in zip(slots, values, strict=True):
                there = found.get(slot)
                found[slot] = lane if there is None else _BOTH[there << _LANE_BITS | lane]
        return array(postings.CODE, [postings.entry(slot, found[slot]) for slot in sorted(found)])

    def _count(self, form: str) -> int:
        return len(self._posted[form]) if form in self._posted else 0


def mean_chars(all_words: Iterable[Words[str]]) -> Words[float]:
    """Return how many characters each field holds on average."""
    sums, count = [0, 0, 0, 0], 0
    for words in all_words:
        count += 1
        for i, part in enumerate(parts(words)):
            sums[i] += len(part)
    return Words(*(total / max(1, count) for total in sums))


def is_long(form: str) -> bool:
    """Tell whether `SearchGram` knows the form: two edits away from it is a word in which two are forgiven."""
    return len(form) >= spelling.LONG_CHARS - 2 and form.isalnum()


def _saturated(weight: float) -> float:
    return weight * (_SATURATION + 1) / (weight + _SATURATION)


def _lane(relevance: float) -> int:
    return max(1, min(lanes.TOP, round(relevance * lanes.TOP / _MOST)))


# What a word weighs to get such a lane. In a title it gets more than any weight could give it.
_UNSATURATED = tuple(
    _SATURATION * relevance / (_SATURATION + 1 - relevance)
    for lane in range(lanes.TOP + 1)
    if (relevance := min(lane * _MOST / lanes.TOP, _SATURATION + 0.9)) >= 0
)
_LANE_BITS = 7
# The lane of two words of one stem in one guide, and that of a compound for one of its parts.
_BOTH = bytes(
    max(a, b, _lane(_saturated(_UNSATURATED[a] + _UNSATURATED[b])))
    for a in range(lanes.TOP + 1)
    for b in range(lanes.TOP + 1)
)
_AS_PART = bytes(
    max(round(_PART_SHARE * lane), _lane(_saturated(_PART_SHARE * _UNSATURATED[lane])))
    if 0 < lane <= lanes.TOP
    else 0
    for lane in range(256)
)


class _Appends(dict[str, Callable[[int], None]]):
    """How an entry is added to a word's postings; a new word gets new ones."""

    def __init__(self, posted: dict[str, array[int]]) -> None:
        super().__init__()
        self._posted = posted

    def __missing__(self, word: str) -> Callable[[int], None]:
        entries = self._posted[word] = postings.new()
        self[word] = entries.append
        return entries.append


class _Beginnings:
    """Joins the postings of all words with the same beginning, where there are many; words come in their order.

    A word is joined to the longest of its beginnings alone, and that to the next shorter one when it is done.
    """

    def __init__(self, words: Iterable[str], guides: int) -> None:
        self._guides = guides
        forms = Counter(word[:end] for word in words for end in range(1, min(len(word), PREFIX_CHARS) + 1))
        self._many = {prefix for prefix, count in forms.items() if count >= MANY_FORMS}
        self._open: list[tuple[str, bytearray]] = []  # the beginnings of the last word, the shortest first

    def add(self, word: str, stored: bytes) -> Iterator[tuple[str, bytes]]:
        """Join a word; yield the beginnings that are done with it (all, for the empty word)."""
        while self._open and not word.startswith(self._open[-1][0]):
            prefix, vector = self._open.pop()
            done = bytes(vector)
            if self._open:
                self._open[-1][1][:] = lanes.larger(bytes(self._open[-1][1]), done)
            yield prefix, done
        for end in range(len(self._open) + 1, min(len(word), PREFIX_CHARS) + 1):
            if word[:end] not in self._many:
                break
            self._open.append((word[:end], bytearray(self._guides)))
        if self._open and postings.is_vector(stored, self._guides):
            self._open[-1][1][:] = lanes.larger(bytes(self._open[-1][1]), stored)
        elif self._open:
            postings.raise_to(self._open[-1][1], stored)
