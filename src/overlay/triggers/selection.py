"""Which backends this system can have, best first. The only place that names platform modules."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from overlay.errors import BackendUnavailableError
from overlay.triggers import HotkeyBackend, Typist, WindowWatcher

if TYPE_CHECKING:
    from overlay.triggers.session import SessionLock
    from overlay.triggers.x11_compositor import X11Compositor


class Choices:
    """Makers of backends for this system, best first, sharing what they can (one X connection)."""

    def __init__(self) -> None:
        self.watchers: Sequence[Callable[[], WindowWatcher]] = ()
        self.hotkeys: Sequence[Callable[[], HotkeyBackend]] = ()
        self.typists: Sequence[Callable[[], Typist]] = ()
        self.compositors: Sequence[Callable[[], X11Compositor]] = ()  # where none is named, one always runs
        self.locks: Sequence[Callable[[], SessionLock]] = (_dbus_lock,)
        if sys.platform.startswith("linux") or "bsd" in sys.platform:
            self._x11()

    def _x11(self) -> None:
        if not os.environ.get("DISPLAY"):
            self.watchers = self.hotkeys = self.typists = (_no_display,)
            return
        from overlay.triggers.x11_connection import X11Connection  # noqa: PLC0415  python-xlib is only for X11
        from overlay.triggers.x11_hotkeys import X11Hotkeys  # noqa: PLC0415
        from overlay.triggers.x11_typing import X11Typist  # noqa: PLC0415
        from overlay.triggers.x11_windows import X11WindowWatcher  # noqa: PLC0415

        connection = X11Connection()
        self.watchers = (lambda: X11WindowWatcher(connection),)
        self.hotkeys = (lambda: X11Hotkeys(connection),)
        self.typists = (lambda: X11Typist(connection),)

        def compositor() -> X11Compositor:
            from overlay.triggers.x11_compositor import X11Compositor  # noqa: PLC0415  asked for after the start

            return X11Compositor(connection)

        self.compositors = (compositor,)


def _dbus_lock() -> SessionLock:
    from overlay.triggers.session import DBusSessionLock  # noqa: PLC0415  QtDBus is not needed to start

    return DBusSessionLock()


def _no_display() -> NoReturn:
    raise BackendUnavailableError("there is no X display (DISPLAY is not set)")
