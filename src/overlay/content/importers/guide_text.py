"""The text of a guide made from its draft, and whether a guide may hold it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from overlay.content.format import markdown, sections
from overlay.content.importers.draft import Draft, DraftStep
from overlay.content.importers.prose import join, numbered
from overlay.content.importers.source import NotImportableError

_MAX_INDENT = 60  # columns; deeper lists than a parser follows
_MAX_QUOTES = 12
_DEEP = re.compile(r"^(?: {40}|>)[ >]*", re.MULTILINE)


def fitting_body(draft: Draft, warn: Callable[[str], None]) -> str:
    """Return the guide's body; its introduction goes, with a warning, when that is what makes it too long.

    Raises NotImportableError when it is more than a guide may hold.
    """
    body = _body(draft, draft.intro)
    why = _too_much(body, draft)
    if why and draft.intro:
        shorter = _body(draft, [])
        if not _too_much(shorter, draft):
            warn("The text above the first step is left out: with it the guide is too long.")
            return shorter
    if why:
        raise NotImportableError(why)
    return body


def _body(draft: Draft, intro: list[str]) -> str:
    parts = [join(_without_lists(intro)), _list(draft.steps)]
    for branch in draft.branches:
        parts += [f"## {branch.title} {{#{branch.anchor}}}", _list(branch.steps)]
    return "\n\n".join(p for p in parts if p)


def _list(steps: Iterable[DraftStep]) -> str:
    return numbered([s.blocks for s in steps])


def _without_lists(blocks: list[str]) -> list[str]:
    """A numbered list above the first step would be steps: there it stands in a quote."""
    return [
        "\n".join(f"> {line}".rstrip() for line in b.split("\n")) if re.match(r"\d+\. ", b) else b
        for b in blocks
    ]


def _too_much(body: str, draft: Draft) -> str:
    """Say why `body` is more than a guide may hold (the limits of the format); empty when it fits."""
    steps = sum(1 for _ in draft.all_steps())
    if steps > sections.MAX_STEPS:
        return f"It has {steps} steps, and a guide may have {sections.MAX_STEPS}: split it."
    if len(body) > markdown.MAX_GUIDE_CHARS - 1024 or body.count("\n") > markdown.MAX_LINES - 50:
        return "It is longer than a guide may be: split it."
    if body.count("[") > markdown.MAX_BRACKETS:
        return "It has more links and brackets than a guide may hold: split it."
    if len(body) > markdown.MAX_LINE_CHARS and max(map(len, body.split("\n"))) > markdown.MAX_LINE_CHARS:
        return "A line of it is longer than a guide may hold."
    if any(len(m) > _MAX_INDENT or m.count(">") > _MAX_QUOTES for m in _DEEP.findall(body)):
        return "Its lists are nested deeper than a guide may hold."
    if body.count("|") > markdown.MAX_CELLS:
        return "Its tables are larger than a guide may hold."
    return ""
