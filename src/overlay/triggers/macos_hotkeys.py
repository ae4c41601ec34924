"""Hotkeys on macOS through Carbon's RegisterEventHotKey: registered chords, no event tap. Untested on hardware.

Carbon/HIToolbox (CarbonEvents.h) is no part of pyobjc, so `CarbonKeys` calls it by ctypes. It needs no permission.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Protocol

from overlay.errors import BackendUnavailableError
from overlay.triggers import Chord, GrabReport, HotkeySink
from overlay.triggers.macos_windows import UNTESTED

# Carbon's modifiers (Events.h). A Mac has no Super: the key there is Command; Ctrl is Control, Alt is Option.
_MODIFIERS = {"Super": 1 << 8, "Shift": 1 << 9, "Alt": 1 << 11, "Ctrl": 1 << 12}
# Virtual key codes (HIToolbox/Events.h), by place on the keyboard: letters as on an ANSI keyboard.
_KEYS = {
    **dict(zip("ASDFHGZXCV", range(10), strict=True)),
    **dict(zip("BQWERYT", range(11, 18), strict=True)),
    **dict(zip("123465=97-80]OU[IP", range(18, 36), strict=True)),
    **dict(zip("LJ'K;\\,/NM.", range(37, 48), strict=True)),
    "Return": 36,
    "Tab": 48,
    "Space": 49,
    "`": 50,
    "Backspace": 51,
    "Esc": 53,
    "F5": 96,
    "F6": 97,
    "F7": 98,
    "F3": 99,
    "F8": 100,
    "F9": 101,
    "F11": 103,
    "F13": 105,
    "F16": 106,
    "F14": 107,
    "F10": 109,
    "F12": 111,
    "F15": 113,
    "F4": 118,
    "F2": 120,
    "F1": 122,
    "F17": 64,
    "F18": 79,
    "F19": 80,
    "F20": 90,
    "Help": 114,
    "Home": 115,
    "PgUp": 116,
    "Del": 117,
    "End": 119,
    "PgDown": 121,
    "Left": 123,
    "Right": 124,
    "Down": 125,
    "Up": 126,
}
_SIGNATURE = int.from_bytes(b"ovly", "big")
_KEY_PRESSED = (int.from_bytes(b"keyb", "big"), 5)  # kEventClassKeyboard, kEventHotKeyPressed
_DIRECT_OBJECT, _HOT_KEY_ID = int.from_bytes(b"----", "big"), int.from_bytes(b"hkid", "big")


class Keys(Protocol):
    """What the backend asks of Carbon (`CarbonKeys`, or a fake)."""

    def open(self, pressed: Callable[[int], None]) -> None: ...
    def register(self, key: int, modifiers: int, number: int) -> object | None: ...
    def unregister(self, held: object) -> None: ...
    def close(self) -> None: ...


class MacHotkeys:
    """A `HotkeyBackend` for macOS."""

    name = "carbon"
    limits = (UNTESTED,)

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._sink: HotkeySink | None = None
        self._names: dict[int, str] = {}
        self._held: dict[Chord, tuple[int, object]] = {}  # chord → its number and Carbon's reference
        self._next = 1

    def start(self, sink: HotkeySink) -> None:
        """Raises BackendUnavailableError when Carbon refuses."""
        self._keys.open(self._on_pressed)
        self._sink = sink

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is not None:
            self.grab({})
            self._sink = None
            self._keys.close()

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        report = GrabReport()
        wanted: dict[Chord, str] = {}
        for name, chord in chords.items():
            if chord.key not in _KEYS:
                report.unknown[name] = f"{chord.key} is not a key of a Mac's keyboard"
            elif chord in wanted:
                report.unknown[name] = f"{chord} is the hotkey of “{wanted[chord]}” already"
            else:
                wanted[chord] = name
        for chord in self._held.keys() - wanted.keys():
            number, held = self._held.pop(chord)
            self._keys.unregister(held)
            del self._names[number]
        for chord, name in wanted.items():
            taken = self._take(chord, name)
            (report.held if taken else report.conflicts)[name] = chord
        return report

    def _take(self, chord: Chord, name: str) -> bool:
        if chord not in self._held:
            modifiers = sum(_MODIFIERS[modifier] for modifier in chord.modifiers)
            held = self._keys.register(_KEYS[chord.key], modifiers, self._next)
            if held is None:
                return False
            self._held[chord] = self._next, held
            self._next += 1
        self._names[self._held[chord][0]] = name
        return True

    def _on_pressed(self, number: int) -> None:
        if self._sink is not None and number in self._names:
            self._sink(self._names[number])


class _EventType(ctypes.Structure):
    _fields_ = (("event_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class _HotKeyId(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("number", ctypes.c_uint32))


class CarbonKeys:
    """Carbon by ctypes. Events come through the main run loop, which Qt runs."""

    def __init__(self) -> None:
        self._carbon: Any = None
        self._handler: Any = None  # ctypes keeps no callback alive
        self._installed = ctypes.c_void_p()

    def open(self, pressed: Callable[[int], None]) -> None:
        """Raises BackendUnavailableError when there is no Carbon, or it takes no handler."""
        try:
            carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
        except OSError as error:
            raise BackendUnavailableError("this is no macOS: there is no Carbon framework") from error
        carbon.GetEventDispatcherTarget.restype = ctypes.c_void_p
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
        carbon.GetEventParameter.argtypes = (
            *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p),
            *(ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p),
        )
        carbon.InstallEventHandler.argtypes = (
            *(ctypes.c_void_p, kind, ctypes.c_ulong, ctypes.POINTER(_EventType)),
            *(ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)),
        )
        carbon.RegisterEventHotKey.argtypes = (
            *(ctypes.c_uint32, ctypes.c_uint32, _HotKeyId, ctypes.c_void_p),
            *(ctypes.c_uint32, ctypes.POINTER(ctypes.c_void_p)),
        )
        carbon.UnregisterEventHotKey.argtypes = carbon.RemoveEventHandler.argtypes = (ctypes.c_void_p,)

        def handle(_call: int, event: int, _data: int) -> int:
            which = _HotKeyId()
            size = ctypes.sizeof(which)
            wrong = carbon.GetEventParameter(
                event, _DIRECT_OBJECT, _HOT_KEY_ID, None, size, None, ctypes.byref(which)
            )
            if not wrong and which.signature == _SIGNATURE:
                pressed(which.number)
            return int(wrong)

        self._carbon, self._handler = carbon, kind(handle)
        target, wanted = carbon.GetEventDispatcherTarget(), _EventType(*_KEY_PRESSED)
        wrong = carbon.InstallEventHandler(
            target, self._handler, 1, ctypes.byref(wanted), None, ctypes.byref(self._installed)
        )
        if wrong:
            raise BackendUnavailableError(f"macOS takes no handler for hotkeys (error {wrong})")

    def register(self, key: int, modifiers: int, number: int) -> object | None:
        """Return Carbon's reference; None when another program holds the chord."""
        held = ctypes.c_void_p()
        wrong = self._carbon.RegisterEventHotKey(
            key,
            modifiers,
            _HotKeyId(_SIGNATURE, number),
            self._carbon.GetEventDispatcherTarget(),
            0,
            ctypes.byref(held),
        )
        return None if wrong else held

    def unregister(self, held: object) -> None:
        self._carbon.UnregisterEventHotKey(held)

    def close(self) -> None:
        self._carbon.RemoveEventHandler(self._installed)
