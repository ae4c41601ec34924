"""Which guides answer a query best: by their words, and a place where another opinion can join in."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import reduce
from math import log
from typing import Protocol

from msgspec import Struct

from overlay.content.languages import rank
from overlay.content.search import lanes, postings, query_terms
from overlay.content.search.query_terms import Meant
from overlay.content.search.vocabulary import Vocabulary

_SOME = 24
SLOTS = f"SELECT slot, text_pk FROM search_slot WHERE lang = ? AND slot IN ({', '.join('?' * _SOME)})"
_VECTORS = 8  # kept: with the next letter only the last word is another (a byte a guide each)
_WHOLE_SHARE = 0.8  # of a hyphenated word, whose parts count as well
_RANK_OFFSET = 60  # reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009


class Scored(Struct, frozen=True):
    """A guide's text in one language (`guide_text.id`) and how well it answers, 0 to 1."""

    text_pk: int
    lang: str
    score: float


class Scorer(Protocol):
    """An opinion on which guides answer a query. One by meaning (embeddings that come with a pack) may join `Lexical`."""

    def best(self, query: str, wanted: Sequence[str], count: int) -> Sequence[Scored]:
        """Return at least the `count` best of each language, where there are so many; best first."""
        ...


class Lexical:
    """Scores by words: the sum over the query's words of how rare it is times how much it says of the guide."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._vocabularies = Vocabulary.every(db)
        self._vectors: OrderedDict[Hashable, bytes] = OrderedDict()

    def meant(self, query: str, wanted: Sequence[str]) -> dict[str, list[Meant]]:
        """Return what the query's words may stand for, by language.

        A word that none of the `wanted` languages knows is taken for a misspelling there (in all, when none is wanted).
        """
        words = query_terms.words(query)
        found = {vocabulary.lang: query_terms.meant(words, vocabulary) for vocabulary in self._vocabularies}
        spoken = [v for v in self._vocabularies if rank(v.lang, wanted) < len(wanted)] or self._vocabularies
        for place in range(len(words)):
            if words[place].is_whole:
                continue  # its parts are asked for as well
            if not any(found[vocabulary.lang][place] for vocabulary in spoken):
                for vocabulary in spoken:
                    query_terms.add_guesses(found[vocabulary.lang][place], vocabulary)
        return found

    def weights(self, lang: str, found: Sequence[Meant]) -> list[float]:
        """Return how much each word of a query counts among the guides in `lang`."""
        vocabulary = next(vocabulary for vocabulary in self._vocabularies if vocabulary.lang == lang)
        return [_weight(meant, vocabulary) for meant in found]

    def best(self, query: str, wanted: Sequence[str], count: int) -> Sequence[Scored]:
        return self.best_of(self.meant(query, wanted), count)

    def best_of(self, found: dict[str, list[Meant]], count: int) -> list[Scored]:
        """Return the best of each language, best first."""
        scored: list[Scored] = []
        for vocabulary in self._vocabularies:
            scored += self._in_language(vocabulary, found[vocabulary.lang], count)
        return sorted(scored, key=lambda one: (-one.score, one.text_pk))

    def _in_language(self, vocabulary: Vocabulary, found: Sequence[Meant], count: int) -> list[Scored]:
        found = [meant for meant in found if meant or not meant.word.is_whole]
        weights = [_weight(meant, vocabulary) for meant in found]
        there = [(meant, weight) for meant, weight in zip(found, weights, strict=True) if meant]
        if not there:
            return []
        vectors = [self._vector(meant, vocabulary) for meant, _ in there]
        best = lanes.best(vectors, [weight for _, weight in there], count)
        # A word that this language does not know is missing in each of its guides.
        known = sum(weight for _, weight in there) / sum(weights)
        text_pks = self._text_pks(vocabulary.lang, [slot for slot, _ in best])
        return [Scored(text_pks[slot], vocabulary.lang, score * known) for slot, score in best]

    def _vector(self, meant: Meant, vocabulary: Vocabulary) -> bytes:
        """Return how well each guide answers one word."""
        together = frozenset(
            (called.known.id, called.share) for called in meant.called.values() if called.counts
        )
        key = (
            vocabulary.lang,
            together,
        )  # languages differ in the number of guides, and "together" may be nothing
        vector = self._vectors.get(key)
        if vector is None:
            stored = [(vocabulary.postings(form_id), share) for form_id, share in together]
            vector = self._vectors[key] = postings.union(stored, vocabulary.guides)
            if len(self._vectors) > _VECTORS:
                self._vectors.popitem(last=False)
        for phrase, _, share in meant.phrases:
            all_of_it = [self._vector(part, vocabulary) for part in phrase]
            vector = lanes.larger(vector, lanes.scaled(reduce(lanes.smaller, all_of_it), share))
        return vector

    def _text_pks(self, lang: str, slots: Sequence[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for some in batches(slots, _SOME):
            found.update(self._db.execute(SLOTS, (lang, *some)).fetchall())
        return found


def fused(opinions: Sequence[Sequence[Scored]]) -> list[Scored]:
    """Return what several scorers found as one list, by each one's order and not by its scores, which do not compare."""
    if len(opinions) == 1:
        return list(opinions[0])
    sums: defaultdict[int, float] = defaultdict(float)
    first: dict[int, Scored] = {}
    for opinion in opinions:
        for place, one in enumerate(opinion, 1):
            sums[one.text_pk] += (_RANK_OFFSET + 1) / (_RANK_OFFSET + place) / len(opinions)
            first.setdefault(one.text_pk, one)
    found = [Scored(text_pk, first[text_pk].lang, score) for text_pk, score in sums.items()]
    return sorted(found, key=lambda one: (-one.score, one.text_pk))


def batches(values: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield `values` in lists of exactly `size`, the last filled up with its last value: one statement fits them all."""
    for first in range(0, len(values), size):
        some = list(values[first : first + size])
        yield some + some[-1:] * (size - len(some))


def _weight(meant: Meant, vocabulary: Vocabulary) -> float:
    """Return how much the word counts: BM25's inverse document frequency."""
    share = _WHOLE_SHARE if meant.word.is_whole else 1.0
    return share * log(1 + (vocabulary.guides - meant.guides + 0.5) / (meant.guides + 0.5))
