"""Which words belong to which stem: its forms ("refund", "refunded"), and compounds with one of its forms as a part."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from overlay.content.search import compounds, postings, text
from overlay.content.search.relevance import AS_PART, BOTH, LANE_BITS

STEM_MARK = "="  # begins the "form" that stands for all members of a stem


class Member(NamedTuple):
    """A word that belongs to a stem; `is_part` when it is a compound with the stem's word as a part."""

    form: str
    is_part: bool


class Stems:
    """Finds the stems of the words of one language."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self.stem = cache(text.stemmer(lang))
        self.with_parts = compounds.has_compounds(lang)

    def of(self, word: str, count: Callable[[str], int]) -> Iterator[tuple[str, bool]]:
        """Yield the stems a word belongs to, and whether by a part; `count` as in `compounds.parts`."""
        own = self.stem(word)
        yield own, False
        if self.with_parts:
            for stem in sorted(
                {self.stem(part) for part in compounds.parts(word, self._lang, count)} - {own}
            ):
                yield stem, True


def have_row(members: Sequence[Member]) -> bool:
    """Tell whether the members of a stem have a row of their own together: else it would be that of the only one."""
    return len(members) > 1 or members[0].is_part


def together(members: Iterable[Member], entries: Callable[[str], array[int]]) -> array[int]:
    """Return the entries of several words (in their order) as if they were one: in each guide, as often as all together."""
    found: dict[int, int] = {}
    for form, is_part in members:
        slots, values = postings.parted(entries(form))
        if is_part:
            values = values.translate(AS_PART)
        if not found:
            found = dict(zip(slots, values, strict=True))
            continue
        for slot, lane in zip(slots, values, strict=True):
            there = found.get(slot)
            found[slot] = lane if there is None else BOTH[there << LANE_BITS | lane]
    return array(postings.CODE, [postings.entry(slot, found[slot]) for slot in sorted(found)])


def lane_together(there: int | None, lane: int, *, is_part: bool) -> int:
    """Return the lane of a stem in one guide with another of its members, as `together` has it."""
    if is_part:
        lane = AS_PART[lane]
    return lane if there is None else BOTH[there << LANE_BITS | lane]
