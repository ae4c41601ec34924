"""Key states of the panel and the pill against pictures that were looked at and found right.

The interface ships its font, so only antialiasing differs between machines: pictures are compared at a quarter of their
size. After a wanted change: OVERLAY_REFRESH_PICTURES=1 pytest tests/qt/test_panel_pictures.py, then look at them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from overlay.assist.view import Mode
from overlay.settings import Place
from overlay.ui.panel import Panel
from overlay.ui.pill import Pill
from overlay.ui.theme import make_theme
from overlay.ui.widgets.keycap import HotkeyLabels
from tools.sample_views import VIEWS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
REFERENCE = Path(__file__).parent / "reference"
MOST_APART = 20  # of 255, in any colour of any pixel of the small pictures
LABELS = HotkeyLabels(
    {"toggle": "Ctrl+Shift+F10", "next": "Ctrl+Shift+F7", "accept": "Ctrl+Shift+F8", "back": "Ctrl+Shift+F6"}
)
STATES = (
    ("walk", "light"),
    ("walk-held", "hc-dark"),
    ("choice", "dark"),
    ("list", "light"),
    ("stale", "light"),
    ("other-case", "hc-light"),
    ("no-match", "dark"),
)


def panel_in(state: str, theme: str) -> Panel:
    panel = Panel(lambda _: None, make_theme(theme), lambda _p, _s: None, LABELS, lambda: 1_795_300_000.0)
    # Plural forms come from the translations, which other tests look at.
    panel.render_view(replace(VIEWS[state], guides=1))
    panel.wanted_size(QSize(1440, 900))
    return panel


def apart(one: QImage, other: QImage) -> int:
    """Return how far two pictures are apart in the worst colour of the worst pixel, 0–255."""
    if one.size() != other.size():
        return 255
    small = [
        image.convertToFormat(QImage.Format.Format_RGB888).scaled(
            image.width() // 4,
            image.height() // 4,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        for image in (one, other)
    ]
    rows = [
        [bytes(image.constScanLine(y))[: image.width() * 3] for y in range(image.height())] for image in small
    ]
    return max(
        abs(a - b) for first, second in zip(*rows, strict=True) for a, b in zip(first, second, strict=True)
    )


def check(widget: QWidget, name: str) -> None:
    found = widget.grab().toImage()
    file = REFERENCE / f"{name}.png"
    if os.environ.get("OVERLAY_REFRESH_PICTURES"):
        REFERENCE.mkdir(exist_ok=True)
        found.convertToFormat(QImage.Format.Format_RGB888).save(str(file), "PNG", 0)  # the smallest file
    wanted = QImage(str(file))
    assert not wanted.isNull(), f"{file} is missing"
    distance = apart(found, wanted)
    if distance > MOST_APART:
        seen = Path("build") / "pictures"
        seen.mkdir(parents=True, exist_ok=True)
        found.save(str(seen / f"{name}.png"))
    assert distance <= MOST_APART, f"{name} looks different: see build/pictures/{name}.png"


@pytest.fixture(autouse=True)
def _english(qtbot: QtBot) -> object:
    kept = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(kept)


@pytest.mark.parametrize(("state", "theme"), STATES)
def test_panel_looks_as_it_should(qtbot: QtBot, state: str, theme: str) -> None:
    panel = panel_in(state, theme)
    qtbot.addWidget(panel)
    check(panel, f"{state}-{theme}")


@pytest.mark.parametrize("theme", ["light", "hc-dark"])
def test_pill_looks_as_it_should(qtbot: QtBot, theme: str) -> None:
    pill = Pill(lambda _: None, make_theme(theme), Place(), lambda: 0.0)
    qtbot.addWidget(pill)
    pill.render_view(replace(VIEWS["first"], mode=Mode.HIDDEN))
    check(pill, f"pill-{theme}")


@pytest.mark.parametrize("change", ["tick", "word", "place"])
def test_pictures_are_apart_when_something_changed(qtbot: QtBot, change: str) -> None:
    right = panel_in("walk", "light")
    qtbot.addWidget(right)
    before = right.grab().toImage()
    view = replace(VIEWS["walk"], guides=1)
    if change == "tick":
        right.render_view(replace(view, ticked=frozenset()))
    elif change == "word":
        right.render_view(replace(view, title="Refund an ordeal"))
    else:
        right.footer.move(0, right.footer.y() - 2)
    after = right.grab(QRect(0, 0, right.width(), right.height())).toImage()
    assert apart(before, after) > MOST_APART
