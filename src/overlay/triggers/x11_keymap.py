"""The keyboard mapping of the X server: which key produces which keysym, which modifier is which bit."""

from __future__ import annotations

from itertools import chain, combinations

from Xlib import X
from Xlib.protocol import request

from overlay.triggers import Chord
from overlay.triggers.x11_connection import X11Connection

CAPS_LOCK, NUM_LOCK, SCROLL_LOCK = 0xFFE5, 0xFF7F, 0xFF14
RETURN, TAB = 0xFF0D, 0xFF09
_ALT = frozenset({0xFFE9, 0xFFEA})
_SUPER = frozenset({0xFFEB, 0xFFEC})
_UNICODE = (
    0x01000000  # keysym of a character outside Latin-1 (X11 keysym encoding, appendix A of the X protocol)
)

_NAMED_KEYSYMS = {
    **{f"F{number}": 0xFFBD + number for number in range(1, 36)},
    "Space": 0x20,
    "Tab": TAB,
    "Return": RETURN,
    "Enter": 0xFF8D,
    "Esc": 0xFF1B,
    "Backspace": 0xFF08,
    "Ins": 0xFF63,
    "Del": 0xFFFF,
    "Home": 0xFF50,
    "End": 0xFF57,
    "PgUp": 0xFF55,
    "PgDown": 0xFF56,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "Pause": 0xFF13,
    "Print": 0xFF61,
    "ScrollLock": SCROLL_LOCK,
    "CapsLock": CAPS_LOCK,
    "NumLock": NUM_LOCK,
    "Menu": 0xFF67,
    "Help": 0xFF6A,
    "Plus": 0x2B,
}


class KeyNotFoundError(LookupError):
    """A key or modifier this keyboard does not have; the text says which."""


def keysym_of_key(key: str) -> int:
    """Return the keysym of a chord's key. Raises KeyNotFoundError."""
    if key in _NAMED_KEYSYMS:
        return _NAMED_KEYSYMS[key]
    if len(key) == 1:
        return keysym_of_character(key.lower())
    raise KeyNotFoundError(f"no key is called {key}")


def keysym_of_character(character: str) -> int:
    """Return the keysym that types `character` (one code point; newline and tab are the keys Return and Tab)."""
    code = ord(character)
    if character in "\n\t":
        return RETURN if character == "\n" else TAB
    return code if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF else _UNICODE | code


class X11Keymap:
    """A copy of the server's mapping, as old as the last `read`."""

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self._first = 8
        self._rows: tuple[tuple[int, ...], ...] = ()
        self._modifiers: tuple[tuple[int, ...], ...] = ()
        self._masks: dict[str, int] = {}
        self.locks = 0  # mask of the lock modifiers: CapsLock, NumLock, ScrollLock

    def read(self) -> None:
        """Read the mapping in one round trip."""
        info = self._x.wire.info
        self._first = info.min_keycode
        count = info.max_keycode - info.min_keycode + 1
        keys = self._x.ask(request.GetKeyboardMapping, first_keycode=self._first, count=count)
        modifiers = self._x.ask(request.GetModifierMapping)
        key_reply, modifier_reply = keys.value(), modifiers.value()
        if key_reply is None or modifier_reply is None:
            return
        self._rows = tuple(tuple(row) for row in key_reply.keysyms)
        self._modifiers = tuple(tuple(key for key in row if key) for row in modifier_reply.keycodes)
        self._masks = {"Shift": X.ShiftMask, "Ctrl": X.ControlMask}
        for name, keysyms in (("Alt", _ALT), ("Super", _SUPER)):
            if mask := self._mask_with(keysyms):
                self._masks[name] = mask
        self.locks = (
            X.LockMask | self._mask_with(frozenset({NUM_LOCK})) | self._mask_with(frozenset({SCROLL_LOCK}))
        )

    def _mask_with(self, keysyms: frozenset[int]) -> int:
        """Return the modifier above Control that one of `keysyms` sets; 0 when none does."""
        for index in range(3, len(self._modifiers)):
            if any(keysyms.intersection(self._row(keycode)) for keycode in self._modifiers[index]):
                return 1 << index
        return 0

    def _row(self, keycode: int) -> tuple[int, ...]:
        index = keycode - self._first
        return self._rows[index] if 0 <= index < len(self._rows) else ()

    def keycode(self, keysym: int) -> int:
        """Return the key that has `keysym`, without a modifier if there is one; 0 when none has it."""
        columns = max((len(row) for row in self._rows), default=0)
        for column in range(columns):
            for index, row in enumerate(self._rows):
                if column < len(row) and row[column] == keysym:
                    return self._first + index
        return 0

    def place(self, chord: Chord) -> tuple[int, int]:
        """Return (keycode, modifier mask) of a chord. Raises KeyNotFoundError."""
        keycode = self.keycode(keysym_of_key(chord.key))
        if not keycode:
            raise KeyNotFoundError(f"this keyboard has no key {chord.key}")
        mask = 0
        for name in chord.modifiers:
            if name not in self._masks:
                raise KeyNotFoundError(f"this keyboard has no modifier {name}")
            mask |= self._masks[name]
        return keycode, mask

    def lock_variants(self) -> tuple[int, ...]:
        """Return every combination of the lock modifiers: a chord counts with each of them."""
        bits = [1 << index for index in range(8) if self.locks & 1 << index]
        return tuple(
            sum(some) for some in chain.from_iterable(combinations(bits, n) for n in range(len(bits) + 1))
        )

    def without_locks(self, state: int) -> int:
        """Return the modifiers of an event's state that matter (pointer buttons and the layout's number go too)."""
        return state & 0xFF & ~self.locks

    def holding_keycodes(self) -> frozenset[int]:
        """Return the keys that change what another key does while they are down; locks are not among them."""
        return frozenset(
            key for index, row in enumerate(self._modifiers) if not self.locks & 1 << index for key in row
        )

    def spare_keycodes(self) -> tuple[int, ...]:
        """Return the keycodes without any sign; not the first, which is no key of Linux (evdev's KEY_RESERVED)."""
        return tuple(self._first + index for index, row in enumerate(self._rows) if index and not any(row))

    @property
    def columns(self) -> int:
        """How many signs the server keeps for a key."""
        return max((len(row) for row in self._rows), default=1)
