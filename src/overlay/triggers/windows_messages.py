"""The messages Windows sends the assistant: one hidden window receives them, one native event filter dispatches them.

The filter sees every message of the Qt thread, so it looks one number up and no more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from ctypes import wintypes as w
from typing import Any

assert sys.platform == "win32"

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QWindow

from overlay.errors import BackendUnavailableError

Listener = Callable[[int, int, int], "int | None"]
"""Gets (window, wParam, lParam) of a message; a number is the answer to it, None leaves it to Qt.

What was posted comes by twice while nobody answers: out of the queue, and then to its window.
"""


class WindowsMessages(QAbstractNativeEventFilter):
    """Hands messages to who listens for them. Opened by the first `open`, closed by the last `close`, on the Qt thread."""

    def __init__(self) -> None:
        super().__init__()
        self._listeners: dict[int, list[Listener]] = {}
        self._receiver: QWindow | None = None
        self._users = 0

    @property
    def window(self) -> int:
        """The hidden window's handle. Raises BackendUnavailableError when nothing is open."""
        if self._receiver is None:
            raise BackendUnavailableError("the assistant does not listen to Windows' messages")
        return int(self._receiver.winId())

    def open(self) -> None:
        """Raises BackendUnavailableError when there is no Qt application to get messages."""
        app = QCoreApplication.instance()
        if app is None:
            raise BackendUnavailableError("no application runs that could get Windows' messages")
        if self._receiver is None:
            # A window of Qt's: what Windows sends it, instead of posting it, goes through the filter too. Not a
            # message-only one: session changes are for top-level windows.
            self._receiver = QWindow()
            self._receiver.setTitle("overlay-assistant messages")
            self._receiver.create()
            app.installNativeEventFilter(self)
        self._users += 1

    def close(self) -> None:
        """Close the window when its last user has left."""
        self._users = max(0, self._users - 1)
        if self._users == 0 and self._receiver is not None:
            app = QCoreApplication.instance()
            if app is not None:
                app.removeNativeEventFilter(self)
            self._receiver.destroy()
            self._receiver = None
            self._listeners.clear()

    def listen(self, message: int, listener: Listener) -> None:
        self._listeners.setdefault(message, []).append(listener)

    def unlisten(self, message: int, listener: Listener) -> None:
        left = [one for one in self._listeners.get(message, ()) if one != listener]
        if left:
            self._listeners[message] = left
        else:
            self._listeners.pop(message, None)

    def nativeEventFilter(  # noqa: N802  Qt's name
        self,
        event_type: QByteArray | bytes | bytearray | memoryview,
        message: int,
    ) -> Any:
        about = w.MSG.from_address(int(message))
        for listener in self._listeners.get(about.message, ()):
            answer = listener(about.hWnd or 0, about.wParam, about.lParam)
            if answer is not None:
                return True, answer
        return False, 0
