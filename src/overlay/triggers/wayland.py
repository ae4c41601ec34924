"""What a Wayland session allows a program, worded for `status`, and which Qt platform plug-in suits it. Pure.

Wayland has no call for "which window is in front", "put me there", "do not give me the focus" or "type this". Each desktop
adds what it likes: sway its IPC, KDE and GNOME the GlobalShortcuts portal. docs/platforms.md says what works where.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

NO_FRONT_WINDOW = (
    "This desktop tells no program which native Wayland window is in front, so no rule can match one. The search works "
    "everywhere. For guides that follow the window, log in to an X11 (Xorg) session or use sway."
)
ONLY_XWAYLAND_WINDOWS = (
    "Only X11 programs (through XWayland) are seen; native Wayland windows are not, and no rule matches them. The search "
    "works everywhere."
)
ONLY_XWAYLAND_KEYS = (
    "The hotkeys work only while an X11 program (through XWayland) is in front. Bind keys to `overlay toggle` and its like "
    "in the desktop's keyboard settings instead."
)
ONLY_XWAYLAND_TYPING = (
    "Text is typed only into X11 programs (through XWayland); copy and paste works everywhere."
)
NO_TYPING = (
    "Wayland lets no program type into another one's window here. Copy works: the panel offers that instead."
)
NO_PLACE = (
    "No XWayland runs here, and this desktop takes no rules for windows: the panel is an ordinary window that may take the "
    "focus when it opens. Install XWayland."
)


def in_wayland(environ: Mapping[str, str]) -> bool:
    """Tell whether this session is Wayland's."""
    return bool(environ.get("WAYLAND_DISPLAY"))


def no_display(environ: Mapping[str, str], system: str = sys.platform) -> str:
    """Return why no window can be shown here, and what to do; "" where one can. Qt would end the process without a word."""
    if system in {"win32", "darwin"} or environ.get("QT_QPA_PLATFORM"):
        return ""
    if in_wayland(environ) or environ.get("DISPLAY"):
        return ""
    return (
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Start the assistant in the agent's session; "
        "verbs such as `overlay doctor` work without one."
    )


def qt_platform(environ: Mapping[str, str]) -> str:
    """Return the platform plug-in of Qt for the assistant's windows; "" leaves it to Qt, or to who has set it.

    In a Wayland session only an X11 window can be above others at a place of its own without ever having the focus.
    """
    if environ.get("QT_QPA_PLATFORM") or not in_wayland(environ):
        return ""
    return "xcb" if environ.get("DISPLAY") else "wayland"
