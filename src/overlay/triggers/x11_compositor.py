"""Whether a compositor runs on X11: the owner of the selection `_NET_WM_CM_Sn` (EWMH), reported by XFixes, never polled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from Xlib import X
from Xlib.protocol import request

from overlay.errors import BackendUnavailableError
from overlay.triggers.x11_connection import X11Connection

CompositorSink = Callable[[bool], None]
"""Gets True when windows can be translucent, False when they cannot. Called on the Qt thread."""


class X11Compositor:
    """Tells once at `start`, and again whenever a compositor comes or goes."""

    name = "x11"

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self._sink: CompositorSink | None = None
        self._runs: bool | None = None

    def start(self, sink: CompositorSink) -> None:
        """Raises BackendUnavailableError when no X server answers."""
        self._x.open()
        try:
            self._listen()
        except BaseException:
            self._x.close()
            raise
        self._sink = sink
        self._tell(self._owner())

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is not None:
            self._sink = None
            self._x.unlisten(self._changed)
            self._x.close()

    def _listen(self) -> None:
        here = self._x.extension("XFIXES")
        if here is None:
            raise BackendUnavailableError("the X server has no XFIXES extension")
        from Xlib.ext import xfixes  # noqa: PLC0415  its tables are only needed here

        opcode, event = int(here.major_opcode), int(here.first_event)
        self._x.ask(xfixes.QueryVersion, opcode=opcode, major_version=4, minor_version=0).value()
        for kind, notify in enumerate(
            (
                xfixes.SetSelectionOwnerNotify,
                xfixes.SelectionWindowDestroyNotify,
                xfixes.SelectionClientCloseNotify,
            )
        ):
            self._x.wire.add_extension_event(event, notify, kind)
        mask = (
            xfixes.XFixesSetSelectionOwnerNotifyMask
            | xfixes.XFixesSelectionWindowDestroyNotifyMask
            | xfixes.XFixesSelectionClientCloseNotifyMask
        )
        self._x.tell(
            xfixes.SelectSelectionInput,
            opcode=opcode,
            window=self._x.root,
            selection=self._selection(),
            mask=mask,
        )
        self._x.listen((event,), self._changed)

    def _selection(self) -> int:
        return self._x.atom(f"_NET_WM_CM_S{self._x.wire.default_screen}")

    def _owner(self) -> bool:
        answer = self._x.ask(request.GetSelectionOwner, selection=self._selection()).value()
        owner = getattr(answer, "owner", X.NONE)
        return bool(getattr(owner, "id", owner))

    def _changed(self, event: Any) -> None:
        if event.selection == self._selection():
            self._tell(bool(getattr(event.owner, "id", event.owner)))

    def _tell(self, runs: bool) -> None:
        if runs != self._runs and self._sink is not None:
            self._runs = runs
            self._sink(runs)
