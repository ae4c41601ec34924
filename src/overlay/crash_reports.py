"""Crash reports: where in the code the assistant was when it died, and the last lines of the log.

A report stays on this machine. The next start finds it and offers it; nothing is ever sent.

    log/running-<pid>.txt    open while an assistant runs; faulthandler writes here at a fault (no values, only places)
    log/crash-<time>.txt     what a start made of one that a dead assistant left
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from overlay.logs import FILE

KEPT = 5
_LOG_LINES = 40
_RUNNING = re.compile(r"running-(\d+)\.txt")


class CrashWatch:
    """Has faults of this process written down. `start` first gathers what earlier ones left."""

    def __init__(
        self,
        folder: Path,
        alive: Callable[[int], bool] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._alive = alive or _alive
        self._clock = clock
        self._file: TextIO | None = None
        self.fresh: Path | None = None
        """The report of a crash that nobody has been told of yet."""

    def start(self) -> None:
        """Begin. Raises OSError when the folder cannot be written."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in sorted(self._folder.glob("running-*.txt")):
            self._gather(path)
        path = self._folder / f"running-{os.getpid()}.txt"
        self._file = path.open("w", encoding="utf-8")
        path.chmod(0o600)
        faulthandler.enable(self._file)

    def stop(self) -> None:
        """End: this process leaves in good order."""
        if self._file is None:
            return
        faulthandler.disable()
        path = Path(self._file.name)
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            path.unlink()

    def _gather(self, path: Path) -> None:
        found = _RUNNING.fullmatch(path.name)
        if not found or self._alive(int(found[1])):
            return
        with contextlib.suppress(OSError):
            fault = path.read_text("utf-8", "replace").strip()
            if fault:  # else it was ended from outside: a log-off, a power cut
                self._report(fault)
            path.unlink(missing_ok=True)

    def _report(self, fault: str) -> None:
        log = self._folder / FILE
        lines = log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:] if log.exists() else []
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(self._clock()))
        report = self._folder / f"crash-{stamp}.txt"
        report.touch(mode=0o600)
        report.write_text("\n".join([fault, "", "The last lines of the log:", *lines, ""]), "utf-8")
        self.fresh = report
        for old in crash_reports(self._folder)[KEPT:]:
            old.unlink(missing_ok=True)


def crash_reports(folder: Path) -> tuple[Path, ...]:
    """Return the reports in the log folder, newest first."""
    return tuple(sorted(folder.glob("crash-*.txt"), reverse=True))


def _alive(pid: int) -> bool:
    if os.name != "posix":
        return pid == os.getpid()  # there is one assistant a session, and it holds its own file open
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
