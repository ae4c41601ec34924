"""What a row of the bench says, and the table it stands in."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, 95th and 99th percentile (nearest rank) and how many, of one measured thing."""

    n: int
    median: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.median:.2f}  p95 {self.p95:.2f}  p99 {self.p99:.2f}  n {self.n}"


def spread(values: Sequence[float]) -> Spread:
    ordered = sorted(values)

    def rank(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Spread(len(ordered), statistics.median(ordered), rank(0.95), rank(0.99))


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, ours, what it is compared with, and whether that is enough.

    `ok` None: nothing is asked of it, it is there to be read.
    """

    what: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    must: str = ""
    ok: bool | None = None
    data: dict[str, object] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "NOT", None: ""}[self.ok]


def compare(what: str, ours: float, peer: float, peer_name: str, at_most: float, unit: str = "ms") -> Row:
    """Return a row that asks ours to be at most `at_most` times the peer's."""
    ratio = ours / peer if peer else math.inf
    return Row(
        what,
        f"{ours:.2f} {unit}",
        f"{peer_name} {peer:.2f} {unit}",
        ratio,
        f"≤ {at_most:g} ×",
        ratio <= at_most,
    )


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text in columns."""
    head = ("what", "ours", "compared with", "ratio", "must reach", "")
    body = [
        (r.what, r.ours, r.peer, "" if r.ratio is None else f"{r.ratio:.2f}", r.must, r.verdict) for r in rows
    ]
    widths = [max(len(line[i]) for line in (head, *body)) for i in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *body)
    ]
    lines.insert(1, "  ".join("-" * width for width in widths[:-1]))
    return "\n".join(lines)
