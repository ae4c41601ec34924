"""The sources of this desk for the settings window; what it asks for is done by `overlay source …` in a child process."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from overlay.app.child import Children
from overlay.app.sync import SyncSchedule
from overlay.content.sync import last_checks, state
from overlay.content.sync.last_checks import Look
from overlay.content.sync.sources import SourceList, SourceListError
from overlay.ui.sources.port import Done, FollowedSource, Login, NewSource

log = logging.getLogger(__name__)


class DeskSources(QObject):
    """What the page about sources asks of the assistant (`SourcesPort`).

    `folder` is what sync keeps; `titles` gives the title of each installed pack; `shared`: guides are those of all users of
    this machine. Made when the page is: reading the lists needs modules that the assistant itself does without.
    """

    def __init__(
        self,
        followed: SourceList,
        folder: Path,
        schedule: SyncSchedule,
        children: Children,
        titles: Callable[[], Mapping[str, str]],
        *,
        shared: bool = False,
    ) -> None:
        super().__init__()
        self._followed = followed
        self._folder = folder
        self.shared = shared
        self._schedule = schedule
        self._children = children
        self._titles = titles
        self.sync = schedule.now
        self.cancel = schedule.cancel

    def sources(self) -> Sequence[FollowedSource]:
        seen, kept, titles = last_checks.load(self._folder), state.load(self._folder), self._titles()
        try:
            followed = self._followed.all()
        except SourceListError as error:
            log.warning("%s", error)
            return ()
        found = []
        for source in followed:
            look = seen.get(source.name, Look(""))
            packs = {p: i.version for p, i in kept.installed.items() if i.source == source.name}
            found.append(
                FollowedSource(
                    source.name,
                    source.url,
                    source.locked,
                    bool(look.tried),
                    _seconds(look.read),
                    _seconds(look.valid_until),
                    kept.silent_since.get(source.name, ""),
                    look.code,
                    look.text,
                    tuple((titles.get(pack, pack), version) for pack, version in sorted(packs.items())),
                )
            )
        return found

    def on_change(self, changed: Callable[[], None]) -> None:
        self._schedule.changed.connect(changed)

    def progress(self) -> tuple[int, int] | None:
        return self._schedule.progress if self._schedule.running else None

    def add(self, wanted: NewSource, done: Done) -> None:
        """Follow another source and ask it for guides at once."""
        is_file = Path(wanted.trust).expanduser().is_file()
        trust = (
            ("--root", str(Path(wanted.trust).expanduser())) if is_file else ("--fingerprint", wanted.trust)
        )

        def ended(code: str) -> None:
            done(code)
            if not code:
                self._schedule.now()

        # What was typed never stands where an option could be: “--” ends them.
        self._run(ended, "add", "--json", *trust, "--", wanted.name, wanted.address)

    def remove(self, name: str, done: Done) -> None:
        self._run(done, "remove", "--json", "--", name)

    def log_in(self, login: Login, done: Done) -> None:
        """Keep a login in the keyring and try again with it; it goes to the child by its input, not by its words."""

        def ended(code: str) -> None:
            done(code)
            if not code:
                self._schedule.now()

        user = ("--user", login.user) if login.user else ()
        self._run(ended, "login", "--json", *user, "--", login.source, told=f"{login.secret}\n")

    def _run(self, done: Done, *words: str, told: str = "") -> None:
        def ended(exit_code: int, answer: str) -> None:
            done(_refusal(answer) if exit_code else "")

        self._children.ask("source", *words, told=told, then=ended)


def _refusal(answer: str) -> str:
    """Return the code by which `overlay source` says why it did not do what it was asked for."""
    try:
        return str(json.loads(answer)["code"]) or "failed"
    except (ValueError, LookupError, TypeError):
        return "failed"


def _seconds(iso: str) -> float:
    try:
        return datetime.fromisoformat(iso).timestamp()
    except ValueError:
        return 0.0
