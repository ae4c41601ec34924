"""How near to each other a query's words stand in a guide: "supported languages" beside "support … other languages".

The index knows which words a guide holds, not where. So this is read from the text, of the few guides that come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from overlay.content.search.prefixes import PREFIX_MARK
from overlay.content.search.query_terms import Meant
from overlay.content.search.reading import Part
from overlay.content.words import Words

_READ_WORDS = 2_000  # of a long text
_SURE = 0.4  # what a form must count for, where another counts for more: "re" may become "refund", and mostly does not
_APART = 2  # words: one other word may stand between


class Nearness:
    """Compares texts with one query."""

    def __init__(self, found: Sequence[Meant]) -> None:
        self._forms: defaultdict[str, int] = defaultdict(
            int
        )  # a bit for each word of the query it may stand for
        places = 0
        for meant in found:
            forms = [] if meant.word.is_whole else _forms(meant)
            for form in forms:
                self._forms[form] |= 1 << places
            places += bool(forms)
        self._pairs = max(0, places - 1)

    def __bool__(self) -> bool:
        """Tell whether there are two words to stand near each other."""
        return self._pairs > 0

    def of(self, words: Words[Part]) -> float:
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

    def _hits(self, part: Part) -> list[tuple[int, int]]:
        """Return where a word of the query stands, and which (a bit each)."""
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


def _forms(meant: Meant) -> list[str]:
    """Return the forms a word may well stand for; none for a few letters of one, which begin half the words there are."""
    every = [called for called in meant.every() if not called.known.form.endswith(PREFIX_MARK)]
    least = min(_SURE, max((called.share for called in every), default=0.0))
    return [called.known.form for called in every if called.share >= least]
