"""Which autostart entries this system has."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from overlay.autostart.entry import LoginItems


def login_items(environ: Mapping[str, str] = os.environ) -> LoginItems:
    """Return the login items of this user on this system."""
    if sys.platform == "win32":
        from overlay.autostart.windows_run import RunKeys  # noqa: PLC0415  needs winreg

        return RunKeys()
    if sys.platform == "darwin":
        from overlay.autostart.launch_agents import LaunchAgents  # noqa: PLC0415

        return LaunchAgents(Path.home() / "Library" / "LaunchAgents")
    from overlay.autostart.xdg import XdgAutostart  # noqa: PLC0415

    return XdgAutostart.of(environ)
