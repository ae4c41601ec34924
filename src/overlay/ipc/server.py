"""Listens for commands on the Qt thread: one instance per user session."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QLockFile

from overlay.errors import OverlayError
from overlay.ipc.client import address, ask
from overlay.permissions import creating

log = logging.getLogger(__name__)

_CURE = (
    "Sign out and in again; if it comes back, tell whoever looks after this computer."
    if sys.platform == "win32"
    else "Make that folder writable for you, then start it again."
)

Answer = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Carries a verb out and returns the answer; an OverlayError is told to the caller."""


class AlreadyRunningError(OverlayError):
    """Another assistant of this user session holds the place: tell it to show, then leave."""


class LineServer(Protocol):
    """Answers each line it is sent with one line; one class for each kind of socket."""

    def listen(self) -> None:
        """Raises OSError when the place cannot be had."""

    def close(self) -> None: ...


class CommandServer:
    """Takes one command a line from any number of clients of the same user."""

    def __init__(self, data_dir: Path, answer: Answer) -> None:
        self._answer = answer
        self._data_dir = data_dir
        self._where = address(data_dir)
        # The lock decides who is first; the socket of a killed assistant may still lie there and is then replaced.
        self._lock = QLockFile(str(data_dir / f"{Path(self._where).name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server = _line_server(self._where, self._answered)

    def start(self) -> None:
        """Raises AlreadyRunningError when another assistant is first, OverlayError when nothing can listen here."""
        if not self._is_first():
            raise AlreadyRunningError("The assistant is running already.")
        try:
            self._server.listen()
        except OSError as error:
            self._lock.unlock()
            raise OverlayError(
                f"The assistant cannot listen for commands at {self._where}: {error.strerror or error}. {_CURE}"
            ) from error

    def _is_first(self) -> bool:
        with creating():
            if self._lock.tryLock(0):
                return True
        if self._lock.error() is QLockFile.LockError.LockFailedError:
            return False
        # A full disk, or one that nobody may write, takes no lock. An agent who needs help has it all the same.
        log.warning("no lock can be kept in the data folder; another assistant is looked for at its socket")
        try:
            ask(self._data_dir, "status")
        except OverlayError:
            return True
        return False

    def stop(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _answered(self, line: bytes) -> bytes:
        return json.dumps(self._answer_to(line)).encode()

    def _answer_to(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            verb, args = asked["verb"], asked.get("args", {})
            if not isinstance(verb, str) or not isinstance(args, dict):
                raise TypeError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {
                "ok": False,
                "error": 'A command is one line of JSON: {"verb": …, "args": {…}}.',
                "exit": 2,
            }
        try:
            return {"ok": True, "answer": self._answer(verb, args)}
        except OverlayError as error:
            return {"ok": False, "error": str(error), "exit": 2}


def _line_server(where: str, answer: Callable[[bytes], bytes]) -> LineServer:
    if sys.platform == "win32":
        from overlay.ipc.named_pipe import NamedPipeServer  # noqa: PLC0415 - brings QtNetwork

        return NamedPipeServer(where, answer)
    from overlay.ipc.unix_socket import UnixSocketServer  # noqa: PLC0415

    return UnixSocketServer(Path(where), answer)
