"""How near to each other a query's words stand in a guide: "supported languages" beside "support … other languages".

The index knows which words a guide holds, not where. So this is read from the text, of the few guides that come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from overlay.content.search.asked import Meant
from overlay.content.search.index import PREFIX_MARK
from overlay.content.search.text import Forms
from overlay.content.words import Words

_READ_WORDS = 2_000  # of a long text
_SURE = 0.4  # what a form must count for, where another counts for more: "re" may become "refund", and mostly does not
_APART = 2  # words: one other word may stand between


class Nearness:
    """Compares texts with one query; `known` remembers words from query to query."""

    def __init__(self, found: Sequence[Meant], known: Forms) -> None:
        there = [meant for meant in found if meant and not meant.word.is_whole]
        self._known = known
        self._pairs = max(0, len(there) - 1)
        forms: defaultdict[str, int] = defaultdict(
            int
        )  # a form, and a bit for each word of the query it may stand for
        for place, meant in enumerate(there):
            every = list(meant.every())
            least = min(_SURE, max(called.share for called in every))
            for called in every:
                if called.share >= least:
                    forms[called.known.form] |= 1 << place
        self._forms = {form: bits for form, bits in forms.items() if not form.endswith(PREFIX_MARK)}
        self._starts = tuple(form.removesuffix(PREFIX_MARK) for form in forms if form.endswith(PREFIX_MARK))
        self._started = 1 << self._pairs  # only the last word of a query is a beginning

    def __bool__(self) -> bool:
        """Tell whether there are two words to stand near each other."""
        return self._pairs > 0

    def of(self, words: Words[str]) -> float:
        """Return what share of the query's neighbouring words (0 to 1) stand near each other in a guide, in any order."""
        near = 0
        for part in (words.title, words.body):
            last: list[tuple[int, int]] = []
            for at, bits in self._hits(part):
                while last and at - last[0][0] > _APART:
                    del last[0]
                around = bits
                for _, others in last:
                    around |= others
                # Bit n: the words n and n + 1 are both around, one of them here.
                near |= (bits & around >> 1) | (around & bits >> 1)
                last.append((at, bits))
        return (near & (1 << self._pairs) - 1).bit_count() / self._pairs

    def _hits(self, part: str) -> Iterator[tuple[int, int]]:
        """Yield where a word of the query stands, and which (a bit each)."""
        chunks = part.split(maxsplit=_READ_WORDS)[:_READ_WORDS]
        forms, starts = self._forms, self._starts
        for at, form in enumerate(map(self._known.__getitem__, chunks)):
            if form.__class__ is not str:
                bits = 0
                for one in form:
                    bits |= self._bits(one)
                if bits:
                    yield at, bits
            elif form in forms:
                yield at, forms[form]
            elif starts and form.startswith(starts):
                yield at, self._started

    def _bits(self, form: str) -> int:
        bits = self._forms.get(form, 0)
        if not bits and self._starts and form.startswith(self._starts):
            bits = self._started
        return bits
