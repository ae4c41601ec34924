"""`overlay match` and `overlay search` at a terminal: what they find on stdout, and a sentence when that is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from overlay.cli.running import run
from overlay.content.install import install
from overlay.paths import paths
from tests.unit.packs import guide_text, write_pack

NOTHING = 1


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path))
    guides = {"refund.md": guide_text("Refund an order", front='when: {title: "Case*"}')}
    install(write_pack(tmp_path / "pack", guides=guides), paths().data)


def test_what_is_found_is_said_on_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "--title", "Case 1042"]) == 0
    assert run(["search", "refund"]) == 0
    told = capsys.readouterr()
    assert told.out.count("Refund an order") == 2
    assert told.err == ""


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [(["match", "--title", "Inbox"], "No guide applies"), (["search", "zebra"], "No guide was found")],
)
def test_finding_nothing_is_said_to_people_and_leaves_json_whole(
    asked: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked) == NOTHING
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert run([*asked, "--json"]) == NOTHING
    told = capsys.readouterr()
    assert not any(json.loads(told.out).get(kind) for kind in ("matches", "results"))
    assert told.err == ""


def test_guide_that_does_not_apply_says_why_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "--title", "Inbox", "--guide", "refund"]) == NOTHING
    told = capsys.readouterr()
    assert "does not apply" in told.out
    assert told.err == ""
