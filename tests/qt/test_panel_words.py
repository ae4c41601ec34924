"""No word of a button in the panel is cut, in no state and size, when every word is 40 % longer than in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from overlay.ui.panel import Panel
from overlay.ui.theme import TextStyle, make_theme
from overlay.ui.widgets.button import Button
from overlay.ui.widgets.drawing import LEADING, Drawing
from overlay.ui.widgets.keycap import HotkeyLabels
from tests.qt.managed_windows import PseudoTranslator, settle
from tools.sample_views import VIEWS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
OFFERS = frozenset({"why", "ask", "source", "demo", "sync", "problem"})
KEYS = {name: f"Ctrl+Shift+F{n}" for name, n in (("next", 7), ("back", 6), ("accept", 8), ("search", 11))}


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the words that were drawn shorter than they are, from now on."""
    found: list[str] = []
    draw = Drawing.text

    def text(
        self: Drawing,
        words: str,
        at: tuple[float, float, float],
        style: TextStyle,
        colour: QColor,
        *,
        side: int = LEADING,
    ) -> float:
        if style.metrics.horizontalAdvance(words) > at[2] + 1:
            found.append(words)
        return draw(self, words, at, style, colour, side=side)

    monkeypatch.setattr(Drawing, "text", text)
    return found


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
@pytest.mark.parametrize("state", VIEWS)
def test_no_button_is_cut_when_every_word_is_longer(
    qtbot: QtBot, pseudo: None, cut: list[str], state: str, percent: int
) -> None:
    theme = make_theme("light", percent / 100)
    panel = Panel(lambda _: None, theme, lambda _p, _s: None, HotkeyLabels(KEYS), lambda: 1.0)
    qtbot.addWidget(panel)
    panel.set_offers(OFFERS)
    panel.wanted_size(QSize(1440, 900))
    panel.render_view(VIEWS[state])
    panel.show_at(QRect(QPoint(300, 20), panel.size()))
    settle()
    cut.clear()
    buttons = [b for b in panel.findChildren(Button) if b.isVisibleTo(panel)]
    for button in buttons:
        button.grab()
    assert cut == []
