"""docs/data-inventory.md says what the code keeps: each datum explained, none that is not there, and each file known."""

from __future__ import annotations

import re

import pytest

from tools import data_inventory


def test_page_says_what_the_code_keeps() -> None:
    assert data_inventory.faults() == []
    page = data_inventory.PAGE.read_text("utf-8")
    assert page == data_inventory.page_with_tables(page), "run: python tools/data_inventory.py"


@pytest.mark.parametrize("section", data_inventory.SECTIONS)
def test_a_datum_that_nobody_explained_is_a_fault(section: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defined, said = data_inventory.SECTIONS[section]
    monkeypatch.setitem(data_inventory.SECTIONS, section, (lambda: iter([*defined(), "walk.title"]), said))
    assert len(data_inventory.faults()) == 1


def test_nothing_private_has_a_column() -> None:
    columns = {name.partition(".")[2] for name in data_inventory.personal()}
    assert not {name for name in columns if re.search(r"title|url|address|typed|screen|user|host", name)}


@pytest.mark.parametrize(
    "name",
    ["config/settings.toml", "data/case.key", "data/content-3.db", "data/sync/state.json", "log/overlay.log"],
)
def test_file_of_the_product_is_in_the_inventory(name: str) -> None:
    assert data_inventory.names_file(name)


def test_file_that_nobody_explained_is_not_in_the_inventory() -> None:
    assert not data_inventory.names_file("data/titles.db")
