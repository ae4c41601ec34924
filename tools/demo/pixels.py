"""What is on the screen of the played demo, compared."""

from __future__ import annotations

SIZE = (1280, 800)  # of the screen, in pixels of four bytes


def changed_rows(one: bytes, other: bytes, width: int = SIZE[0]) -> int:
    """Return in how many rows two pictures of `width` pixels differ; one of another size differs in all."""
    row = 4 * width
    return sum(one[at : at + row] != other[at : at + row] for at in range(0, max(len(one), len(other)), row))
