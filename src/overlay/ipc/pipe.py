r"""The command pipe on Windows, `\\.\pipe\overlay-…`, with the standard library only.

Pipe names belong to the whole machine, so anybody may make one first: a client speaks only to a server that runs as its
own user, and lets it learn who it is but never act in its name (SECURITY_IDENTIFICATION).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time
from ctypes import wintypes as w
from typing import Any

assert sys.platform == "win32"

import _winapi

_SQOS_IDENTIFICATION = (
    0x0010_0000 | 0x0001_0000
)  # SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION (winbase.h)
_NOT_FOUND, _PIPE_BUSY = 2, 231
_QUERY_PROCESS, _QUERY_TOKEN, _TOKEN_USER = 0x1000, 0x0008, 1
_WAIT_TIMEOUT = 0x102


def session_id() -> int:
    """Return the number of this Windows session: each desktop a user has open is one."""
    number = w.DWORD()
    if not _kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number)):
        raise ctypes.WinError(ctypes.get_last_error())
    return number.value


def is_taken(name: str) -> bool:
    """Tell whether somebody has a pipe of this name already."""
    try:
        _winapi.WaitNamedPipe(name, 1)
    except OSError as error:
        return error.winerror != _NOT_FOUND  # busy: there is one all the same
    return True


def exchange(name: str, question: bytes, within_s: float, most_bytes: int) -> bytes:
    """Send one line and return the line that answers it, without its end.

    Raises OSError when nobody answers in time or the other end hangs up, PermissionError when another user listens there.
    """
    pipe = _open(name, within_s)
    try:
        server = _server_of(pipe)
        if not _is_ours(server):
            raise PermissionError(f"{name} belongs to another user")
        # Who started this verb is in front; the search it may ask for comes to the front only with that right.
        _user32.AllowSetForegroundWindow(server)
        _finish(_winapi.WriteFile(pipe, question, overlapped=True), within_s)
        got = b""
        while b"\n" not in got:
            chunk = _finish(_winapi.ReadFile(pipe, 65_536, overlapped=True), within_s)
            if not chunk or len(got) > most_bytes:
                raise OSError("the assistant hung up")
            got += chunk
        return got.partition(b"\n")[0]
    finally:
        _winapi.CloseHandle(pipe)


def _open(name: str, within_s: float) -> int:
    def attempt() -> int:
        return _winapi.CreateFile(
            name,
            _winapi.GENERIC_READ | _winapi.GENERIC_WRITE,
            0,
            _winapi.NULL,
            _winapi.OPEN_EXISTING,
            _winapi.FILE_FLAG_OVERLAPPED | _SQOS_IDENTIFICATION,
            _winapi.NULL,
        )

    end_s = time.monotonic() + within_s
    while True:
        try:
            return attempt()
        except OSError as error:
            if error.winerror != _PIPE_BUSY:  # between two clients there is no free instance for a moment
                raise
        left_ms = round((end_s - time.monotonic()) * 1000)
        if left_ms <= 0:
            raise TimeoutError("the assistant does not answer")
        with contextlib.suppress(OSError):  # not in time; or it went, and the next attempt says so
            _winapi.WaitNamedPipe(name, left_ms)  # another client may take it before this one does: again


def _finish(started: tuple[Any, int], within_s: float) -> bytes:
    """Wait for an overlapped call and return what it read."""
    call, _ = started
    if _winapi.WaitForSingleObject(call.event, round(within_s * 1000)) == _WAIT_TIMEOUT:
        call.cancel()
        raise TimeoutError("the assistant does not answer")
    call.GetOverlappedResult(True)
    return bytes(call.getbuffer() or b"")


def _server_of(pipe: int) -> int:
    """Return the process that made a pipe; 0 when Windows does not say."""
    server = w.DWORD()
    return server.value if _kernel32.GetNamedPipeServerProcessId(pipe, ctypes.byref(server)) else 0


def _is_ours(server: int) -> bool:
    """Tell whether the server's process runs as this user. One that cannot be asked is not ours."""
    theirs = _user_of(_kernel32.OpenProcess(_QUERY_PROCESS, False, server) or 0) if server else b""
    return bool(theirs) and theirs == _user_of(_winapi.GetCurrentProcess())


def _user_of(process: int) -> bytes:
    """Return the SID a process runs as; b"" when it cannot be read. Closes a real handle."""
    if not process:
        return b""
    token = w.HANDLE()
    try:
        if not _advapi32.OpenProcessToken(process, _QUERY_TOKEN, ctypes.byref(token)):
            return b""
        size = w.DWORD()
        about = ctypes.create_string_buffer(256)
        if not _advapi32.GetTokenInformation(token, _TOKEN_USER, about, len(about), ctypes.byref(size)):
            return b""
        sid = ctypes.cast(about, ctypes.POINTER(ctypes.c_void_p))[0]  # TOKEN_USER begins with it
        return ctypes.string_at(sid, _advapi32.GetLengthSid(sid)) if sid else b""
    finally:
        for handle in (token.value, process):
            if handle and handle != _winapi.GetCurrentProcess():
                _winapi.CloseHandle(handle)


def _library(name: str, calls: dict[str, tuple[Any, tuple[Any, ...]]]) -> ctypes.WinDLL:
    opened = ctypes.WinDLL(name, use_last_error=True)
    for call, (answers, takes) in calls.items():
        getattr(opened, call).restype, getattr(opened, call).argtypes = answers, takes
    return opened


_DWORD_P = ctypes.POINTER(w.DWORD)
_kernel32 = _library(
    "kernel32",
    {
        "GetNamedPipeServerProcessId": (w.BOOL, (w.HANDLE, _DWORD_P)),
        "OpenProcess": (w.HANDLE, (w.DWORD, w.BOOL, w.DWORD)),
        "ProcessIdToSessionId": (w.BOOL, (w.DWORD, _DWORD_P)),
    },
)
_user32 = _library("user32", {"AllowSetForegroundWindow": (w.BOOL, (w.DWORD,))})
_advapi32 = _library(
    "advapi32",
    {
        "OpenProcessToken": (w.BOOL, (w.HANDLE, w.DWORD, ctypes.POINTER(w.HANDLE))),
        "GetTokenInformation": (w.BOOL, (w.HANDLE, ctypes.c_int, ctypes.c_void_p, w.DWORD, _DWORD_P)),
        "GetLengthSid": (w.DWORD, (ctypes.c_void_p,)),
    },
)
