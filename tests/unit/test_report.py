"""`overlay report`: what is missing, and what is out of date."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from overlay.cli.running import run
from overlay.content.install import install
from overlay.content.stale import stale
from overlay.guide import GuideRef
from overlay.journal.store import Journal
from overlay.paths import paths
from tests.unit.packs import guide_text, write_pack

GUIDES = {
    "due.md": guide_text("Refund an order", front="review_by: 2026-01-31\nowner: payments"),
    "over.md": guide_text("Summer sale", front="valid_until: 2026-01-30"),
    "fine.md": guide_text("Close an account", front="review_by: 2100-01-01\nvalid_until: 2100-01-01"),
    "plain.md": guide_text("Open an account"),
}
EVE = datetime(2026, 1, 30, 12, tzinfo=UTC).timestamp()
DAY_AFTER = datetime(2026, 2, 1, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path))
    data = paths().data
    install(write_pack(tmp_path / "pack", guides=GUIDES), data)
    return data


def reported(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run(["report", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_guides_are_stale_from_their_day_on(data_dir: Path) -> None:
    assert stale(data_dir, EVE) == ()
    found = stale(data_dir, DAY_AFTER)
    assert [(one.ref, one.owner, one.review_by) for one in found] == [
        (GuideRef("demo", "over"), "desk", ""),
        (GuideRef("demo", "due"), "payments", "2026-01-31"),
    ]
    assert found[0].valid_until.startswith("2026-01-31T00:00")


def test_report_lists_stale_guides_by_pack_and_owner(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = reported(capsys)["stale"]
    assert [(g["pack"], g["owner"], [one["guide"] for one in g["guides"]]) for g in groups] == [
        ("demo", "desk", ["over"]),
        ("demo", "payments", ["due"]),
    ]


def test_report_lists_searches_with_what_they_would_find_now(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal.open(data_dir / "personal.db", DAY_AFTER) as journal:
        for words in ("xylophone", "refund", "xylophone"):
            journal.missed(words)
        journal.ask("chrome", "How to split an order", DAY_AFTER)
    missing = reported(capsys)["missing"]
    assert [
        (one["words"], one["times"], [f["guide"] for f in one["finds"]]) for one in missing["searches"]
    ] == [
        ("xylophone", 2, []),
        ("refund", 1, ["due"]),
    ]
    assert missing["requests"] == [{"app": "chrome", "words": "How to split an order"}]
    assert missing["counting"] is False


def test_report_in_words_names_what_is_missing_and_what_is_old(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal.open(data_dir / "personal.db", DAY_AFTER) as journal:
        journal.missed("xylophone")
    assert run(["report"]) == 0
    said = capsys.readouterr().out
    assert "1 ×  xylophone  –  finds nothing" in said
    assert "due  Refund an order  –  review was due on 2026-01-31" in said


def test_report_makes_no_files_where_nothing_was_ever_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "home"))
    assert reported(capsys) == {"missing": {"counting": False, "searches": [], "requests": []}, "stale": []}
    assert not list((tmp_path / "home").rglob("*.db"))
