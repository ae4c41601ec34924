"""Lock and unlock as a screen saver tells them, over a real session bus."""

from __future__ import annotations

import subprocess

import pytest
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from overlay.errors import BackendUnavailableError
from overlay.triggers.session import DBusSessionLock
from tests.desktop.desk import Desk
from tests.patience import WAIT_MS, WAIT_S


def tell(desk: Desk, path: str, interface: str, active: str) -> None:
    subprocess.run(
        ["dbus-send", "--session", "--type=signal", path, f"{interface}.ActiveChanged", f"boolean:{active}"],
        env=desk.env,
        check=True,
        timeout=WAIT_S,
    )


@pytest.mark.parametrize(
    ("path", "interface"),
    [
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ],
)
def test_lock_and_unlock_are_told_once_each(desk: Desk, qtbot: QtBot, path: str, interface: str) -> None:
    name = desk.env["DBUS_SESSION_BUS_ADDRESS"]
    bus = QDBusConnection.connectToBus(name, name)
    seen: list[bool] = []
    lock = DBusSessionLock(bus, QDBusConnection("no system bus"))
    lock.start(seen.append)
    for active in ("true", "true", "false"):
        tell(desk, path, interface, active)
    qtbot.waitUntil(lambda: seen == [True, False], timeout=WAIT_MS)
    lock.stop()
    QDBusConnection.disconnectFromBus(name)


def test_lock_says_why_it_cannot_run_when_there_is_no_bus(qtbot: QtBot) -> None:
    nowhere = QDBusConnection("nowhere")
    with pytest.raises(BackendUnavailableError, match="D-Bus"):
        DBusSessionLock(nowhere, nowhere).start(lambda locked: None)
