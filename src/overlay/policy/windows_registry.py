"""The policy's part of the Windows registry, through `winreg`. Only administrators can write there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

WINDOWS_KEY = r"Software\Policies\Overlay"

if sys.platform == "win32":
    import winreg

    class MachineRegistry:
        """`HKEY_LOCAL_MACHINE`, always the 64-bit view: what Group Policy writes, whatever program reads it."""

        def __init__(self, base: str = WINDOWS_KEY, hive: int = winreg.HKEY_LOCAL_MACHINE) -> None:
            self._base = base
            self._hive = hive

        def values(self, *key: str) -> Mapping[str, object]:
            found: dict[str, object] = {}
            try:
                with self._open(key) as handle:
                    for number in range(winreg.QueryInfoKey(handle)[1]):
                        name, value, kind = winreg.EnumValue(handle, number)
                        if name:  # the key's own, unnamed value
                            found[name] = _value(value, kind)
            except FileNotFoundError:
                return {}
            return found

        def subkeys(self, *key: str) -> tuple[str, ...]:
            try:
                with self._open(key) as handle:
                    count = winreg.QueryInfoKey(handle)[0]
                    return tuple(winreg.EnumKey(handle, number) for number in range(count))
            except FileNotFoundError:
                return ()

        def _open(self, key: tuple[str, ...]) -> winreg.HKEYType:
            path = "\\".join([self._base, *key])
            return winreg.OpenKeyEx(self._hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)

    def _value(value: Any, kind: int) -> object:
        if kind == winreg.REG_EXPAND_SZ and isinstance(value, str):
            return winreg.ExpandEnvironmentStrings(value)
        return value
