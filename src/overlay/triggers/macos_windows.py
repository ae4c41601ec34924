"""The window in front on macOS. Written from Apple's documentation, tested with fakes only: untested on hardware."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from overlay.context import Rect, WindowContext, make_context
from overlay.discreet import Discreet
from overlay.triggers import ContextSink

UNTESTED = (
    "Untested on hardware: the macOS part was written to Apple's documentation and tested with fakes only."
)
NOT_TRUSTED = (
    "macOS does not let the assistant read window titles: rules match by application only. Allow it under System Settings › "
    "Privacy & Security › Accessibility, then start it again."
)


class FrontApp(Struct, frozen=True):
    """The application in front, as NSWorkspace tells."""

    pid: int
    name: str
    bundle_id: str


class MacWindow(Discreet, frozen=True):
    """Its focused window, as the Accessibility API tells."""

    untold = ("title",)

    title: str
    rect: Rect | None
    full_screen: bool


class System(Protocol):
    """What the watcher asks of macOS (`macos_system.MacSystem`, or a fake)."""

    def trusted(self) -> bool: ...
    def watch(self, changed: Callable[[], None]) -> None: ...
    def unwatch(self) -> None: ...
    def follow(self, pid: int) -> None: ...
    def front_app(self) -> FrontApp | None: ...
    def focused_window(self, pid: int) -> MacWindow | None: ...
    def activate(self, pid: int) -> None: ...


class MacWindowWatcher:
    """A `WindowWatcher` for macOS. `window` is the process id: the system brings an application forward, not a window."""

    name = "macos"

    def __init__(self, system: System, own_pid: int | None = None) -> None:
        self._system = system
        self._own_pid = os.getpid() if own_pid is None else own_pid
        self._sink: ContextSink | None = None
        self._watched = 0  # pid of the last application in front that is not ours
        self._reported: WindowContext | None = None

    @property
    def limits(self) -> tuple[str, ...]:
        """What this desktop cannot tell, for `status`."""
        return (UNTESTED,) if self._system.trusted() else (UNTESTED, NOT_TRUSTED)

    def start(self, sink: ContextSink) -> None:
        self._sink = sink
        self._system.watch(self._look)
        self._look()

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is not None:
            self._sink = self._reported = None
            self._watched = 0
            self._system.unwatch()

    def read(self) -> WindowContext | None:
        app = self._system.front_app()
        if app is None:
            return None
        if app.pid == self._own_pid:
            return self._reported
        window = self._system.focused_window(app.pid)
        return make_context(
            raw_title=window.title if window else "",
            process=app.name,
            bundle_id=app.bundle_id,
            window=app.pid,
            pid=app.pid,
            rect=window.rect if window else None,
            full_screen=window.full_screen if window else False,
        )

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        if window:
            self._system.activate(window)

    def _look(self) -> None:
        seen = self.read()
        if seen is not None and seen.pid not in {self._watched, self._own_pid}:
            self._watched = seen.pid
            self._system.follow(seen.pid)
        if self._sink is not None and seen != self._reported:
            self._reported = seen
            self._sink(seen)
