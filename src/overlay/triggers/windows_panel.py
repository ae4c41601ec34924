"""The assistant's own windows on Windows: never activated by a click, above everything, not in captures if so asked."""

from __future__ import annotations

import sys

assert sys.platform == "win32"

from overlay.triggers import windows_api as api
from overlay.triggers.windows_messages import WindowsMessages

_STAY = api.SWP_NOMOVE | api.SWP_NOSIZE | api.SWP_NOACTIVATE | api.SWP_NOOWNERZORDER


class WindowsPanelKeeper:
    """Keeps panel and pill what they are. A window of ours counts while it has WS_EX_NOACTIVATE and WS_EX_TOPMOST.

    A panel that was given the keyboard on purpose has not the first, and is activated like any window then.
    """

    name = "windows"

    def __init__(self, messages: WindowsMessages) -> None:
        self._messages = messages
        self._running = False

    def start(self) -> None:
        """Raises BackendUnavailableError when no application runs that could get messages."""
        self._messages.open()
        self._messages.listen(api.WM_MOUSEACTIVATE, _not_by_mouse)
        self._messages.listen(api.WM_WINDOWPOSCHANGING, _to_the_top)
        self._running = True

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._running:
            self._running = False
            self._messages.unlisten(api.WM_MOUSEACTIVATE, _not_by_mouse)
            self._messages.unlisten(api.WM_WINDOWPOSCHANGING, _to_the_top)
            self._messages.close()

    def adopt(self, window: int) -> None:
        """Give a window that must not take the focus the styles that say so, whatever Qt gave it."""
        wanted = api.WS_EX_NOACTIVATE | api.WS_EX_TOOLWINDOW
        style = api.user32.GetWindowLongPtrW(window, api.GWL_EXSTYLE)
        if style & wanted != wanted:
            api.user32.SetWindowLongPtrW(window, api.GWL_EXSTYLE, style | wanted)
        api.user32.SetWindowPos(window, api.HWND_TOPMOST, 0, 0, 0, 0, _STAY)

    def hide_from_capture(self, window: int, *, hidden: bool) -> str:
        """Keep a window out of screenshots and shared screens, or no longer. Return "" or why Windows refuses."""
        wanted = api.WDA_EXCLUDEFROMCAPTURE if hidden else api.WDA_NONE
        if api.user32.SetWindowDisplayAffinity(window, wanted):
            return ""
        return f"Windows does not keep the panel out of screen captures: {api.last_error()}"


def _keeps_out(window: int) -> bool:
    style = api.user32.GetWindowLongPtrW(window, api.GWL_EXSTYLE)
    return bool(style & api.WS_EX_NOACTIVATE and style & api.WS_EX_TOPMOST)


def _not_by_mouse(window: int, _top: int, _hit: int) -> int | None:
    return api.MA_NOACTIVATE if _keeps_out(window) else None


def _to_the_top(window: int, _unused: int, where: int) -> int | None:
    """A full-screen program may be topmost too: each showing goes above whatever is there at that moment."""
    position = api.WindowPos.from_address(where)
    if position.flags & api.SWP_SHOWWINDOW and _keeps_out(window):
        position.after = api.HWND_TOPMOST
        position.flags &= ~api.SWP_NOZORDER
    return None
