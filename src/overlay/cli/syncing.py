"""`overlay sync`: fetches and installs what the sources of a desk, or of a whole machine, offer."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TYPE_CHECKING, Any

from overlay import logs
from overlay.cli.machine import machine_folder, machine_sources
from overlay.cli.output import DONE, LATER, NOT_SO, answer_line, tell, tell_content_changed
from overlay.cli.parsing import Parents, add_verb
from overlay.cli.priority import give_way
from overlay.cli.sources import connect, source_list
from overlay.errors import OverlayError, SourceUnreachableError
from overlay.paths import Paths
from overlay.settings_file import content_folder_for

if TYPE_CHECKING:
    from overlay.content.sync.run import SyncReport

log = logging.getLogger(__name__)

_PHASES = {"look": "Asking the sources", "fetch": "Fetching", "install": "Installing"}
_WIDTH = 30  # of the longest line of progress


def add_sync_verb(verbs: Any, parents: Parents) -> None:
    """Add `sync` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    about = "Fetch and install what the sources of this desk offer."
    sync = add_verb(verbs, parents, "sync", _sync, about)
    sync.add_argument(
        "--check", action="store_true", help="only report what would be done (exit 1 if there is anything)"
    )
    sync.add_argument(
        "--system",
        action="store_true",
        help="for all users of this machine, by its policy (as administrator)",
    )
    sync.add_argument(
        "--gently",
        action="store_true",
        help="run at low priority, giving way to everything else on this machine",
    )


def _sync(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import WAITING
    from overlay.content.sync.run import Sync

    if asked.gently:
        give_way()
    if asked.system:
        folder, sources = machine_folder(places), machine_sources(places).all()
    else:
        folder, sources = content_folder_for(places), source_list(places).all()
        if folder != places.data:
            raise OverlayError(
                "The users of this machine share one store of guides. An administrator renews it: overlay sync --system."
            )
    if not sources:
        raise OverlayError("This desk follows no source. Add one: overlay source add NAME URL --root FILE.")
    show = Progress(as_json=asked.json)
    sync = Sync(folder, sources, connect, progress=show.progress)
    logs.join(places.log)
    try:
        report = sync.run(check=asked.check, on_wait=lambda: tell(WAITING))
    finally:
        show.end()
    if report.changes and not asked.check and not asked.system:
        tell_content_changed(places)
    _report(report, asked)
    if any(isinstance(problem, SourceUnreachableError) for problem in report.problems):
        return LATER
    return NOT_SO if report.problems or (asked.check and report.changes) else DONE


def _report(report: SyncReport, asked: argparse.Namespace) -> None:
    for problem in report.problems:
        log.warning("sync: %s", problem)
    for text in dict.fromkeys(map(str, report.problems)):  # what ails a source may ail each of its packs
        tell(text)
    for change in report.changes:
        log.info("sync: “%s” from %s to %s", change.pack, change.was or "none", change.to or "none")
    if asked.json:
        answer_line(
            {
                "result": "problems" if report.problems else "done" if report.changes else "nothing",
                "packs": [
                    {"pack": c.pack, "from": c.was, "to": c.to, "bytes": c.fetched_bytes}
                    for c in report.changes
                ],
                "problems": [
                    {
                        "code": getattr(p, "code", "unreachable"),
                        "role": getattr(p, "role", ""),
                        "text": str(p),
                    }
                    for p in report.problems
                ],
                "silent_since": dict(report.silent_since),
            }
        )
        return
    for change in report.changes:
        if not change.to:
            print(f"{change.pack}  {change.was}  withdrawn")
        else:
            print(f"{change.pack}  {change.was or '–'} → {change.to}  {change.fetched_bytes:,} bytes")
    if not report.changes and not report.problems:
        tell("Everything is up to date.")


class Progress:
    """Progress as JSON lines, or as one line that renews itself where a person sits at a terminal.

    At most a hundred lines a phase: a reader needs no more, and a pipe should not fill.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._to_person = not as_json and sys.stderr.isatty()
        self._last = ("", -1)

    def progress(self, phase: str, done: int, total: int) -> None:
        now = (phase, done * 100 // total if total else 100)
        if now == self._last:
            return
        self._last = now
        if self._as_json:
            answer_line({"progress": {"phase": phase, "done": done, "total": total}})
        elif self._to_person and total:
            self._show(f"{_PHASES[phase]} {now[1]} %")

    def end(self) -> None:
        """Leave the terminal's line to what is said next."""
        if self._to_person:
            self._show("")

    @staticmethod
    def _show(text: str) -> None:
        sys.stderr.write(f"\r{text:<{_WIDTH}}{'' if text else chr(13)}")
        sys.stderr.flush()
