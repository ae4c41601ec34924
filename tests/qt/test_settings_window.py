"""The settings window: what is changed is saved at once, what is locked cannot be changed, nothing is erased by accident."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from overlay.errors import SettingsError
from overlay.settings import definitions
from overlay.ui.managed.controls import DropDown, TickBox
from overlay.ui.settings.chord_edit import ChordEdit, pressed_chord
from overlay.ui.settings.window import SettingsWindow
from overlay.ui.widgets.button import Button
from tests.qt.managed_windows import NO_PLUGIN, FakePort, FakeSources, themes

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)
Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def port() -> FakePort:
    return FakePort()


def opened(qtbot: QtBot, port: FakePort, page: str = "hotkeys") -> SettingsWindow:
    window = SettingsWindow(themes(), port, FakeSources())
    qtbot.addWidget(window)
    window.open(page)
    qtbot.waitUntil(window.isActiveWindow)
    return window


def control(window: SettingsWindow, name: str) -> QWidget:
    """Return the visible control a screen reader calls `name`."""
    found = [w for w in window.findChildren(QWidget) if w.accessibleName() == name and w.isVisible()]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def words(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]


def test_every_setting_has_its_row(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    assert set(window._rows) == {d.key for d in definitions()}


def test_choice_is_saved_at_once(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port, "look")
    drop = control(window, "Colours")
    assert isinstance(drop, DropDown)
    qtbot.keyClick(drop, Key.Key_Down)
    assert port.saved == [{"look.theme": "light"}]


def test_start_at_login_says_what_a_login_does_as_things_are(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port, "start")
    assert "At present it does not start." in words(window)
    qtbot.keyClick(control(window, "Start when I log in"), Key.Key_Down)
    assert port.saved == [{"start.at_login": "always"}]
    assert "At present it starts, waits for its hotkeys, and shows nothing by itself." in words(window)


def test_tick_is_saved_at_once(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port, "recorded")
    box = control(window, "Count searches that find no guide")
    assert isinstance(box, TickBox)
    qtbot.keyClick(box, Key.Key_Space)
    assert port.saved == [{"privacy.count_misses": True}]


def test_chord_is_taken_by_pressing_it_while_the_hotkeys_are_let_go(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    edit = control(window, "Step back")
    qtbot.keyClick(edit, Key.Key_Space)
    assert port.let_go == [True]
    qtbot.keyClick(edit, Key.Key_F4, Held.ControlModifier | Held.ShiftModifier)
    assert port.saved == [{"hotkeys.back": "Ctrl+Shift+F4"}]
    assert port.let_go == [True, False]


def test_escape_leaves_the_chord_as_it_was_and_the_window_open(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    edit = control(window, "Step back")
    qtbot.keyClick(edit, Key.Key_Space)
    qtbot.keyClick(edit, Key.Key_Escape)
    assert port.saved == []
    assert port.let_go == [True, False]
    assert window.isVisible()


def test_backspace_switches_the_hotkey_off(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    edit = control(window, "Step back")
    qtbot.keyClick(edit, Key.Key_Space)
    qtbot.keyClick(edit, Key.Key_Backspace)
    assert port.saved == [{"hotkeys.back": ""}]


def test_chord_that_typing_needs_is_refused_with_the_reason(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    edit = control(window, "Step back")
    qtbot.keyClick(edit, Key.Key_Space)
    qtbot.keyClick(edit, Key.Key_A)
    assert port.saved == []
    assert "These keys are needed for typing or editing. Choose others." in words(window)
    qtbot.keyClick(edit, Key.Key_A, Held.ControlModifier | Held.ShiftModifier)
    assert port.saved == [{"hotkeys.back": "Ctrl+Shift+A"}]
    assert "These keys are needed for typing or editing. Choose others." not in words(window)


def test_chord_of_another_hotkey_of_ours_is_not_taken(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    edit = control(window, "Step back")
    qtbot.keyClick(edit, Key.Key_Space)
    qtbot.keyClick(edit, Key.Key_F7, Held.ControlModifier | Held.ShiftModifier)
    assert port.saved == []
    assert "These keys are already used for “Next step”." in words(window)
    assert isinstance(edit, ChordEdit)
    assert edit.chord == "Ctrl+Shift+F6"
    qtbot.keyClick(edit, Key.Key_Space)
    assert "These keys are already used for “Next step”." not in words(window)


def test_hotkeys_come_back_when_the_window_goes_in_mid_capture(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port)
    qtbot.keyClick(control(window, "Step back"), Key.Key_Space)
    window.close()
    assert port.let_go == [True, False]


def test_conflict_is_named_and_another_chord_is_found_on_request(qtbot: QtBot, port: FakePort) -> None:
    port.taken = {"search": "Ctrl+Shift+F11"}
    window = opened(qtbot, port)
    strip = "Ctrl+Shift+F11 is taken by another program. It will not work until you choose other keys."
    assert strip in words(window)
    choose = control(window, "Choose for me")
    assert isinstance(choose, Button)
    choose.click()
    assert port.saved == [{"hotkeys.search": "Ctrl+Alt+F9"}]
    assert strip not in words(window)


def test_locked_value_says_who_set_it_and_cannot_be_changed(qtbot: QtBot) -> None:
    port = FakePort(locked={"look.theme": "Northwind IT", "look.motion": "your organisation"})
    window = opened(qtbot, port, "look")
    assert not control(window, "Colours").isEnabled()
    assert not control(window, "Motion").isEnabled()
    assert control(window, "Text size").isEnabled()
    assert {"Set by Northwind IT", "Set by your organisation"} <= set(words(window))


def test_back_to_defaults_leaves_locked_values_and_other_pages_alone(qtbot: QtBot) -> None:
    port = FakePort({"look.theme": "dark", "look.text_percent": 150}, {"look.motion": "your organisation"})
    window = opened(qtbot, port, "look")
    button = control(window, "Reset to defaults")
    assert isinstance(button, Button)
    button.click()
    assert port.saved == [{"look.theme": None, "look.text_percent": None}]


def test_value_of_the_file_is_offered_when_it_is_not_one_of_the_usual(qtbot: QtBot) -> None:
    window = opened(qtbot, FakePort({"look.text_percent": 123}), "look")
    drop = control(window, "Text size")
    assert isinstance(drop, DropDown)
    assert drop.currentText() == "123 %"


def test_window_says_that_saving_failed(qtbot: QtBot, port: FakePort) -> None:
    port.broken = True
    window = opened(qtbot, port, "look")
    qtbot.keyClick(control(window, "Colours"), Key.Key_Down)
    assert "This could not be saved." in words(window)
    drop = control(window, "Colours")
    assert isinstance(drop, DropDown)
    assert drop.currentData() == "system"  # shows what counts, not what was tried


def test_nothing_is_erased_before_the_agent_said_so_twice(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port, "recorded")
    for name in ("Erase all", "Keep"):
        button = control(window, name)
        assert isinstance(button, Button)
        button.click()
    assert len(port.kept) == 2
    for name in ("Erase all", "Erase"):
        button = control(window, name)
        assert isinstance(button, Button)
        button.click()
    assert port.kept == []
    assert "Nothing is kept." in words(window)


def test_only_the_selected_entry_is_erased(qtbot: QtBot, port: FakePort) -> None:
    window = opened(qtbot, port, "recorded")
    listed = control(window, "Kept on this computer, for you alone")
    assert isinstance(listed, QListWidget)
    listed.item(1).setSelected(True)
    for name in ("Erase selected", "Erase"):
        button = control(window, name)
        assert isinstance(button, Button)
        button.click()
    assert [kept.id for kept in port.kept] == ["1"]


def key_event(key: int, modifiers: Qt.KeyboardModifier, scan: int = 0) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, scan, 0, 0)


@pytest.mark.parametrize(
    ("key", "modifiers", "scan", "chord"),
    [
        (Key.Key_F10, Held.ControlModifier | Held.ShiftModifier, 76, "Ctrl+Shift+F10"),
        (Key.Key_H, Held.MetaModifier, 43, "Super+H"),
        (Key.Key_PageDown, Held.AltModifier, 117, "Alt+PgDown"),
        (Key.Key_Exclam, Held.ControlModifier | Held.ShiftModifier, 10, "Ctrl+Shift+1"),
        (Key.Key_ParenRight, Held.ControlModifier | Held.ShiftModifier, 19, "Ctrl+Shift+0"),
        (Key.Key_5, Held.ControlModifier | Held.KeypadModifier, 84, "Ctrl+5"),
        (Key.Key_Plus, Held.ControlModifier, 35, "Ctrl+Plus"),
        (Key.Key_Udiaeresis, Held.AltModifier, 34, "Alt+Ü"),
        (Key.Key_F13, Held.NoModifier, 191, "F13"),
        (Key.Key_Shift, Held.ShiftModifier, 50, ""),
        (Key.Key_Control, Held.ControlModifier, 37, ""),
    ],
)
def test_pressed_chord_is_the_one_the_settings_hold(
    qapp: QApplication, key: Qt.Key, modifiers: Qt.KeyboardModifier, scan: int, chord: str
) -> None:
    assert pressed_chord(key_event(key, modifiers, scan)) == chord


def test_pressed_chord_is_refused_when_typing_needs_it(qapp: QApplication) -> None:
    with pytest.raises(SettingsError):
        pressed_chord(key_event(Key.Key_A, Held.ShiftModifier))


def test_tab_is_a_key_like_any_other_while_a_chord_is_awaited(qtbot: QtBot) -> None:
    edit = ChordEdit(themes())
    qtbot.addWidget(edit)
    edit.show()
    edit.setFocus()
    edit.capture()
    qtbot.keyClick(edit, Key.Key_Tab, Held.MetaModifier)
    assert edit.chord == "Super+Tab"


def test_place_of_the_panel_is_forgotten_on_request(qtbot: QtBot, port: FakePort) -> None:
    port.was_dragged = True
    window = opened(qtbot, port, "place")
    button = next(b for b in window.findChildren(Button) if b.text() == "Forget it")
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not port.was_dragged
    assert not button.isEnabled()


def test_setting_that_this_system_cannot_follow_says_so(qtbot: QtBot, port: FakePort) -> None:
    port.limited = frozenset({"privacy.hide_from_capture"})
    window = opened(qtbot, port, "recorded")
    tick = control(window, "Hide from screen sharing")
    assert not tick.isEnabled()
    assert "Not possible on this system" in tick.accessibleDescription()
