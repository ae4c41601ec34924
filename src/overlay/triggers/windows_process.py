"""What Windows says about a process: its name, and whether it has more rights than the assistant."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from ctypes import wintypes as w
from pathlib import PureWindowsPath

assert sys.platform == "win32"

from overlay.triggers import windows_api as api

_LOW_TO_HIGH_UNKNOWN = 1 << 16  # above every integrity level there is: it refused to say


def process_name(pid: int) -> str:
    """Return the name of the program without `.exe`; "" when the process is gone.

    PROCESS_QUERY_LIMITED_INFORMATION is granted for programs that run as administrator too; for those of other users the
    list of all processes has at least the name.
    """
    if pid <= 0:
        return ""
    with _process(pid) as handle:
        if handle:
            size = w.DWORD(32_768)
            text = ctypes.create_unicode_buffer(size.value)
            if api.kernel32.QueryFullProcessImageNameW(handle, 0, text, ctypes.byref(size)):
                return _stem(text.value)
    return _stem(_listed(pid))


def outranks(pid: int) -> bool:
    """Tell whether the process has a higher integrity level than this one: Windows drops keys sent to it (UIPI)."""
    return _integrity(pid) > _integrity(None)


def _stem(path: str) -> str:
    name = PureWindowsPath(path).name
    return name[:-4] if name.casefold().endswith(".exe") else name


@contextlib.contextmanager
def _process(pid: int) -> Iterator[int]:
    handle = api.kernel32.OpenProcess(api.PROCESS_QUERY_LIMITED_INFORMATION, False, pid) or 0
    try:
        yield handle
    finally:
        if handle:
            api.kernel32.CloseHandle(handle)


def _listed(pid: int) -> str:
    snapshot = api.kernel32.CreateToolhelp32Snapshot(api.TH32CS_SNAPPROCESS, 0)
    if snapshot == api.INVALID_HANDLE:
        return ""
    try:
        entry = api.ProcessEntry(size=ctypes.sizeof(api.ProcessEntry))
        more = api.kernel32.Process32FirstW(snapshot, ctypes.byref(entry))
        while more:
            if entry.pid == pid:
                return str(entry.name)
            more = api.kernel32.Process32NextW(snapshot, ctypes.byref(entry))
        return ""
    finally:
        api.kernel32.CloseHandle(snapshot)


def _integrity(pid: int | None) -> int:
    """Return the integrity level of a process (0x2000: medium, 0x3000: high); None is this one."""
    if pid is None:
        return _token_integrity(api.kernel32.GetCurrentProcess())
    with _process(pid) as handle:
        return _token_integrity(handle) if handle else _LOW_TO_HIGH_UNKNOWN


def _token_integrity(process: int) -> int:
    token = w.HANDLE()
    if not api.advapi32.OpenProcessToken(process, api.TOKEN_QUERY, ctypes.byref(token)):
        return _LOW_TO_HIGH_UNKNOWN
    try:
        size = w.DWORD()
        about = ctypes.create_string_buffer(256)
        if not api.advapi32.GetTokenInformation(
            token, api.TOKEN_INTEGRITY_LEVEL, about, len(about), ctypes.byref(size)
        ):
            return _LOW_TO_HIGH_UNKNOWN
        sid = ctypes.cast(about, ctypes.POINTER(ctypes.c_void_p))[0]  # TOKEN_MANDATORY_LABEL begins with it
        last = api.advapi32.GetSidSubAuthorityCount(sid)[0] - 1
        return int(api.advapi32.GetSidSubAuthority(sid, last)[0])
    finally:
        api.kernel32.CloseHandle(token)
