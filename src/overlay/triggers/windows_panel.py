"""The assistant's own windows on Windows: never activated by a click, topmost, excluded from captures on request."""

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
        self._adopted: list[int] = []
        self._affinity: int | None = None  # of every window that is shown; None: nobody asked yet

    def start(self) -> None:
        """Raises BackendUnavailableError when no application runs that could get messages."""
        self._messages.open()
        self._messages.listen(api.WM_MOUSEACTIVATE, _not_by_mouse)
        self._messages.listen(api.WM_WINDOWPOSCHANGING, self._shown)
        self._running = True

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._running:
            self._running = False
            self._messages.unlisten(api.WM_MOUSEACTIVATE, _not_by_mouse)
            self._messages.unlisten(api.WM_WINDOWPOSCHANGING, self._shown)
            self._messages.close()

    def adopt(self, window: int) -> None:
        """Give a window that must not take the focus the styles that say so, whatever Qt gave it."""
        wanted = api.WS_EX_NOACTIVATE | api.WS_EX_TOOLWINDOW
        style = api.user32.GetWindowLongPtrW(window, api.GWL_EXSTYLE)
        if style & wanted != wanted:
            api.user32.SetWindowLongPtrW(window, api.GWL_EXSTYLE, style | wanted)
        api.user32.SetWindowPos(window, api.HWND_TOPMOST, 0, 0, 0, 0, _STAY)
        self._adopted.append(window)

    def hide_from_capture(self, *, hidden: bool) -> str:
        """Keep every window of ours out of pictures of the screen: those there are, and each other when it is shown.

        Return "" or why Windows refuses: then it hides none from now on.
        """
        wanted = api.WDA_EXCLUDEFROMCAPTURE if hidden else api.WDA_NONE
        for window in (*self._adopted, *_visible()):
            if not api.user32.SetWindowDisplayAffinity(window, wanted):
                self._affinity = None
                return f"Windows does not keep the panel out of screen captures: {api.last_error()}"
        self._affinity = wanted
        return ""

    def _shown(self, window: int, _unused: int, where: int) -> int | None:
        position = api.WindowPos.from_address(where)
        if not position.flags & api.SWP_SHOWWINDOW:
            return None
        if self._affinity is not None:  # search, settings, a menu: each window has one of its own
            api.user32.SetWindowDisplayAffinity(window, self._affinity)
        if _keeps_out(window):
            # A full-screen program may be topmost too: each showing goes above whatever is there at this moment.
            position.after = api.HWND_TOPMOST
            position.flags &= ~api.SWP_NOZORDER
        return None


def _keeps_out(window: int) -> bool:
    style = api.user32.GetWindowLongPtrW(window, api.GWL_EXSTYLE)
    return bool(style & api.WS_EX_NOACTIVATE and style & api.WS_EX_TOPMOST)


def _not_by_mouse(window: int, _top: int, _hit: int) -> int | None:
    return api.MA_NOACTIVATE if _keeps_out(window) else None


def _visible() -> list[int]:
    """Return the windows of this thread, Qt's, that are to be seen now."""
    found: list[int] = []

    def look(window: int, _parameter: int) -> bool:
        if api.user32.IsWindowVisible(window):
            found.append(window)
        return True

    api.user32.EnumThreadWindows(api.kernel32.GetCurrentThreadId(), api.EnumProc(look), 0)
    return found
