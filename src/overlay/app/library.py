"""What the assistant reads: matches and guides from the content, walks and notes from the journal."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from overlay.assist.events import Opened
from overlay.assist.state import Assist, first_match
from overlay.assist.view import UsedLately
from overlay.content.lookup import Content
from overlay.content.store import generations
from overlay.context import WindowContext
from overlay.errors import ContentUnavailableError, GuideNotFoundError, StoreError
from overlay.guide import GuideKind, GuideRef
from overlay.journal.case_key import CaseKeys
from overlay.journal.store import Journal
from overlay.match import Match, Rejected
from overlay.walk import Walk

log = logging.getLogger(__name__)

RESUME_AMONG = 6  # matches looked at for a walk under way; more is a list to choose from, not a case


class Library:
    """Reads both stores for the assistant. A store that fails costs what it holds, never the walk.

    `content` is None while there is none; `problem` is then a code ("none", "unreadable").
    """

    def __init__(self, data_dir: Path, journal: Journal, keys: CaseKeys) -> None:
        self.data_dir = data_dir
        self.journal = journal
        self._keys = keys
        self.languages: tuple[str, ...] = ("en",)
        self.content: Content | None = None
        self.problem = ""
        self.problem_details = ""
        self.reload()

    def reload(self) -> None:
        """Read from the newest generation from now on."""
        old, self.content, self.problem = self.content, None, ""
        try:
            self.content = Content.open(self.data_dir)
        except ContentUnavailableError as error:
            self.problem = "unreadable" if error.damaged else ""
            self.problem_details = str(error) if error.damaged else ""
        if old is not None:
            old.close()

    def is_behind(self) -> bool:
        """Tell whether another generation is in place than the one that is read."""
        try:
            newest = generations.current(self.data_dir)
        except ContentUnavailableError:
            return False  # damaged, or of another version: `reload` at the next change says so
        return newest is not None and newest.number != (self.content.number if self.content else 0)

    @property
    def guide_count(self) -> int:
        return self.content.guide_count if self.content else 0

    def matches(self, context: WindowContext | None, now_s: float) -> tuple[Match, ...]:
        """Return the guides that fit the window, best first; none when there is no content."""
        if context is None or self.content is None:
            return ()
        return self.content.matches(
            context, now_s, self.languages, tuple(walk.guide for walk in self._latest())
        )

    def explain(
        self, context: WindowContext | None, now_s: float
    ) -> tuple[tuple[Match, ...], tuple[Rejected, ...]]:
        """Return what fits the window and what nearly does, with reasons; for a window that explains, not for each title."""
        if context is None or self.content is None:
            return (), ()
        return self.content.explain(context, now_s, self.languages)

    def first(self, state: Assist, matches: tuple[Match, ...]) -> Opened | None:
        """Return the guide to show for these matches, with its walk."""
        match = first_match(state, matches, self._resumable(matches))
        return self.opened(match.ref, match.captures) if match else None

    def opened(self, ref: GuideRef, captures: Mapping[str, str]) -> Opened | None:
        """Return a guide with the walk and notes this agent has for it; None when it is not installed."""
        if self.content is None:
            return None
        try:
            guide = self.content.guide(ref, self.languages)
        except GuideNotFoundError:
            return None
        case_key = self._keys.key(ref, captures)
        notes: Mapping[str, str] = {}
        try:
            notes = self.journal.notes(ref)
        except StoreError as error:
            log.warning("notes cannot be read: %s", error)
        steps = {step: text for step, text in notes.items() if step}
        return Opened(guide, case_key, captures, self.walk(ref, case_key), notes.get("", ""), steps)

    def walk(self, ref: GuideRef, case_key: str) -> Walk | None:
        """Return the walk through a guide for one case; None when there is none, or none can be read."""
        try:
            return self.journal.walk(ref, case_key)
        except StoreError as error:
            log.warning("a walk cannot be read: %s", error)
            return None

    def step_at(self, ref: GuideRef, captures: Mapping[str, str]) -> int:
        """Return the step (from 1) at which the walk for this case stands; 0 when none is under way."""
        walk = self.walk(ref, self._keys.key(ref, captures))
        return walk.position + 1 if walk and walk.started and not walk.finished else 0

    def missed(self, words: str) -> None:
        """Count a search that led to no guide. Only for who agreed to it (`privacy.count_misses`)."""
        try:
            self.journal.missed(words)
        except StoreError as error:
            log.warning("a search cannot be counted: %s", error)

    def save_walk(self, walk: Walk) -> None:
        """Keep a walk. When the disk does not take it the journal holds it in memory and tries again with the next."""
        try:
            self.journal.save(walk)
        except StoreError as error:
            log.warning("a walk is kept in memory only: %s", error)

    def save_note(self, ref: GuideRef, step_id: str, text: str, now_s: float) -> None:
        """Keep the agent's note on a guide (`step_id` empty) or a step; an empty text erases it."""
        try:
            self.journal.save_note(ref, step_id, text, now_s)
        except StoreError as error:
            log.warning("a note cannot be kept: %s", error)

    def lately(self, limit: int = 4) -> tuple[UsedLately, ...]:
        """Return the guides this agent used lately, newest first, as far as they are still installed."""
        if self.content is None:
            return ()
        used: list[UsedLately] = []
        for walk in self._latest():
            try:
                title = self.content.title(walk.guide, self.languages)
            except GuideNotFoundError:
                continue
            used.append(UsedLately(walk.guide, title, walk.position, walk.finished))
        return tuple(used[:limit])

    def next_change_s(self, now_s: float) -> float | None:
        """Return when a guide starts or stops being valid, in seconds since the epoch."""
        return self.content.next_change_s(now_s) if self.content else None

    def close(self) -> None:
        if self.content is not None:
            self.content.close()
            self.content = None
        self.journal.close()

    def _latest(self) -> tuple[Walk, ...]:
        try:
            return self.journal.latest(20)
        except StoreError as error:
            log.warning("what was used lately cannot be read: %s", error)
            return ()

    def _resumable(self, matches: tuple[Match, ...]) -> frozenset[GuideRef]:
        """Return the one guide whose walk for this case was touched last and is under way."""
        best: Walk | None = None
        for match in matches[:RESUME_AMONG]:
            if match.kind is GuideKind.NOTICE:
                continue
            walk = self.walk(match.ref, self._keys.key(match.ref, match.captures))
            if (
                walk is not None
                and walk.started
                and not walk.finished
                and (best is None or walk.changed_s > best.changed_s)
            ):
                best = walk
        return frozenset({best.guide}) if best else frozenset()
