"""Our own windows on sway: rules over its IPC keep them from tiling, and panel and pill from taking the focus.

A native Wayland program can neither choose a place on the screen nor refuse the focus. Programs that can (bars,
notifications) use the layer-shell protocol, for which PySide6 ships no plug-in; sway does the same for a window by rules.
"""

from __future__ import annotations

import os
import re
from typing import Any

from PySide6.QtGui import QGuiApplication

from overlay.context import Rect
from overlay.triggers.sway_connection import Ask, SwayConnection
from overlay.triggers.sway_windows import windows

NO_KEYBOARD = (
    "The key that gives the panel the keyboard (`hotkeys.focus`) does nothing here: the panel is an X11 window that never "
    "has it. Start the assistant with QT_QPA_PLATFORM=wayland to use the panel by keyboard or with a screen reader."
)


class SwayOwnWindows:
    """An `OwnWindows` for sway. Rules are bound to this process, so they mean nothing once it has ended."""

    name = "sway"

    def __init__(self, connection: SwayConnection, own_pid: int | None = None) -> None:
        self._sway = connection
        self._own_pid = os.getpid() if own_pid is None else own_pid
        self._started = False
        self._places: dict[str, Rect] = {}  # title → place of the windows that must not have the focus
        self._ruled: set[str] = set()
        self._asked = ""  # title of the one the agent gave the focus
        self._front = 0  # the last window of somebody else that had the focus

    @property
    def limits(self) -> tuple[str, ...]:
        """What cannot be done, for `status`."""
        return (NO_KEYBOARD,) if QGuiApplication.platformName() == "xcb" else ()

    def start(self) -> None:
        self._sway.open()
        self._started = True
        self._sway.listen("window", self._on_window)
        self._sway.listen("workspace", self._on_workspace)
        self._rule_all()
        focused = (node for node in windows(self._sway.ask(Ask.TREE)) if node.get("focused"))
        self._front = next((int(n["id"]) for n in focused if n.get("pid") != self._own_pid), 0)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._started:
            self._started = False
            self._sway.unlisten(self._on_window)
            self._sway.unlisten(self._on_workspace)
            self._sway.close()

    def keep(self, title: str, rect: Rect) -> None:
        if title not in self._ruled:
            self._ruled.add(title)
            self._rule_still(title)
        if self._places.get(title) != rect:
            self._places[title] = rect
            self._put(self._criteria(title), rect)

    def focus(self, title: str) -> None:
        self._asked = title
        self._sway.run(f"{self._criteria(title)} focus")

    # Rules

    def _rule_all(self) -> None:
        self._sway.run(f"for_window [pid={self._own_pid}] floating enable")
        for title in self._ruled:
            self._rule_still(title)

    def _rule_still(self, title: str) -> None:
        criteria = self._criteria(title)
        for effect in ("border none", "sticky enable"):  # one command a rule: sway ends a rule at the comma
            self._sway.run(f"for_window {criteria} {effect}")
        self._sway.run(f"no_focus {criteria}")

    def _criteria(self, title: str) -> str:
        words = re.sub("[^0-9A-Za-z ]", ".", title)
        return f'[pid={self._own_pid} title="^{words}( . {QGuiApplication.applicationDisplayName()})?$"]'

    def _title(self, told: str) -> str:
        """Return a title as we gave it: on Wayland Qt adds the name of the application."""
        return told.removesuffix(f" — {QGuiApplication.applicationDisplayName()}")

    def _put(self, criteria: str, rect: Rect) -> None:
        self._sway.run(f"{criteria} move absolute position {rect.x} px {rect.y} px")

    # Events

    def _on_window(self, event: dict[str, Any]) -> None:
        container, change = event.get("container") or {}, event.get("change")
        number = int(container.get("id", 0))
        if container.get("pid") != self._own_pid:
            if change == "focus":
                self._front, self._asked = number, ""
            return
        title = self._title(str(container.get("name") or ""))
        place = self._places.get(title)
        if place is None:
            return
        if change in {"new", "title"}:
            self._put(f"[con_id={number}]", place)
        elif change == "focus" and title != self._asked and self._front:
            # The pointer came over it (sway's focus_follows_mouse), or it was clicked: the work keeps the keyboard.
            self._sway.run(f"[con_id={self._front}] focus")

    def _on_workspace(self, event: dict[str, Any]) -> None:
        if event.get("change") == "reload":  # sway has forgotten the rules
            self._rule_all()
