"""One agent's way through one guide for one case. Pure: no clock, no store.

The *path* is the row of steps as far as it is known: the main branch, with each chosen branch put in after its question. A
choice that leads to a branch the walk is already in goes back to that branch's start (a loop), and what was planned after
it is planned anew.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from overlay.guide import MAIN, Choice, Guide, GuideRef, Step

MAX_PATH = 2_000  # steps; a loop walked more often than that is a mistake, not a task


class Hold(StrEnum):
    """Why the walk cannot go on from here."""

    CONFIRM = "confirm"  # a box is not ticked
    CHOICE = "choice"  # a question is not answered


class Walk(Struct, frozen=True):
    """Where one agent is. `choices` holds the branches taken in order; times are seconds since the epoch."""

    guide: GuideRef
    case_key: str
    position: int = 0
    choices: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()
    finished: bool = False
    started_s: float = 0.0
    changed_s: float = 0.0
    digest: str = ""

    @property
    def started(self) -> bool:
        """True once the agent did anything in it: an untouched walk may be replaced by a new match."""
        return self.position > 0 or bool(self.choices) or bool(self.ticked) or self.finished


class PathStep(Struct, frozen=True):
    """A step of the path, the branch it came from and how often that branch was entered before."""

    step: Step
    branch_id: str
    branch_title: str


def path(guide: Guide, choices: tuple[str, ...]) -> tuple[PathStep, ...]:
    """Return the steps of the walk as far as known. A choice whose branch is gone is not followed."""
    steps: list[PathStep] = []
    taken = iter(choices)
    main = guide.branch(MAIN)
    if main is None:
        return ()
    stack: list[tuple[str, str, list[Step]]] = [(main.id, main.title, list(main.steps))]
    while stack and len(steps) < MAX_PATH:
        branch_id, title, rest = stack[-1]
        if not rest:
            stack.pop()
            continue
        step = rest.pop(0)
        steps.append(PathStep(step, branch_id, title))
        if not step.choices:
            continue
        goto = next(taken, None)
        if goto is None or goto not in {c.goto for c in step.choices}:
            taken = iter(())
            continue
        target = guide.branch(goto)
        if target is None:
            continue
        open_ids = [b for b, _, _ in stack]
        if goto in open_ids:
            del stack[open_ids.index(goto) :]
        stack.append((target.id, target.title, list(target.steps)))
    return tuple(steps)


def current(guide: Guide, walk: Walk) -> PathStep | None:
    """Return the step the walk stands at; None in a notice or when finished."""
    steps = path(guide, walk.choices)
    if walk.finished or not steps:
        return None
    return steps[min(walk.position, len(steps) - 1)]


def answered(guide: Guide, walk: Walk) -> bool:
    """Tell whether the question of the current step (if it has one) is answered."""
    here = current(guide, walk)
    if here is None or not here.step.choices:
        return True
    asked = sum(1 for p in path(guide, walk.choices)[: walk.position + 1] if p.step.choices)
    return len(walk.choices) >= asked


def hold(guide: Guide, walk: Walk) -> Hold | None:
    """Return what must be done before `forward` works, or None."""
    here = current(guide, walk)
    if here is None:
        return None
    if any(c.id not in walk.ticked for c in here.step.confirms):
        return Hold.CONFIRM
    if not answered(guide, walk):
        return Hold.CHOICE
    return None


def forward(guide: Guide, walk: Walk, now_s: float) -> Walk:
    """Return the walk one step on, or finished after the last step; unchanged while held."""
    if walk.finished or hold(guide, walk) is not None:
        return walk
    last = len(path(guide, walk.choices)) - 1
    if walk.position >= last:
        return replace(walk, position=max(last, 0), finished=True, changed_s=now_s)
    return replace(walk, position=walk.position + 1, changed_s=now_s)


def back(guide: Guide, walk: Walk, now_s: float) -> Walk:
    """Return the walk one step back. Coming back to a question takes its answer back."""
    if walk.finished:
        walk = replace(walk, finished=False, changed_s=now_s)
        here = current(guide, walk)
        return _unanswer(guide, walk) if here and here.step.choices else walk
    if walk.position == 0:
        return walk
    return _unanswer(guide, replace(walk, position=walk.position - 1, changed_s=now_s))


def choose(guide: Guide, walk: Walk, choice: Choice, now_s: float) -> Walk:
    """Return the walk at the first step of the chosen branch; unchanged while a box is not ticked."""
    here = current(guide, walk)
    if here is None or choice not in here.step.choices or hold(guide, walk) is Hold.CONFIRM:
        return walk
    before = sum(1 for p in path(guide, walk.choices)[: walk.position] if p.step.choices)
    target = guide.branch(choice.goto)
    again = {c.id for s in target.steps for c in s.confirms} if target else set()
    chosen = replace(
        walk, choices=(*walk.choices[:before], choice.goto), ticked=walk.ticked - again, changed_s=now_s
    )
    return forward(guide, chosen, now_s)


def tick(walk: Walk, confirm_id: str, on: bool, now_s: float) -> Walk:
    """Return the walk with one confirmation box ticked or not."""
    ticked = walk.ticked | {confirm_id} if on else walk.ticked - {confirm_id}
    return walk if ticked == walk.ticked else replace(walk, ticked=ticked, changed_s=now_s)


def restart(walk: Walk, now_s: float) -> Walk:
    """Return the same walk at its first step, nothing ticked, nothing chosen."""
    return Walk(walk.guide, walk.case_key, started_s=now_s, changed_s=now_s, digest=walk.digest)


def jump(guide: Guide, walk: Walk, index: int, now_s: float) -> Walk:
    """Return the walk back at step `index` of its path; a step that was not reached yet is not jumped to."""
    while (walk.finished or walk.position > index) and index >= 0:
        before = walk
        walk = back(guide, walk, now_s)
        if walk == before:
            break
    return walk


def _unanswer(guide: Guide, walk: Walk) -> Walk:
    steps = path(guide, walk.choices)
    if walk.position >= len(steps) or not steps[walk.position].step.choices:
        return walk
    before = sum(1 for p in steps[: walk.position] if p.step.choices)
    return replace(walk, choices=walk.choices[:before])


def carry(old: Guide, new: Guide, walk: Walk) -> Walk:
    """Return `walk` in a changed text of its guide: at the same step where it still exists, else as near as possible.

    A step is the same when its words are, or else its id. `digest` stays the one the walk began with, so that the panel
    can say that the guide changed since.
    """
    kept: list[str] = []
    for branch_id in walk.choices:
        if new.branch(branch_id) is None:
            break
        kept.append(branch_id)
    steps = path(new, tuple(kept))
    here = current(old, replace(walk, finished=False))
    if here is None or not steps:
        return replace(walk, choices=tuple(kept), position=0)
    ids = {c.id for p in steps for c in p.step.confirms}
    by_text = (i for i, p in enumerate(steps) if p.step.text == here.step.text)
    by_id = (i for i, p in enumerate(steps) if p.step.id == here.step.id)
    nearest = min(walk.position, len(steps) - 1)
    position = next(by_text, next(by_id, nearest))
    return replace(walk, choices=tuple(kept), position=position, ticked=walk.ticked & ids)
