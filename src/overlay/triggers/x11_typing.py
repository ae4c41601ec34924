"""Types text into the window in front through XTest.

Each character is put on a spare key, in every level, so that neither the layout nor a modifier changes what it writes.
An application looks a key up when it gets round to it, so a spare key keeps its character until the application has
answered a ping (or, where it answers none, a grace time has passed).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Generator, Iterator
from typing import Any

from PySide6.QtCore import QElapsedTimer, QTimer
from Xlib import X
from Xlib.protocol import event as xevent
from Xlib.protocol import request

from overlay.errors import BackendUnavailableError
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_front import X11Front
from overlay.triggers.x11_keymap import CAPS_LOCK, RETURN, TAB, X11Keymap, keysym_of_character

_SPARE_KEYS = 16  # more distinct characters than this are typed in runs
_CHUNK_KEYS = 24  # keys between two looks at what is in front
_MODIFIERS_UP_WITHIN_MS = 4000
_LOOK_AGAIN_MS = 10
_PONG_WITHIN_MS = 3000
_GRACE_MS = 400  # for applications without _NET_WM_PING (xterm)
_RELOAD_MS = (
    60  # Chromium reads a changed keyboard a little after it hears of the change, and drops keys until then
)
_PING_ID = 0x6F760000  # far from the small numbers and time stamps window managers ping with

_Step = Generator[int, None, str]
"""Work in steps: yields how many ms to wait before the next one, returns the code of a refusal or ""."""


class X11Typist:
    """A `Typist` for any X11 desktop with XTEST. One text at a time; all on the Qt thread, in small steps."""

    name = "x11"

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self._front = X11Front(connection)
        self._keymap = X11Keymap(connection)
        self._opcode = 0
        self._fake_input: Any = None
        self._borrowed: dict[int, int] = {}  # spare keycode → keysym it has now
        self._caps_key = 0  # tapped to switch CapsLock off, to be tapped again
        self._pinged = self._ponged = _PING_ID
        self._job: _Step | None = None
        self._done: Callable[[str], None] | None = None
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Raises BackendUnavailableError when the server lets no program type."""
        self._x.open()
        xtest_here = self._x.extension("XTEST")
        if xtest_here is None:
            self._x.close()
            raise BackendUnavailableError("the X server has no XTEST extension, so nothing can be typed")
        self._opcode = int(xtest_here.major_opcode)
        self._x.listen((X.ClientMessage,), self._on_message)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        """Stop typing at once; the keyboard is as it was. `done` of a text under way is not called any more."""
        if not self._opcode:
            return
        self._timer.stop()
        if self._job is not None:
            self._job.close()
        self._job = self._done = None
        self._opcode = 0
        self._x.unlisten(self._on_message)
        self._x.close()

    def type_text(
        self, text: str, window: int, still: Callable[[], bool], done: Callable[[str], None]
    ) -> None:
        """Type `text` (newline is Return, tab is Tab; other control characters are left out), then call `done`.

        Codes: "typing": busy with another text, or no key to spare; "modifiers": held down too long; "window": not in
        front any more; "case": `still()` says no. What was typed before a refusal stays typed.
        """
        if not self._opcode or self._job is not None:
            QTimer.singleShot(0, lambda: done("typing"))
            return
        self._done = done
        self._job = self._work(_keysyms(text), window, still)
        self._timer.start(0)

    def _step(self) -> None:
        if self._job is None:
            return
        try:
            delay_ms = next(self._job)
        except StopIteration as end:
            done, self._job, self._done = self._done, None, None
            if done is not None:
                done(end.value)
        except BaseException:
            self._job = self._done = None
            raise
        else:
            self._timer.start(delay_ms)
        self._x.catch_up()

    # The work

    def _work(self, keys: list[int], window: int, still: Callable[[], bool]) -> _Step:
        self._x.want_root_events(self._owner, X.SubstructureNotifyMask)  # where pongs arrive
        try:
            refused = yield from self._type(keys, window, still)
            if self._borrowed:
                yield from self._let_catch_up(window)
            return refused
        finally:
            if self._x.is_open:
                self._put_back()

    @property
    def _owner(self) -> str:
        return f"{self.name} typist"

    def _type(self, keys: list[int], window: int, still: Callable[[], bool]) -> _Step:
        from Xlib.ext import xtest  # noqa: PLC0415  # only when something is typed

        self._fake_input = xtest.FakeInput
        self._front.find_manager()
        self._keymap.read()
        own = {keysym: keycode for keysym in (RETURN, TAB) if (keycode := self._keymap.keycode(keysym))}
        # Chromium looks the first key after a change up in the old mapping: that one is a key without a sign.
        primer, *spares = self._keymap.spare_keycodes()[: _SPARE_KEYS + 1] or (0,)
        if not spares:
            return "typing"
        refused = yield from self._ready(window, still)
        if refused:
            return refused
        self._caps_off()
        for number, run in enumerate(_runs(keys, own.keys(), len(spares))):
            if number:
                yield from self._let_catch_up(window)
            where = own | self._put_on(spares, run, own.keys())
            self._tap(primer)
            self._x.flush()
            yield from self._let_catch_up(window, grace_ms=_RELOAD_MS)
            for at in range(0, len(run), _CHUNK_KEYS):
                refused = yield from self._ready(window, still)
                if refused:
                    return refused
                for keysym in run[at : at + _CHUNK_KEYS]:
                    self._tap(where[keysym])
                self._x.flush()
                yield 0
        return ""

    def _ready(self, window: int, still: Callable[[], bool]) -> _Step:
        """Wait until no modifier is held down; say why typing may not go on."""
        clock = QElapsedTimer()
        clock.start()
        while True:
            if self._front.window() != window:
                return "window"
            if not still():
                return "case"
            if not self._modifiers_down():
                return ""
            if clock.elapsed() > _MODIFIERS_UP_WITHIN_MS:
                return "modifiers"
            yield _LOOK_AGAIN_MS  # only the keys' own events would tell, and those are not ours to see

    def _modifiers_down(self) -> bool:
        answer = self._x.ask(request.QueryKeymap).value()
        down = bytes(answer.map) if answer is not None else b""
        return any(
            down[key // 8] & 1 << key % 8 for key in self._keymap.holding_keycodes() if key // 8 < len(down)
        )

    def _tap(self, keycode: int) -> None:
        for kind in (X.KeyPress, X.KeyRelease):
            self._x.tell(
                self._fake_input,
                opcode=self._opcode,
                event_type=kind,
                detail=keycode,
                time=X.CurrentTime,
                root=X.NONE,
                x=0,
                y=0,
            )

    # The keyboard, changed and put back

    def _caps_off(self) -> None:
        """CapsLock turns letters round even on keys that have one letter only: toolkits do that themselves."""
        pointer = self._x.ask(request.QueryPointer, window=self._x.root).value()
        if pointer is not None and pointer.mask & X.LockMask and (key := self._keymap.keycode(CAPS_LOCK)):
            self._caps_key = key
            self._tap(key)

    def _put_on(self, spares: list[int], run: list[int], own: Collection[int]) -> dict[int, int]:
        """Put the characters of `run` on spare keys; return keysym → keycode."""
        needed = [keysym for keysym in dict.fromkeys(run) if keysym not in own]
        where = dict(zip(needed, spares, strict=False))
        for keysym, keycode in where.items():
            if self._borrowed.get(keycode) != keysym:
                self._borrowed[keycode] = keysym
                self._map_key(keycode, keysym)
        return where

    def _map_key(self, keycode: int, keysym: int) -> None:
        row = [keysym] * self._keymap.columns
        self._x.tell(request.ChangeKeyboardMapping, first_keycode=keycode, keysyms=[row])

    def _put_back(self) -> None:
        if self._caps_key:
            self._tap(self._caps_key)
        for keycode in self._borrowed:
            self._map_key(keycode, X.NoSymbol)
        self._caps_key, self._borrowed = 0, {}
        self._x.want_root_events(self._owner, X.NoEventMask)
        self._x.sync()  # a connection closed right after this could lose it

    # What the application has seen

    def _let_catch_up(self, window: int, grace_ms: int = _GRACE_MS) -> Generator[int, None, None]:
        """Wait until the application has looked up the keys sent to it: a ping is answered after them."""
        if self._x.atom("_NET_WM_PING") not in self._x.property(window, "WM_PROTOCOLS").numbers():
            yield grace_ms
            return
        self._pinged += 1
        message = xevent.ClientMessage(
            window=self._x.wire.resource_classes["window"](self._x.wire, window),
            client_type=self._x.atom("WM_PROTOCOLS"),
            data=(32, [self._x.atom("_NET_WM_PING"), self._pinged, window, 0, 0]),
        )
        self._x.tell(
            request.SendEvent, propagate=False, destination=window, event_mask=X.NoEventMask, event=message
        )
        self._x.flush()
        clock = QElapsedTimer()
        clock.start()
        while self._ponged != self._pinged and clock.elapsed() < _PONG_WITHIN_MS:
            yield _LOOK_AGAIN_MS

    def _on_message(self, event: Any) -> None:
        if event.window.id != self._x.root or event.client_type != self._x.atom("WM_PROTOCOLS"):
            return
        _, data = event.data
        if data[0] == self._x.atom("_NET_WM_PING"):
            self._ponged = int(data[1])


def _keysyms(text: str) -> list[int]:
    """Return the keys of `text`; control characters but newline and tab have none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [
        keysym_of_character(c) for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    ]


def _runs(keys: list[int], own: Collection[int], spares: int) -> Iterator[list[int]]:
    """Cut `keys` into runs that need at most `spares` different keys besides `own`."""
    run: list[int] = []
    needed: set[int] = set()
    for key in keys:
        if key not in own and key not in needed and len(needed) == spares:
            yield run
            run, needed = [], set()
        if key not in own:
            needed.add(key)
        run.append(key)
    if run:
        yield run
