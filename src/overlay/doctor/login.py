"""Whether the assistant starts when this user logs in, and whether that is what the settings ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from overlay.autostart import LoginItems, LoginState, Start
from overlay.doctor.finding import Finding, ok, warn
from overlay.settings_file import Loaded

_CHECK = "start at login"


def of_login(loaded: Loaded, items: Callable[[], LoginItems]) -> Finding:
    """Return what a login does, beside what `start.at_login` says."""
    found = items().read()
    wanted = Start(loaded.settings.start.at_login)
    if found.own and found.command and not _is_there(found.command[0]):
        return warn(
            _CHECK,
            f"{found.own} starts {found.command[0]}, which is not there",
            "Start the assistant from where it is now, which puts this right; or remove the entry",
        )
    if wanted is Start.NEVER:
        return ok(_CHECK, "no: start.at_login is “never”")
    if found.starts:
        return ok(_CHECK, f"yes, by {found.own or found.machine}")
    if wanted is Start.ALWAYS:
        return _wanted_in_vain(found)
    if found.off:
        return warn(_CHECK, f"no: {found.off}", "Set start.at_login to “always”, or switch it on there")
    return ok(_CHECK, "no: nothing here starts it; start.at_login says “installed”")


def _wanted_in_vain(found: LoginState) -> Finding:
    if found.off:
        return warn(_CHECK, f"no, though start.at_login is “always”: {found.off}", "Switch it on there")
    return warn(
        _CHECK,
        "no, though start.at_login is “always”: there is no entry",
        "Start the assistant once: overlay",
    )


def _is_there(program: str) -> bool:
    return not Path(program).is_absolute() or Path(program).exists()
