"""What `overlay status` says about the assistant: versions, backends, hotkeys, packs, locked settings; no titles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from overlay import __version__
from overlay.app.backends import Backends
from overlay.app.commands import identity, remote_facts
from overlay.app.crash_offer import CrashOffer
from overlay.app.hotkeys import HotkeyRing
from overlay.app.library import Library
from overlay.content.sync.newer import newer_program
from overlay.context import WindowContext
from overlay.settings_file import Loaded


class StatusReport(Struct, frozen=True):
    """Asks the parts when it is called."""

    content_folder: Path
    library: Library
    backends: Backends
    ring: HotkeyRing
    crash: CrashOffer
    loaded: Callable[[], Loaded]
    context: Callable[[], WindowContext | None]

    def newer(self) -> str:
        """Return the newer version of the program that a source names, where the policy lets it be told; else ""."""
        return newer_program(self.content_folder, __version__) if self.loaded().policy.tell_updates else ""

    def __call__(self) -> dict[str, Any]:
        content = self.library.content
        loaded = self.loaded()
        packs = content.packs() if content else ()
        return {
            **identity(),
            "backends": self.backends.status(),
            "hotkeys": self.ring.status(),
            "packs": [{"pack": p.id, "version": p.version, "guides": p.guides} for p in packs],
            "generation": content.number if content else 0,
            "settings": [str(problem) for problem in loaded.problems],
            "locked": dict(loaded.locked),
            "crash": self.crash.report,
            "newer version": self.newer(),
            "remote": remote_facts(self.context()),
            "without effect here": sorted(self.backends.limits()),
        }
