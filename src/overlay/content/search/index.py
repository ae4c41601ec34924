"""Makes the search index of one language: words in, rows of `search.models` out.

Relevance is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) without its idf, which the search
adds: how often a word stands in a guide, more where it tells more, less in a long text, each time a little less. A word
counts the more, too, the larger its share of the title is.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
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
        self._posted: defaultdict[str, array[int]] = defaultdict(postings.new)
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
        told: defaultdict[str, float] = defaultdict(float)
        for part, weight in zip((words.title, words.keywords, words.headings), weights, strict=False):
            for word in self._forms.of(part):
                told[word] += weight
        title = self._forms.of(words.title)
        share = _TITLE_SHARE / (len(title) + 1)
        body = self._forms.counted(words.body)
        posted = self._posted
        for word, weight in told.items():
            relevance = _saturated(weight + weights[-1] * body.pop(word, 0))
            posted[word].append(postings.entry(slot, _lane(relevance + (share if word in title else 0.0))))
        most = max(body.values(), default=0)
        by_count = [postings.entry(slot, _lane(_saturated(weights[-1] * count))) for count in range(most + 1)]
        for word, count in body.items():
            posted[word].append(by_count[count])
        return slot

    def form_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of `SearchForm`; call once, after the last guide."""
        for prefix, stored in self._prefixes():
            yield self._form_row(prefix + PREFIX_MARK, stored, self.guides - stored.count(0))
        for stem, members in sorted(self._stems().items()):
            if len(members) > 1 or members[0][1] < 1:
                together = self._together(members)
                yield self._form_row(STEM_MARK + stem, postings.pack(together, self.guides), len(together))
        for word in sorted(self._posted):
            yield self._form_row(word, self._stored(word), len(self._posted[word]))

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
        weights: defaultdict[int, float] = defaultdict(float)
        most: defaultdict[int, int] = defaultdict(int)
        for word, share in members:
            for entry in self._posted[word]:
                lane, slot = postings.parted(entry)
                weights[slot] += share * _UNSATURATED[lane]
                most[slot] = max(most[slot], round(share * lane))
        together = postings.new()
        for slot in sorted(weights):
            together.append(postings.entry(slot, max(most[slot], _lane(_saturated(weights[slot])))))
        return together

    def _prefixes(self) -> Iterator[tuple[str, bytes]]:
        words = sorted(self._posted)
        for length in range(1, PREFIX_CHARS + 1):
            for prefix, same in groupby(words, key=lambda word: word[:length]):
                found = list(same)
                if len(found) >= MANY_FORMS:
                    yield prefix, postings.union([(self._stored(word), 1.0) for word in found], self.guides)

    def _stored(self, word: str) -> bytes:
        return postings.pack(self._posted[word], self.guides)

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
