"""Start at login on macOS: a launch agent of the user's. Untested on hardware.

https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLaunchdJobs.html
"""

from __future__ import annotations

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from msgspec import Struct

from overlay.autostart.entry import LoginState, Start, carries_home, of_another, told_home

LABEL = "org.overlay.assistant"
OWN_LABEL = f"{LABEL}.login"  # launchd takes each label once


class LaunchAgents(Struct, frozen=True):
    """The folders launchd reads at a login. An entry of the machine's is left to the assistant: see `program.AT_LOGIN`."""

    own: Path
    machine: Path = Path("/Library/LaunchAgents")

    @property
    def file(self) -> Path:
        return self.own / f"{OWN_LABEL}.plist"

    def read(self) -> LoginState:
        machine = self.machine / f"{LABEL}.plist"
        theirs, own = _agent(machine), _agent(self.file)
        words = tuple(map(str, own.get("ProgramArguments", ()))) if own else ()
        off = f"Disabled in {self.file}" if own and own.get("Disabled") and not theirs else ""
        return LoginState(str(machine) if theirs else "", str(self.file) if own else "", off, words)

    def put(self, wanted: Start, command: Sequence[str], *, chosen: bool) -> None:
        own = _agent(self.file)
        if own and not chosen and of_another(told_home(own.get("ProgramArguments", ())), command):
            return
        if wanted is not Start.ALWAYS or (
            _agent(self.machine / f"{LABEL}.plist") and not carries_home(command)
        ):
            self.file.unlink(missing_ok=True)
            return
        if own and own.get("Disabled") and not chosen:
            return
        agent = {
            "Label": OWN_LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        if own != agent:
            self.own.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_name(f".{self.file.name}.{os.getpid()}")
            fresh.write_bytes(plistlib.dumps(agent, sort_keys=False))
            fresh.chmod(0o600)
            fresh.replace(self.file)


def _agent(path: Path) -> dict[str, Any]:
    try:
        found = plistlib.loads(path.read_bytes())
    except (OSError, plistlib.InvalidFileException, ExpatError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
