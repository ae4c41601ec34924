"""How a translation differs from its original in ways a walk would notice."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.guide import Branch, Guide, Step


def differences(original: Guide, translation: Guide) -> Iterator[tuple[int, str]]:
    """Yield (line, what) for each difference in structure: a walk keeps its place when the language changes."""
    ids = [b.id for b in original.branches]
    for branch in translation.branches:
        if branch.id not in ids:
            yield 1, f"The branch “{branch.title or branch.id}” (#{branch.id}) is not in the original."
    for branch in original.branches:
        other = translation.branch(branch.id)
        if other is None:
            yield 1, f"The branch “{branch.title}” (#{branch.id}) of the original is missing."
        else:
            yield from _in_branch(branch, other)


def _in_branch(original: Branch, translation: Branch) -> Iterator[tuple[int, str]]:
    where = f"The branch #{original.id}" if original.id else "The guide"
    here, there = len(translation.steps), len(original.steps)
    if here != there:
        yield 1, f"{where} has {here} steps, the original has {there}."
        return
    for mine, theirs in zip(translation.steps, original.steps, strict=True):
        if what := _in_step(theirs, mine):
            yield 1, f"Step {mine.id} {what}."


def _in_step(original: Step, translation: Step) -> str:
    if [c.goto for c in translation.choices] != [c.goto for c in original.choices]:
        return "leads to other answers than the original"
    if len(translation.confirms) != len(original.confirms):
        return (
            f"asks for {len(translation.confirms)} confirmations, the original for {len(original.confirms)}"
        )
    if [a.kind for a in translation.actions] != [a.kind for a in original.actions]:
        return "has other copy, type or open blocks than the original"
    return ""
