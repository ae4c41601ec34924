"""Keys and pointer of a desktop, moved by XTest as a person's would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import XK, X, error
from Xlib.ext import xtest  # noqa: F401  # registers the requests used below

_SHIFT, _CONTROL, _ALT, _SUPER = (
    XK.string_to_keysym(name) for name in ("Shift_L", "Control_L", "Alt_L", "Super_L")
)
_MODIFIERS = {"Ctrl": _CONTROL, "Shift": _SHIFT, "Alt": _ALT, "Super": _SUPER}
_KEY_NAMES = {value: name[3:] for name, value in vars(XK).items() if name.startswith("XK_")}
_NAMES = {" ": "space", "\n": "Return", "\t": "Tab"}
# Keysyms of the dead keys that stand where the character does on an international layout (keysymdef.h).
_DEAD = {"`": 0xFE50, "'": 0xFE51, "^": 0xFE52, "~": 0xFE53, '"': 0xFE57}


class Keyboard:
    """The keyboard and pointer of the server behind `x`, and the key events windows of that connection got."""

    def __init__(self, x: Any) -> None:
        self.x = x
        self.root = x.screen().root
        self.keys_seen: list[Any] = []

    def pump(self) -> None:
        """Take the X events that have arrived; key events of windows made here are kept in `keys_seen`."""
        while self.x.pending_events():
            event = self.x.next_event()
            if event.type == X.MappingNotify:
                self.x.refresh_keyboard_mapping(event)
            elif event.type in {X.KeyPress, X.KeyRelease}:
                self.keys_seen.append(event)

    def keycode(self, key: str) -> int:
        keysym = XK.string_to_keysym(_NAMES.get(key, key)) or XK.string_to_keysym(key.lower())
        found = self.x.keysym_to_keycode(keysym or 0x01000000 | ord(key))
        assert found, f"no key types {key!r} on this layout"
        return int(found)

    def key_name(self, keycode: int) -> str:
        keysym = self.x.keycode_to_keysym(keycode, 0)
        name: str | None = XK.keysym_to_string(keysym)
        return name or _KEY_NAMES.get(keysym, str(keysym))

    def fake(self, keycode: int, *, down: bool) -> None:
        self.x.xtest_fake_input(X.KeyPress if down else X.KeyRelease, keycode)

    def key_down(self, *keys: str) -> None:
        for key in keys:
            self.fake(self._keycode_of(key), down=True)
        self.x.sync()

    def key_up(self, *keys: str) -> None:
        for key in keys:
            self.fake(self._keycode_of(key), down=False)
        self.x.sync()

    def _keycode_of(self, key: str) -> int:
        return int(self.x.keysym_to_keycode(_MODIFIERS[key])) if key in _MODIFIERS else self.keycode(key)

    def press(self, chord: str) -> None:
        """Press and release a chord ("Ctrl+Shift+F10", "Return")."""
        keys = chord.split("+")
        for key in keys:
            self.fake(self._keycode_of(key), down=True)
        for key in reversed(keys):
            self.fake(self._keycode_of(key), down=False)
        self.x.sync()

    def is_grabbed(self, chord: str) -> bool:
        """Whether a program holds a chord of Ctrl and Shift with this key, as another program finds out."""
        *_, key = chord.split("+")
        keycode, modifiers, refused = (
            self.keycode(key),
            X.ControlMask | X.ShiftMask,
            error.CatchError(error.BadAccess),
        )
        self.root.grab_key(keycode, modifiers, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self.x.sync()
        self.root.ungrab_key(keycode, modifiers)
        self.x.sync()
        return refused.get_error() is not None

    @contextmanager
    def held(self, *keys: str) -> Iterator[None]:
        self.key_down(*keys)
        try:
            yield
        finally:
            self.key_up(*reversed(keys))

    def type(self, text: str) -> None:
        """Type as a person does, with the keys of the layout (unshifted, or with Shift), without waiting."""
        shift = int(self.x.keysym_to_keycode(_SHIFT))
        for character in text:
            keycode, shifted = self._stroke(character)
            if shifted:
                self.fake(shift, down=True)
            self.fake(keycode, down=True)
            self.fake(keycode, down=False)
            if shifted:
                self.fake(shift, down=False)
        self.x.sync()

    def _stroke(self, character: str) -> tuple[int, bool]:
        keysym = XK.string_to_keysym(_NAMES.get(character, character)) or ord(character)
        for keycode, level in self.x.keysym_to_keycodes(keysym):
            if level in {0, 1}:
                return keycode, level == 1
        dead = _DEAD.get(character)
        for keycode, level in self.x.keysym_to_keycodes(dead) if dead else ():
            if level in {0, 1}:
                return keycode, level == 1
        raise AssertionError(f"no key types {character!r} on this layout")

    def move_pointer(self, x: int, y: int) -> None:
        self.x.xtest_fake_input(X.MotionNotify, x=x, y=y)
        self.x.sync()

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.move_pointer(x, y)
        self.x.xtest_fake_input(X.ButtonPress, button)
        self.x.xtest_fake_input(X.ButtonRelease, button)
        self.x.sync()

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Move what is at `start` to `end` with the first button."""
        self.move_pointer(*start)
        self.x.xtest_fake_input(X.ButtonPress, 1)
        for share in range(1, 5):
            at = [round(a + (b - a) * share / 4) for a, b in zip(start, end, strict=True)]
            self.move_pointer(at[0], at[1])
        self.x.xtest_fake_input(X.ButtonRelease, 1)
        self.x.sync()
