"""How one word's guides are stored: a lane vector for a usual word, a list for a rare one.

A list is its slots (32 bits each, this machine's byte order: a generation never leaves the machine that built it),
then its lanes (a byte each). A word that stands in more than one of `_SHARE` guides is a vector: filling a vector from a
list is a loop in Python, reading one is not.
"""

from __future__ import annotations

import sys
from array import array

from overlay.content.search import lanes

_SHARE = 32
_SLOT_BYTES = 4
CODE = "I"  # of an array of entries
_LANE_SHIFT = 24  # leaves slots for 16 million guides
_LANE_BYTE = 3 if sys.byteorder == "little" else 0


def entry(slot: int, lane: int) -> int:
    """Return both in one number, as the index collects them."""
    return lane << _LANE_SHIFT | slot


def parted(entries: array[int]) -> tuple[array[int], bytes]:
    """Return the slots and the lanes of entries."""
    slots = bytearray(entries.tobytes())
    values = bytes(slots[_LANE_BYTE::_SLOT_BYTES])
    slots[_LANE_BYTE::_SLOT_BYTES] = bytes(len(values))
    return array(CODE, bytes(slots)), values


def new() -> array[int]:
    """Return an empty array of entries."""
    return array(CODE)


def pack(entries: array[int], guides: int) -> bytes:
    """Return the stored form of a word with these entries, of so many `guides` in all."""
    slots, values = parted(entries)
    if not is_usual(len(values), guides):
        return slots.tobytes() + values
    vector = bytearray(guides)
    for slot, value in zip(slots, values, strict=True):
        vector[slot] = value
    return bytes(vector)


def is_usual(count: int, guides: int) -> bool:
    """Tell whether a word in `count` of so many guides is stored as a vector."""
    return count * _SHARE > guides


def listed(stored: bytes) -> tuple[array[int], bytes]:
    """Return the slots and the lanes of a stored list."""
    count = len(stored) // (_SLOT_BYTES + 1)
    return array(CODE, stored[: count * _SLOT_BYTES]), stored[count * _SLOT_BYTES :]


def entries(stored: bytes, guides: int) -> array[int]:
    """Return the entries that `pack` stored."""
    if is_vector(stored, guides):
        return array(CODE, [entry(slot, lane) for slot, lane in enumerate(stored) if lane])
    return array(CODE, map(entry, *listed(stored)))


def is_vector(stored: bytes, guides: int) -> bool:
    """Tell which of the two forms it is: a list is always shorter than a vector."""
    return len(stored) == guides


def union(stored: list[tuple[bytes, float]], guides: int) -> bytes:
    """Return the lane vector of several words, each with the share (0 to 1) it counts for: the largest wins."""
    vector = bytearray(guides)
    whole: list[bytes] = []
    for data, share in stored:
        if is_vector(data, guides):
            whole.append(lanes.scaled(data, share))
        else:
            raise_to(vector, data, share)
    if len(whole) == len(stored) == 1:
        return whole[0]
    result = bytes(vector)
    for other in whole:
        result = lanes.larger(result, other)
    return result


def raise_to(vector: bytearray, data: bytes, share: float = 1.0) -> None:
    """Raise the lanes of `vector` to those of the list `data`, times `share`, where they are lower."""
    slots, values = listed(data)
    values = lanes.scaled(values, share)
    for slot, value in zip(slots, values, strict=True):
        if value > vector[slot]:  # noqa: PLR1730  # max() is a call, and this is the loop that search waits for
            vector[slot] = value
