from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tools.packages.runtimes import TABLE, Runtime, outdated

KNOWN = """
checked = 2026-11-01
stale_after_days = 30
[cpython]
"3.11" = "3.11.18"
"3.14" = "3.14.10"
"""
DAY = date(2026, 11, 20)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "current.toml"
    path.write_text(KNOWN, "utf-8")
    return path


@pytest.mark.parametrize("version", ["3.11.18", "3.14.10", "3.11.19"])
def test_outdated_is_silent_when_the_newest_of_its_branch_ships(version: str, table: Path) -> None:
    assert outdated([Runtime("cpython", version)], DAY, table) == ()


def test_outdated_names_the_newer_one_when_an_older_ships(table: Path) -> None:
    (told,) = outdated([Runtime("cpython", "3.11.9")], DAY, table)
    assert "3.11.9" in told
    assert "3.11.18" in told


def test_outdated_says_so_when_a_branch_is_not_known(table: Path) -> None:
    (told,) = outdated([Runtime("cpython", "3.1.4")], DAY, table)
    assert "no branch" in told


def test_outdated_says_so_when_the_table_itself_is_old(table: Path) -> None:
    (told,) = outdated([], date(2027, 1, 1), table)
    assert "61 days" in told


def test_table_names_every_runtime_that_ships() -> None:
    ships = [Runtime(name, "0") for name in ("cpython", "openssl", "sqlite", "qt")]
    assert len(outdated(ships, date(2026, 11, 22), TABLE)) == len(ships)
