"""The assistant's connection to sway: its IPC, which is i3's protocol (sway-ipc(7)), with the standard library's sockets.

Events and answers come over two sockets, so that an answer never has to be looked for among events. Events keep their
order: a title that changed before a bound key was pressed is told before that key.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
from collections import defaultdict
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QSocketNotifier

from overlay.errors import BackendUnavailableError

log = logging.getLogger(__name__)

Listener = Callable[[dict[str, Any]], None]

ANSWER_WITHIN_S = 1.0
_MAGIC = b"i3-ipc"
_HEAD = struct.Struct("=6sII")  # magic, bytes that follow, kind; native byte order by the protocol
_MOST_BYTES = 64 << 20  # the tree of thousands of windows; more than that is not sway
_EVENT_BIT = 0x80000000
_EVENTS = {0: "workspace", 3: "window", 5: "binding"}


class Ask(IntEnum):
    """What can be asked, as the protocol numbers it."""

    RUN = 0
    SUBSCRIBE = 2
    TREE = 4
    VERSION = 7
    CONFIG = 9


class SwayConnection:
    """Opened by the first `open` and closed by the last `close`. All methods belong to the Qt thread."""

    def __init__(self, path: str | None = None) -> None:
        self._path = path or os.environ.get("SWAYSOCK", "")
        self._commands: socket.socket | None = None
        self._events: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._arrived = bytearray()
        self._users = 0
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)
        self._settlers: list[Callable[[], None]] = []

    # Life

    def open(self) -> None:
        """Raises BackendUnavailableError when no sway answers."""
        if self._commands is None:
            if not self._path:
                raise BackendUnavailableError("this session is not sway (SWAYSOCK is not set)")
            try:
                self._commands, self._events = _connect(self._path), _connect(self._path)
                _send(self._events, Ask.SUBSCRIBE, json.dumps(list(_EVENTS.values())))
                _receive(self._events)
                self._events.setblocking(False)
            except (OSError, ValueError) as error:
                self._lose()
                raise BackendUnavailableError(f"sway does not answer ({error})") from error
            self._notifier = QSocketNotifier(self._events.fileno(), QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self.drain)
        self._users += 1

    def close(self) -> None:
        """Closes the connection when its last user has left."""
        self._users = max(0, self._users - 1)
        if self._users == 0:
            self._lose()

    def _lose(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        for plug in (self._commands, self._events):
            if plug is not None:
                plug.close()
        self._notifier = self._commands = self._events = None
        self._arrived.clear()

    @property
    def is_open(self) -> bool:
        return self._commands is not None

    # Requests

    def ask(self, kind: Ask, payload: str = "") -> Any:
        """Return sway's answer; None when the connection is lost, which is logged once."""
        if self._commands is None:
            return None
        try:
            _send(self._commands, kind, payload)
            return _receive(self._commands)
        except (OSError, ValueError) as error:
            log.warning("sway closed the connection (%s)", type(error).__name__)
            self._lose()
            return None

    def run(self, command: str) -> str:
        """Have sway carry one command out; return what it says is wrong, "" when nothing is."""
        answer = self.ask(Ask.RUN, command)
        if not isinstance(answer, list):
            return "sway does not answer"
        return "; ".join(str(part.get("error", "refused")) for part in answer if not part.get("success"))

    # Events

    def listen(self, event: str, listener: Listener) -> None:
        """Have `listener` called with each "window", "workspace" or "binding" event."""
        self._listeners[event].append(listener)

    def unlisten(self, listener: Listener) -> None:
        for listeners in self._listeners.values():
            if listener in listeners:
                listeners.remove(listener)

    def on_settle(self, settler: Callable[[], None]) -> None:
        """Have `settler` run after each batch of events, and before a bound key is acted on."""
        self._settlers.append(settler)

    def off_settle(self, settler: Callable[[], None]) -> None:
        if settler in self._settlers:
            self._settlers.remove(settler)

    def settle(self) -> None:
        for settler in tuple(self._settlers):
            settler()

    def drain(self) -> None:
        """Handle every event that has arrived, in order."""
        if self._events is None:
            return
        try:
            while chunk := self._events.recv(65536):
                self._arrived += chunk
        except BlockingIOError:
            pass
        except OSError:
            chunk = b""
        else:
            log.warning("sway closed the connection")
            self._lose()
            return
        while (message := self._next_message()) is not None:
            name, event = message
            for listener in tuple(self._listeners.get(name, ())):
                listener(event)
        self.settle()

    def _next_message(self) -> tuple[str, dict[str, Any]] | None:
        if len(self._arrived) < _HEAD.size:
            return None
        _, size, kind = _HEAD.unpack_from(self._arrived)
        end = _HEAD.size + size
        if len(self._arrived) < end:
            return None
        body = bytes(self._arrived[_HEAD.size : end])
        del self._arrived[:end]
        return _EVENTS.get(kind & ~_EVENT_BIT, ""), _json(body)


def _connect(path: str) -> socket.socket:
    plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        plug.settimeout(ANSWER_WITHIN_S)
        plug.connect(path)
    except OSError:
        plug.close()
        raise
    return plug


def _send(plug: socket.socket, kind: Ask, payload: str) -> None:
    body = payload.encode()
    plug.sendall(_HEAD.pack(_MAGIC, len(body), kind) + body)


def _receive(plug: socket.socket) -> Any:
    magic, size, _ = _HEAD.unpack(_exactly(plug, _HEAD.size))
    if magic != _MAGIC or size > _MOST_BYTES:
        raise ValueError("this is not sway's protocol")
    return _json(_exactly(plug, size))


def _exactly(plug: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        chunk = plug.recv(size - len(got))
        if not chunk:
            raise ConnectionError("sway hung up")
        got += chunk
    return bytes(got)


def _json(body: bytes) -> Any:
    """Titles come as their window wrote them: what is no UTF-8 is replaced."""
    return json.loads(body.decode("utf-8", "replace"))
