"""The panel with the keyboard: where Tab and F6 go, what the menu offers, how it moves, and what the match line does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from overlay.assist import events as ev
from overlay.ui.commands import Command
from overlay.ui.panel import Panel
from overlay.ui.panel.match_line import MatchLine
from overlay.ui.theme import make_theme
from overlay.ui.widgets.button import Button
from overlay.ui.widgets.keycap import HotkeyLabels
from tools.sample_views import VIEWS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
OFFERS = frozenset({"why", "ask", "source", "demo", "sync", "problem"})
Key = Qt.Key
Reason = QContextMenuEvent.Reason


@pytest.fixture
def posted() -> list[ev.Event]:
    return []


@pytest.fixture
def panel(qtbot: QtBot, posted: list[ev.Event]) -> Panel:
    labels = HotkeyLabels({"next": "Ctrl+Shift+F7", "back": "Ctrl+Shift+F6", "search": "Ctrl+Shift+F11"})
    made = Panel(posted.append, make_theme("light"), lambda _p, _s: None, labels, lambda: 1.0)
    made.set_offers(OFFERS)
    made.wanted_size(QSize(1440, 900))
    qtbot.addWidget(made)
    return made


def show(panel: Panel, state: str) -> None:
    panel.render_view(VIEWS[state])
    panel.show_at(QRect(QPoint(300, 20), panel.size()))


def part(panel: Panel) -> QWidget:
    """Return the part of the panel that has the focus."""
    focused = panel.focusWidget()
    return next(p for p in (panel.header, panel.body, panel.footer) if p.isAncestorOf(focused))


def menu_of(panel: Panel) -> list[str]:
    """Open the panel's menu as the menu key does; return what it offers."""
    at = QPoint(10, 10)
    QApplication.sendEvent(panel, QContextMenuEvent(Reason.Keyboard, at, panel.mapToGlobal(at)))
    menu = panel.findChild(QMenu)
    return [entry.text() for entry in menu.actions() if entry.text()] if menu is not None else []


def test_f6_goes_round_the_parts_and_back(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "walk")
    panel.take_focus()
    seen = [part(panel)]
    for modifiers in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
    ):
        qtbot.keyClick(panel.focusWidget(), Key.Key_F6, modifiers)
        seen.append(part(panel))
    assert seen == [panel.body, panel.footer, panel.header, panel.footer]


@pytest.mark.parametrize("state", VIEWS)
def test_keyboard_reaches_every_control_of_every_state(panel: Panel, state: str) -> None:
    show(panel, state)
    panel.take_focus()
    reached: set[QWidget] = set()
    while (here := panel.focusWidget()) not in reached:
        reached.add(here)
        panel.focusNextPrevChild(True)
    wanted = {b for b in panel.findChildren(Button) if b.isVisibleTo(panel) and b.isEnabled()}
    assert wanted <= reached


def test_focus_stays_on_a_control_when_the_step_changes(panel: Panel) -> None:
    show(panel, "choice")
    panel.take_focus()
    for state in ("finished", "no-match", "walk"):
        panel.render_view(VIEWS[state])
        focused = panel.focusWidget()
        assert focused is not None
        assert focused.isVisibleTo(panel)


def test_focus_is_given_back_when_the_panel_goes(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "walk")
    panel.take_focus()
    with qtbot.waitSignal(panel.focus_given_back):
        panel.hide()
    assert not panel.has_keyboard


def test_nothing_is_given_back_when_the_panel_had_no_focus(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "walk")
    with qtbot.assertNotEmitted(panel.focus_given_back):
        panel.hide()


def test_ctrl_and_arrows_move_the_panel_within_its_screen(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "walk")
    panel.take_focus()
    qtbot.waitUntil(panel.isActiveWindow)
    before = panel.pos()
    with qtbot.waitSignal(panel.moved):
        qtbot.keyClick(panel.focusWidget(), Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert panel.pos().x() > before.x()
    for _ in range(100):
        qtbot.keyClick(panel.focusWidget(), Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert panel.pos().x() == panel.screen().availableGeometry().left()


def test_menu_offers_what_can_be_done_and_does_it(panel: Panel, qtbot: QtBot) -> None:
    panel.set_commands(lambda: (Command.WHY, Command.NOTE_GUIDE, Command.FOCUS, Command.QUIT))
    show(panel, "walk")
    offered = menu_of(panel)
    assert offered == [
        "Why this guide?",
        "Write a note on this guide",
        "Go to the panel with the keyboard",
        "Quit",
    ]
    menu = panel.findChild(QMenu)
    with qtbot.waitSignal(panel.commanded) as told:
        next(entry for entry in menu.actions() if entry.text() == offered[1]).trigger()
    assert told.args == [Command.NOTE_GUIDE.value]
    menu.close()


def test_menu_does_not_lead_to_where_the_keyboard_is(panel: Panel) -> None:
    panel.set_commands(lambda: (Command.FOCUS, Command.QUIT))
    show(panel, "walk")
    panel.take_focus()
    assert menu_of(panel) == ["Quit"]
    panel.findChild(QMenu).close()


def test_match_line_asks_why_and_says_what_matched(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "walk")
    line = panel.findChild(MatchLine)
    assert line.accessibleName() == "Why this guide?"
    assert "1042" in line.accessibleDescription()
    with qtbot.waitSignal(panel.asked) as told:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert told.args == ["why"]


def test_empty_panel_leads_to_asking_for_a_guide(panel: Panel, qtbot: QtBot) -> None:
    show(panel, "no-match")
    link = next(b for b in panel.findChildren(Button) if b.text() == "Ask for a guide" and b.isVisible())
    with qtbot.waitSignal(panel.asked) as told:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert told.args == ["ask"]
