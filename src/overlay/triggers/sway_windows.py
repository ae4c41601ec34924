"""The window in front on sway, native or XWayland, event by event over sway's IPC."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication

from overlay.context import Rect, WindowContext, make_context
from overlay.triggers import ContextSink
from overlay.triggers.processes import process_name
from overlay.triggers.sway_connection import Ask, SwayConnection

Container = dict[str, Any]
"""A node of sway's tree (sway-ipc(7), GET_TREE)."""


class SwayWindowWatcher:
    """A `WindowWatcher` for sway. `window` is sway's container id, the same for native and XWayland windows.

    sway tells of the focus, titles, moves and full screen, but not when a tiled window gets another size: `read` and each
    hotkey look at the tree anew.
    """

    name = "sway"

    def __init__(self, connection: SwayConnection, own_pid: int | None = None) -> None:
        self._sway = connection
        self._own_pid = os.getpid() if own_pid is None else own_pid
        self._sink: ContextSink | None = None
        self._watched = 0  # the real window in front, or the last one
        self._processes: tuple[int, str] = (0, "")  # pid and name of the window in front
        self._reported: WindowContext | None = None
        self._look_due = False

    def start(self, sink: ContextSink) -> None:
        self._sway.open()
        self._sink = sink
        self._sway.listen("window", self._on_window)
        self._sway.listen("workspace", self._on_workspace)
        self._sway.on_settle(self._settle)
        self._look_due = True
        QTimer.singleShot(0, self._settle)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        self._sink = self._reported = None
        self._watched = 0
        self._sway.off_settle(self._settle)
        self._sway.unlisten(self._on_window)
        self._sway.unlisten(self._on_workspace)
        self._sway.close()

    def read(self) -> WindowContext | None:
        tree = self._sway.ask(Ask.TREE)
        front = next((node for node in windows(tree) if node.get("focused")), None)
        if front is not None and front.get("pid") == self._own_pid:
            front = next((node for node in windows(tree) if node.get("id") == self._watched), None)
        return self._context(front) if front is not None else None

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        if window:
            self._sway.run(f"[con_id={window}] focus")

    # Events

    def _on_window(self, event: dict[str, Any]) -> None:
        container, change = event.get("container") or {}, event.get("change")
        if container.get("pid") == self._own_pid:
            return
        if change == "focus":
            self._watched = int(container.get("id", 0))
            self._look_due = False
            self._report(self._context(container))
        elif container.get("id") == self._watched:
            if change == "title":
                self._report(self._context(container))
            else:
                self._look_due = True

    def _on_workspace(self, event: dict[str, Any]) -> None:
        """An empty workspace has no window that could tell that it has the focus now."""
        self._look_due |= event.get("change") == "focus"

    def _settle(self) -> None:
        if self._sink is None or not self._look_due:
            return
        self._look_due = False
        seen = self.read()
        self._watched = seen.window if seen is not None else 0
        self._report(seen)

    def _report(self, seen: WindowContext | None) -> None:
        if seen != self._reported and self._sink is not None:
            self._reported = seen
            self._sink(seen)

    def _context(self, node: Container) -> WindowContext:
        pid = int(node.get("pid") or 0)
        if self._processes[0] != pid:
            self._processes = (pid, process_name(pid))
        x11: dict[str, Any] = node.get("window_properties") or {}
        classes = (str(x11.get("instance") or ""), str(x11.get("class") or ""))
        rect, screen = _on_screen(node.get("rect") or {})
        return make_context(
            raw_title=str(node.get("name") or ""),
            process=self._processes[1],
            wm_class=str(node.get("app_id") or "") or classes,
            window=int(node.get("id", 0)),
            pid=pid,
            rect=rect,
            screen=screen,
            full_screen=bool(node.get("fullscreen_mode")),
        )


def windows(node: Container | None) -> Iterator[Container]:
    """Yield the windows of a tree, tiled and floating, on all workspaces."""
    if not node:
        return
    if node.get("pid"):
        yield node
    for child in (*node.get("nodes", ()), *node.get("floating_nodes", ())):
        yield from windows(child)


def _on_screen(rect: dict[str, int]) -> tuple[Rect | None, Rect | None]:
    """Return a rectangle of sway's logical pixels, and the screen it is on, in device pixels as Qt counts them there."""
    width, height = rect.get("width", 0), rect.get("height", 0)
    if not width or not height:
        return None, None
    x, y = rect.get("x", 0), rect.get("y", 0)
    screen = (
        QGuiApplication.screenAt(QPoint(x + width // 2, y + height // 2)) or QGuiApplication.primaryScreen()
    )
    whole, scale = screen.geometry(), screen.devicePixelRatio()

    def device(left: int, top: int, wide: int, high: int) -> Rect:
        return Rect(
            whole.x() + round((left - whole.x()) * scale),
            whole.y() + round((top - whole.y()) * scale),
            round(wide * scale),
            round(high * scale),
        )

    return device(x, y, width, height), device(whole.x(), whole.y(), whole.width(), whole.height())
