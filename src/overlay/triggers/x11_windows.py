"""The window in front on X11, event by event: no polling, no screen content, titles in memory only."""

from __future__ import annotations

import os
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from Xlib import X
from Xlib.protocol import event as xevent
from Xlib.protocol import request

from overlay.context import Rect, WindowContext, make_context
from overlay.discreet import Discreet
from overlay.triggers import ContextSink
from overlay.triggers.processes import process_name
from overlay.triggers.x11_connection import Answer, X11Connection
from overlay.triggers.x11_front import NO_WINDOW_MANAGER, X11Front
from overlay.triggers.x11_screens import X11Screens
from overlay.triggers.x11_text import class_names, compound_text, latin1_text, utf8_text

OWN_CLASS = "overlay-assistant"
"""WM_CLASS of the assistant's own windows."""

_LOOKS, _LOOK_AGAIN_MS = 7, 4  # doubled each time: half a second in all
_NONE_SETTLES_MS = 80  # window managers pass through "no window" while they switch: openbox always does
_PROPERTIES = (
    *(
        "_NET_ACTIVE_WINDOW",
        "_NET_SUPPORTING_WM_CHECK",
        "_NET_WM_NAME",
        "WM_NAME",
        "WM_CLASS",
        "WM_STATE",
        "_NET_WM_PID",
    ),
    *("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN", "_NET_FRAME_EXTENTS", "_GTK_FRAME_EXTENTS", "UTF8_STRING"),
    "COMPOUND_TEXT",
)
_IDENTITY = ("WM_CLASS", "_NET_WM_PID")
_TITLE = ("_NET_WM_NAME", "WM_NAME")
_PLACE = ("_NET_WM_STATE", "_NET_FRAME_EXTENTS", "_GTK_FRAME_EXTENTS")


class _Seen(Discreet, frozen=True):
    """A window as it was read."""

    untold = ("title",)

    window: int
    pid: int
    process: str
    classes: tuple[str, ...]
    title: str
    rect: Rect
    screen: Rect | None
    full_screen: bool

    def context(self) -> WindowContext:
        return make_context(
            raw_title=self.title,
            process=self.process,
            wm_class=self.classes,
            window=self.window,
            pid=self.pid,
            rect=self.rect,
            screen=self.screen,
            full_screen=self.full_screen,
        )


class X11WindowWatcher:
    """A `WindowWatcher` for any X11 desktop; without a window manager the window with the input focus counts."""

    name = "x11"

    def __init__(self, connection: X11Connection, own_pid: int | None = None) -> None:
        self._x = connection
        self._own_pid = os.getpid() if own_pid is None else own_pid
        self._front = X11Front(connection)
        self._screens = X11Screens(connection)
        self._sink: ContextSink | None = None
        self._watched = 0  # the real window in front, or the last one
        self._awaited = 0  # called active before it is shown
        self._none_in_front = (
            False  # what the last window does then is nobody's work (XWayland: a native window is in front)
        )
        self._reported: _Seen | None = None
        self._focus_watched: frozenset[int] = (
            frozenset()
        )  # top-level windows, while there is no window manager
        self._manager_due = self._front_due = self._changed_due = self._title_due = False
        self._none = QTimer()
        self._none.setSingleShot(True)
        self._none.setInterval(_NONE_SETTLES_MS)
        self._none.timeout.connect(self._report_none)
        self._looks_left = _LOOKS  # at a window that is called active before it is to be seen
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look_later)

    @property
    def limits(self) -> tuple[str, ...]:
        """What this desktop cannot tell, for `status`."""
        return () if self._front.managed else (NO_WINDOW_MANAGER,)

    # Life

    def start(self, sink: ContextSink) -> None:
        self._x.open()
        self._x.atoms(_PROPERTIES)
        self._sink = sink
        self._x.listen((X.PropertyNotify,), self._on_property)
        self._x.listen((X.ConfigureNotify, X.MapNotify, X.UnmapNotify, X.DestroyNotify), self._on_structure)
        self._x.listen((X.FocusIn, X.FocusOut), self._on_focus)
        self._x.on_settle(self._settle)
        self._screens.start()
        self._find_manager()
        self._front_due = True
        QTimer.singleShot(0, self._first_look)

    def _first_look(self) -> None:
        if self._sink is not None:
            self._settle()
            self._x.catch_up()

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        self._sink = None
        self._none.stop()
        self._later.stop()
        self._x.off_settle(self._settle)
        for listener in (self._on_property, self._on_structure, self._on_focus):
            self._x.unlisten(listener)
        self._screens.stop()
        if self._x.is_open:
            left = self._focus_watched | {self._watched, self._awaited}
            self._watched = self._awaited = 0
            self._reported, self._focus_watched = None, frozenset()
            self._x.want_root_events(self.name, X.NoEventMask)
            for window in left:
                self._select(window)
            self._x.flush()
        self._x.close()

    # Answers

    def read(self) -> WindowContext | None:
        if not self._x.is_open:
            return None
        window = self._front.window()
        seen = self._read(window)
        if seen is not None and self._is_own(seen):
            seen = self._read(self._watched)
        self._x.catch_up()
        return seen.context() if seen is not None else None

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        if not self._x.is_open or not window:
            return
        if unmanaged or not self._front.managed:
            # Before the panel is unmapped: else xfwm4 gives the focus to a window of its own and keeps it there.
            self._x.tell(request.SetInputFocus, revert_to=X.RevertToParent, focus=window, time=X.CurrentTime)
        if self._front.managed:
            pager = 2  # source indication: the user asked, so no focus stealing prevention
            message = xevent.ClientMessage(
                window=self._x.wire.resource_classes["window"](self._x.wire, window),
                client_type=self._x.atom("_NET_ACTIVE_WINDOW"),
                data=(32, [pager, X.CurrentTime, 0, 0, 0]),
            )
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            self._x.tell(
                request.SendEvent, propagate=False, destination=self._x.root, event_mask=mask, event=message
            )
        self._x.flush()

    # Events only say what is due; `_settle` reads it once for all of them

    def _on_property(self, event: Any) -> None:
        window, atom = event.window.id, event.atom
        if window == self._x.root:
            self._front_due |= atom == self._x.atom("_NET_ACTIVE_WINDOW")
            self._manager_due |= atom == self._x.atom("_NET_SUPPORTING_WM_CHECK")
        elif window == self._watched:
            self._front_due |= any(atom == self._x.atom(name) for name in _IDENTITY)
            self._changed_due |= any(atom == self._x.atom(name) for name in _PLACE)
            self._title_due |= any(atom == self._x.atom(name) for name in _TITLE)

    def _on_structure(self, event: Any) -> None:
        window = event.window.id
        if window == self._awaited:
            self._front_due |= event.type == X.MapNotify
        elif window == self._watched:
            self._changed_due |= event.type == X.ConfigureNotify
            self._front_due |= event.type != X.ConfigureNotify
        elif window == self._front.check_window:
            self._manager_due |= event.type == X.DestroyNotify
        else:
            self._front_due |= not self._front.managed and event.type != X.ConfigureNotify

    def _on_focus(self, _event: Any) -> None:
        self._front_due |= not self._front.managed

    def _settle(self) -> None:
        if self._manager_due:
            self._manager_due = False
            self._find_manager()
            self._front_due = True
        if self._front_due:
            self._front_due = self._changed_due = self._title_due = False
            self._look()
        elif self._none_in_front:
            self._changed_due = self._title_due = False
        elif self._changed_due:
            self._changed_due = self._title_due = False
            self._look_again()
        elif self._title_due:
            self._title_due = False
            self._look_at_title()

    def _find_manager(self) -> None:
        """Ask for the events this desktop needs: a window manager may start later, or crash."""
        self._front.find_manager()
        if self._front.managed:
            self._x.want_root_events(self.name, X.PropertyChangeMask)
            self._x.tell(
                request.ChangeWindowAttributes,
                window=self._front.check_window,
                attrs={"event_mask": X.StructureNotifyMask},
            )
            left, self._focus_watched = self._focus_watched, frozenset()
            for window in left:
                self._select(window)
        else:
            self._x.want_root_events(
                self.name, X.PropertyChangeMask | X.SubstructureNotifyMask | X.FocusChangeMask
            )

    def _look(self) -> None:
        if not self._front.managed:
            found = frozenset(self._front.top_levels())
            new, self._focus_watched = found - self._focus_watched, found
            for window in new:
                self._select(window)
        window = self._front.window()
        self._select(window, watched=True)  # before it is read, so that no change is missed in between
        seen = self._read(window)
        if self._awaited not in {0, window, self._watched}:
            self._select(self._awaited)
        self._awaited = window if seen is None else 0
        self._none_in_front = seen is None
        self._wait_for_awaited()
        if seen is not None and self._is_own(seen):
            self._select(window)
            self._none.stop()
            self._look_again()  # the last real window stays, and may have changed meanwhile
            return
        if seen is not None and window != self._watched:
            left_window, self._watched = self._watched, window
            self._select(left_window)
        self._report(seen)

    def _wait_for_awaited(self) -> None:
        """Look again soon: no event tells that a frame was mapped, and openbox calls its window active before that."""
        if not self._awaited:
            self._looks_left = _LOOKS
            self._later.stop()
        elif self._looks_left:
            self._front_due = True  # a hotkey that comes sooner looks again too
            if not self._later.isActive():
                self._later.start(_LOOK_AGAIN_MS << (_LOOKS - self._looks_left))

    def _look_later(self) -> None:
        self._looks_left -= 1
        if self._sink is not None:
            self._settle()
            self._x.catch_up()

    def _look_again(self) -> None:
        seen = self._read(self._watched)
        if seen is not None and not self._is_own(seen):
            self._report(seen)

    def _look_at_title(self) -> None:
        """The most frequent change by far, and the one an open panel follows: nothing else is asked for."""
        known = self._reported
        if known is None or known.window != self._watched:
            self._look_again()
            return
        net_name = self._x.property(self._watched, "_NET_WM_NAME")
        name = self._x.property(self._watched, "WM_NAME")
        if net_name.value() is not None:  # else the window is gone, and another event says so
            self._report(replace(known, title=self._text(net_name) or self._text(name)))

    def _select(self, window: int, *, watched: bool = False) -> None:
        """Ask for the events of a window: its own changes while it is watched, the focus while nobody else tells of it."""
        mask = X.NoEventMask
        if watched or (window and window == self._watched):
            mask |= X.PropertyChangeMask | X.StructureNotifyMask
        if window in self._focus_watched:
            mask |= X.FocusChangeMask
        if window:
            self._x.tell(request.ChangeWindowAttributes, window=window, attrs={"event_mask": mask})

    def _report(self, seen: _Seen | None) -> None:
        if seen is None:
            if self._reported is not None and not self._none.isActive():
                self._none.start()
            return
        self._none.stop()
        if seen != self._reported:
            self._reported = seen
            if self._sink is not None:
                self._sink(seen.context())

    def _report_none(self) -> None:
        self._reported = None
        if self._sink is not None:
            self._sink(None)

    # Reading

    def _is_own(self, seen: _Seen) -> bool:
        return seen.pid == self._own_pid or any(name.lower() == OWN_CLASS for name in seen.classes)

    def _read(self, window: int) -> _Seen | None:
        """Return a window with all asked in one round trip; None when it is none, or gone."""
        if not window:
            return None
        attributes = self._x.ask(request.GetWindowAttributes, window=window)
        geometry = self._x.ask(request.GetGeometry, drawable=window)
        origin = self._x.ask(request.TranslateCoords, src_wid=window, dst_wid=self._x.root, src_x=0, src_y=0)
        frame, shadow = (
            self._x.property(window, "_NET_FRAME_EXTENTS"),
            self._x.property(window, "_GTK_FRAME_EXTENTS"),
        )
        state, net_name = self._x.property(window, "_NET_WM_STATE"), self._x.property(window, "_NET_WM_NAME")
        name = self._x.property(window, "WM_NAME")
        classes, pids = self._x.property(window, "WM_CLASS"), self._x.property(window, "_NET_WM_PID")
        shown, size, place = attributes.value(), geometry.value(), origin.value()
        if shown is None or size is None or place is None or shown.map_state == X.IsUnmapped:
            return None  # openbox goes on calling a window active that was withdrawn
        rect = _with_frame(Rect(place.x, place.y, size.width, size.height), frame.numbers(), shadow.numbers())
        pid = next(iter(pids.numbers()), 0)
        known = self._reported if self._reported is not None and self._reported.window == window else None
        return _Seen(
            window=window,
            pid=pid,
            process=known.process if known is not None and known.pid == pid else process_name(pid),
            classes=class_names(classes.raw()[1]),
            title=self._text(net_name) or self._text(name),
            rect=rect,
            screen=self._screens.screen_of(rect),
            full_screen=self._x.atom("_NET_WM_STATE_FULLSCREEN") in state.numbers(),
        )

    def _text(self, answer: Answer) -> str:
        kind, raw = answer.raw()
        if kind == self._x.atom("UTF8_STRING"):
            return utf8_text(raw)
        return compound_text(raw) if kind == self._x.atom("COMPOUND_TEXT") else latin1_text(raw)


def _with_frame(inner: Rect, frame: tuple[int, ...], shadow: tuple[int, ...]) -> Rect:
    """Return the window as people see it: with the manager's frame, without the shadow a GTK window draws itself."""
    if len(shadow) == 4:
        left, right, top, bottom = (-side for side in shadow)
    elif len(frame) == 4:
        left, right, top, bottom = frame
    else:
        return inner
    return Rect(inner.x - left, inner.y - top, inner.width + left + right, inner.height + top + bottom)
