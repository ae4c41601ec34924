"""The tokens: every pair of colours in use has the contrast it needs; sizes follow the text size; the system is followed."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QImage,
    QPainter,
    QPalette,
    QTextLayout,
)
from pytestqt.qtbot import QtBot

from overlay.settings import Look
from overlay.ui.fonts import ui_families, ui_font
from overlay.ui.icons import icon
from overlay.ui.immortal import make_immortal
from overlay.ui.theme import COLOUR_NAMES, SMALLEST_PX, System, ThemeSource, contrast, make_theme, tokens
from tests.patience import WAIT_MS

THEMES = ("light", "dark", "hc-dark", "hc-light")


def ink(text: str, weight: int) -> int:
    """Return how much is black in `text` drawn in Inter."""
    image = QImage(300, 40, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setFont(ui_font(20, weight))
    painter.drawText(5, 30, text)
    painter.end()
    return sum(255 - value for value in bytes(image.constBits()))


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_in_use_has_its_contrast(qapp: object, name: str) -> None:
    colours = make_theme(name).colours
    short = []
    for front, ground, least in tokens()["pairs"]["used"]:
        found = contrast(
            getattr(colours, front.replace("-", "_")), getattr(colours, ground.replace("-", "_"))
        )
        if name.startswith("hc-") and (front, ground) == ("accent", "divider"):
            continue  # in high contrast the progress bar has no track
        if found < least:
            short.append((front, ground, round(found, 2), least))
    assert short == []


def test_contrast_is_21_when_black_is_on_white() -> None:
    assert contrast(QColor("#000"), QColor("#fff")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#fff")) == pytest.approx(4.54, abs=0.01)  # WCAG's own example


@pytest.mark.parametrize("name", THEMES)
def test_theme_has_every_colour_when_made(qapp: object, name: str) -> None:
    colours = make_theme(name).colours
    assert all(getattr(colours, colour).isValid() for colour in COLOUR_NAMES)
    assert {colour.replace("_", "-") for colour in COLOUR_NAMES} == set(tokens()["themes"][name])


@pytest.mark.parametrize("factor", tokens()["type"]["text-size-factors"])
def test_text_is_never_smaller_than_the_least_size(qapp: object, factor: float) -> None:
    theme = make_theme("light", factor)
    for style in tokens()["type"]["scale"]:
        made = theme.style(style)
        assert made.font.pixelSize() >= SMALLEST_PX
        assert made.line_px >= made.metrics.ascent() + made.metrics.descent() - 1
        assert 0 < made.baseline_px < made.line_px


def test_motion_is_left_out_when_reduced(qapp: object) -> None:
    assert make_theme("light").motion_ms("scroll-to-current") == 140
    assert make_theme("light", reduced_motion=True).motion_ms("scroll-to-current") == 0


def test_system_palette_is_used_when_it_is_high_in_contrast(qapp: object) -> None:
    palette = QPalette(QColor("#000"), QColor("#000"))
    for role, colour in {
        "Window": "#000",
        "WindowText": "#0f0",
        "Highlight": "#ff0",
        "HighlightedText": "#000",
    }.items():
        palette.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    colours = make_theme("hc-dark", palette=palette).colours
    assert colours.text == QColor("#0f0")
    assert colours.accent == QColor("#ff0")


def test_system_palette_is_not_used_when_it_is_low_in_contrast(qapp: object) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#888"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#999"))
    assert make_theme("hc-dark", palette=palette).colours == make_theme("hc-dark").colours


def test_theme_follows_the_system_live(qtbot: QtBot) -> None:
    system = System()
    source = ThemeSource(Look(theme="system"), lambda: system)
    assert source.theme.name == "light"
    system = System(dark=True)
    with qtbot.waitSignal(source.changed, timeout=WAIT_MS):
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert source.theme.name == "dark"


def test_theme_is_high_in_contrast_when_the_system_asks(qapp: object) -> None:
    system = System(dark=True, high_contrast=True, reduced_motion=True)
    theme = ThemeSource(Look(theme="system", motion="system"), lambda: system).theme
    assert theme.high_contrast
    assert theme.reduced_motion


def test_theme_changes_when_the_settings_do(qtbot: QtBot) -> None:
    source = ThemeSource(Look(theme="light"))
    with qtbot.waitSignal(source.changed, timeout=WAIT_MS) as caught:
        source.set_look(Look(theme="dark", text_percent=200))
    assert caught.args[0].factor == 2.0


def test_theme_is_the_settings_one_when_they_say_so(qapp: object) -> None:
    source = ThemeSource(Look(theme="high-contrast", text_percent=150, motion="reduced"))
    assert source.theme.high_contrast
    assert source.theme.factor == 1.5
    assert source.theme.reduced_motion


def test_font_is_the_one_we_ship(qapp: object) -> None:
    assert ui_families() == ("Inter", "Inter Ext")
    assert QFontInfo(ui_font(15)).family() == "Inter"
    assert "Inter" in QFontDatabase.families()


def test_font_covers_latin_ext_when_a_name_needs_it(qapp: object) -> None:
    layout = QTextLayout("Łukasz Kőnig", ui_font(15))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert {run.rawFont().familyName() for run in layout.glyphRuns()} == {"Inter", "Inter Ext"}


def test_weights_differ_when_asked_for(qapp: object) -> None:
    amounts = [ink("Refund an order", weight) for weight in (400, 500, 600, 700)]
    assert amounts == sorted(amounts)
    assert len(set(amounts)) == 4
    assert amounts[3] < 1.6 * amounts[0]  # not made bolder twice


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_icon_has_device_pixels_when_the_screen_has_more(qapp: object, ratio: float) -> None:
    pixmap = icon("check", 18, QColor("#0B6B5B"), ratio)
    assert pixmap.width() == round(18 * ratio)
    assert pixmap.devicePixelRatio() == ratio


def test_icon_is_mirrored_only_when_it_points_along_the_line(qapp: object) -> None:
    black = QColor("#000")
    assert icon("arrow-left", 24, black, rtl=True).toImage() != icon("arrow-left", 24, black).toImage()
    assert icon("check", 24, black, rtl=True).toImage() == icon("check", 24, black).toImage()


def test_none_and_true_survive_a_million_paints_and_signals(qapp: object) -> None:
    if sys.version_info >= (3, 12):
        pytest.skip("they cannot die in this Python")
    make_immortal()
    assert all(sys.getrefcount(one) > 1 << 30 for one in (None, True, False))
