"""The keyboard hook of last resort, over a fake of what it uses of pynput."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from overlay.errors import BackendUnavailableError
from overlay.triggers.chords import parse_chord
from overlay.triggers.pynput_hotkeys import HOOK, PynputHotkeys

TOGGLE, NEXT = parse_chord("Ctrl+Shift+F10"), parse_chord("Super+PgDown")


class FakeListener:
    def __init__(self, hotkeys: dict[str, Callable[[], None]]) -> None:
        self.hotkeys = hotkeys
        self.running = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


class FakeKeyboard:
    """Calls back from a thread of its own, as pynput does."""

    def __init__(self) -> None:
        self.listeners: list[FakeListener] = []

    def GlobalHotKeys(self, hotkeys: dict[str, Callable[[], None]]) -> FakeListener:
        self.listeners.append(FakeListener(hotkeys))
        return self.listeners[-1]

    def press(self, chord: str) -> None:
        thread = threading.Thread(target=self.listeners[-1].hotkeys[chord])
        thread.start()
        thread.join()


def test_hook_fires_by_name_on_the_qt_thread_and_stops_listening(qtbot: QtBot) -> None:
    keyboard, fired = FakeKeyboard(), []
    hotkeys = PynputHotkeys(keyboard)
    hotkeys.start(lambda name: fired.append((name, threading.current_thread() is threading.main_thread())))
    hotkeys.grab({"toggle": TOGGLE})
    hotkeys.grab({"toggle": TOGGLE, "next": NEXT})
    keyboard.press("<ctrl>+<shift>+<f10>")
    keyboard.press("<cmd>+<page_down>")
    qtbot.waitUntil(lambda: fired == [("toggle", True), ("next", True)])
    hotkeys.stop()
    assert [listener.running for listener in keyboard.listeners] == [False, False]


def test_hook_says_that_it_is_one() -> None:
    assert HOOK in PynputHotkeys(FakeKeyboard()).limits
    assert "keyboard hook" in PynputHotkeys.name


def test_hook_refuses_where_pynput_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    with pytest.raises(BackendUnavailableError, match="pip install"):
        PynputHotkeys().start(lambda name: None)
