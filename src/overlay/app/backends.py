"""The platform backends in use: window watcher, hotkeys, typing, session lock; and why the others refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from overlay.context import Rect, WindowContext
from overlay.errors import BackendUnavailableError
from overlay.triggers import (
    ContextSink,
    HotkeyBackend,
    HotkeySink,
    LockSink,
    OwnWindows,
    PanelKeeper,
    Refusal,
    SessionLock,
    Typist,
    WindowWatcher,
    selection,
    start_first,
)

log = logging.getLogger(__name__)

if TYPE_CHECKING:  # python-xlib is not everywhere
    from overlay.triggers.x11_compositor import CompositorSink, X11Compositor

B = TypeVar("B", WindowWatcher, HotkeyBackend, Typist, SessionLock, OwnWindows, PanelKeeper, "X11Compositor")


class Backends:
    """Starts the first backend of each kind that can run here. One that cannot leaves the rest working."""

    def __init__(self, *, keyboard_hook: bool = False) -> None:
        self._choices = selection.Choices(keyboard_hook=keyboard_hook)
        self.watcher: WindowWatcher | None = None
        self.hotkeys: HotkeyBackend | None = None
        self.typist: Typist | None = None
        self.lock: SessionLock | None = None
        self.own_windows: OwnWindows | None = None
        self.keeper: PanelKeeper | None = None
        self._hidden = False  # from captures, as far as the system does it
        self._not_hidden = ""  # why it does not
        self.translucent = False
        self._stops: list[Callable[[], None]] = []
        self._refused: dict[str, list[Refusal]] = {}

    def start_hotkeys(self, sink: HotkeySink) -> HotkeyBackend | None:
        """Start what registers chords; None when no system does it here."""
        self.hotkeys = self._start("hotkeys", self._choices.hotkeys, lambda b: b.start(sink))
        return self.hotkeys

    def start_watcher(self, sink: ContextSink) -> None:
        """Start what reports the window in front, and what types into it."""
        self.watcher = self._start("windows", self._choices.watchers, lambda b: b.start(sink))
        self.typist = self._start("typing", self._choices.typists, lambda b: b.start())
        if self._choices.own_windows:
            self.own_windows = self._start("own windows", self._choices.own_windows, lambda b: b.start())

    def start_lock(self, sink: LockSink) -> None:
        """Start what tells that the session is locked."""
        self.lock = self._start("session lock", self._choices.locks, lambda b: b.start(sink))

    def start_keeper(self, windows: Callable[[], Iterable[int]]) -> None:
        """Start what keeps the assistant's own native windows (handles) from being activated, where Qt does not."""
        if self._choices.keepers:
            self.keeper = self._start("panel", self._choices.keepers, lambda b: b.start())
        if self.keeper is not None:
            for window in windows():
                self.keeper.adopt(window)

    @property
    def hides_from_capture(self) -> bool:
        """Whether the system can keep windows out of captures, as far as is known: X11 has no way to."""
        return self.keeper is not None and not self._not_hidden

    def hide_from_capture(self, *, hidden: bool) -> None:
        """Keep our windows out of screenshots and shared screens, or no longer; `status` says when that is refused."""
        if self.keeper is None or hidden == self._hidden:
            return
        self._not_hidden = self.keeper.hide_from_capture(hidden=hidden)
        self._hidden = hidden and not self._not_hidden
        if self._not_hidden:
            log.warning("%s", self._not_hidden)

    def start_compositor(self, sink: CompositorSink) -> None:
        """Start what tells whether windows can have round corners; where nothing tells, they always can."""

        def told(runs: bool) -> None:
            self.translucent = runs
            sink(runs)

        if not self._choices.compositors:
            told(True)
            return
        self._start("compositor", self._choices.compositors, lambda b: b.start(told))

    def limits(self) -> frozenset[str]:
        """Return the settings nothing here can follow."""
        limited = set()
        if not self.hides_from_capture:
            limited.add("privacy.hide_from_capture")
        if not self.translucent:
            limited.add("place.pill_opacity_percent")
        return frozenset(limited)

    def read(self) -> WindowContext | None:
        """Return the window in front, read at this moment."""
        return self.watcher.read() if self.watcher else None

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        """Give the focus back to `window`; `unmanaged`: from the panel, which no window manager knows of."""
        if self.watcher is not None:
            self.watcher.activate(window, unmanaged=unmanaged)

    def keep(self, title: str, rect: Rect) -> None:
        """Have our window titled `title` at `rect` (logical pixels) without the focus, where it needs help for that."""
        if self.own_windows is not None:
            self.own_windows.keep(title, rect)

    def focus_own(self, title: str) -> None:
        """Give our window titled `title` the focus, where it cannot take it itself."""
        if self.own_windows is not None:
            self.own_windows.focus(title)

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()

    def status(self) -> dict[str, Any]:
        """Return what runs, what it cannot tell here, and why others refused."""
        parts: dict[str, Any] = {
            "windows": self.watcher,
            "hotkeys": self.hotkeys,
            "typing": self.typist,
            "session lock": self.lock,
        }
        if self._choices.own_windows:
            parts["own windows"] = self.own_windows
        if self.keeper is not None:
            parts["panel"] = self.keeper
        told: dict[str, Any] = {}
        for kind, backend in parts.items():
            limits = list(getattr(backend, "limits", ()))
            if kind == "panel" and self._not_hidden:
                limits.append(self._not_hidden)
            if kind == "hotkeys" and backend is not None and getattr(backend, "keyboard_taken", bool)():
                limits.append(
                    "Another program holds the whole keyboard (an open menu, a screen lock, a virtual machine): no hotkey "
                    "can reach the assistant until it lets go."
                )
            told[kind] = {
                "running": backend.name if backend else "",
                "limits": limits,
                "refused": {r.backend: r.why for r in self._refused.get(kind, [])},
            }
        return told

    def _start(self, kind: str, makers: Iterable[Callable[[], B]], start: Callable[[B], None]) -> B | None:
        try:
            backend, refused = start_first(makers, start)
        except BackendUnavailableError as error:
            log.warning("%s: %s", kind, error)
            self._refused[kind] = [Refusal(kind, str(error))]
            return None
        self._refused[kind] = list(refused)
        self._stops.append(backend.stop)
        return backend
