"""How well a text answers a query as a whole: do its words stand together, and as they were typed?

The index knows which words a guide holds; not where, nor in which of their forms. So this is read from the text, of the
few guides that come first. docs/adr/0132-rerank-by-the-text.md says how the weights were chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from overlay.content.search.prefixes import PREFIX_MARK
from overlay.content.search.query_terms import MAX_WORDS, How, Meant
from overlay.content.search.reading import Part
from overlay.content.words import Words, parts

# Shares of the best score, for a text of which each is wholly so.
_NEIGHBOURS = 0.15  # neighbouring words of the query stand beside each other
_PASSAGE = 0.3  # one passage holds all words
_EXACT = 0.1  # all words stand there as they were typed, not in another form

_APART = 2  # words: between neighbours one other word may stand
_PASSAGE_WORDS = 12
_READ_WORDS = 4_000  # of a long text
_SURE = 0.4  # what a form must count for, where another counts for more: "re" may become "refund", and mostly does not
# A bit for each word of the query; those above them are for words as they were typed.
_PLACES = (1 << MAX_WORDS) - 1


class Reranker:
    """Compares texts with one query, whose words count by `weights`."""

    def __init__(self, found: Sequence[Meant], weights: Sequence[float]) -> None:
        self._forms: defaultdict[str, int] = defaultdict(int)
        self._weights: list[float] = []  # of the words that may be found
        whole = 0.0
        for meant, weight in zip(found, weights, strict=True):
            if meant.word.is_whole:
                continue  # its parts are asked for as well
            whole += weight
            forms = _forms(meant)
            place = 1 << len(self._weights)
            for form in forms:
                self._forms[form] |= place
            for called in meant.called.values():
                if called.how is How.SAME and called.known.form in forms:
                    self._forms[called.known.form] |= place << MAX_WORDS
            if forms:
                self._weights.append(weight)
        self._whole = whole or 1.0
        self._pairs = max(0, len(self._weights) - 1)
        self._shares: dict[int, float] = {}

    def __bool__(self) -> bool:
        """Tell whether texts can differ: by two words, or by one that is used as it was typed."""
        return self._pairs > 0 or any(bits > _PLACES for bits in self._forms.values())

    def bonus(self, text: Words[Part]) -> float:
        """Return what a text deserves on top of its score, as a share (0 to 0.55) of the best score."""
        there = near = 0
        passage = 0.0
        for part in parts(text):
            if not part.chunks:
                continue
            hits = self._hits(part)
            for _, bits in hits:
                there |= bits
            if self._pairs and (part is text.title or part is text.body):
                part_near, part_passage = self._together(hits)
                near |= part_near
                passage = max(passage, part_passage)
        neighbours = (near & (1 << self._pairs) - 1).bit_count() / self._pairs if self._pairs else 0.0
        return _NEIGHBOURS * neighbours + _PASSAGE * passage + _EXACT * self._share(there >> MAX_WORDS)

    def _together(self, hits: Sequence[tuple[int, int]]) -> tuple[int, float]:
        """Return which words stand near the next one of the query (a bit each), and the share the fullest passage holds."""
        near = 0
        passages = {0}
        last: list[tuple[int, int]] = []
        for at, bits in hits:
            while last and at - last[0][0] >= _PASSAGE_WORDS:
                del last[0]
            around = passage = bits
            for where, others in last:
                passage |= others
                if at - where <= _APART:
                    around |= others
            # Bit n: the words n and n + 1 are both around, one of them here.
            near |= (bits & around >> 1) | (around & bits >> 1)
            passages.add(passage & _PLACES)
            last.append((at, bits))
        return near, max(map(self._share, passages))

    def _share(self, places: int) -> float:
        """Return what share of the query's weight some of its words are."""
        share = self._shares.get(places)
        if share is None:
            some = (weight for place, weight in enumerate(self._weights) if places >> place & 1)
            share = self._shares[places] = sum(some) / self._whole
        return share

    def _hits(self, part: Part) -> list[tuple[int, int]]:
        """Return where a word of the query stands, and which."""
        read = part.forms(0, _READ_WORDS)
        here = self._forms.keys() & read  # as a rule a few: the loop below is short then
        hits = [
            (at, self._bits(form))
            for at, form in enumerate(read)
            if form in here or form.__class__ is tuple  # several words in one, such as "pick-up"
        ]
        return [(at, bits) for at, bits in hits if bits]

    def _bits(self, form: str | tuple[str, ...]) -> int:
        if isinstance(form, str):
            return self._forms[form]
        bits = 0
        for one in form:
            bits |= self._forms.get(one, 0)
        return bits


def _forms(meant: Meant) -> set[str]:
    """Return the forms a word may well stand for; none for a few letters of one, which begin half the words there are."""
    every = [called for called in meant.every() if not called.known.form.endswith(PREFIX_MARK)]
    least = min(_SURE, max((called.share for called in every), default=0.0))
    return {called.known.form for called in every if called.share >= least}
