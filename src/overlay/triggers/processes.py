"""The name of a running process, as rules know it."""

from __future__ import annotations

import re
from pathlib import Path

_INTERPRETERS = re.compile(
    r"(python|perl|ruby|lua|node|java|mono|bash|dash|sh|wine(64)?|wine(64)?-preloader|gjs|electron)([\d.]*)"
)


def process_name(pid: int, proc: Path = Path("/proc")) -> str:
    """Return the name a process goes by, without `.exe`; "" when it is gone.

    The name of the executable tells more than `comm`, which the kernel cuts, unless it only runs a script.
    """
    if pid <= 0:
        return ""
    try:
        comm = (proc / str(pid) / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
    try:
        executable = (proc / str(pid) / "exe").readlink().name.removesuffix(" (deleted)")
    except OSError:  # another user's process
        executable = ""
    name = comm if not executable or _INTERPRETERS.fullmatch(executable) else executable
    return name.removesuffix(".exe")
