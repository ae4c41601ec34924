"""Windows of other programs, and keys pressed as a keyboard does."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from ctypes import wintypes as w
from pathlib import Path

assert sys.platform == "win32"

from overlay.triggers import Chord
from overlay.triggers import windows_api as api
from overlay.triggers.windows_front import front_window, process_id, title_of
from overlay.triggers.windows_keys import hotkey_of
from tests.patience import WAIT_S

PROGRAM = Path(os.environ.get("OVERLAY_TEST_WINDOW", "crm.exe"))
_KEYS_OF = ((api.MOD_CONTROL, 0x11), (api.MOD_ALT, 0x12), (api.MOD_SHIFT, 0x10), (api.MOD_WIN, 0x5B))
WM_SETTEXT, WM_GETTEXT = 0x000C, 0x000D

_send = api.user32.SendMessageW
_send.restype, _send.argtypes = ctypes.c_ssize_t, (w.HWND, w.UINT, ctypes.c_size_t, ctypes.c_void_p)
_post = api.user32.PostMessageW
_post.restype, _post.argtypes = w.BOOL, (w.HWND, w.UINT, ctypes.c_size_t, ctypes.c_void_p)

_wait_idle = api.user32.WaitForInputIdle
_wait_idle.restype, _wait_idle.argtypes = w.DWORD, (w.HANDLE, w.DWORD)


def send(window: int, message: int, one: int = 0, two: int = 0) -> int:
    """Send a message and return the answer."""
    return int(_send(window, message, one, two))


def post(window: int, message: int, one: int = 0, two: int = 0) -> None:
    """Put a message into the queue of a window."""
    assert _post(window, message, one, two)


class OtherProgram:
    """One window of a process of its own: tests/windows/window.c, which goes by the name `crm`, or another `program`."""

    def __init__(self, title: str, *words: str, program: str | Path = PROGRAM) -> None:
        self._process = subprocess.Popen(
            [program, title, *words] if program == PROGRAM else [program, *words]
        )
        self.pid = self._process.pid
        self.title = title
        self.window = 0

    def find(self) -> bool:
        """Look for the window in front; True when it is this program's, and all it does at its start is done.

        A program may come to the front once by showing its window and once more by asking for it: in between, it would come
        back over what a test brought to the front meanwhile.
        """
        if _wait_idle(int(self._process._handle), 0) != 0:  # type: ignore[attr-defined]  # Windows' Popen has one
            return False
        window = front_window()
        if process_id(window) != self.pid or title_of(window) != self.title:
            return False
        self.window = window
        return True

    def rename(self, title: str) -> None:
        self.title = title
        text = ctypes.create_unicode_buffer(title)
        send(self.window, WM_SETTEXT, 0, ctypes.addressof(text))

    def text(self) -> str:
        """Return what stands in the first field of the window."""
        fields: list[int] = []

        def take(child: int, _parameter: int) -> bool:
            fields.append(child)
            return False  # the first is enough

        api.user32.EnumChildWindows(self.window, api.EnumProc(take), 0)
        text = ctypes.create_unicode_buffer(4096)
        send(fields[0], WM_GETTEXT, len(text), ctypes.addressof(text))
        return text.value.replace("\r\n", "\n").replace("\r", "\n")

    def close(self) -> None:
        """End the program; one that would ask whether to keep a text is not asked."""
        self._process.kill()
        self._process.wait(WAIT_S)


def press(chord: Chord) -> None:
    """Press and let go of a chord, as a keyboard does."""
    key, modifiers = hotkey_of(chord)
    down = [code for bit, code in _KEYS_OF if modifiers & bit] + [key]
    strokes = [(code, 0) for code in down] + [(code, api.KEYEVENTF_KEYUP) for code in reversed(down)]
    inputs = (api.Input * len(strokes))()
    for one, (code, flags) in zip(inputs, strokes, strict=True):
        one.kind = api.INPUT_KEYBOARD
        one.u.key = api.KeyInput(key=code, scan=api.user32.MapVirtualKeyW(code, 0), flags=flags)
    assert api.user32.SendInput(len(inputs), inputs, ctypes.sizeof(api.Input)) == len(inputs)
