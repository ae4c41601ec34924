"""POSIX signals on the Qt thread without a timer: Python runs handlers only between bytecodes, so a pipe wakes Qt."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class Signals(QObject):
    """Calls `leave` once when the session, a terminal or a service manager asks the process to end."""

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave = leave
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and not (sys.platform == "win32" and name == "SIGHUP"):
                signal.signal(number, lambda *_: None)

    def _woken(self) -> None:
        self._read.recv(64)
        self._leave()
