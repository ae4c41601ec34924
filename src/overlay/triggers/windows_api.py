"""The Windows API calls the backends need, with their types: 64-bit handles must not be truncated to 32 bits.

Names, numbers and structures are those of the Windows SDK. Nothing here decides anything.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes as w
from typing import Any

assert sys.platform == "win32"

user32 = ctypes.WinDLL("user32", use_last_error=True)
kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
dwmapi = ctypes.WinDLL("dwmapi", use_last_error=True)
wtsapi32 = ctypes.WinDLL("wtsapi32", use_last_error=True)

EVENT_SYSTEM_FOREGROUND = 0x0003
EVENT_SYSTEM_MOVESIZEEND = 0x000B
EVENT_SYSTEM_MINIMIZEEND = 0x0017
EVENT_SYSTEM_DESKTOPSWITCH = 0x0020
EVENT_OBJECT_NAMECHANGE = 0x800C
WINEVENT_OUTOFCONTEXT, WINEVENT_SKIPOWNPROCESS = 0, 2
OBJID_WINDOW = 0

WM_MOUSEACTIVATE, WM_WINDOWPOSCHANGING = 0x0021, 0x0046
WM_SYSCOMMAND, SC_MINIMIZE = 0x0112, 0xF020
WM_HOTKEY, WM_WTSSESSION_CHANGE = 0x0312, 0x02B1
MA_NOACTIVATE = 3

GA_ROOT = 2
GWL_EXSTYLE = -20
WS_EX_TOPMOST, WS_EX_TOOLWINDOW, WS_EX_NOACTIVATE = 0x0008, 0x0080, 0x08000000
HWND_TOPMOST = -1
SWP_NOSIZE, SWP_NOMOVE, SWP_NOZORDER, SWP_NOACTIVATE = 0x01, 0x02, 0x04, 0x10
SWP_SHOWWINDOW = 0x40
SWP_NOOWNERZORDER = 0x200
SW_RESTORE = 9
WDA_NONE, WDA_EXCLUDEFROMCAPTURE = 0, 0x11  # the second since Windows 10, version 2004
MONITOR_DEFAULTTONEAREST = 2
DWMWA_EXTENDED_FRAME_BOUNDS, DWMWA_CLOAKED = 9, 14
DWM_CLOAKED_SHELL = 2

MOD_ALT, MOD_CONTROL, MOD_SHIFT, MOD_WIN, MOD_NOREPEAT = 1, 2, 4, 8, 0x4000
ERROR_HOTKEY_ALREADY_REGISTERED = 1409

PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
TOKEN_QUERY, TOKEN_INTEGRITY_LEVEL = 0x0008, 25
TH32CS_SNAPPROCESS = 0x2
INVALID_HANDLE = ctypes.c_void_p(-1).value

INPUT_KEYBOARD = 1
KEYEVENTF_KEYUP, KEYEVENTF_UNICODE = 0x2, 0x4
VK_TAB, VK_RETURN, VK_SHIFT, VK_CONTROL, VK_MENU, VK_LWIN, VK_RWIN = 0x09, 0x0D, 0x10, 0x11, 0x12, 0x5B, 0x5C

NOTIFY_FOR_THIS_SESSION = 0
WTS_CONSOLE_CONNECT, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_CONNECT, WTS_REMOTE_DISCONNECT = 1, 2, 3, 4
WTS_SESSION_LOCK, WTS_SESSION_UNLOCK = 7, 8

WinEventProc = ctypes.WINFUNCTYPE(None, w.HANDLE, w.DWORD, w.HWND, w.LONG, w.LONG, w.DWORD, w.DWORD)
EnumProc = ctypes.WINFUNCTYPE(w.BOOL, w.HWND, w.LPARAM)


class MonitorInfo(ctypes.Structure):
    _fields_ = (("size", w.DWORD), ("monitor", w.RECT), ("work", w.RECT), ("flags", w.DWORD))


class WindowPos(ctypes.Structure):
    _fields_ = (
        ("window", w.HWND),
        ("after", w.HWND),
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height")),
        ("flags", w.UINT),
    )


class ProcessEntry(ctypes.Structure):
    _fields_ = (
        ("size", w.DWORD),
        ("usage", w.DWORD),
        ("pid", w.DWORD),
        ("heap", ctypes.c_size_t),
        ("module", w.DWORD),
        ("threads", w.DWORD),
        ("parent", w.DWORD),
        ("priority", w.LONG),
        ("flags", w.DWORD),
        ("name", w.WCHAR * 260),
    )


class KeyInput(ctypes.Structure):
    _fields_ = (
        ("key", w.WORD),
        ("scan", w.WORD),
        ("flags", w.DWORD),
        ("time", w.DWORD),
        ("extra", ctypes.c_size_t),
    )


class _InputUnion(ctypes.Union):
    _fields_ = (("key", KeyInput), ("room", ctypes.c_byte * 32))  # the largest member is MOUSEINPUT


class Input(ctypes.Structure):
    _fields_ = (("kind", w.DWORD), ("u", _InputUnion))


def _declare(library: ctypes.WinDLL, answers: Any, **calls: tuple[Any, ...]) -> None:
    for name, takes in calls.items():
        call = getattr(library, name)
        call.restype, call.argtypes = answers, takes


_declare(
    user32,
    w.HWND,
    GetForegroundWindow=(),
    GetAncestor=(w.HWND, w.UINT),
    FindWindowExW=(w.HWND, w.HWND, w.LPCWSTR, w.LPCWSTR),
)
_declare(
    user32,
    w.BOOL,
    IsWindow=(w.HWND,),
    IsIconic=(w.HWND,),
    IsWindowVisible=(w.HWND,),
    SetForegroundWindow=(w.HWND,),
    ShowWindowAsync=(w.HWND, ctypes.c_int),
    UnhookWinEvent=(w.HANDLE,),
    GetWindowRect=(w.HWND, ctypes.POINTER(w.RECT)),
    GetMonitorInfoW=(w.HANDLE, ctypes.POINTER(MonitorInfo)),
    EnumChildWindows=(w.HWND, EnumProc, w.LPARAM),
    EnumThreadWindows=(w.DWORD, EnumProc, w.LPARAM),
    RegisterHotKey=(w.HWND, ctypes.c_int, w.UINT, w.UINT),
    UnregisterHotKey=(w.HWND, ctypes.c_int),
    SetWindowPos=(w.HWND, w.HWND, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int, w.UINT),
    SetWindowDisplayAffinity=(w.HWND, w.DWORD),
)
_declare(
    user32,
    ctypes.c_int,
    GetWindowTextW=(w.HWND, w.LPWSTR, ctypes.c_int),
    GetClassNameW=(w.HWND, w.LPWSTR, ctypes.c_int),
)
_declare(
    user32,
    w.DWORD,
    GetWindowThreadProcessId=(w.HWND, ctypes.POINTER(w.DWORD)),
    SendInput=(w.UINT, ctypes.POINTER(Input), ctypes.c_int),
    MapVirtualKeyW=(w.UINT, w.UINT),
)
_declare(user32, w.SHORT, VkKeyScanW=(w.WCHAR,), GetAsyncKeyState=(ctypes.c_int,))
_declare(
    user32,
    w.HANDLE,
    SetWinEventHook=(w.DWORD, w.DWORD, w.HMODULE, WinEventProc, w.DWORD, w.DWORD, w.DWORD),
    MonitorFromWindow=(w.HWND, w.DWORD),
)
_declare(user32, ctypes.c_ssize_t, GetWindowLongPtrW=(w.HWND, ctypes.c_int))
_declare(user32, ctypes.c_ssize_t, SetWindowLongPtrW=(w.HWND, ctypes.c_int, ctypes.c_ssize_t))
_declare(
    kernel32,
    w.HANDLE,
    OpenProcess=(w.DWORD, w.BOOL, w.DWORD),
    GetCurrentProcess=(),
    CreateToolhelp32Snapshot=(w.DWORD, w.DWORD),
)
_declare(kernel32, w.DWORD, GetCurrentThreadId=())
_declare(
    kernel32,
    w.BOOL,
    CloseHandle=(w.HANDLE,),
    QueryFullProcessImageNameW=(w.HANDLE, w.DWORD, w.LPWSTR, ctypes.POINTER(w.DWORD)),
    Process32FirstW=(w.HANDLE, ctypes.POINTER(ProcessEntry)),
    Process32NextW=(w.HANDLE, ctypes.POINTER(ProcessEntry)),
)
_declare(
    advapi32,
    w.BOOL,
    OpenProcessToken=(w.HANDLE, w.DWORD, ctypes.POINTER(w.HANDLE)),
    GetTokenInformation=(w.HANDLE, ctypes.c_int, ctypes.c_void_p, w.DWORD, ctypes.POINTER(w.DWORD)),
)
_declare(advapi32, ctypes.POINTER(ctypes.c_ubyte), GetSidSubAuthorityCount=(ctypes.c_void_p,))
_declare(advapi32, ctypes.POINTER(w.DWORD), GetSidSubAuthority=(ctypes.c_void_p, w.DWORD))
_declare(dwmapi, ctypes.c_long, DwmGetWindowAttribute=(w.HWND, w.DWORD, ctypes.c_void_p, w.DWORD))
_declare(
    wtsapi32,
    w.BOOL,
    WTSRegisterSessionNotification=(w.HWND, w.DWORD),
    WTSUnRegisterSessionNotification=(w.HWND,),
)


def last_error() -> str:
    """Return what Windows says of the last call that failed, with its number."""
    number = ctypes.get_last_error()
    return f"{ctypes.FormatError(number).strip()} (error {number})"
