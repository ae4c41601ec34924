r"""Start at login on Windows: a value below `Software\Microsoft\Windows\CurrentVersion\Run`, the user's or the machine's.

What Task Manager and the Settings app switch off stays there, and is marked in `Explorer\StartupApproved\Run`: twelve
bytes, of which the first is odd when the entry is off (not documented; https://github.com/electron/electron/issues/20122).
Whether a user's mark stops an entry of the machine's is not documented either: that one is left to the assistant itself,
see `program.AT_LOGIN`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from overlay.autostart.entry import LoginState, Start, carries_home, of_another, told_home

VALUE = "overlay"  # the installer's too (tools/packages/msi.py)
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
MOST_CHARACTERS = 260  # https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys


def run_line(command: Sequence[str]) -> str:
    """Return `command` as Windows runs it. Raises OSError when it is longer than a value of `Run` may be."""
    line = subprocess.list2cmdline(command)
    if len(line) > MOST_CHARACTERS:
        raise OSError(
            36, f"the path is too long: Windows starts at most {MOST_CHARACTERS} characters at login"
        )
    return line


def is_off(mark: object) -> bool:
    """Tell whether a value of `StartupApproved` switches its entry off."""
    return isinstance(mark, bytes) and len(mark) > 0 and bool(mark[0] & 1)


if sys.platform == "win32":
    import shlex
    import winreg

    _64 = winreg.KEY_WOW64_64KEY
    _USER, _MACHINE = winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE

    def _words(line: object) -> tuple[str, ...]:
        return tuple(word.strip('"') for word in shlex.split(str(line), posix=False))

    class RunKeys:
        """The registry's `Run` keys; `value` is the name of the entry."""

        def __init__(self, value: str = VALUE) -> None:
            self._name = value

        def read(self) -> LoginState:
            machine, own = self._value(_MACHINE, RUN), self._value(_USER, RUN)
            marks = [hive for hive in (_USER, _MACHINE) if is_off(self._value(hive, APPROVED))]
            counts = _USER in marks if own else bool(machine and marks)
            off = "switched off in Task Manager or in Settings › Apps › Startup" if counts else ""
            return LoginState(
                rf"HKLM\{RUN}, value {self._name}" if machine else "",
                rf"HKCU\{RUN}, value {self._name}" if own else "",
                off,
                _words(own) if own else (),
            )

        def put(self, wanted: Start, command: Sequence[str], *, chosen: bool) -> None:
            machine, own = self._value(_MACHINE, RUN), self._value(_USER, RUN)
            if own is not None and not chosen and of_another(told_home(_words(own)), command):
                return
            if wanted is Start.ALWAYS and (carries_home(command) or not machine):
                line = run_line(command)
                if own != line:
                    with winreg.CreateKeyEx(_USER, RUN, 0, winreg.KEY_SET_VALUE | _64) as key:
                        winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, line)
            elif own is not None:
                self._remove(RUN)
            if wanted is Start.ALWAYS and chosen and is_off(self._value(_USER, APPROVED)):
                self._remove(APPROVED)

        def _value(self, hive: int, path: str) -> object:
            try:
                with winreg.OpenKeyEx(hive, path, 0, winreg.KEY_QUERY_VALUE | _64) as key:
                    return winreg.QueryValueEx(key, self._name)[0]
            except OSError:
                return None

        def _remove(self, path: str) -> None:
            try:
                with winreg.OpenKeyEx(_USER, path, 0, winreg.KEY_SET_VALUE | _64) as key:
                    winreg.DeleteValue(key, self._name)
            except FileNotFoundError:
                return
