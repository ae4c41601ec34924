"""Measure overlay against other programs: `python -m bench [ROW …] [--quick] [--json FILE]`.

See docs/benchmarks.md for what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import (
    imports,
    install_beside,
    latency,
    life,
    many_desks,
    match_rules,
    search_quality,
    search_speed,
    sync,
)
from bench.figures import Row, table


def _match(*, quick: bool) -> list[Row]:
    """One title against 100,000 rules."""
    return [
        Row(
            found["what"],
            f"{found['value']} {found['unit']}",
            must=found["target"],
            ok=bool(found["ok"]) if found["target"] else None,
            data=found,
        )
        for found in match_rules.run(quick)
    ]


ROWS: dict[str, Callable[..., list[Row]]] = {
    "hotkey": latency.hotkey,
    "follow": latency.follow,
    "guide": latency.long_guide,
    "match": _match,
    "idle": life.idle,
    "cold": life.cold,
    "bundle": life.bundle,
    "sync": sync.sync,
    "desks": many_desks.many_desks,
    "beside": install_beside.install_beside,
    "imports": imports.run,
    "search": search_quality.run,
    "typing": search_speed.run,
}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    with Path("/proc/meminfo").open() as lines:
        memory_kib = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal"))
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory_kib / 2**20, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "at": time.strftime("%Y-%m-%d %H:%M"),
    }


def run(names: Iterable[str], *, quick: bool) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        started = time.monotonic()
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        try:
            found = ROWS[name](quick=quick)
        except Exception as error:  # noqa: BLE001  # the other rows are still worth having; this one is not ok
            found = [Row(name, f"failed: {type(error).__name__}: {error}", ok=False)]
        rows += found
        print(
            table(found), f"\n({time.monotonic() - started:.0f} s)\n", sep="\n", file=sys.stderr, flush=True
        )
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("row", nargs="*", metavar="ROW", help=f"which: {', '.join(ROWS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a look, not a measurement")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), metavar="FILE")
    asked = parser.parse_args()
    unknown = [name for name in asked.row if name not in ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    rows = run(asked.row or ROWS, quick=asked.quick)
    about = machine()
    print(
        f"{about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, load {about['load']:.1f}, {about['at']}"
    )
    print(table(rows))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(
        json.dumps({"machine": about, "quick": asked.quick, "rows": [asdict(row) for row in rows]}, indent=1),
        "utf-8",
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
