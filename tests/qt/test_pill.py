"""The pill: says which guide fits, never changes its size, is there when the settings say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QWindow
from pytestqt.qtbot import QtBot

from overlay.assist import events as ev
from overlay.assist.view import Mode, PanelView
from overlay.settings import Place
from overlay.ui.pill import Pill
from overlay.ui.theme import make_theme
from tools.sample_views import VIEWS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Make = Callable[..., Pill]
HIDDEN = {name: replace(view, mode=Mode.HIDDEN) for name, view in VIEWS.items()}


@pytest.fixture
def posted() -> list[ev.Event]:
    return []


@pytest.fixture
def make(qtbot: QtBot, posted: list[ev.Event]) -> Make:
    def made(**settings: object) -> Pill:
        pill = Pill(posted.append, make_theme("light"), Place(**settings), lambda: 7.0)  # type: ignore[arg-type]
        qtbot.addWidget(pill)
        return pill

    return made


def test_pill_is_the_same_size_whatever_it_says(make: Make) -> None:
    pill = make()
    sizes = set()
    for view in HIDDEN.values():
        pill.render_view(view)
        sizes.add((pill.width(), pill.height()))
    assert sizes == {(232, 40)}


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (HIDDEN["walk"], "Refund an order, 3/6"),
        (HIDDEN["first"], "Refund an order, 3"),
        (HIDDEN["no-match"], ""),
    ],
)
def test_pill_says_the_guide_and_how_far(make: Make, view: PanelView, said: str) -> None:
    pill = make()
    pill.render_view(view)
    assert pill.accessibleName() == said


@pytest.mark.parametrize(
    ("wanted", "view", "shown"),
    [
        ("always", "no-match", True),
        ("matches", "no-match", False),
        ("matches", "first", True),
        ("never", "first", False),
    ],
)
def test_pill_is_shown_as_the_settings_say(make: Make, wanted: str, view: str, shown: bool) -> None:
    pill = make(pill=wanted)
    pill.render_view(HIDDEN[view])
    assert pill.isVisible() is shown


def test_pill_is_hidden_while_the_panel_is_shown_or_the_session_locked(make: Make) -> None:
    pill = make()
    pill.render_view(VIEWS["walk"])
    assert not pill.isVisible()
    pill.render_view(replace(HIDDEN["walk"], locked=True))
    assert not pill.isVisible()


def test_pill_goes_when_the_window_in_front_is_full_screen(make: Make) -> None:
    pill = make()
    pill.render_view(HIDDEN["first"])
    pill.set_full_screen(True)
    assert not pill.isVisible()
    pill.set_settings(Place(pill_in_full_screen=True))
    assert pill.isVisible()


def test_pill_goes_while_it_would_cover_a_window_of_the_assistant(make: Make, qtbot: QtBot) -> None:
    pill = make()
    pill.render_view(HIDDEN["first"])
    pill.place_at(QRect(300, 200, 1, 1))
    window = QWindow()
    window.setGeometry(310, 100, 400, 300)
    pill.set_in_front(window)
    assert not pill.isVisible()
    window.setGeometry(0, 600, 100, 100)
    pill.set_in_front(window)
    assert pill.isVisible()
    pill.set_in_front(None)
    assert pill.isVisible()


def test_pill_shows_the_panel_when_clicked(make: Make, qtbot: QtBot, posted: list[ev.Event]) -> None:
    pill = make()
    pill.render_view(HIDDEN["first"])
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert posted == [ev.Show(7.0)]


def test_pill_takes_no_focus(make: Make) -> None:
    pill = make()
    assert pill.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert pill.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
