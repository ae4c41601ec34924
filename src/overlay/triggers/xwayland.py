"""The X11 backends in a Wayland session: through XWayland they reach X11 programs only, and say so."""

from __future__ import annotations

from overlay.triggers import wayland
from overlay.triggers.x11_hotkeys import X11Hotkeys
from overlay.triggers.x11_typing import X11Typist
from overlay.triggers.x11_windows import X11WindowWatcher


class XWaylandWatcher(X11WindowWatcher):
    """Sees X11 programs; reports None while a native window is in front."""

    name = "xwayland"

    @property
    def limits(self) -> tuple[str, ...]:
        """What this desktop cannot tell, for `status`."""
        return (wayland.ONLY_XWAYLAND_WINDOWS,)


class XWaylandHotkeys(X11Hotkeys):
    """Gets its keys only while an X11 program is in front: better than none."""

    name = "xwayland"
    limits = (wayland.ONLY_XWAYLAND_KEYS,)


class XWaylandTypist(X11Typist):
    """Types into X11 programs."""

    name = "xwayland"
    limits = (wayland.ONLY_XWAYLAND_TYPING,)
