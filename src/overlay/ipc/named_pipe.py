"""A line server on a Windows named pipe that only its user can open, on the Qt thread."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from overlay.ipc.client import MAX_LINE_BYTES

if sys.platform == "win32":
    from overlay.ipc.pipe import is_taken


class NamedPipeServer(QObject):
    """Answers each line of any number of clients of the same user with one line."""

    def __init__(self, name: str, answer: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._name = name
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)  # an ACL of the owner alone
        self._server.newConnection.connect(self._accept)

    def listen(self) -> None:
        """Take the name. Raises OSError when it cannot be had.

        Anybody may make a pipe of any name, and of two servers with one name each gets some of the commands: so the name
        must be free.
        """
        if sys.platform == "win32" and is_taken(self._name):
            raise OSError("another program has that name already")
        if not self._server.listen(self._name):
            raise OSError(self._server.errorString())

    def close(self) -> None:
        """Give the name back and hang up on everybody."""
        self._server.close()

    def _accept(self) -> None:
        while (plug := self._server.nextPendingConnection()) is not None:
            plug.readyRead.connect(lambda plug=plug: self._read(plug))
            plug.disconnected.connect(plug.deleteLater)

    def _read(self, plug: QLocalSocket) -> None:
        if plug.bytesAvailable() > MAX_LINE_BYTES and not plug.canReadLine():
            plug.abort()
            return
        while plug.canReadLine():
            plug.write(self._answer(bytes(plug.readLine().data())) + b"\n")
            plug.flush()
