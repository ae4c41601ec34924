"""Whether the session is locked: the panel must not stay on a locked screen."""

from __future__ import annotations

import os
import re
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

from overlay.errors import BackendUnavailableError
from overlay.triggers import LockSink

# (path, interface) of the screen savers that tell: the common interface (KDE, Xfce, …), its old path, GNOME, MATE, Cinnamon
_SCREEN_SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
)
_LOGIN = "org.freedesktop.login1"
# PySide6's stubs ask for bytes here, its calls for the text that SLOT makes.
_ACTIVE_CHANGED: Any = SLOT("active_changed(bool)")
_LOGIN_SIGNALS: tuple[tuple[str, Any], ...] = (("Lock", SLOT("locked()")), ("Unlock", SLOT("unlocked()")))


class DBusSessionLock(QObject):
    """A `SessionLock` from the screen saver and from logind, whichever tells first.

    Importing QtDBus and joining the bus cost 10–20 ms: start it after the assistant is up.
    """

    name = "dbus"

    def __init__(
        self, session_bus: QDBusConnection | None = None, system_bus: QDBusConnection | None = None
    ) -> None:
        super().__init__()
        self._session = session_bus
        self._system = system_bus
        self._sink: LockSink | None = None
        self._locked = False

    def start(self, sink: LockSink) -> None:
        session = self._session or QDBusConnection.sessionBus()
        system = self._system or QDBusConnection.systemBus()
        if not session.isConnected() and not system.isConnected():
            raise BackendUnavailableError("no D-Bus answers, so nothing tells when the session is locked")
        self._session, self._system, self._sink = session, system, sink
        for path, interface in _SCREEN_SAVERS:
            session.connect("", path, interface, "ActiveChanged", self, _ACTIVE_CHANGED)
        if path := _login_path(os.environ.get("XDG_SESSION_ID", "")):
            for signal, slot in _LOGIN_SIGNALS:
                system.connect(_LOGIN, path, f"{_LOGIN}.Session", signal, self, slot)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None or self._session is None or self._system is None:
            return
        self._sink = None
        for path, interface in _SCREEN_SAVERS:
            self._session.disconnect("", path, interface, "ActiveChanged", self, _ACTIVE_CHANGED)
        if path := _login_path(os.environ.get("XDG_SESSION_ID", "")):
            for signal, slot in _LOGIN_SIGNALS:
                self._system.disconnect(_LOGIN, path, f"{_LOGIN}.Session", signal, self, slot)

    @Slot(bool)
    def active_changed(self, active: bool) -> None:  # D-Bus calls it
        self._tell(active)

    @Slot()
    def locked(self) -> None:
        self._tell(True)

    @Slot()
    def unlocked(self) -> None:
        self._tell(False)

    def _tell(self, locked: bool) -> None:
        if self._sink is not None and locked != self._locked:
            self._locked = locked
            self._sink(locked)


def _login_path(session_id: str) -> str:
    """Return the object of this logind session, as systemd escapes its name; "" for none. Other sessions do not count."""
    escaped = re.sub(r"[^A-Za-z0-9]|^[0-9]", lambda sign: f"_{ord(sign[0]):02x}", session_id)
    return f"/org/freedesktop/login1/session/{escaped}" if escaped else ""
