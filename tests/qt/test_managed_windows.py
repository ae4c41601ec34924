"""What holds for every managed window: no text is cut, in no language and size; it mirrors; every control has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from overlay.settings import Look
from overlay.ui.managed.window import ManagedWindow, Words
from overlay.ui.theme import ThemeSource
from overlay.ui.translations import FOLDER
from overlay.ui.widgets.button import Button
from tests.qt.managed_windows import NO_PLUGIN, WINDOWS, PseudoTranslator, settle, themes

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QListView, QPlainTextEdit)


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def made(qtbot: QtBot, name: str, percent: int = 100, theme: str = "light") -> ManagedWindow:
    window = WINDOWS[name](themes(percent, theme))
    qtbot.addWidget(window)
    settle()
    return window


def cut(window: QWidget) -> list[str]:
    """Return the words that do not fit into their widget."""
    found = []
    for label in window.findChildren(Words):
        if label.isVisible() and label.text():
            if label.wordWrap():
                fits = (
                    label.heightForWidth(label.width()) <= label.height()
                    and _longest_word(label) <= label.width()
                )
            else:
                fits = label.sizeHint().width() <= label.width()
            if not fits:
                found.append(label.text())
    buttons = (b for b in window.findChildren(Button) if b.isVisible())
    return found + [b.text() for b in buttons if b.width() < b.sizeHint().width()]


def beyond(window: QWidget) -> list[str]:
    """Return the pages that are wider than what can be seen of them: there is no scrolling sideways."""
    pages = [area for area in window.findChildren(QScrollArea) if area.isVisible() and area.widget()]
    return [
        f"{area.widget().width()} px in {area.viewport().width()}"
        for area in pages
        if area.widget().width() > area.viewport().width()
    ]


def _longest_word(label: Words) -> int:
    return max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())


def controls(window: QWidget) -> list[QWidget]:
    shown = [w for w in window.findChildren(QWidget) if isinstance(w, CONTROLS) and w.isVisible()]
    return [
        w for w in shown if w.objectName() != "qt_spinbox_lineedit" and not w.objectName().startswith("qt_")
    ]


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("name", WINDOWS)
def test_no_word_is_cut_when_every_word_is_longer(
    qtbot: QtBot, pseudo: None, name: str, percent: int
) -> None:
    window = made(qtbot, name, percent)
    assert cut(window) == []


@pytest.mark.parametrize("language", ["en", "nl", "de"])
@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_stands_beyond_the_edge_when_text_is_large(
    qtbot: QtBot, qapp: QApplication, name: str, language: str
) -> None:
    spoken = QTranslator()
    assert spoken.load(str(FOLDER / f"overlay_{language}.qm"))
    qapp.installTranslator(spoken)
    try:
        assert beyond(made(qtbot, name, 200)) == []
    finally:
        qapp.removeTranslator(spoken)


@pytest.mark.parametrize("name", WINDOWS)
def test_every_control_has_a_name_and_a_role_for_a_screen_reader(qtbot: QtBot, name: str) -> None:
    window = made(qtbot, name)
    assert controls(window)
    for control in controls(window):
        seen = QAccessible.queryAccessibleInterface(control)
        assert seen.text(QAccessible.Text.Name).strip(), control
        assert seen.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), control


@pytest.mark.parametrize("name", WINDOWS)
def test_window_fits_a_small_screen(qtbot: QtBot, name: str) -> None:
    window = made(qtbot, name)
    assert window.minimumSizeHint().width() <= 1024
    assert QSize(window.size()).height() <= 768


@pytest.mark.parametrize("name", WINDOWS)
def test_layout_is_mirrored_when_the_interface_reads_from_right_to_left(
    qtbot: QtBot, mirrored: None, name: str
) -> None:
    window = made(qtbot, name)
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert cut(window) == []
    window.grab()  # paints mirrored


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("name", WINDOWS)
def test_window_is_painted_in_each_theme(qtbot: QtBot, name: str, theme: str) -> None:
    window = made(qtbot, name, theme=theme)
    image = window.grab().toImage()
    canvas = window.theme.colours.canvas
    surface = window.theme.colours.surface
    corner = image.pixelColor(3, image.height() - 3)
    assert corner in (canvas, surface)


@pytest.mark.parametrize("name", WINDOWS)
def test_window_follows_another_theme_and_size_while_it_is_open(qtbot: QtBot, name: str) -> None:
    source: ThemeSource = themes()
    window = WINDOWS[name](source)
    qtbot.addWidget(window)
    source.set_look(Look(theme="dark", text_percent=150))
    settle()
    image = window.grab().toImage()
    assert image.pixelColor(3, image.height() - 3).lightness() < 80
    assert cut(window) == []


@pytest.mark.parametrize("name", WINDOWS)
def test_window_says_its_words_anew_when_the_language_changes(
    qtbot: QtBot, qapp: QApplication, name: str
) -> None:
    window = made(qtbot, name)
    before = {w.text() for w in window.findChildren(Button)} | {w.accessibleName() for w in controls(window)}
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    settle()
    after = {w.text() for w in window.findChildren(Button)} | {w.accessibleName() for w in controls(window)}
    qapp.removeTranslator(translator)
    kept = {text for text in before & after if text}
    assert kept <= {"Refund an order"}, "not said anew"
    assert "ŷğ" in window.windowTitle()


@pytest.mark.parametrize("name", sorted(set(WINDOWS) - {"palette"}))
def test_escape_closes_the_window(qtbot: QtBot, name: str) -> None:
    window = made(qtbot, name)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize("name", sorted(set(WINDOWS) - {"palette"}))
def test_tab_reaches_every_control(qtbot: QtBot, name: str) -> None:
    window = made(qtbot, name)
    qtbot.waitUntil(window.isActiveWindow)
    wanted = {w for w in controls(window) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus}
    reached: set[QWidget] = set()
    for _ in range(3 * len(wanted) + 5):
        focused = QApplication.focusWidget()
        if focused is not None:
            reached.add(focused)
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        else:
            window.focusNextChild()
    assert wanted <= reached
