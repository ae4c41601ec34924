"""Where the guides of one language stood in the index before, and where they stand now."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise

from overlay.content.search import postings

GONE = 0xFFFFFFFF  # where a guide stands that is there no more


class Slots:
    """Maps slots. `kept` is (slot before, slot now) of each guide that stays, in the order of both."""

    def __init__(self, guides_before: int, guides: int, kept: Sequence[tuple[int, int]]) -> None:
        if any(a >= b or c >= d for (a, c), (b, d) in pairwise(kept)):
            raise ValueError("guides changed places")
        self.guides_before = guides_before
        self.guides = guides
        self._kept = kept
        moved = array(postings.CODE, [GONE]) * guides_before
        for before, now in kept:
            moved[before] = now
        self._moved = moved
        self.same = guides == guides_before and all(before == now for before, now in kept)
        self._stretches = list(_stretches(kept))

    def moved(self, slots: array[int]) -> array[int]:
        """Return where guides that stay stand now."""
        return slots if self.same else array(postings.CODE, map(self._moved.__getitem__, slots))

    def vector(self, vector: bytes) -> bytes:
        """Return a lane vector with the lanes where they belong now; 0 for guides that are new."""
        pieces: list[bytes] = []
        done = 0
        for before, now, length in self._stretches:
            pieces += (bytes(now - done), vector[before : before + length])
            done = now + length
        pieces.append(bytes(self.guides - done))
        return b"".join(pieces)


def _stretches(kept: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return guides that stay next to each other: where they began, where they begin, and how many they are."""
    found: list[tuple[int, int, int]] = []
    for before, now in kept:
        if found and (before, now) == (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]):
            start, begins, length = found[-1]
            found[-1] = (start, begins, length + 1)
        else:
            found.append((before, now, 1))
    return found
