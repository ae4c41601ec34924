"""Which steps of a guide an agent can get to: every answer is tried at every question. Pure."""

from __future__ import annotations

from overlay.guide import MAIN, Guide

_MOST_PLACES = 20_000  # a guide with more is not looked at to the end

Place = tuple[tuple[str, int], ...]
"""The branches that are open, outermost first, each with the number of its next step."""


def unreachable(guide: Guide) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of branches, and of steps in other branches, that no way leads to.

    The ways are those of `walk.path`: an answer opens its branch, whose end leads back to the step after the question; an
    answer that leads to a branch that is open already starts it anew and leaves what was opened since.
    """
    branches = {branch.id: branch for branch in guide.branches}
    if MAIN not in branches:
        return (), ()
    reached: set[str] = set()
    waiting: list[Place] = [((MAIN, 0),)]
    seen: set[Place] = set(waiting)
    while waiting:
        place = waiting.pop()
        *outer, (branch_id, number) = place
        steps = branches[branch_id].steps
        if number >= len(steps):
            following: list[Place] = [tuple(outer)] if outer else []
        else:
            step = steps[number]
            reached.add(step.id)
            on: Place = (*outer, (branch_id, number + 1))
            targets = [choice.goto for choice in step.choices if choice.goto in branches]
            following = [_opened(on, goto) for goto in targets] or [on]
        for place in following:
            if place not in seen:
                seen.add(place)
                waiting.append(place)
        if len(seen) > _MOST_PLACES:
            return (), ()
    lost = tuple(b.id for b in guide.branches if b.steps and not any(s.id in reached for s in b.steps))
    steps_lost = tuple(
        step.id
        for branch in guide.branches
        if branch.id not in lost
        for step in branch.steps
        if step.id not in reached
    )
    return lost, steps_lost


def _opened(place: Place, goto: str) -> Place:
    for depth, (branch_id, _) in enumerate(place):
        if branch_id == goto:
            return (*place[:depth], (goto, 0))
    return (*place, (goto, 0))
