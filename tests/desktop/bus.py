"""A D-Bus session bus of a test's own that starts no service: what this machine has installed must not answer."""

from __future__ import annotations

from pathlib import Path

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def bus_command(folder: Path) -> list[str]:
    """Return the command of a bus that listens in `folder`; it prints its address."""
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder))
    return ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
