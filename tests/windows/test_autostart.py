"""The start at login in a real registry."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

if sys.platform != "win32":
    pytest.skip("needs a Windows registry", allow_module_level=True)

import winreg

from overlay.autostart import LoginState, Start, login_items
from overlay.autostart.windows_run import APPROVED, RUN, RunKeys

NAME = "overlay-test"
USER, MACHINE = winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE
COMMAND = (r"C:\Program Files\overlay\overlay-desktop.exe", "--at-login")
WITH_HOME = (*COMMAND, r"--home=D:\my files")
OFF = b"\x03" + bytes(11)
ITEMS = RunKeys(NAME)


def put(hive: int, path: str, value: str | bytes) -> None:
    kind = winreg.REG_BINARY if isinstance(value, bytes) else winreg.REG_SZ
    with winreg.CreateKeyEx(hive, path, 0, winreg.KEY_SET_VALUE | winreg.KEY_WOW64_64KEY) as key:
        winreg.SetValueEx(key, NAME, 0, kind, value)


@pytest.fixture(autouse=True)
def nothing_registered() -> Iterator[None]:
    yield
    for hive in (USER, MACHINE):
        for path in (RUN, APPROVED):
            try:
                with winreg.OpenKeyEx(hive, path, 0, winreg.KEY_SET_VALUE | winreg.KEY_WOW64_64KEY) as key:
                    winreg.DeleteValue(key, NAME)
            except FileNotFoundError:
                continue


def test_login_items_of_this_system_are_the_registrys() -> None:
    assert isinstance(login_items(), RunKeys)
    assert ITEMS.read() == LoginState()


def test_always_makes_a_value_of_the_users_and_installed_takes_it_away() -> None:
    ITEMS.put(Start.ALWAYS, WITH_HOME, chosen=True)
    assert ITEMS.read().command == WITH_HOME
    assert ITEMS.read().starts
    ITEMS.put(Start.INSTALLED, WITH_HOME, chosen=True)
    assert ITEMS.read() == LoginState()


def test_always_leaves_it_to_the_installer_when_that_starts_it() -> None:
    put(MACHINE, RUN, "whatever")
    ITEMS.put(Start.ALWAYS, COMMAND, chosen=True)
    assert (bool(ITEMS.read().machine), ITEMS.read().own) == (True, "")
    ITEMS.put(Start.ALWAYS, WITH_HOME, chosen=True)
    assert ITEMS.read().command == WITH_HOME


@pytest.mark.parametrize(("chosen", "starts"), [(False, False), (True, True)])
def test_what_task_manager_switched_off_stays_off_until_somebody_chooses(chosen: bool, starts: bool) -> None:
    ITEMS.put(Start.ALWAYS, COMMAND, chosen=True)
    put(USER, APPROVED, OFF)
    assert not ITEMS.read().starts
    ITEMS.put(Start.ALWAYS, COMMAND, chosen=chosen)
    assert ITEMS.read().starts is starts


@pytest.mark.parametrize("hive", [USER, MACHINE])
def test_mark_on_the_installers_value_is_told(hive: int) -> None:
    put(MACHINE, RUN, "whatever")
    put(hive, APPROVED, OFF)
    assert "Task Manager" in ITEMS.read().off


def test_value_of_another_assistant_stays_when_nobody_chose_just_now() -> None:
    ITEMS.put(Start.ALWAYS, COMMAND, chosen=True)
    ITEMS.put(Start.INSTALLED, WITH_HOME, chosen=False)
    assert ITEMS.read().command == COMMAND


def test_never_takes_the_users_value_away() -> None:
    ITEMS.put(Start.ALWAYS, COMMAND, chosen=True)
    ITEMS.put(Start.NEVER, COMMAND, chosen=True)
    ITEMS.put(Start.NEVER, COMMAND, chosen=True)
    assert ITEMS.read() == LoginState()
