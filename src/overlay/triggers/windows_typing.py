"""Types text into the window in front through SendInput: as characters, whatever the keyboard layout.

Windows drops keys sent to a program with more rights (UIPI) without a word, so that is asked before the first one.
"""

from __future__ import annotations

import ctypes
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterator

assert sys.platform == "win32"

from PySide6.QtCore import QElapsedTimer, QTimer

from overlay.triggers import windows_api as api
from overlay.triggers.windows_front import front_window, process_id
from overlay.triggers.windows_process import outranks

_CHUNK_KEYS = 16  # keys between two looks at what is in front
_BETWEEN_CHUNKS_MS = 8  # an application that reads its keys late must not get them in another window
_MODIFIERS_UP_WITHIN_MS = 4000
_LOOK_AGAIN_MS = 10
_HOLDING = (api.VK_SHIFT, api.VK_CONTROL, api.VK_MENU, api.VK_LWIN, api.VK_RWIN)

_Step = Generator[int, None, str]
"""Work in steps: yields how many ms to wait before the next one, returns the code of a refusal or ""."""


class WindowsTypist:
    """A `Typist` for Windows. One text at a time; all on the Qt thread, in small steps."""

    name = "windows"

    def __init__(self) -> None:
        self._job: _Step | None = None
        self._done: Callable[[str], None] | None = None
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Windows lets every program type."""

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        """Stop typing at once. `done` of a text under way is not called any more."""
        self._timer.stop()
        self._job = self._done = None

    def type_text(
        self, text: str, window: int, still: Callable[[], bool], done: Callable[[str], None]
    ) -> None:
        """Type `text` (newline is Return, tab is Tab; other control characters are left out), then call `done`.

        Codes: "typing": busy with another text, or Windows takes no keys now; "modifiers": held down too long; "window": not
        in front any more; "case": `still()` says no; "rights": that program runs as administrator. What was typed before a
        refusal stays typed.
        """
        if self._job is not None:
            QTimer.singleShot(0, lambda: done("typing"))
            return
        self._done = done
        self._job = _type(text, window, still)
        self._timer.start(0)

    def _step(self) -> None:
        if self._job is None:
            return
        try:
            delay_ms = next(self._job)
        except StopIteration as end:
            done, self._job, self._done = self._done, None, None
            if done is not None:
                done(end.value)
        except BaseException:
            self._job = self._done = None
            raise
        else:
            self._timer.start(delay_ms)


def _type(text: str, window: int, still: Callable[[], bool]) -> _Step:
    if outranks(process_id(window)):
        return "rights"
    for chunk in _chunks(text):
        refused = yield from _ready(window, still)
        if refused:
            return refused
        inputs = (api.Input * len(chunk))(*chunk)
        if api.user32.SendInput(len(chunk), inputs, ctypes.sizeof(api.Input)) != len(chunk):
            return "typing"  # another program blocks the input, or a secure desktop is shown
        yield _BETWEEN_CHUNKS_MS
    return ""


def _ready(window: int, still: Callable[[], bool]) -> _Step:
    """Wait until no modifier is held down; say why typing may not go on."""
    clock = QElapsedTimer()
    clock.start()
    while True:
        if front_window() != window:
            return "window"
        if not still():
            return "case"
        if not any(api.user32.GetAsyncKeyState(key) & 0x8000 for key in _HOLDING):
            return ""
        if clock.elapsed() > _MODIFIERS_UP_WITHIN_MS:
            return "modifiers"
        yield _LOOK_AGAIN_MS  # only the keys' own events would tell, and those are not ours to see


def _chunks(text: str) -> Iterator[list[api.Input]]:
    """Cut the text's keys into runs; the two halves of a character outside the 16-bit plane stay together."""
    run: list[api.Input] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}:
            continue
        run += _strokes(character)
        if len(run) >= 2 * _CHUNK_KEYS:
            yield run
            run = []
    if run:
        yield run


def _strokes(character: str) -> list[api.Input]:
    if character in "\n\t":
        key = api.VK_RETURN if character == "\n" else api.VK_TAB
        scan = int(api.user32.MapVirtualKeyW(key, 0))
        return [_stroke(key, scan, flags) for flags in (0, api.KEYEVENTF_KEYUP)]
    raw = character.encode("utf-16-le")
    units = [int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2)]
    return [_stroke(0, unit, api.KEYEVENTF_UNICODE | up) for unit in units for up in (0, api.KEYEVENTF_KEYUP)]


def _stroke(key: int, scan: int, flags: int) -> api.Input:
    stroke = api.Input(kind=api.INPUT_KEYBOARD)
    stroke.u.key = api.KeyInput(key=key, scan=scan, flags=flags)
    return stroke
