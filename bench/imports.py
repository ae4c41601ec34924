"""Bench: import 10,000 files of each format that organisations have thousands of, and watch the memory.

The files are copies of the importers' test excerpts under other names; one format at a time, each in a process of its own.
Memory is flat when the peak of 10,000 files is little above that of the first 1,000: what grows is the report, a line a
guide. Both count the processes that read beside the one that writes.

    python -m bench.imports [--quick]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Row, table

FILES, QUICK_FILES = 10_000, 1_000
FIRST = 10  # the memory of this part of the files is what the whole is compared with
FILES_A_SECOND = 300
TIMES_MEMORY = 1.5
EXCERPTS = Path(__file__).parents[1] / "tests/unit/importers/excerpts"
FORMATS = {
    "tldr": ("tldr/en", "*.md"),
    "html": ("libreoffice/en-US", "*.html"),
    "mallard": ("mallard/C", "*.page"),
    "dita": ("dita/topics", "*.dita"),
    "docbook": ("docbook", "*.xml"),
    "markdown": ("support", "*.md"),
}


def fill(folder: Path, name: str, count: int) -> None:
    """Write `count` files of a format, a hundred a folder, in the mix of its excerpts."""
    source, pattern = FORMATS[name]
    originals = [(path.suffix, path.read_bytes()) for path in sorted((EXCERPTS / source).rglob(pattern))]
    for number in range(count):
        suffix, data = originals[number % len(originals)]
        path = folder / f"part-{number // 100}" / f"page-{number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def measure(name: str, count: int) -> dict[str, float]:
    """Import `count` files of one format; return seconds, guides, and peak memory in KiB early on and at the end."""
    from overlay.content.importers import Options, run

    peaks: list[int] = []
    early: list[int] = []

    def watch(done: int, total: int) -> None:
        if done % (total // 100) == 0:
            peaks.append(_peak_kib())
        if done == total // FIRST:
            early.append(max(peaks))

    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "src"
        fill(source, name, count)
        started, busy = time.perf_counter(), _cpu_s()
        report = run(name, source, Path(scratch) / "pack", Options(progress=watch))
        took, worked = time.perf_counter() - started, _cpu_s() - busy
    return {
        "files": count, "guides": len(report.imported), "steps": report.steps, "seconds": took, "cpu_seconds": worked,
        "early_kib": early[0], "peak_kib": max(peaks),
    }  # fmt: skip


def _cpu_s() -> float:
    """Return the CPU time of this process and of those it started that have ended, in seconds."""
    return sum(os.times()[:4])


def _peak_kib() -> int:
    """Return the most memory this process has had so far, plus that of the processes that read for it now, in KiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for child in Path("/proc/self/task").glob("*/children"):
        for pid in child.read_text().split():
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                most += int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
    return most


def run(*, quick: bool = False) -> list[Row]:
    """Return two rows a format: files a second, and how far memory grows."""
    rows: list[Row] = []
    for name in FORMATS:
        found = _in_process(name, QUICK_FILES if quick else FILES)
        rate = found["files"] / found["seconds"]
        grown = found["peak_kib"] / found["early_kib"]
        what = f"import {found['files']:,.0f} {name} files ({found['steps']:,.0f} steps)"
        per_cpu = f"{found['files'] / found['cpu_seconds']:.0f} a CPU second"
        rows.append(
            Row(
                what,
                f"{rate:.0f} files/s",
                per_cpu,
                rate / FILES_A_SECOND,
                f">= {FILES_A_SECOND} files/s",
                rate >= FILES_A_SECOND,
                dict(found),
            )
        )
        rows.append(
            Row(
                f"memory of {name} import",
                f"{found['peak_kib'] / 1024:.0f} MiB",
                f"first tenth {found['early_kib'] / 1024:.0f} MiB",
                grown,
                f"<= {TIMES_MEMORY} times",
                grown <= TIMES_MEMORY,
            )
        )
    return rows


def _in_process(name: str, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", "--measure", name, "--files", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    parser.add_argument("--measure", choices=FORMATS, help=argparse.SUPPRESS)
    parser.add_argument("--files", type=int, default=FILES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.files)))
    else:
        print(table(run(quick=asked.quick)))


if __name__ == "__main__":
    main()
