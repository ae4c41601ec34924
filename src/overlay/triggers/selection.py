"""Which backends this system can have, best first. The only module that names platform modules."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from overlay.errors import BackendUnavailableError
from overlay.triggers import (
    HotkeyBackend,
    OwnWindows,
    PanelKeeper,
    SessionLock,
    Typist,
    WindowWatcher,
    wayland,
)

if TYPE_CHECKING:
    from overlay.triggers.x11_compositor import X11Compositor


class Choices:
    """Makers of backends for this system, best first, sharing what they can (one X connection)."""

    def __init__(self, *, keyboard_hook: bool = False) -> None:
        """`keyboard_hook`: one may be used for hotkeys, the last of all."""
        self.watchers: Sequence[Callable[[], WindowWatcher]] = ()
        self.hotkeys: Sequence[Callable[[], HotkeyBackend]] = ()
        self.typists: Sequence[Callable[[], Typist]] = ()
        self.own_windows: Sequence[
            Callable[[], OwnWindows]
        ] = ()  # where none is named, windows see to it themselves
        self.compositors: Sequence[Callable[[], X11Compositor]] = ()  # where none is named, one always runs
        self.locks: Sequence[Callable[[], SessionLock]] = (_dbus_lock,)
        self.keepers: Sequence[Callable[[], PanelKeeper]] = ()  # where none is named, Qt sees to it
        if sys.platform == "win32":
            self._windows()
        if sys.platform.startswith("linux") or "bsd" in sys.platform:
            if not wayland.in_wayland(os.environ):
                self._x11()
            elif os.environ.get("SWAYSOCK"):
                self._sway()
            else:
                self._wayland()
        elif sys.platform == "darwin":
            self._macos()
        if keyboard_hook:
            self.hotkeys = (*self.hotkeys, _keyboard_hook)

    def _windows(self) -> None:
        if sys.platform == "win32":  # again, for the type checker
            from overlay.triggers.windows_hotkeys import WindowsHotkeys  # noqa: PLC0415  Windows' libraries
            from overlay.triggers.windows_messages import WindowsMessages  # noqa: PLC0415
            from overlay.triggers.windows_panel import WindowsPanelKeeper  # noqa: PLC0415
            from overlay.triggers.windows_session import WindowsSessionLock  # noqa: PLC0415
            from overlay.triggers.windows_typing import WindowsTypist  # noqa: PLC0415
            from overlay.triggers.windows_watcher import WindowsWindowWatcher  # noqa: PLC0415

            messages, watcher = WindowsMessages(), WindowsWindowWatcher()
            self.watchers = (lambda: watcher,)
            self.hotkeys = (lambda: WindowsHotkeys(messages, watcher),)
            self.typists = (WindowsTypist,)
            self.locks = (lambda: WindowsSessionLock(messages),)
            self.keepers = (lambda: WindowsPanelKeeper(messages),)

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

    def _sway(self) -> None:
        from overlay.triggers.sway_connection import SwayConnection  # noqa: PLC0415
        from overlay.triggers.sway_hotkeys import SwayHotkeys  # noqa: PLC0415
        from overlay.triggers.sway_own_windows import SwayOwnWindows  # noqa: PLC0415
        from overlay.triggers.sway_windows import SwayWindowWatcher  # noqa: PLC0415

        connection = SwayConnection()

        def sway_watcher() -> WindowWatcher:
            return SwayWindowWatcher(connection)

        def sway_hotkeys() -> HotkeyBackend:
            return SwayHotkeys(connection)

        self.watchers, self.hotkeys = (sway_watcher,), (sway_hotkeys, _portal)
        self.typists = (_no_typing,)
        self.own_windows = (lambda: SwayOwnWindows(connection),)

    def _wayland(self) -> None:
        """Any other Wayland desktop: the portal for hotkeys, and XWayland for what X11 programs show."""
        if not os.environ.get("DISPLAY"):
            self.watchers, self.hotkeys, self.typists = (_native,), (_portal, _no_display), (_no_typing,)
            self.own_windows = (_no_place,)
            return
        from overlay.triggers.x11_connection import X11Connection  # noqa: PLC0415
        from overlay.triggers.xwayland import XWaylandHotkeys, XWaylandTypist, XWaylandWatcher  # noqa: PLC0415

        connection = X11Connection()
        self.watchers = (_native, lambda: XWaylandWatcher(connection))
        self.hotkeys = (_portal, lambda: XWaylandHotkeys(connection))
        self.typists = (lambda: XWaylandTypist(connection),)

    def _macos(self) -> None:
        self.watchers, self.hotkeys, self.typists = (_macos_windows,), (_carbon,), (_no_mac_typing,)


# The names of these are what `status` calls the backend that refused.


def _portal() -> HotkeyBackend:
    from overlay.triggers.portal_hotkeys import PortalHotkeys  # noqa: PLC0415  D-Bus is not needed elsewhere to start

    return PortalHotkeys()


def _keyboard_hook() -> HotkeyBackend:
    from overlay.triggers.pynput_hotkeys import PynputHotkeys  # noqa: PLC0415

    return PynputHotkeys()


def _macos_windows() -> WindowWatcher:
    from overlay.triggers.macos_system import MacSystem  # noqa: PLC0415  pyobjc is only there
    from overlay.triggers.macos_windows import MacWindowWatcher  # noqa: PLC0415

    return MacWindowWatcher(MacSystem())


def _carbon() -> HotkeyBackend:
    from overlay.triggers.macos_hotkeys import CarbonKeys, MacHotkeys  # noqa: PLC0415

    return MacHotkeys(CarbonKeys())


def _no_mac_typing() -> NoReturn:
    raise BackendUnavailableError("typing is not built for macOS yet; the panel offers the text for copying")


def _native() -> NoReturn:
    raise BackendUnavailableError(wayland.NO_FRONT_WINDOW)


def _no_typing() -> NoReturn:
    raise BackendUnavailableError(wayland.NO_TYPING)


def _no_place() -> NoReturn:
    raise BackendUnavailableError(wayland.NO_PLACE)


def _no_display() -> NoReturn:
    raise BackendUnavailableError("there is no X display (DISPLAY is not set)")


def _dbus_lock() -> SessionLock:
    from overlay.triggers.session import DBusSessionLock  # noqa: PLC0415  QtDBus is not needed to start

    return DBusSessionLock()
