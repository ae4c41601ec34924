"""Chords as text: "Ctrl+Shift+F10", one canonical form for the settings, the panel and the keyboard. Pure."""

from __future__ import annotations

import sys

from overlay.errors import SettingsError

# Windows reads AltGr as Ctrl+Alt: German and Dutch layouts type @ { € µ with it. X11 and macOS tell the two apart.
ALTGR_IS_CTRL_ALT = sys.platform == "win32"

MODIFIERS = ("Ctrl", "Alt", "Shift", "Super")
_MODIFIER_NAMES = {
    "ctrl": "Ctrl",
    "control": "Ctrl",
    "strg": "Ctrl",  # German keyboards
    "alt": "Alt",
    "shift": "Shift",
    "umschalt": "Shift",
    "super": "Super",
    "meta": "Super",
    "win": "Super",
}
# Keys as Qt names them, so that a chord reads the same in the file, on the panel and in Qt.
_NAMED_KEYS = (
    *("Space", "Tab", "Return", "Enter", "Esc", "Backspace", "Ins", "Del", "Home", "End", "PgUp", "PgDown"),
    *(
        "Left",
        "Right",
        "Up",
        "Down",
        "Pause",
        "Print",
        "ScrollLock",
        "CapsLock",
        "NumLock",
        "Menu",
        "Help",
        "Plus",
    ),
)
_KEY_NAMES = {
    **{name.casefold(): name for name in _NAMED_KEYS},
    **{f"f{n}": f"F{n}" for n in range(1, 36)},
    "insert": "Ins",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDown",
    "escape": "Esc",
    "comma": ",",
    "period": ".",
    "slash": "/",
    "semicolon": ";",
    "apostrophe": "'",
    "minus": "-",
    "equal": "=",
    "grave": "`",
    "bracketleft": "[",
    "bracketright": "]",
    "backslash": "\\",
}
_EDITING = frozenset(
    {"Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Ins", "Del", "Backspace", "Tab"}
)
# Keys that write nothing may stand alone; any other would be lost to typing.
_ALONE = frozenset({f"F{n}" for n in range(1, 36)} | {"Pause", "Print", "ScrollLock", "Menu", "Help"})


def canonical_chord(text: str) -> str:
    """Return a chord with its modifiers in the one order and its key as Qt names it; "" stays "".

    Raises SettingsError when it is no chord, or would swallow what somebody types.
    """
    if not text.strip():
        return ""
    # "Ctrl++" is the plus key, written "Ctrl+Plus" here.
    parts = [part.strip() for part in text.strip().replace("++", "+Plus").split("+")]
    *names, key_name = parts
    modifiers = {_modifier(name) for name in names}
    key = _key(key_name)
    if not modifiers - {"Shift"} and key not in _ALONE:
        raise SettingsError(f'"{text}" needs Ctrl, Alt or Super, or typing would lose that key')
    _refuse_what_editing_needs(text, modifiers, key)
    return "+".join((*(m for m in MODIFIERS if m in modifiers), key))


def _refuse_what_editing_needs(text: str, modifiers: set[str], key: str) -> None:
    writes = len(key) == 1 or key == "Space"
    if ALTGR_IS_CTRL_ALT and writes and modifiers >= {"Ctrl", "Alt"} and "Super" not in modifiers:
        raise SettingsError(f'"{text}" is AltGr on many keyboards and types a character: use Ctrl+Shift')
    if key in _EDITING and modifiers <= {"Ctrl", "Shift"}:
        raise SettingsError(
            f'"{text}" moves the cursor or changes text: use a function key or another modifier'
        )
    if modifiers == {"Ctrl"} and key in tuple("ACVXZ"):
        raise SettingsError(
            f'"{text}" is needed for editing (select all, copy, paste, cut, undo): use another chord'
        )


def canonical_modifiers(text: str) -> str:
    """Return modifiers without a key in the one order; "" stays "". Raises SettingsError."""
    found = {_modifier(part.strip()) for part in text.split("+") if part.strip()}
    if found == {"Shift"}:
        raise SettingsError("Shift alone would take the signs above the digits from your typing")
    if ALTGR_IS_CTRL_ALT and found >= {"Ctrl", "Alt"} and "Super" not in found:
        raise SettingsError("Ctrl+Alt is AltGr on many keyboards and types a character: use Ctrl+Shift")
    return "+".join(m for m in MODIFIERS if m in found)


def chord_parts(chord: str) -> tuple[tuple[str, ...], str]:
    """Split a canonical chord in its modifiers and its key ("" when there is none)."""
    *modifiers, key = chord.split("+")
    return tuple(modifiers), key


def _modifier(name: str) -> str:
    found = _MODIFIER_NAMES.get(name.casefold())
    if found is None:
        if _is_key(name):
            raise SettingsError(f'"{name}" must come last: a chord has one key')
        raise SettingsError(f'"{name}" is not one of {", ".join(MODIFIERS)}')
    return found


def _is_key(name: str) -> bool:
    folded = name.casefold()
    return folded in _KEY_NAMES or len(name) == 1


def _key(name: str) -> str:
    folded = name.casefold()
    if folded in _MODIFIER_NAMES:
        raise SettingsError("a key is missing after the modifiers")
    found = _KEY_NAMES.get(folded)
    if found is None and len(name) == 1 and name.isprintable() and not name.isspace():
        found = name.upper()
    if not found:
        raise SettingsError(f'"{name}" is not a key')
    return found
