"""Whether the Windows session is locked or disconnected: nobody must find the panel there on return."""

from __future__ import annotations

import sys

assert sys.platform == "win32"

from overlay.errors import BackendUnavailableError
from overlay.triggers import LockSink
from overlay.triggers import windows_api as api
from overlay.triggers.windows_messages import WindowsMessages

_AWAY = frozenset({api.WTS_CONSOLE_DISCONNECT, api.WTS_REMOTE_DISCONNECT})
_BACK = frozenset({api.WTS_CONSOLE_CONNECT, api.WTS_REMOTE_CONNECT})


class WindowsSessionLock:
    """A `SessionLock` for Windows. A remote desktop that was left counts as locked until somebody connects again.

    A session that connects is locked still when it was locked: Windows tells of the unlocking apart.
    """

    name = "windows"

    def __init__(self, messages: WindowsMessages) -> None:
        self._messages = messages
        self._sink: LockSink | None = None
        self._locked = self._away = self._told = False

    def start(self, sink: LockSink) -> None:
        """Raises BackendUnavailableError when Windows does not tell."""
        self._messages.open()
        if not api.wtsapi32.WTSRegisterSessionNotification(
            self._messages.window, api.NOTIFY_FOR_THIS_SESSION
        ):
            why = api.last_error()
            self._messages.close()
            raise BackendUnavailableError(f"Windows does not tell when the session is locked: {why}")
        self._sink = sink
        self._messages.listen(api.WM_WTSSESSION_CHANGE, self._changed)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        self._sink = None
        self._messages.unlisten(api.WM_WTSSESSION_CHANGE, self._changed)
        api.wtsapi32.WTSUnRegisterSessionNotification(self._messages.window)
        self._messages.close()

    def _changed(self, window: int, what: int, _session: int) -> int | None:
        if window != self._messages.window:
            return None
        if what in {api.WTS_SESSION_LOCK, api.WTS_SESSION_UNLOCK}:
            self._locked = what == api.WTS_SESSION_LOCK
        elif what in _AWAY | _BACK:
            self._away = what in _AWAY
        gone = self._locked or self._away
        if gone != self._told and self._sink is not None:
            self._told = gone
            self._sink(gone)
        return 0
