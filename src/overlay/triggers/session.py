"""Whether the session is locked: the panel must not stay on a locked screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

LockSink = Callable[[bool], None]
"""Gets True when the session was locked, False when it was unlocked."""


class SessionLock(Protocol):
    """Reports that the session was locked or unlocked. `sink` is called on the Qt thread, never after `stop` returned."""

    name: str

    def start(self, sink: LockSink) -> None:
        """Raises BackendUnavailableError when this system does not tell."""

    def stop(self, timeout_s: float = 2.0) -> None: ...
