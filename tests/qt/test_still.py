"""The picture laid over the panel for its first frame: there when nothing changed, never of what was."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from overlay.ui.panel.still import Still

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Canvas(QWidget):
    """A window in one colour that counts how often it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = "#d5246e"
        self.painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.colour))
        painter.end()


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    made = Canvas()
    made.resize(60, 40)
    qtbot.addWidget(made)
    return made


def show(canvas: Canvas, still: Still) -> None:
    still.lay_over()
    canvas.show()


def taken(canvas: Canvas, still: Still, qtbot: QtBot) -> None:
    before = canvas.painted
    still.renew()
    qtbot.waitUntil(lambda: canvas.painted > before)


def test_still_is_the_first_frame_when_there_was_time_to_take_it(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    show(canvas, still)
    assert still.isVisible()
    assert still.grab().toImage().pixelColor(30, 20).name() == canvas.colour


def test_still_gives_way_to_the_panel_when_the_first_frame_is_drawn(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    before = canvas.painted
    show(canvas, still)
    qtbot.waitUntil(lambda: not still.isVisible() and canvas.painted > before)


def test_still_is_left_out_when_the_panel_changed_just_before(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    canvas.colour = "#104e8b"
    still.renew()
    show(canvas, still)
    assert not still.isVisible()


def test_still_is_left_out_when_the_panel_has_another_size(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    canvas.resize(80, 40)
    show(canvas, still)
    assert not still.isVisible()


def test_still_is_of_what_was_hidden_when_the_panel_changed_while_shown(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    show(canvas, still)
    qtbot.waitUntil(lambda: not still.isVisible())
    canvas.colour = "#104e8b"
    before = canvas.painted
    canvas.hide()
    qtbot.waitUntil(lambda: canvas.painted > before)
    show(canvas, still)
    assert still.grab().toImage().pixelColor(30, 20).name() == "#104e8b"


def test_still_lets_the_pointer_through_when_it_covers(qtbot: QtBot, canvas: Canvas) -> None:
    still = Still(canvas)
    taken(canvas, still, qtbot)
    show(canvas, still)
    assert still.isVisible()
    assert canvas.childAt(30, 20) is None
