"""A chord → the virtual key and modifiers of RegisterHotKey."""

from __future__ import annotations

import sys

assert sys.platform == "win32"

from overlay.triggers import Chord
from overlay.triggers import windows_api as api

# Virtual-key codes of the Windows SDK (winuser.h).
_NAMED = {
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
    "Space": 0x20,
    "Tab": 0x09,
    "Return": 0x0D,
    "Enter": 0x0D,  # Windows has one code for both
    "Esc": 0x1B,
    "Backspace": 0x08,
    "Ins": 0x2D,
    "Del": 0x2E,
    "Home": 0x24,
    "End": 0x23,
    "PgUp": 0x21,
    "PgDown": 0x22,
    "Left": 0x25,
    "Up": 0x26,
    "Right": 0x27,
    "Down": 0x28,
    "Pause": 0x13,
    "Print": 0x2C,
    "ScrollLock": 0x91,
    "CapsLock": 0x14,
    "NumLock": 0x90,
    "Menu": 0x5D,
    "Help": 0x2F,
}
_MODIFIERS = {"Ctrl": api.MOD_CONTROL, "Alt": api.MOD_ALT, "Shift": api.MOD_SHIFT, "Super": api.MOD_WIN}


class KeyNotFoundError(LookupError):
    """A key this keyboard does not have; the text says which."""


def hotkey_of(chord: Chord) -> tuple[int, int]:
    """Return (virtual key, modifier bits). Raises KeyNotFoundError when the keyboard layout of now has no such key."""
    key = _NAMED.get(chord.key) or _virtual_key("+" if chord.key == "Plus" else chord.key)
    if not key:
        raise KeyNotFoundError(f"this keyboard has no key {chord.key}")
    return key, sum(_MODIFIERS[name] for name in chord.modifiers)


def _virtual_key(sign: str) -> int:
    if len(sign) != 1 or ord(sign) > 0xFFFF:
        return 0
    if sign.isascii() and sign.isalnum():
        return ord(sign.upper())  # letters and digits are their own codes, whatever the layout
    found = int(api.user32.VkKeyScanW(sign))
    return 0 if found == -1 else found & 0xFF
