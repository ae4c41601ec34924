"""A line server on a Unix socket, on the Qt thread.

QLocalServer would do the same and cost every desk 3 MiB and 11 ms for the network library behind it (measured; ADR 61).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier

from overlay.ipc.client import MAX_LINE_BYTES, is_ours

MAX_CLIENTS = 64
"""More than any desk has at a time; a program that opens them without end gets no further."""

_READ_BYTES = 65536


class UnixSocketServer(QObject):
    """Answers each line of any number of clients of the same user with one line."""

    def __init__(self, path: Path, answer: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._path = path
        self._answer = answer
        self._clients: set[_Client] = set()
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None

    def listen(self) -> None:
        """Take the place, also from a socket that a killed process left there. Raises OSError when it cannot be had."""
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)  # owner-only from its first moment
        try:
            listening.bind(str(self._path))
        except OSError:
            listening.close()
            raise
        finally:
            os.umask(mask)
        listening.listen()
        listening.setblocking(False)
        self._socket = listening
        self._notifier = QSocketNotifier(listening.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._accept)

    def close(self) -> None:
        """Leave the place and hang up on everybody."""
        for client in tuple(self._clients):
            client.hang_up()
        if self._notifier is not None and self._socket is not None:
            self._notifier.setEnabled(False)
            self._socket.close()
            self._socket = None
            self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        if self._socket is None:
            return
        with suppress(OSError):  # gone again, or no descriptor left: it may call once more
            plug, _ = self._socket.accept()
            if len(self._clients) >= MAX_CLIENTS or not is_ours(plug):
                plug.close()
                return
            plug.setblocking(False)
            self._clients.add(_Client(plug, self._answer, self._clients.discard))


class _Client(QObject):
    """One connection: what came in without its end of line yet, and what could not be sent yet."""

    def __init__(
        self, plug: socket.socket, answer: Callable[[bytes], bytes], gone: Callable[[_Client], None]
    ) -> None:
        super().__init__()
        self._plug = plug
        self._answer = answer
        self._gone = gone
        self._in = bytearray()
        self._out = bytearray()
        self._reads = QSocketNotifier(plug.fileno(), QSocketNotifier.Type.Read, self)
        self._reads.activated.connect(self._read)
        self._writes = QSocketNotifier(plug.fileno(), QSocketNotifier.Type.Write, self)
        self._writes.setEnabled(False)
        self._writes.activated.connect(self._write)

    def hang_up(self) -> None:
        self._reads.setEnabled(False)
        self._writes.setEnabled(False)
        self._plug.close()
        self._gone(self)
        self.deleteLater()

    def _read(self) -> None:
        try:
            got = self._plug.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        self._in += got
        while (end := self._in.find(b"\n")) >= 0:
            line = bytes(self._in[:end])
            del self._in[: end + 1]
            self._out += self._answer(line) + b"\n"
        if not got or len(self._in) > MAX_LINE_BYTES or len(self._out) > MAX_LINE_BYTES:
            self.hang_up()
        elif self._out:
            self._write()

    def _write(self) -> None:
        try:
            sent = self._plug.send(self._out)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.hang_up()
            return
        del self._out[:sent]
        self._writes.setEnabled(bool(self._out))
