"""What the palette is told of the library: hits from the search's thread, with reasons, place and group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from overlay.app.finder import LibraryFinder
from overlay.app.library import Library
from overlay.assist.state import Assist
from overlay.content.install import install
from overlay.journal.case_key import CaseKeys
from overlay.journal.records import Miss
from overlay.journal.store import Journal
from overlay.ui.commands import Command
from overlay.ui.palette.model import FoundBy, Results
from tests.patience import WAIT_MS
from tests.unit.packs import guide_text, write_pack


class Office:
    """A finder over one installed pack."""

    def __init__(self, folder: Path) -> None:
        install(
            write_pack(folder / "pack", guides={"refund.md": guide_text("Refund an order")}), folder / "data"
        )
        self.library = Library(folder / "data", Journal.in_memory(), CaseKeys(folder / "key"))
        self.agreed = True
        self.finder = LibraryFinder(self.library, Assist, lambda: (Command.ASK,), lambda: self.agreed)

    def answer(self, qtbot: QtBot, query: str) -> Results:
        with qtbot.waitSignal(self.finder.answered, timeout=WAIT_MS) as told:
            assert self.finder.find(query) is None
        results = told.args[0]
        assert isinstance(results, Results)
        return results


@pytest.fixture
def office(qapp: object, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.finder.stop()
    made.library.close()


def test_search_is_answered_later_with_its_reasons(office: Office, qtbot: QtBot) -> None:
    (group,) = office.answer(qtbot, "refunded").groups
    (found,) = group.found
    assert (found.ref.guide, found.steps) == ("refund", 1)
    assert found.by == (FoundBy("refunded", "Refund", "title", "form"),)


def test_asking_for_a_guide_is_offered_when_nothing_is_found(office: Office, qtbot: QtBot) -> None:
    results = office.answer(qtbot, "xylophone")
    assert (results.groups, results.commands) == ((), (Command.ASK,))


def test_what_fits_is_listed_at_once_when_nothing_is_typed(office: Office) -> None:
    results = office.finder.find("  ")
    assert results is not None
    assert results.query == "  "


@pytest.mark.parametrize(("agreed", "kept"), [(True, (Miss("gift wrap", 1),)), (False, ())])
def test_misses_are_counted_only_for_who_agreed(office: Office, agreed: bool, kept: tuple[Miss, ...]) -> None:
    office.agreed = agreed
    office.finder.missed("gift wrap")
    assert office.library.journal.misses() == kept
