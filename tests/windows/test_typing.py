"""Typing into a real program."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

assert sys.platform == "win32"

import pytest
from pytestqt.qtbot import QtBot

from overlay.triggers import windows_api as api
from overlay.triggers import windows_typing
from overlay.triggers.windows_front import front_window
from overlay.triggers.windows_typing import WindowsTypist
from tests.patience import WAIT_MS
from tests.windows.other_program import OtherProgram

UNTITLED = "Untitled - Notepad"


@pytest.fixture
def notepad(open_program: Callable[..., OtherProgram]) -> OtherProgram:
    return open_program(UNTITLED, program="notepad.exe")


def typed(qtbot: QtBot, text: str, window: int, still: Callable[[], bool] = lambda: True) -> str:
    """Type `text` and return the code it ends with."""
    codes: list[str] = []
    typist = WindowsTypist()
    typist.start()
    typist.type_text(text, window, still, codes.append)
    qtbot.waitUntil(lambda: bool(codes), timeout=WAIT_MS)
    typist.stop()
    return codes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Grüße – €, ﬁne: 100 %",
        "two lines\nand\ta tab",
        "carriage\r\nreturns\rcome as one",
        "beyond sixteen bits: 😀𝄞 end",
        "long " * 60,
    ],
)
def test_text_arrives_as_it_is(notepad: OtherProgram, qtbot: QtBot, text: str) -> None:
    assert typed(qtbot, text, notepad.window) == ""
    wanted = text.replace("\r\n", "\n").replace("\r", "\n")
    qtbot.waitUntil(lambda: notepad.text() == wanted, timeout=WAIT_MS)
    assert front_window() == notepad.window


def test_control_characters_are_left_out(notepad: OtherProgram, qtbot: QtBot) -> None:
    assert typed(qtbot, "a\x07b\x1bc\ud800d", notepad.window) == ""
    qtbot.waitUntil(lambda: notepad.text() == "abcd", timeout=WAIT_MS)


def test_nothing_is_typed_when_another_window_is_in_front(
    notepad: OtherProgram, open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    open_program("another")
    assert typed(qtbot, "secret", notepad.window) == "window"
    assert notepad.text() == ""


def test_typing_stops_when_another_window_comes_to_the_front(
    notepad: OtherProgram, open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    other = open_program("another")

    def in_front() -> bool:
        api.user32.SetForegroundWindow(notepad.window)  # wine may be busy with the other one's coming still
        return front_window() == notepad.window

    qtbot.waitUntil(in_front, timeout=WAIT_MS)
    looks = iter([True])

    def still() -> bool:
        if not next(looks, False):
            api.user32.SetForegroundWindow(other.window)
        return True

    text = "x" * 400
    assert typed(qtbot, text, notepad.window, still) == "window"
    assert len(notepad.text()) < len(text)


def test_nothing_is_typed_when_the_case_is_another(notepad: OtherProgram, qtbot: QtBot) -> None:
    assert typed(qtbot, "secret", notepad.window, lambda: False) == "case"
    assert notepad.text() == ""


def test_typing_waits_until_a_held_modifier_is_up(notepad: OtherProgram, qtbot: QtBot) -> None:
    codes: list[str] = []
    typist = WindowsTypist()
    looked: list[bool] = []

    def still() -> bool:
        looked.append(True)
        hold(api.VK_CONTROL, 0 if len(looked) < 4 else api.KEYEVENTF_KEYUP)
        return True

    typist.type_text("now", notepad.window, still, codes.append)
    qtbot.waitUntil(lambda: codes == [""], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: notepad.text() == "now", timeout=WAIT_MS)
    assert len(looked) >= 4


def test_typing_is_refused_when_a_modifier_stays_down(
    notepad: OtherProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_typing, "_MODIFIERS_UP_WITHIN_MS", 50)

    def still() -> bool:
        hold(api.VK_SHIFT, 0)  # again: wine looks the real keyboard up when the focus changes
        return True

    try:
        assert typed(qtbot, "never", notepad.window, still) == "modifiers"
    finally:
        hold(api.VK_SHIFT, api.KEYEVENTF_KEYUP)
    assert notepad.text() == ""


def test_typing_is_refused_when_the_program_has_more_rights(
    notepad: OtherProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """wine has one integrity level: which program has more is asked for real on Windows only."""
    monkeypatch.setattr(windows_typing, "outranks", lambda pid: pid == notepad.pid)
    assert typed(qtbot, "never", notepad.window) == "rights"
    assert notepad.text() == ""


def test_second_text_is_refused_while_one_is_typed(notepad: OtherProgram, qtbot: QtBot) -> None:
    codes: dict[str, str] = {}
    typist = WindowsTypist()
    typist.type_text("first", notepad.window, lambda: True, lambda code: codes.update(first=code))
    typist.type_text("second", notepad.window, lambda: True, lambda code: codes.update(second=code))
    qtbot.waitUntil(lambda: len(codes) == 2, timeout=WAIT_MS)
    assert codes == {"first": "", "second": "typing"}
    qtbot.waitUntil(lambda: notepad.text() == "first", timeout=WAIT_MS)


def hold(key: int, flags: int) -> None:
    stroke = (api.Input * 1)(api.Input(kind=api.INPUT_KEYBOARD))
    stroke[0].u.key = api.KeyInput(key=key, scan=api.user32.MapVirtualKeyW(key, 0), flags=flags)
    assert api.user32.SendInput(1, stroke, ctypes.sizeof(api.Input)) == 1
