"""What Windows says about a window: its process, its title, its place. Read only; no message is sent to it."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes as w

assert sys.platform == "win32"

from overlay.context import Rect, WindowContext, make_context
from overlay.discreet import Discreet
from overlay.triggers import windows_api as api
from overlay.triggers.windows_process import process_name

_TITLE_CHARS = 2048  # a longer one is cut, so that a hostile title costs nothing
_FRAME_HOST_CLASS = "ApplicationFrameWindow"
_CORE_CLASS = "Windows.UI.Core.CoreWindow"

_DESKTOP_CLASSES = frozenset({"#32769", "Progman", "WorkerW"})

_SHELL_CLASSES = frozenset(
    {
        "ForegroundStaging",
        "MultitaskingViewFrame",
        "NotifyIconOverflowWindow",
        "Shell_SecondaryTrayWnd",
        "Shell_TrayWnd",
        "TaskSwitcherWnd",
        "TopLevelWindowForOverflowXamlIsland",
        "XamlExplorerHostIslandWindow",
    }
)
_SHELL_PROGRAMS = frozenset(
    {
        "lockapp",
        "screenclippinghost",
        "searchapp",  # Windows 10
        "searchhost",
        "shellexperiencehost",
        "shellhost",  # quick settings and notifications since Windows 11, 24H2
        "startmenuexperiencehost",
    }
)


class Seen(Discreet, frozen=True):
    """A window as it was read."""

    untold = ("title",)

    window: int
    pid: int
    process: str
    title: str
    rect: Rect | None
    screen: Rect | None
    full_screen: bool

    def context(self) -> WindowContext:
        return make_context(
            raw_title=self.title,
            process=self.process,
            window=self.window,
            pid=self.pid,
            rect=self.rect,
            screen=self.screen,
            full_screen=self.full_screen,
        )


def front_window() -> int:
    """Return the top-level window in front; 0 when there is none: the desktop, a locked screen, a change under way."""
    window = api.user32.GetForegroundWindow()
    top = int(api.user32.GetAncestor(window, api.GA_ROOT) or window or 0)
    return 0 if window_class(top) in _DESKTOP_CLASSES else top


def process_id(window: int) -> int:
    """Return the process that made a window; 0 when the window is gone."""
    pid = w.DWORD()
    api.user32.GetWindowThreadProcessId(window, ctypes.byref(pid))
    return pid.value


def window_class(window: int) -> str:
    """Return the class of a window; "" when it is gone."""
    text = ctypes.create_unicode_buffer(257)
    api.user32.GetClassNameW(window, text, len(text))
    return text.value


def title_of(window: int) -> str:
    """Return a title. Windows keeps that of another process's window itself: one that hangs answers too."""
    text = ctypes.create_unicode_buffer(_TITLE_CHARS)
    api.user32.GetWindowTextW(window, text, len(text))
    return text.value


def is_shell(window: int) -> bool:
    """Tell whether a window is Windows' own, such as taskbar, task switcher, Start: to pass by is not work elsewhere."""
    return (
        window_class(window) in _SHELL_CLASSES
        or process_name(process_id(window)).casefold() in _SHELL_PROGRAMS
    )


def is_elsewhere(window: int) -> bool:
    """Tell whether the shell hides the window: it is on another virtual desktop, or a suspended app's."""
    cloaked = w.DWORD()
    done = api.dwmapi.DwmGetWindowAttribute(
        window, api.DWMWA_CLOAKED, ctypes.byref(cloaked), ctypes.sizeof(cloaked)
    )
    return done == 0 and bool(cloaked.value & api.DWM_CLOAKED_SHELL)


def application_of(window: int) -> int:
    """Return the process a person would name for the window: a store app's own, not the ApplicationFrameHost around it."""
    pid = process_id(window)
    if window_class(window) != _FRAME_HOST_CLASS:
        return pid
    core = api.user32.FindWindowExW(window, None, _CORE_CLASS, None)
    if core and (inner := process_id(core)) not in {0, pid}:
        return inner
    found = 0

    def look(child: int, _parameter: int) -> bool:
        nonlocal found
        found = process_id(child)
        return found in {0, pid}  # goes on until a child of another process

    api.user32.EnumChildWindows(window, api.EnumProc(look), 0)
    return found or pid


def read(window: int) -> Seen | None:
    """Return the window as it is at this moment; None when it is gone, or on another virtual desktop."""
    if not window or not api.user32.IsWindow(window) or is_elsewhere(window):
        return None
    pid = application_of(window)
    rect, screen = rect_of(window), screen_of(window)
    return Seen(
        window,
        pid,
        process_name(pid),
        title_of(window),
        rect,
        screen,
        full_screen=rect is not None and screen is not None and _covers(rect, screen),
    )


def rect_of(window: int) -> Rect | None:
    """Return where the window is to be seen, without the invisible border Windows 10 puts around it."""
    rect = w.RECT()
    if api.user32.IsIconic(window):
        return None
    if api.dwmapi.DwmGetWindowAttribute(
        window, api.DWMWA_EXTENDED_FRAME_BOUNDS, ctypes.byref(rect), ctypes.sizeof(rect)
    ) and not api.user32.GetWindowRect(window, ctypes.byref(rect)):
        return None
    return _rect(rect)


def screen_of(window: int) -> Rect | None:
    """Return the monitor that shows most of the window."""
    info = api.MonitorInfo(size=ctypes.sizeof(api.MonitorInfo))
    monitor = api.user32.MonitorFromWindow(window, api.MONITOR_DEFAULTTONEAREST)
    if not monitor or not api.user32.GetMonitorInfoW(monitor, ctypes.byref(info)):
        return None
    return _rect(info.monitor)


def _rect(rect: w.RECT) -> Rect:
    return Rect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)


def _covers(rect: Rect, screen: Rect) -> bool:
    return (
        rect.x <= screen.x
        and rect.y <= screen.y
        and rect.right >= screen.right
        and rect.bottom >= screen.bottom
    )
