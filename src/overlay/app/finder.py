"""What the palette shows: guides that fit the window, recently used ones, and search results.

A search runs on a thread of its own; the rest is read where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from overlay.app.library import Library
from overlay.app.search_thread import Answer, Asked, SearchThread
from overlay.assist.state import Assist, captures_in_front
from overlay.assist.view import StepState
from overlay.content.search import Hit
from overlay.guide import MAIN, Guide, GuideRef
from overlay.ui.commands import Command, fitting, named
from overlay.ui.palette.model import (
    Found,
    FoundBy,
    Group,
    GroupKind,
    Preview,
    PreviewStep,
    Results,
    without_marks,
)
from overlay.walk import path

LIMIT = 20


class LibraryFinder(QObject):
    """A `Finder` over the library. `answered` brings what a search found, on the Qt thread; `stop` ends its thread.

    `counts_misses` tells whether the agent agreed to it (`privacy.count_misses`).
    """

    answered = Signal(object)  # Results
    _searched = Signal(object)  # Answer; from the search's thread, so Qt hands it over to the receiver's

    def __init__(
        self,
        library: Library,
        state: Callable[[], Assist],
        commands: Callable[[], tuple[Command, ...]],
        counts_misses: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._library = library
        self._state = state
        self._commands = commands
        self._counts_misses = counts_misses
        self._thread = SearchThread(library.data_dir, self._searched.emit)
        self._searched.connect(self._answer)

    def stop(self) -> None:
        self._thread.stop()

    def find(self, query: str) -> Results | None:
        """Return what fits and what was used lately when `query` is empty; else None: `answered` brings it."""
        if not query.strip():
            fitting = [m.ref for m in self._state().matches]
            lately = [u.ref for u in self._library.lately() if u.ref not in fitting]
            groups = (
                Group(GroupKind.FITS, self._listed(fitting)),
                Group(GroupKind.LATELY, self._listed(lately)),
            )
            return Results(query, tuple(g for g in groups if g.found), self._commands())
        content = self._library.content
        context = self._state().context
        if content is None:
            return Results(query, (), self._fitting(query, guides=False))
        asked = Asked(
            query,
            self._library.languages,
            content.number,
            self._state().now_s,
            context.app if context else "",
            tuple(used.ref for used in self._library.lately()),
            LIMIT,
        )
        self._thread.ask(asked)
        return None

    def missed(self, query: str) -> None:
        if self._counts_misses():
            self._library.missed(query)

    def _answer(self, answer: Answer) -> None:
        """Tell what a search found: those that fit the window first."""
        query = answer.query
        fitting = [m.ref for m in self._state().matches]
        found = [self._found(hit, steps) for hit, steps in answer.hits]
        groups = (
            Group(GroupKind.FITS, tuple(f for f in found if f.ref in fitting)),
            Group(GroupKind.ALL, tuple(f for f in found if f.ref not in fitting)),
        )
        commands = self._fitting(query, guides=bool(found))
        start = query.casefold().strip()
        first = named(commands, query) and not any(start in without_marks(f.title).casefold() for f in found)
        self.answered.emit(Results(query, tuple(g for g in groups if g.found), commands, first))

    def _found(self, hit: Hit, steps: int) -> Found:
        by = tuple(FoundBy(why.asked, why.found, why.where, why.how.value) for why in hit.why)
        at = self._library.step_at(hit.ref, captures_in_front(self._state(), hit.ref))
        return Found(hit.ref, hit.lang, hit.title, hit.snippet, steps, at, by)

    def _fitting(self, query: str, *, guides: bool) -> tuple[Command, ...]:
        """Return the commands `query` names; where it finds nothing at all, asking for a guide."""
        offered = self._commands()
        found = fitting(offered, query)
        return found if guides or found else (Command.ASK,)

    def preview(self, found: Found) -> Preview | None:
        """Return the guide's steps, with the agent's own place in them for the case in front."""
        guide, at = self._guide(found.ref)
        if guide is None:
            return None
        opened = self._library.opened(found.ref, captures_in_front(self._state(), found.ref))
        choices = opened.walk.choices if opened and opened.walk else ()
        steps = [p.step for p in path(guide, choices)]

        def stand(index: int) -> StepState:
            if not at or index > at - 1:
                return StepState.NEXT
            return StepState.NOW if index == at - 1 else StepState.DONE

        shown = tuple(PreviewStep(s.text, s.html, stand(i)) for i, s in enumerate(steps))
        return Preview(guide.title, guide.owner, guide.reviewed, shown)

    def _listed(self, refs: Iterable[GuideRef]) -> tuple[Found, ...]:
        found: list[Found] = []
        for ref in refs:
            guide, _ = self._guide(ref)
            if guide is not None:
                found.append(self._with_steps(Found(ref, guide.lang, guide.title, guide.summary)))
        return tuple(found)

    def _with_steps(self, found: Found) -> Found:
        guide, at = self._guide(found.ref)
        main = guide.branch(MAIN) if guide else None
        return Found(found.ref, found.lang, found.title, found.snippet, len(main.steps) if main else 0, at)

    def _guide(self, ref: GuideRef) -> tuple[Guide | None, int]:
        """Return a guide and the step (from 1) of the walk for the case in front; 0 without one."""
        opened = self._library.opened(ref, captures_in_front(self._state(), ref))
        if opened is None:
            return None, 0
        walk = opened.walk
        return opened.guide, walk.position + 1 if walk and walk.started and not walk.finished else 0
