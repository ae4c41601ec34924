"""The window in front on Windows, through WinEvents: no screen content, titles in memory only.

Title changes are asked for from the process in front alone: every program on the desktop tells them, many for each key
typed. A slow look of its own catches what a program does not tell.
"""

from __future__ import annotations

import os
import sys
from typing import Any

assert sys.platform == "win32"

from PySide6.QtCore import Qt, QTimer

from overlay.context import WindowContext
from overlay.errors import BackendUnavailableError
from overlay.triggers import ContextSink
from overlay.triggers import windows_api as api
from overlay.triggers.windows_front import (
    Seen,
    front_window,
    is_elsewhere,
    is_shell,
    process_id,
    read,
)
from overlay.triggers.windows_process import outranks

LOOK_EVERY_MS = 2_000  # a safety net only: some programs, and wine, tell no change of title
_NONE_SETTLES_MS = 150  # Windows passes through "no window" while it switches
_FRONT_EVENTS = (
    api.EVENT_SYSTEM_FOREGROUND,
    api.EVENT_SYSTEM_MOVESIZEEND,
    api.EVENT_SYSTEM_MINIMIZEEND,
    api.EVENT_SYSTEM_DESKTOPSWITCH,
)

AS_ADMINISTRATOR = (
    "The program in front runs with more rights than the assistant (as administrator). Windows lets the assistant read its "
    "title, but not type into it."
)
NAMELESS = "Windows does not say which program the window in front belongs to; rules go by its title alone."


class WindowsWindowWatcher:
    """A `WindowWatcher` for Windows 10 and later. All methods belong to the Qt thread."""

    name = "windows"

    def __init__(self, own_pid: int | None = None) -> None:
        self._own_pid = os.getpid() if own_pid is None else own_pid
        self._sink: ContextSink | None = None
        self._hooks: list[int] = []
        self._title_hook = 0
        self._title_pid = 0
        self._watched = 0  # the real window in front, or the last one
        self._reported: Seen | None = None
        self._due = False
        # One object as long as this one: Windows keeps its address.
        self._proc: Any = api.WinEventProc(self._on_event)
        self._look = QTimer()
        self._look.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self.settle)
        self._none = QTimer()
        self._none.setSingleShot(True)
        self._none.setInterval(_NONE_SETTLES_MS)
        self._none.timeout.connect(self._report_none)

    @property
    def limits(self) -> tuple[str, ...]:
        """What cannot be told, or done, in the window in front, for `status`."""
        seen = self._reported
        if seen is None:
            return ()
        limits = [] if seen.process else [NAMELESS]
        return (*limits, AS_ADMINISTRATOR) if outranks(process_id(seen.window)) else tuple(limits)

    # Life

    def start(self, sink: ContextSink) -> None:
        """Raises BackendUnavailableError when Windows lets no program listen to its events."""
        for event in _FRONT_EVENTS:
            hook = self._hook(event, 0)
            if not hook:
                why = api.last_error()
                self._unhook()
                raise BackendUnavailableError(f"Windows does not tell which window is in front: {why}")
            self._hooks.append(hook)
        self._sink = sink
        self._look.start()
        self._be_due()

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        self._sink = None
        self._look.stop()
        self._none.stop()
        self._unhook()
        self._watched, self._reported = 0, None

    def _hook(self, event: int, pid: int) -> int:
        flags = api.WINEVENT_OUTOFCONTEXT | api.WINEVENT_SKIPOWNPROCESS
        return int(api.user32.SetWinEventHook(event, event, None, self._proc, pid, 0, flags) or 0)

    def _unhook(self) -> None:
        for hook in (*self._hooks, self._title_hook):
            if hook:
                api.user32.UnhookWinEvent(hook)
        self._hooks, self._title_hook, self._title_pid = [], 0, 0

    def _follow_titles_of(self, window: int) -> None:
        pid = process_id(window)
        if pid == self._title_pid:
            return
        if self._title_hook:
            api.user32.UnhookWinEvent(self._title_hook)
        self._title_pid = pid
        self._title_hook = self._hook(api.EVENT_OBJECT_NAMECHANGE, pid) if pid else 0

    # Answers

    def read(self) -> WindowContext | None:
        seen = self._read_front()
        return seen.context() if seen is not None else None

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        """Give the focus to `window`, one that was minimised meanwhile too, as the taskbar does.

        Windows lets the program do so that is in front, or that got the last key (SetForegroundWindow): so this comes
        before a window of ours is hidden.
        """
        # A window on another virtual desktop would pull the agent over there.
        if not window or not api.user32.IsWindow(window) or is_elsewhere(window):
            return
        if api.user32.IsIconic(window):
            api.user32.ShowWindowAsync(window, api.SW_RESTORE)  # asked, not waited for: the program may hang
        api.user32.SetForegroundWindow(window)

    # Events only say that something is due; `settle` reads it once for all of them

    def _on_event(
        self, _hook: int, event: int, window: int, what: int, child: int, _thread: int, _time: int
    ) -> None:
        if event == api.EVENT_OBJECT_NAMECHANGE and (
            what != api.OBJID_WINDOW or child or (window or 0) != self._watched
        ):
            return  # a button or a list was renamed, not the window in front
        self._be_due()

    def _be_due(self) -> None:
        if not self._due:
            self._due = True
            QTimer.singleShot(0, self._settle_due)

    def _settle_due(self) -> None:
        if self._due:
            self.settle()

    def settle(self) -> None:
        """Look at the window in front now, and report it when it changed."""
        self._due = False
        if self._sink is None:
            return
        window = front_window()
        seen = self._read_front(window)
        if seen is None:
            if not self._none.isActive() and self._reported is not None:
                self._none.start()
            return
        self._none.stop()
        if seen.window != self._watched:
            self._watched = seen.window
            self._follow_titles_of(seen.window)
            seen = read(seen.window) or seen  # the title may have changed before its changes were followed
        self._report(seen)

    def _read_front(self, window: int | None = None) -> Seen | None:
        """Return the window in front; while one of our own or Windows' own is, the last real one, as it is now."""
        window = front_window() if window is None else window
        if window and (process_id(window) == self._own_pid or is_shell(window)):
            window = self._watched
        return read(window)

    def _report_none(self) -> None:
        if self._sink is not None and self._read_front() is None and self._reported is not None:
            self._watched, self._reported = 0, None
            self._follow_titles_of(0)
            self._sink(None)

    def _report(self, seen: Seen) -> None:
        if seen != self._reported and self._sink is not None:
            self._reported = seen
            self._sink(seen.context())
