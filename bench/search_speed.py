"""Bench: search as you type in 100,000 guides, beside tantivy and plain FTS5 on the same guides in the same run.

Guides and queries are made as in the project's first comparison of engines: some 120 words a guide, a vocabulary as skewed
as a language's, and every second prefix of two words typed. Each engine runs in a process of its own; tantivy is not a
dependency of the project: `make bench` installs it for itself, and where it cannot be had it is left out.

    python -m bench.search_speed [--quick]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from bench.figures import Row, spread, table
from overlay.content.words import Words

GUIDES, QUICK_GUIDES = 100_000, 10_000
TYPED = 300  # pairs of words typed
P50_MS, P99_MS, TIMES_TANTIVY, TIMES_BUILD, TIMES_TEXT = 2.0, 10.0, 2.5, 2.0, 1.5
_SYLLABLES = (
    "ka lo mi ren tor vas pel dun qua zi bor nex fal gru hep sta ver con in ter pro ment ing est ble".split()
)
_SLOW_S = 60.0  # an engine that has had so long has shown enough


@dataclass(frozen=True, slots=True)
class Text:
    """A made-up guide."""

    title: str
    body: str


def texts(count: int) -> list[Text]:
    """Return the guides; the same ones for the same count."""
    dice = random.Random(11)
    words = sorted(
        {"".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(30_000)}
    )
    dice.shuffle(words)
    usual = list(accumulate(1 / (rank + 5) for rank in range(len(words))))

    def some(many: int) -> str:
        return " ".join(dice.choices(words, cum_weights=usual, k=many))

    return [Text(some(6), some(dice.randint(90, 150))) for _ in range(count)]


def typed(guides: Sequence[Text]) -> list[str]:
    """Return what is searched for while two words of a guide are typed, two letters at a time."""
    dice = random.Random(12)
    queries = []
    for _ in range(TYPED):
        guide = guides[dice.randrange(len(guides))]
        first, second = guide.title.split()[0], dice.choice(guide.body.split())
        queries += [first[:end] for end in range(2, len(first) + 1, 2)]
        queries += [f"{first} {second[:end]}" for end in range(2, len(second) + 1, 2)]
    return queries


def _ours(guides: Sequence[Text], folder: Path) -> tuple[float, int, Callable[[str], int]]:
    from bench import search_base
    from overlay.content.search import Searcher

    started = time.perf_counter()
    named = ((f"g{i}", "en", Words(guide.title, "", "", guide.body)) for i, guide in enumerate(guides))
    db = search_base.make(folder / "content.db", named)
    build_s = time.perf_counter() - started
    searcher = Searcher(db)
    return build_s, _bytes(folder), lambda query: len(searcher.find(query, ("en",), limit=10))


def _fts5(guides: Sequence[Text], folder: Path) -> tuple[float, int, Callable[[str], int]]:
    started = time.perf_counter()
    db = sqlite3.connect(folder / "fts5.db")
    db.execute("CREATE TABLE guide (id INTEGER PRIMARY KEY, title, body)")
    db.execute(
        "CREATE VIRTUAL TABLE search USING fts5(title, body, content='guide', content_rowid='id', prefix='2 3')"
    )
    db.executemany("INSERT INTO guide (title, body) VALUES (?, ?)", [(g.title, g.body) for g in guides])
    db.execute("INSERT INTO search (search) VALUES ('rebuild')")
    db.commit()
    db.execute("INSERT INTO search (search) VALUES ('optimize')")
    db.commit()
    build_s = time.perf_counter() - started

    def find(query: str) -> int:
        *whole, last = query.split()
        match = " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
        statement = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 10"
        return len(db.execute(statement, (match,)).fetchall())

    return build_s, _bytes(folder), find


def _tantivy(guides: Sequence[Text], folder: Path) -> tuple[float, int, Callable[[str], int]]:
    import tantivy  # type: ignore[import-not-found, unused-ignore]

    started = time.perf_counter()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", stored=True)
    builder.add_text_field("body", stored=False)
    schema = builder.build()
    made = tantivy.Index(schema, path=str(folder))
    writer = made.writer(128_000_000, 1)
    for guide in guides:
        writer.add_document(tantivy.Document(title=[guide.title], body=[guide.body]))
    writer.commit()
    writer.wait_merging_threads()
    build_s = time.perf_counter() - started
    made.reload()
    searcher = made.searcher()
    query_of, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should

    def either(make: Callable[..., Any], word: str) -> Any:
        return query_of.boolean_query([(should, make(schema, name, word)) for name in ("title", "body")])

    def find(query: str) -> int:
        *whole, last = query.split()
        parts = [(must, either(query_of.term_query, word)) for word in whole]
        parts.append((must, either(query_of.regex_query, last + ".*")))
        return len(searcher.search(query_of.boolean_query(parts), 10).hits)

    return build_s, _bytes(folder), find


_ENGINES = {"ours": _ours, "fts5": _fts5, "tantivy": _tantivy}


def measure(engine: str, count: int) -> dict[str, float]:
    """Return build time, bytes on disk and times of all queries of one engine, in this process."""
    guides = texts(count)
    queries = typed(guides)
    with tempfile.TemporaryDirectory() as folder:
        build_s, disk_bytes, find = _ENGINES[engine](guides, Path(folder))
        gc.collect()
        gc.freeze()  # the guides of this process; the assistant does not hold its guides in memory
        for query in queries[:30]:
            find(query)
        took_ms, hits = [], 0
        until = time.monotonic() + _SLOW_S
        for query in queries:
            started = time.perf_counter_ns()
            hits += find(query)
            took_ms.append((time.perf_counter_ns() - started) / 1e6)
            if time.monotonic() > until:
                break
    times = spread(took_ms)
    text_bytes = sum(len(guide.title) + len(guide.body) for guide in guides)
    return {
        "build_s": build_s,
        "text_bytes": text_bytes,
        "beyond_bytes": disk_bytes - (0 if engine == "tantivy" else text_bytes),
        "p50_ms": times.median,
        "p99_ms": times.p99,
        "queries": times.n,
        "hits": hits,
    }


def run(*, quick: bool = False) -> list[Row]:
    """Return the rows; every engine in a process of its own."""
    count = QUICK_GUIDES if quick else GUIDES
    found = {engine: _in_process(engine, count) for engine in _ENGINES}
    ours, fts5 = found["ours"], found["fts5"]
    if ours is None or fts5 is None:
        return [Row(f"search in {count:,} guides", "could not be measured", ok=False)]
    return list(_rows(f"{count:,} guides", ours, fts5, found["tantivy"]))


def _rows(
    what: str, ours: dict[str, float], fts5: dict[str, float], peer: dict[str, float] | None
) -> Iterator[Row]:
    def beside(key: str) -> str:
        fast = f"tantivy {peer[key]:.2f} ms, " if peer else ""
        return f"{fast}FTS5 {fts5[key]:.2f} ms"

    yield Row(
        f"search as you type, p50, {what}",
        f"{ours['p50_ms']:.2f} ms",
        beside("p50_ms"),
        must=f"≤ {P50_MS:g} ms",
        ok=ours["p50_ms"] <= P50_MS,
        data=dict(ours),
    )
    limit_ms = min(P99_MS, TIMES_TANTIVY * peer["p99_ms"]) if peer else P99_MS
    yield Row(
        f"search as you type, p99, {what}",
        f"{ours['p99_ms']:.2f} ms",
        beside("p99_ms"),
        ours["p99_ms"] / peer["p99_ms"] if peer else None,
        f"≤ {P99_MS:g} ms, {TIMES_TANTIVY:g} ×",
        ours["p99_ms"] <= limit_ms,
        dict(peer or {}),
    )
    yield Row(
        f"index build, {what}",
        f"{ours['build_s']:.1f} s",
        f"FTS5 {fts5['build_s']:.1f} s",
        ours["build_s"] / fts5["build_s"],
        f"≤ {TIMES_BUILD:g} ×",
        ours["build_s"] <= TIMES_BUILD * fts5["build_s"],
        dict(fts5),
    )
    share = ours["beyond_bytes"] / ours["text_bytes"]
    yield Row(
        f"index on disk beyond the text, {what}",
        f"{ours['beyond_bytes'] / 2**20:.0f} MiB",
        f"text {ours['text_bytes'] / 2**20:.0f} MiB",
        share,
        f"≤ {TIMES_TEXT:g} ×",
        share <= TIMES_TEXT,
    )


def _in_process(engine: str, count: int) -> dict[str, float] | None:
    call = [sys.executable, "-m", "bench.search_speed", "--engine", engine, "--guides", str(count)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--engine", choices=_ENGINES)
    parser.add_argument("--guides", type=int, default=GUIDES)
    asked = parser.parse_args()
    if asked.engine:
        print(json.dumps(measure(asked.engine, asked.guides)))
    else:
        print(table(run(quick=asked.quick)))


if __name__ == "__main__":
    main()
