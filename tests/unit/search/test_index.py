"""The index: what stands in it is what the guides say, however it was put together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import search_base
from overlay.content.install import Installer
from overlay.content.search import Searcher, lanes, postings
from overlay.content.search.index import Indexer
from overlay.content.search.prefixes import MANY_FORMS, PREFIX_CHARS, PREFIX_MARK
from overlay.content.search.stems import STEM_MARK
from overlay.content.words import Words
from tests.unit.index_check import index_is_whole
from tests.unit.packs import guide_text, write_pack

MEAN = Words(10.0, 1.0, 1.0, 40.0)


def indexed(bodies: list[str], lang: str = "en") -> tuple[dict[str, bytes], int]:
    """Return the postings of each form as a lane vector, and the number of guides."""
    indexer = Indexer(lang, MEAN)
    for body in bodies:
        indexer.add(Words("Title", "", "", body))
    rows = {form.form: form.postings for form in indexer.forms()}
    return {form: postings.union([(data, 1.0)], len(bodies)) for form, data in rows.items()}, len(bodies)


WORDS = st.text("abc", min_size=1, max_size=6)


@given(st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=40))
def test_beginning_stands_for_all_forms_that_begin_so(bodies: list[str]) -> None:
    vectors, guides = indexed(bodies)
    forms = [form for form in vectors if not form.endswith(PREFIX_MARK) and not form.startswith(STEM_MARK)]
    begins = {form[:end] for form in forms for end in range(1, PREFIX_CHARS + 1) if len(form) >= end}
    for start in begins:
        same = [form for form in forms if form.startswith(start)]
        if len(same) < MANY_FORMS:
            assert start + PREFIX_MARK not in vectors
            continue
        wanted = bytes(guides)
        for form in same:
            wanted = lanes.larger(wanted, vectors[form])
        assert vectors[start + PREFIX_MARK] == wanted


def test_forms_of_a_stem_count_together() -> None:
    vectors, _ = indexed(["refund it", "refund refunded refunds", "refunded it"])
    together = vectors[STEM_MARK + "refund"]
    assert together[0] == vectors["refund"][0]
    assert together[1] > max(vectors[form][1] for form in ("refund", "refunded", "refunds"))
    assert together[2] == vectors["refunded"][2]


def test_compound_counts_less_for_its_part_than_the_part() -> None:
    vectors, _ = indexed(["die adresse hier", "die rechnungsadresse hier", "eine rechnung"], "de")
    together = vectors[STEM_MARK + "adress"]
    assert together[0] > together[1] > 0
    assert together[2] == 0


def test_bench_searches_what_an_installation_makes(tmp_path: Path) -> None:
    words = Words("Refund an order", "", "", "Open the payments.")
    db = search_base.make(tmp_path / "content.db", [("refund", "en", words)])
    assert [hit.ref.guide for hit in Searcher(db).find("payments", ("en",))] == ["refund"]
    db.close()
    assert index_is_whole(tmp_path / "content.db")


# Whether it is whole


def damaged(statement: str) -> Callable[[sqlite3.Connection], None]:
    return lambda db: db.execute(statement).close()


@pytest.mark.parametrize(
    "damage",
    [
        damaged("DELETE FROM search_form WHERE form = 'refund'"),
        damaged("UPDATE search_form SET postings = zeroblob(length(postings)) WHERE form = 'refund'"),
        damaged("DELETE FROM search_slot WHERE slot = 0"),
        damaged("DELETE FROM search_stem"),
        damaged("INSERT INTO search_synonym VALUES ('en', 'x', 'y')"),
    ],
)
def test_damage_of_the_index_is_seen(tmp_path: Path, damage: Callable[[sqlite3.Connection], None]) -> None:
    pack = write_pack(tmp_path / "pack", guides={"refund.md": guide_text("Refund refunded orders")})
    number = Installer(tmp_path / "data").install(pack).generation
    path = tmp_path / "data" / f"content-{number}.db"
    assert index_is_whole(path)
    with sqlite3.connect(path) as db:
        damage(db)
    db.close()
    assert not index_is_whole(path)
