"""What the palette finds: the guides that fit the window, those used lately, and what the search knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from overlay.app.library import Library
from overlay.assist.state import Assist, captures_in_front
from overlay.assist.view import StepState
from overlay.guide import MAIN, Guide, GuideRef
from overlay.ui.commands import Command, fitting, named
from overlay.ui.palette_model import Found, Group, GroupKind, Preview, PreviewStep, Results, without_marks
from overlay.walk import path

LIMIT = 20


class LibraryFinder:
    """A `Finder` over the library; answers at once (a search takes a few milliseconds at most)."""

    def __init__(
        self, library: Library, state: Callable[[], Assist], commands: Callable[[], tuple[Command, ...]]
    ) -> None:
        self._library = library
        self._state = state
        self._commands = commands

    def find(self, query: str) -> Results:
        """Return what `query` finds, those that fit the window first; "" lists what fits and what was used lately."""
        fitting = [m.ref for m in self._state().matches]
        if not query.strip():
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
        hits = content.search(
            query,
            self._library.languages,
            app=context.app if context else "",
            limit=LIMIT,
            now_s=self._state().now_s,
            recent=tuple(used.ref for used in self._library.lately()),
        )
        found = [self._with_steps(Found(h.ref, h.lang, h.title, h.snippet)) for h in hits]
        groups = (
            Group(GroupKind.FITS, tuple(f for f in found if f.ref in fitting)),
            Group(GroupKind.ALL, tuple(f for f in found if f.ref not in fitting)),
        )
        commands = self._fitting(query, guides=bool(found))
        start = query.casefold().strip()
        first = named(commands, query) and not any(start in without_marks(f.title).casefold() for f in found)
        return Results(query, tuple(g for g in groups if g.found), commands, first)

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
