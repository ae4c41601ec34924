"""Listens for commands on the Qt thread: one instance per user session."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from overlay.errors import OverlayError
from overlay.ipc.client import MAX_LINE_BYTES, address

Answer = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Carries a verb out and returns the answer; an OverlayError is told to the caller."""


class AlreadyRunningError(OverlayError):
    """Another assistant of this user session holds the place: tell it to show, then leave."""


class CommandServer(QObject):
    """Takes one command a line from any number of clients of the same user."""

    def __init__(self, data_dir: Path, answer: Answer) -> None:
        super().__init__()
        self._answer = answer
        self._where = address(data_dir)
        # The lock decides who is first; the socket of a killed assistant may still lie there and is then removed.
        self._lock = QLockFile(str(data_dir / f"{Path(self._where).name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def start(self) -> None:
        """Raises AlreadyRunningError when another assistant is first, OverlayError when nothing can listen here."""
        if not self._lock.tryLock(0):
            raise AlreadyRunningError("The assistant is running already.")
        QLocalServer.removeServer(self._where)
        if not self._server.listen(self._where):
            self._lock.unlock()
            raise OverlayError(
                f"The assistant cannot listen for commands at {self._where}: {self._server.errorString()}. "
                "Make that folder writable for you, then start it again."
            )

    def stop(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _accept(self) -> None:
        while (plug := self._server.nextPendingConnection()) is not None:
            plug.readyRead.connect(lambda plug=plug: self._read(plug))
            plug.disconnected.connect(plug.deleteLater)

    def _read(self, plug: QLocalSocket) -> None:
        if plug.bytesAvailable() > MAX_LINE_BYTES and not plug.canReadLine():
            plug.abort()
            return
        while plug.canReadLine():
            plug.write(json.dumps(self._answered(bytes(plug.readLine().data()))).encode() + b"\n")
            plug.flush()

    def _answered(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            verb, args = asked["verb"], asked.get("args", {})
            if not isinstance(verb, str) or not isinstance(args, dict):
                raise TypeError
        except (ValueError, KeyError, TypeError, AttributeError):
            return {
                "ok": False,
                "error": 'A command is one line of JSON: {"verb": …, "args": {…}}.',
                "exit": 2,
            }
        try:
            return {"ok": True, "answer": self._answer(verb, args)}
        except OverlayError as error:
            return {"ok": False, "error": str(error), "exit": 2}
