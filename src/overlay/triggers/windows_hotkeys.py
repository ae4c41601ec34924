"""Hotkeys through RegisterHotKey: Windows consumes the chord and tells the assistant alone; no hook, no other key seen.

They go on working while a program that runs as administrator is in front, which a keyboard hook would not.
"""

from __future__ import annotations

import ctypes
import sys

assert sys.platform == "win32"

from overlay.triggers import Chord, GrabReport, HotkeySink
from overlay.triggers import windows_api as api
from overlay.triggers.windows_keys import KeyNotFoundError, hotkey_of
from overlay.triggers.windows_messages import WindowsMessages
from overlay.triggers.windows_watcher import WindowsWindowWatcher

_Place = tuple[int, int]  # virtual key, modifiers
_LAST_ID = 0xBFFF  # applications have 0x0000–0xBFFF (RegisterHotKey)


class WindowsHotkeys:
    """A `HotkeyBackend` for Windows. A chord held down fires once (MOD_NOREPEAT)."""

    name = "windows"

    def __init__(self, messages: WindowsMessages, watcher: WindowsWindowWatcher | None = None) -> None:
        self._messages = messages
        self._watcher = watcher
        self._sink: HotkeySink | None = None
        self._ids: dict[_Place, int] = {}
        self._names: dict[int, str] = {}
        self._last_id = 0
        self.report = GrabReport()

    def start(self, sink: HotkeySink) -> None:
        """Raises BackendUnavailableError when no application runs that could get messages."""
        self._messages.open()
        self._sink = sink
        self._messages.listen(api.WM_HOTKEY, self._on_hotkey)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        self.grab({})
        self._sink = None
        self._messages.unlisten(api.WM_HOTKEY, self._on_hotkey)
        self._messages.close()

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        """Hold exactly these chords. One that another program, or Windows itself, holds is a conflict."""
        places: dict[_Place, str] = {}
        report = GrabReport()
        for name, chord in chords.items():
            try:
                place = hotkey_of(chord)
            except KeyNotFoundError as error:
                report.unknown[name] = str(error)
                continue
            if place in places:
                report.unknown[name] = f"{chord} is the hotkey of “{places[place]}” already"
            else:
                places[place] = name
        for place in self._ids.keys() - places.keys():
            api.user32.UnregisterHotKey(self._messages.window, self._ids.pop(place))
        self._names = {}
        for place, name in places.items():
            number = self._ids.get(place) or self._register(place)
            if number:
                self._ids[place] = number
                self._names[number] = name
                report.held[name] = chords[name]
            elif ctypes.get_last_error() == api.ERROR_HOTKEY_ALREADY_REGISTERED:
                report.conflicts[name] = chords[name]
            else:
                report.unknown[name] = f"Windows refuses {chords[name]}: {api.last_error()}"
        self.report = report
        return report

    def _register(self, place: _Place) -> int:
        """Return the id of a chord that is held from now on; 0 when Windows refuses (its error is set)."""
        self._last_id = self._last_id % _LAST_ID + 1
        key, modifiers = place
        held = api.user32.RegisterHotKey(
            self._messages.window, self._last_id, modifiers | api.MOD_NOREPEAT, key
        )
        return self._last_id if held else 0

    def _on_hotkey(self, window: int, number: int, _keys: int) -> int | None:
        name = self._names.get(number)
        if name is None or self._sink is None:
            return None
        if self._watcher is not None:
            self._watcher.settle()  # the window that was in front when the key was pressed
        self._sink(name)
        return 0
