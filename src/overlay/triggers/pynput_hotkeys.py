"""Hotkeys by a keyboard hook (pynput): the last resort, only when the setting `privacy.keyboard_hook` allows it.

It differs from every other backend: it sees each key typed anywhere, wakes up for it, and the chord also reaches the
application in front. pynput is an extra that is not installed by default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from overlay.errors import BackendUnavailableError
from overlay.triggers import Chord, GrabReport, HotkeySink

HOOK = (
    "This is a keyboard hook: it sees every key that is typed, and the hotkeys also reach the application. Switch it off by "
    "the setting `privacy.keyboard_hook`."
)
_MODIFIERS = {"Ctrl": "<ctrl>", "Alt": "<alt>", "Shift": "<shift>", "Super": "<cmd>"}
_KEYS = {
    "Return": "<enter>",
    "Enter": "<enter>",
    "Ins": "<insert>",
    "Del": "<delete>",
    "PgUp": "<page_up>",
    "PgDown": "<page_down>",
    "Print": "<print_screen>",
    "ScrollLock": "<scroll_lock>",
    "CapsLock": "<caps_lock>",
    "NumLock": "<num_lock>",
    "Plus": "+",
}


class Listener(Protocol):
    """A thread of pynput's that listens until it is stopped."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Keyboard(Protocol):
    """What is used of `pynput.keyboard`."""

    def GlobalHotKeys(self, hotkeys: dict[str, Callable[[], None]]) -> Listener: ...  # noqa: N802  pynput's name


def pynput_chord(chord: Chord) -> str:
    """Return a chord as pynput writes it: "<ctrl>+<shift>+<f10>"."""
    key = _KEYS.get(chord.key) or (chord.key.lower() if len(chord.key) == 1 else f"<{chord.key.lower()}>")
    return "+".join((*(_MODIFIERS[modifier] for modifier in chord.modifiers), key))


class _Door(QObject):
    """Takes names from pynput's thread to the Qt thread."""

    pressed = Signal(str)


class PynputHotkeys:
    """A `HotkeyBackend` that hooks the keyboard. `keyboard` is `pynput.keyboard`, or a fake."""

    name = "pynput (keyboard hook)"
    limits = (HOOK,)

    def __init__(self, keyboard: Keyboard | None = None) -> None:
        self._keyboard = keyboard
        self._door = _Door()
        self._door.pressed.connect(self._on_pressed)
        self._sink: HotkeySink | None = None
        self._names: frozenset[str] = frozenset()
        self._wanted: dict[str, Chord] | None = None
        self._listener: Listener | None = None

    def start(self, sink: HotkeySink) -> None:
        """Raises BackendUnavailableError when pynput is not there, or cannot work here."""
        if self._keyboard is None:
            self._keyboard = _pynput()
        self._sink = sink

    def stop(self, timeout_s: float = 2.0) -> None:  # what its thread still sends is not heard any more
        self._sink = None
        self._unhook()

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        if chords != self._wanted and self._keyboard is not None and self._sink is not None:
            self._unhook()
            self._wanted, self._names = dict(chords), frozenset(chords)
            if chords:
                self._listener = self._keyboard.GlobalHotKeys(
                    {pynput_chord(chord): self._teller(name) for name, chord in chords.items()}
                )
                self._listener.start()
        return GrabReport(held=dict(chords))

    def _teller(self, name: str) -> Callable[[], None]:
        return lambda: self._door.pressed.emit(name)

    def _on_pressed(self, name: str) -> None:
        if self._sink is not None and name in self._names:
            self._sink(name)

    def _unhook(self) -> None:
        if self._listener is not None:
            self._listener.stop()
        self._listener = self._wanted = None


def _pynput() -> Any:
    try:
        from pynput import keyboard  # noqa: PLC0415  an extra, and a hook: only where it was asked for
    except ImportError as error:  # pynput says so too when there is no display it knows
        raise BackendUnavailableError(
            "pynput is not installed, or knows no keyboard here. Install it with: pip install "
            "'overlay-assistant[keyboard-hook]'"
        ) from error
    return keyboard
