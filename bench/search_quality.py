"""Bench: does search find what people mean? Beside plain FTS5 (BM25, title weight 5) in the same run.

Queries are index terms, written by the authors of help pages; the pages' own keywords are left out of the index. And 60
paraphrases a language over the demo pack, written before the search was (bench/data/paraphrases.jsonl).

    python -m bench.search_quality [--quick]
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import search_base, search_pages
from bench.figures import Row, table
from bench.search_pages import Asked, Page
from overlay.content.install import install
from overlay.content.lookup import Content
from overlay.content.search import Searcher

BETTER_BY = 0.06
_DATA = Path(__file__).parent / "data" / "paraphrases.jsonl"
_DEMO = Path(__file__).parents[1] / "src" / "overlay" / "resources" / "packs" / "demo-service"
_DEMO_NOW_S = 1_794_000_000.0  # November 2026: what the demo's notices are valid at
_LIMIT = 20
_LANGUAGES = ("en", "nl", "de")

Find = Callable[[Asked], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Recall at 1, 3 and 5, and the mean reciprocal rank."""

    asked: int
    at_1: float
    at_3: float
    at_5: float
    mrr: float

    def __str__(self) -> str:
        return f"R@1 {self.at_1:.3f}  R@3 {self.at_3:.3f}  R@5 {self.at_5:.3f}  MRR {self.mrr:.3f}  n {self.asked}"


def measured(find: Find, asked: Sequence[Asked]) -> Quality:
    """Return how well `find` (best first) answers the queries."""
    ranks = [
        next((rank for rank, name in enumerate(find(one)[:_LIMIT], 1) if name in one.answers), 0)
        for one in asked
    ]

    def recall(at: int) -> float:
        return sum(0 < rank <= at for rank in ranks) / len(ranks)

    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return Quality(len(ranks), recall(1), recall(3), recall(5), reciprocal)


def run(*, quick: bool = False) -> list[Row]:
    """Return a row a set and language; `quick` asks every eighth query only."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, pages in (
            ("lo-index", search_pages.libreoffice()),
            ("dita-indexterm", search_pages.dita()),
        ):
            if not pages:
                rows.append(
                    Row(
                        f"search: {name}",
                        f"left out: no pages in {search_pages.CORPORA} (see OVERLAY_CORPORA)",
                    )
                )
                continue
            rows += _of_pages(name, pages, Path(folder) / f"{name}.db", every=8 if quick else 1)
        rows += _both_sets(rows)
        rows += _of_paraphrases(Path(folder))
    return rows


def _of_pages(name: str, pages: Sequence[Page], path: Path, every: int) -> list[Row]:
    searcher = Searcher(search_base.make(path, ((page.path, page.lang, page.words) for page in pages)))
    queries = search_pages.queries(name)
    rows = []
    for lang in _LANGUAGES:
        asked = [one for one in queries if one.lang == lang][::every]
        if not asked:
            continue
        ours = measured(lambda one: _names(searcher, one), asked)
        plain = measured(_fts5([page for page in pages if page.lang == lang]), asked)
        rows.append(_row(f"search: {name}, {lang}", ours, plain))
    return rows


def _names(searcher: Searcher, one: Asked) -> list[str]:
    return [hit.ref.guide for hit in searcher.find(one.query, (one.lang,), limit=_LIMIT)]


def _row(what: str, ours: Quality, plain: Quality) -> Row:
    gain = ours.at_5 - plain.at_5
    return Row(
        what,
        str(ours),
        f"FTS5 R@1 {plain.at_1:.3f}  R@3 {plain.at_3:.3f}  R@5 {plain.at_5:.3f}  MRR {plain.mrr:.3f}",
        must=f"R@5 + {BETTER_BY} ({gain:+.3f})",
        ok=gain >= BETTER_BY,
        data={"ours": ours.at_5, "plain": plain.at_5, "asked": ours.asked},
    )


def _both_sets(rows: Iterable[Row]) -> list[Row]:
    """Return English over both sets, as the language is asked for as a whole."""
    both = [row for row in rows if row.what.endswith(", en")]
    if len(both) < 2:
        return []
    asked = sum(int(str(row.data["asked"])) for row in both)
    ours, plain = (
        sum(float(str(row.data[whose])) * int(str(row.data["asked"])) for row in both) / asked
        for whose in ("ours", "plain")
    )
    return [
        Row(
            "search: both sets, en",
            f"R@5 {ours:.3f}  n {asked}",
            f"FTS5 R@5 {plain:.3f}",
            must=f"R@5 + {BETTER_BY} ({ours - plain:+.3f})",
            ok=ours - plain >= BETTER_BY,
        )
    ]


def _fts5(pages: Sequence[Page]) -> Find:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE page USING fts5(title, body, path UNINDEXED, tokenize='unicode61 remove_diacritics 2')"
    )
    db.executemany(
        "INSERT INTO page VALUES (?, ?, ?)", [(p.words.title, p.words.body, p.path) for p in pages]
    )

    def find(one: Asked) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"[^\W_]+", one.query))
        if not words:
            return []
        found = db.execute(
            "SELECT path FROM page WHERE page MATCH ? ORDER BY bm25(page, 5.0, 1.0) LIMIT ?", (words, _LIMIT)
        )
        return [row[0] for row in found]

    return find


def _of_paraphrases(folder: Path) -> list[Row]:
    install(_DEMO, folder / "demo")
    lines = [json.loads(line) for line in _DATA.read_text("utf-8").splitlines()]
    asked = [Asked(line["lang"], line["query"], frozenset({line["guide"]})) for line in lines]
    with Content.open(folder / "demo") as content:

        def find(one: Asked) -> list[str]:
            hits = content.search(one.query, (one.lang, "en"), limit=_LIMIT, now_s=_DEMO_NOW_S)
            return [hit.ref.guide for hit in hits]

        return [
            Row(
                f"search: paraphrases, {lang}",
                str(measured(find, [one for one in asked if one.lang == lang])),
            )
            for lang in _LANGUAGES
        ]


if __name__ == "__main__":
    print(table(run(quick="--quick" in sys.argv[1:])))
