"""The single X connection of the assistant, read by one notifier on the Qt thread.

Watcher, hotkeys and typist share it, so that the order of the server's events is kept: a title that changed before a
key was pressed is read before that key is acted on.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSocketNotifier, QTimer
from Xlib import X
from Xlib import error as xerror
from Xlib.protocol import display as wire
from Xlib.protocol import request
from Xlib.xobject import colormap, cursor, drawable, fontable, resource

from overlay.errors import BackendUnavailableError

log = logging.getLogger(__name__)

Listener = Callable[[Any], None]

_ROUNDS_PER_WAKE = 4  # a client that never stops writing must not keep the Qt thread from painting


class _Wire(wire.Display):  # type: ignore[misc]  # python-xlib has no types
    """The protocol without `Xlib.display.Display`, whose extensions and key tables cost 5–20 ms at start."""

    resource_classes = {  # noqa: RUF012  # the base class reads it as an attribute
        "resource": resource.Resource,
        "drawable": drawable.Drawable,
        "window": drawable.Window,
        "pixmap": drawable.Pixmap,
        "fontable": fontable.Fontable,
        "font": fontable.Font,
        "gc": fontable.GC,
        "colormap": colormap.Colormap,
        "cursor": cursor.Cursor,
    }


class X11Connection:
    """A connection opened by the first `open` and closed by the last `close`. All methods belong to the Qt thread.

    Requests are `Xlib.protocol.request` classes made with `ask` (answer needed) or `tell`; `flush` or any answer sends
    them. Errors about windows that are gone never escape: `ask(...)` answers None, `tell` is forgotten.
    """

    def __init__(self, display_name: str | None = None) -> None:
        self._name = display_name
        self._wire: _Wire | None = None
        self._users = 0
        self._notifier: QSocketNotifier | None = None
        self._listeners: defaultdict[int, list[Listener]] = defaultdict(list)
        self._settlers: list[Callable[[], None]] = []
        self._atoms: dict[str, int] = {}
        self._root_masks: dict[str, int] = {}
        self._draining = False
        self._catch_up_due = False

    # Life

    def open(self) -> None:
        """Raises BackendUnavailableError when no X server answers."""
        if self._wire is None:
            try:
                self._wire = _Wire(self._name)
            except (xerror.DisplayError, xerror.ConnectionClosedError, OSError) as error:
                raise BackendUnavailableError(f"no X server answers ({error})") from error
            self._wire.set_error_handler(_forget)
            self._notifier = QSocketNotifier(self._wire.fileno(), QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self.drain)
        self._users += 1

    def close(self) -> None:
        """Closes the connection when its last user has left."""
        self._users = max(0, self._users - 1)
        if self._users == 0 and self._wire is not None:
            try:
                self._wire.close()
            except xerror.ConnectionClosedError:
                log.debug("the X connection was closed already")
            self._lose()

    def _lose(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        self._notifier = self._wire = None
        self._atoms.clear()
        self._root_masks.clear()

    @property
    def is_open(self) -> bool:
        return self._wire is not None

    # Requests

    @property
    def wire(self) -> _Wire:
        """The protocol connection. Raises BackendUnavailableError when it is closed or lost."""
        if self._wire is None:
            raise BackendUnavailableError("the connection to the X server is closed")
        return self._wire

    @property
    def root(self) -> int:
        return int(self.wire.info.roots[self.wire.default_screen].root.id)

    def ask(self, kind: Any, **values: Any) -> Answer:
        """Queue a request with an answer. Several asked before the first is read cost one round trip together."""
        return Answer(kind(display=self.wire, defer=True, **values))

    def tell(self, kind: Any, on_error: Callable[..., int] | None = None, **values: Any) -> None:
        """Queue a request without an answer."""
        kind(display=self.wire, onerror=on_error or _forget, **values)

    def flush(self) -> None:
        self.wire.flush()

    def sync(self) -> None:
        """Wait until the server has carried out all that was queued, so that its errors are known."""
        self.ask(request.GetInputFocus).value()

    def atom(self, name: str) -> int:
        found = self._atoms.get(name)
        if found is None:
            answer = self.ask(request.InternAtom, name=name, only_if_exists=False).value()
            found = self._atoms[name] = int(answer.atom) if answer is not None else X.NONE
        return found

    def atoms(self, names: tuple[str, ...]) -> None:
        """Learn these atoms in one round trip."""
        asked = [(name, self.ask(request.InternAtom, name=name, only_if_exists=False)) for name in names]
        for name, answer in asked:
            reply = answer.value()
            self._atoms[name] = int(reply.atom) if reply is not None else X.NONE

    def property(self, window: int, name: str, bytes_at_most: int = 4096) -> Answer:
        """Ask for a property; a longer one is cut, so that a hostile title costs nothing."""
        return self.ask(
            request.GetProperty,
            delete=False,
            window=window,
            property=self.atom(name),
            type=X.AnyPropertyType,
            long_offset=0,
            long_length=bytes_at_most // 4,
        )

    def extension(self, name: str) -> Any | None:
        """Return what the server says of an extension (`major_opcode`, `first_event`); None when it has none."""
        reply = self.ask(request.QueryExtension, name=name).value()
        return reply if reply is not None and reply.present else None

    # Events

    def listen(self, event_types: tuple[int, ...], listener: Listener) -> None:
        for event_type in event_types:
            self._listeners[event_type].append(listener)

    def unlisten(self, listener: Listener) -> None:
        for listeners in self._listeners.values():
            if listener in listeners:
                listeners.remove(listener)

    def want_root_events(self, owner: str, mask: int) -> None:
        """Ask for events of the root window; each owner has a mask of its own, 0 for none any more."""
        self._root_masks[owner] = mask
        union = 0
        for wanted in self._root_masks.values():
            union |= wanted
        self.tell(request.ChangeWindowAttributes, window=self.root, attrs={"event_mask": union})

    def on_settle(self, settler: Callable[[], None]) -> None:
        """Have `settler` run after each batch of events, and before a hotkey is acted on.

        Work that many events share (reading a title) is done there once.
        """
        self._settlers.append(settler)

    def off_settle(self, settler: Callable[[], None]) -> None:
        if settler in self._settlers:
            self._settlers.remove(settler)

    def settle(self) -> None:
        for settler in tuple(self._settlers):
            settler()

    def drain(self) -> None:
        """Handle every event that has arrived, in order."""
        if self._draining or self._wire is None:
            return
        self._draining = True
        try:
            for _ in range(_ROUNDS_PER_WAKE):
                if not self._handle_arrived():
                    break
                self.settle()
            if self._wire is not None:
                self._wire.flush()
        except xerror.ConnectionClosedError:
            log.warning("the X server closed the connection")
            self._lose()
        finally:
            self._draining = False
        self.catch_up()

    def _handle_arrived(self) -> bool:
        wire_ = self._wire
        if wire_ is None or not wire_.pending_events():
            return False
        # Only what is here now: settling asks the server, and its answers bring further events along.
        for _ in range(len(wire_.event_queue)):
            event = wire_.next_event()
            for listener in tuple(self._listeners.get(event.type, ())):
                listener(event)
            if self._wire is not wire_:
                return False
        return True

    def catch_up(self) -> None:
        """Have events handled that came along with an answer: no notifier sees those, python-xlib has read them already."""
        if (
            self._wire is not None
            and self._wire.event_queue
            and not self._draining
            and not self._catch_up_due
        ):
            self._catch_up_due = True
            QTimer.singleShot(0, self._catch_up)

    def _catch_up(self) -> None:
        self._catch_up_due = False
        self.drain()


class Answer:
    """The answer to a request that may still be under way."""

    __slots__ = ("_reply",)

    def __init__(self, reply: Any) -> None:
        self._reply = reply

    def value(self) -> Any | None:
        """Return the answer; None when the request failed, as it does for a window that is gone."""
        try:
            self._reply.reply()
        except xerror.XError:
            return None
        return self._reply

    def raw(self) -> tuple[int, bytes]:
        """Return (type, bytes) of a text property; (0, b"") when it is missing or no text."""
        reply = self.value()
        if reply is None or not reply.property_type or reply.value[0] != 8:
            return 0, b""
        return int(reply.property_type), bytes(reply.value[1])

    def numbers(self) -> tuple[int, ...]:
        """Return a property of 32-bit numbers; () when it is missing or of another kind."""
        reply = self.value()
        if reply is None or not reply.property_type or reply.value[0] != 32:
            return ()
        return tuple(int(number) for number in reply.value[1])


def _forget(error: Any, _request: Any) -> int:
    """Windows vanish between an event and our request: that is no error of anybody. Logs codes only, never content."""
    log.debug("X error %s, request %s", type(error).__name__, getattr(error, "major_opcode", "?"))
    return 1
