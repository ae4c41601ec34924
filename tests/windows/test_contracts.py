"""The suites of `overlay.triggers` on Windows' own backends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

assert sys.platform == "win32"

import pytest

from overlay.triggers import Chord, HotkeyBackend, WindowWatcher
from overlay.triggers.windows_hotkeys import WindowsHotkeys
from overlay.triggers.windows_keys import hotkey_of
from overlay.triggers.windows_messages import WindowsMessages
from overlay.triggers.windows_watcher import WindowsWindowWatcher
from tests.contracts import *  # noqa: F403  the tests themselves
from tests.contracts import Stage
from tests.windows.other_program import OtherProgram, press


class WindowsStage:
    def __init__(self, open_program: Callable[..., OtherProgram]) -> None:
        watcher = WindowsWindowWatcher()
        self.watcher: WindowWatcher = watcher
        self.hotkeys: HotkeyBackend = WindowsHotkeys(WindowsMessages(), watcher)
        self._open = open_program
        self._front: OtherProgram | None = None

    def open(self, title: str) -> int:
        self._front = self._open(title)
        return self._front.window

    def rename(self, title: str) -> None:
        assert self._front is not None
        self._front.rename(title)

    def press(self, chord: Chord) -> None:
        press(chord)

    def take(self, chord: Chord) -> None:
        key, modifiers = hotkey_of(chord)
        self._open("holds a chord", "take", str(modifiers), str(key))


@pytest.fixture
def stage(open_program: Callable[..., OtherProgram]) -> Iterator[Stage]:
    stage = WindowsStage(open_program)
    yield stage
    stage.hotkeys.stop()
    stage.watcher.stop()
