"""The commands of the palette: offered quietly, found by what they are called, run when the palette is gone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QListView
from pytestqt.qtbot import QtBot

from overlay.ui import commands
from overlay.ui.commands import Command, fitting
from overlay.ui.icons import icon
from overlay.ui.palette.model import Found, Group, GroupKind, Preview, ResultModel, Results
from overlay.ui.palette.window import Palette
from tests.qt.managed_windows import NO_PLUGIN, SCREEN, found, themes

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)


class CommandFinder:
    """Finds no guides, only commands."""

    def __init__(self, offered: Sequence[Command] = tuple(Command)) -> None:
        self.offered = offered

    def find(self, query: str) -> Results:
        return Results(query, (), fitting(self.offered, query))

    def missed(self, query: str) -> None:
        pass

    def preview(self, found: Found) -> Preview | None:
        return None


class Desk:
    """An open palette, and what came of it, in order."""

    def __init__(self, qtbot: QtBot) -> None:
        self.told: list[object] = []
        self.palette = Palette(
            themes(),
            CommandFinder(),
            self.told.append,
            lambda: 0.0,
            self.told.append,
            lambda command, text: self.told.append((command, text)),
        )
        qtbot.addWidget(self.palette)
        self.palette.open_for(77, "chrome", SCREEN)
        qtbot.waitUntil(self.palette.isActiveWindow)
        self.field = self.palette.findChildren(QLineEdit)[0]
        self.list = self.palette.findChildren(QListView)[0]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("start this", [77, (Command.RESTART, "start this")]),
        ("what rec", [(Command.RECORDED, "what rec"), 0]),  # its window takes the focus from the palette
    ],
)
def test_command_is_run_and_the_focus_goes_where_it_belongs(
    qtbot: QtBot, query: str, told: list[object]
) -> None:
    desk = Desk(qtbot)
    qtbot.keyClicks(desk.field, query)
    qtbot.keyClick(desk.field, Qt.Key.Key_Return)
    assert desk.told == told
    assert not desk.palette.isVisible()


def test_arrows_reach_every_command(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    seen = []
    for _ in Command:
        seen.append(desk.list.currentIndex().data())
        qtbot.keyClick(desk.field, Qt.Key.Key_Down)
    assert seen == [commands.words(c) for c in Command]


def test_command_is_said_to_screen_readers_by_its_name(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    qtbot.keyClicks(desk.field, "why this")
    row = desk.list.currentIndex()
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "Why this guide?"


@pytest.mark.parametrize("query", ["", "set", "SETT", " settings "])
def test_command_is_found_by_the_beginning_of_its_words(query: str) -> None:
    assert Command.SETTINGS in fitting(Command, query)


@pytest.mark.parametrize("query", ["ettings", "settings why", "xyz"])
def test_command_is_not_found_by_other_words(query: str) -> None:
    assert Command.SETTINGS not in fitting(Command, query)


@pytest.mark.parametrize("command", Command)
def test_every_command_has_words_and_an_icon(qtbot: QtBot, command: Command) -> None:
    assert commands.words(command)
    assert not icon(commands.icon(command), 16, QColor("black")).isNull()


@pytest.mark.parametrize(
    ("query", "named"), [("set", True), ("Why this", True), ("se", False), ("this guide", False)]
)
def test_command_is_named_by_how_it_begins(query: str, named: bool) -> None:
    assert commands.named(Command, query) is named


def test_commands_come_first_only_when_one_is_named(qtbot: QtBot) -> None:
    model = ResultModel()
    guides = (Group(GroupKind.ALL, (found("refund", "Refund"),)),)
    for first, rows in (
        (False, ["All guides", "Refund", "Commands", "Quit"]),
        (True, ["Commands", "Quit", "All guides", "Refund"]),
    ):
        model.show(Results("quit", guides, (Command.QUIT,), first))
        assert [model.index(row).data() for row in range(model.rowCount())] == rows
