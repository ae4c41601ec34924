"""Hotkeys through XGrabKey: the chord is consumed, no other key is seen, and no key typed around it is lost."""

from __future__ import annotations

from typing import Any

from Xlib import X
from Xlib import error as xerror
from Xlib.protocol import request

from overlay.triggers import Chord, GrabReport, HotkeySink
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_keymap import KeyNotFoundError, X11Keymap

_NO_REPEAT_BEFORE_MS = 50  # no keyboard repeats a key sooner; two presses by a script may share a millisecond

_Place = tuple[int, int]  # keycode, modifiers


class X11Hotkeys:
    """A `HotkeyBackend` for any X11 desktop.

    Grabs are synchronous: the server holds further keys back from the press of a chord until the assistant has
    looked at it. So a key typed while the chord is still held down goes on to the application, in order, and auto-repeat
    is told from a second press. Held-back time is the time the Qt thread needs to come round; a crash ends it.
    """

    name = "x11"

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self._keymap = X11Keymap(connection)
        self._sink: HotkeySink | None = None
        self._wanted: dict[str, Chord] = {}
        self._held: dict[_Place, str] = {}
        self._remap_due = False
        self._down = 0  # keycode whose grab is active
        self._pressed_ms: dict[int, int] = {}  # keycode → first press of the current hold
        self._released: _Place = (0, 0)  # keycode, time of its last release
        self.report = GrabReport()

    def start(self, sink: HotkeySink) -> None:
        self._x.open()
        self._sink = sink
        self._keymap.read()
        self._x.listen((X.KeyPress,), self._on_press)
        self._x.listen((X.KeyRelease,), self._on_release)
        self._x.listen((X.MappingNotify,), self._on_mapping)
        self._x.on_settle(self._settle)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        if self._x.is_open:
            self.grab({})
        self._sink = None
        self._x.off_settle(self._settle)
        for listener in (self._on_press, self._on_release, self._on_mapping):
            self._x.unlisten(listener)
        self._x.close()

    # Grabbing

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        """Hold exactly these chords; one round trip when there is a new one, none when some are let go."""
        self._wanted = dict(chords)
        places: dict[_Place, str] = {}
        report = GrabReport()
        for name, chord in chords.items():
            try:
                place = self._keymap.place(chord)
            except KeyNotFoundError as error:
                report.unknown[name] = str(error)
                continue
            if place in places:
                report.unknown[name] = f"{chord} is the hotkey of “{places[place]}” already"
            else:
                places[place] = name
        for place in self._held.keys() - places.keys():
            self._let_go(place)
        refused = self._take(places.keys() - self._held.keys())
        self._held = {place: name for place, name in places.items() if place not in refused}
        for place, name in places.items():
            (report.conflicts if place in refused else report.held)[name] = chords[name]
        self.report = report
        self._x.flush()
        self._x.catch_up()
        return report

    def _take(self, places: set[_Place]) -> frozenset[_Place]:
        """Grab `places` and return those that another program holds."""
        refused: set[_Place] = set()
        for place in places:
            refuse = _Refuse(refused, place)
            for variant in self._keymap.lock_variants():
                self._x.tell(
                    request.GrabKey,
                    on_error=refuse,
                    owner_events=False,
                    grab_window=self._x.root,
                    modifiers=place[1] | variant,
                    key=place[0],
                    pointer_mode=X.GrabModeAsync,
                    keyboard_mode=X.GrabModeSync,
                )
        if places:
            self._x.sync()
        for place in refused:  # a chord that works with CapsLock off only is worse than none
            self._let_go(place)
        return frozenset(refused)

    def _let_go(self, place: _Place) -> None:
        for variant in self._keymap.lock_variants():
            self._x.tell(
                request.UngrabKey, key=place[0], grab_window=self._x.root, modifiers=place[1] | variant
            )

    def _on_mapping(self, event: Any) -> None:
        self._remap_due |= event.request != X.MappingPointer

    def _settle(self) -> None:
        if not self._remap_due:
            return
        self._remap_due = False
        locks = self._keymap.locks
        held_with = self._keymap.lock_variants()
        self._keymap.read()
        if (
            self._keymap.locks != locks
        ):  # a lock moved to another modifier: what is held has the wrong variants
            for (keycode, modifiers), variant in ((place, v) for place in self._held for v in held_with):
                self._x.tell(
                    request.UngrabKey, key=keycode, grab_window=self._x.root, modifiers=modifiers | variant
                )
            self._held = {}
        self.grab(self._wanted)

    def keyboard_taken(self) -> bool:
        """Whether another program has grabbed the whole keyboard, so that no hotkey can fire.

        Asks by grabbing it for a moment, which applications see as a flicker of the focus: for `status`, never on a timer.
        """
        answer = self._x.ask(
            request.GrabKeyboard,
            owner_events=True,
            grab_window=self._x.root,
            time=X.CurrentTime,
            pointer_mode=X.GrabModeAsync,
            keyboard_mode=X.GrabModeAsync,
        ).value()
        taken = answer is not None and answer.status != X.GrabSuccess
        if not taken:
            self._x.tell(request.UngrabKeyboard, time=X.CurrentTime)
            self._x.sync()
        self._x.catch_up()
        return taken

    # Keys under a grab. Each event but the release of the grabbed key holds the keyboard until it is answered.

    def _on_press(self, event: Any) -> None:
        keycode = event.detail
        name = self._held.get((keycode, self._keymap.without_locks(event.state)))
        if self._down and keycode != self._down and name is None:
            self._down = 0
            self._answer(X.ReplayKeyboard)  # typed while the chord is held: it belongs to the application
            return
        if not self._down:
            self._down = keycode
        repeated = self._is_repeat(event)
        self._answer(X.SyncKeyboard)
        if name is not None and not repeated:
            self._x.settle()  # the window that was in front when the key was pressed
            if self._sink is not None:
                self._sink(name)

    def _on_release(self, event: Any) -> None:
        if event.detail == self._down:  # ends the grab, or is the first half of an auto-repeat
            self._down = 0
            self._released = (event.detail, event.time)
        else:
            self._answer(X.SyncKeyboard)

    def _is_repeat(self, event: Any) -> bool:
        """Auto-repeat is a release and a press of one key with one time stamp, some time after the first press."""
        first = self._pressed_ms.get(event.detail, event.time)
        again = self._released == (event.detail, event.time) and event.time - first >= _NO_REPEAT_BEFORE_MS
        if not again:
            self._pressed_ms[event.detail] = event.time
        return again

    def _answer(self, mode: int) -> None:
        self._x.tell(request.AllowEvents, mode=mode, time=X.CurrentTime)
        self._x.flush()


class _Refuse:
    """Notes a grab that another program holds already."""

    __slots__ = ("_place", "_refused")

    def __init__(self, refused: set[_Place], place: _Place) -> None:
        self._refused = refused
        self._place = place

    def __call__(self, error: Any, _request: Any) -> int:
        if isinstance(error, xerror.BadAccess):
            self._refused.add(self._place)
        return 1
