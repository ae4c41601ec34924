"""Which steps of a guide an agent can get to, and from which its end: every answer is tried at every question. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from overlay.guide import MAIN, Guide

_MOST_PLACES = 20_000  # a guide with more is not looked at to the end

Place = tuple[tuple[str, int], ...]
"""The branches that are open, outermost first, each with the number of its next step."""
_END: Place = ()


class Gaps(Struct, frozen=True):
    """What is wrong with the ways: ids of branches, and of steps in other branches, that none leads to.

    `endless` are ids of questions from which none leads to the end of the guide.
    """

    branches: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    endless: tuple[str, ...] = ()


def gaps(guide: Guide) -> Gaps:
    """Return what is wrong with the ways through a guide.

    The ways are those of `walk.path`: an answer opens its branch, whose end leads back to the step after the question; an
    answer that leads to a branch that is open already starts it anew and leaves what was opened since.
    """
    branches = {branch.id: branch for branch in guide.branches}
    if MAIN not in branches:
        return Gaps()
    reached: set[str] = set()
    waiting: list[Place] = [((MAIN, 0),)]
    from_where: dict[Place, list[Place]] = {waiting[0]: []}
    while waiting:
        place = waiting.pop()
        if place == _END:
            continue
        *outer, (branch_id, number) = place
        steps = branches[branch_id].steps
        if number >= len(steps):
            following: list[Place] = [tuple(outer)]
        else:
            step = steps[number]
            reached.add(step.id)
            on: Place = (*outer, (branch_id, number + 1))
            targets = [choice.goto for choice in step.choices if choice.goto in branches]
            following = [_opened(on, goto) for goto in targets] or [on]
        for then in following:
            if then not in from_where:
                from_where[then] = []
                waiting.append(then)
            from_where[then].append(place)
        if len(from_where) > _MOST_PLACES:
            return Gaps()
    lost = tuple(b.id for b in guide.branches if b.steps and not any(s.id in reached for s in b.steps))
    steps_lost = tuple(
        step.id
        for branch in guide.branches
        if branch.id not in lost
        for step in branch.steps
        if step.id not in reached
    )
    return Gaps(lost, steps_lost, _endless(guide, from_where))


def _endless(guide: Guide, from_where: Mapping[Place, Sequence[Place]]) -> tuple[str, ...]:
    ending = {_END}
    waiting = [_END]
    while waiting:
        for before in from_where.get(waiting.pop(), ()):
            if before not in ending:
                ending.add(before)
                waiting.append(before)
    stuck = {place[-1] for place in from_where if place not in ending}
    return tuple(
        step.id
        for branch in guide.branches
        for number, step in enumerate(branch.steps)
        if step.choices and (branch.id, number) in stuck
    )


def _opened(place: Place, goto: str) -> Place:
    for depth, (branch_id, _) in enumerate(place):
        if branch_id == goto:
            return (*place[:depth], (goto, 0))
    return (*place, (goto, 0))
