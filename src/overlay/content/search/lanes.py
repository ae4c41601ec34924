"""One byte for every guide, all guides at once: Python's big integers as vectors.

A *lane vector* of n guides is n bytes of 0 to 127, the relevance of one word to each guide. Taking the larger, the
smaller or the sum of two vectors costs a few passes over n bytes in C (0.2 ms for 100,000 guides), where a loop in
Python would cost 10 ms and numpy every desk's memory.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

TOP = 127  # the most a lane holds: the eighth bit is needed to compare and to add
_LIMIT = 255  # a sum of vectors, each rounded up, may be a little above TOP
_FIRST_LEVELS = (64, 16, 1)
_NEAR, _ABOVE = 1, 2
_BEYOND_TOP = bytes(255 - TOP)
_TIES = 2


@lru_cache(maxsize=4)
def _masks(n: int) -> tuple[int, int]:
    return int.from_bytes(b"\x80" * n, "big"), int.from_bytes(b"\x7f" * n, "big")


def larger(a: bytes, b: bytes) -> bytes:
    """Return the larger of each lane."""
    n = len(a)
    x, y, mine = _compared(a, b)
    return ((x & mine) | (y & (mine ^ _masks(n)[1]))).to_bytes(n, "big")


def smaller(a: bytes, b: bytes) -> bytes:
    """Return the smaller of each lane."""
    n = len(a)
    x, y, mine = _compared(a, b)
    return ((y & mine) | (x & (mine ^ _masks(n)[1]))).to_bytes(n, "big")


def scaled(vector: bytes, share: float) -> bytes:
    """Return `vector` with each lane times `share` (0 to 1), rounded; what was not 0 stays at least 1."""
    return vector if share == 1 else vector.translate(table(share))


@lru_cache(maxsize=64)
def table(share: float) -> bytes:
    """Return what `scaled` maps each lane to. Made for nearly every query, so the half that no lane reaches is left 0."""
    return bytes([0, *[round(lane * share) or 1 for lane in range(1, TOP + 1)], *_BEYOND_TOP])


def best(vectors: Sequence[bytes], weights: Sequence[float], count: int) -> list[tuple[int, float]]:
    """Return (guide, score) of the `count` guides with the highest weighted sum, best first; ties by guide.

    Weights are 0 or more; a score is the weighted sum of lanes divided by what it could be at most. Guides in which all
    lanes are 0 are left out.
    """
    whole = sum(weights)
    if not vectors or whole <= 0:
        return []
    shares = [weight / whole for weight in weights]
    # Weights that add up to one keep a sum within a lane; rounding it costs exactness, so more are taken than asked for
    # and these are scored exactly.
    slack = len(vectors) if len(vectors) > 1 else 0
    rough = _sum([scaled(vector, share) for vector, share in zip(vectors, shares, strict=True)])
    slots = list(_highest(rough, count, slack))
    scores = [0.0] * len(slots)
    for vector, share in zip(vectors, shares, strict=True):
        scores = [score + vector[slot] * share for score, slot in zip(scores, slots, strict=True)]
    found = [(slot, score / TOP) for slot, score in zip(slots, scores, strict=True)]
    return heapq.nsmallest(count, found, key=lambda scored: (-scored[1], scored[0]))


def _sum(vectors: Sequence[bytes]) -> bytes:
    if len(vectors) == 1:
        return vectors[0]
    n = len(vectors[0])
    return sum(int.from_bytes(vector, "big") for vector in vectors).to_bytes(n, "big")


def _highest(vector: bytes, count: int, slack: int) -> Iterator[int]:
    """Yield the lanes that hold the `count` highest values, and more of those at most `slack` below: bounded in number."""
    level = _level(vector, count)
    marked = vector.translate(_marks(level + 1, max(1, level - slack)))
    yield from _lanes(marked, _ABOVE)
    yield from islice(_lanes(marked, _NEAR), _TIES * count)


def _level(vector: bytes, count: int) -> int:
    """Return the highest value that at least `count` lanes reach; 1 when fewer lanes hold anything."""
    # What is below goes, so that most passes are over few lanes.
    high = _LIMIT + 1
    kept = b""
    for low in _FIRST_LEVELS:
        kept = vector.translate(None, _below(low))
        if len(kept) >= count:
            break
        high = low
    else:
        return 1
    while high - low > 1:
        middle = (low + high) // 2
        higher = kept.translate(None, _below(middle))
        if len(higher) >= count:
            kept, low = higher, middle
        else:
            high = middle
    return low


def _lanes(marked: bytes, mark: int) -> Iterator[int]:
    lane = marked.find(mark)
    while lane >= 0:
        yield lane
        lane = marked.find(mark, lane + 1)


@lru_cache(maxsize=256)
def _below(level: int) -> bytes:
    return bytes(range(level))


@lru_cache(maxsize=256)
def _marks(above: int, near: int) -> bytes:
    return bytes(_ABOVE if lane >= above else _NEAR if lane >= near else 0 for lane in range(256))


def _compared(a: bytes, b: bytes) -> tuple[int, int, int]:
    """Return both vectors as integers, and 127 in each lane where `a` is not the smaller (SWAR compare)."""
    high, _ = _masks(len(a))
    x, y = int.from_bytes(a, "big"), int.from_bytes(b, "big")
    not_less = ((x | high) - y) & high
    return x, y, not_less - (not_less >> 7)
