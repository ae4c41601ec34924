"""Key names of xkbcommon, for sway and the portal. Pure."""

from __future__ import annotations

# Qt's name of a key → xkb's (xkbcommon-keysyms.h); F-keys, arrows, Home, End, Tab, Return, Pause, Print, Menu, Help agree.
_KEYS = {
    "Space": "space",
    "Enter": "KP_Enter",
    "Esc": "Escape",
    "Backspace": "BackSpace",
    "Ins": "Insert",
    "Del": "Delete",
    "PgUp": "Prior",
    "PgDown": "Next",
    "ScrollLock": "Scroll_Lock",
    "CapsLock": "Caps_Lock",
    "NumLock": "Num_Lock",
    "Plus": "plus",
}


def xkb_key(key: str) -> str:
    """Return xkb's name of a chord's key."""
    name = _KEYS.get(key, key)
    if len(name) == 1:
        sign = name.lower()  # the key without Shift
        return sign if sign.isascii() and sign.isalnum() else f"U{ord(sign):04X}"
    return name
