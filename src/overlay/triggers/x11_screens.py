"""The monitors of the desktop, from RandR; the whole root window where there is none."""

from __future__ import annotations

from typing import Any

from Xlib.protocol import request

from overlay.context import Rect
from overlay.triggers.x11_connection import X11Connection

_SCREEN_CHANGE_MASK = 1  # RRScreenChangeNotifyMask


class X11Screens:
    """Reads the monitors once and again after a change."""

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self._rects: tuple[Rect, ...] = ()
        self._opcode = 0

    def start(self) -> None:
        randr_here = self._x.extension("RANDR")
        if randr_here is None:
            return
        from Xlib.ext import randr  # noqa: PLC0415  # its tables cost 3 ms, and only where there is RandR

        self._opcode = int(randr_here.major_opcode)
        change_event = int(randr_here.first_event)
        self._x.wire.add_extension_event(change_event, randr.ScreenChangeNotify)
        self._x.tell(randr.SelectInput, opcode=self._opcode, window=self._x.root, mask=_SCREEN_CHANGE_MASK)
        self._x.listen((change_event,), self._changed)

    def stop(self) -> None:
        self._x.unlisten(self._changed)
        self._rects = ()

    def _changed(self, _event: Any) -> None:
        self._rects = ()

    def rects(self) -> tuple[Rect, ...]:
        """Return the monitors in device pixels."""
        if not self._rects:
            self._rects = self._monitors() or self._whole()
        return self._rects

    def _monitors(self) -> tuple[Rect, ...]:
        if not self._opcode:
            return ()
        from Xlib.ext import randr  # noqa: PLC0415  # imported by `start` already

        answer = self._x.ask(
            randr.GetMonitors, opcode=self._opcode, window=self._x.root, is_active=True
        ).value()
        monitors = answer.monitors if answer is not None else ()
        return tuple(Rect(m.x, m.y, m.width_in_pixels, m.height_in_pixels) for m in monitors)

    def _whole(self) -> tuple[Rect, ...]:
        root = self._x.ask(request.GetGeometry, drawable=self._x.root).value()
        return (Rect(0, 0, root.width, root.height),) if root is not None else ()

    def screen_of(self, rect: Rect) -> Rect | None:
        """Return the monitor that shows most of `rect`; the first when none does."""
        rects = self.rects()
        return max(rects, key=lambda screen: _shared_px(screen, rect)) if rects else None


def _shared_px(a: Rect, b: Rect) -> int:
    width = min(a.right, b.right) - max(a.x, b.x)
    height = min(a.bottom, b.bottom) - max(a.y, b.y)
    return max(0, width) * max(0, height)
