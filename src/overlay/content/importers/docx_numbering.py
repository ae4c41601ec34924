"""Which lists of a Word document count, and which only have bullets (ECMA-376-1, 17.9)."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn


def number_formats(document: Any) -> dict[tuple[str, int], str]:
    """Return the number format of each list and level."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract: dict[str, dict[int, str]] = {}
    for one in numbering.findall(qn("w:abstractNum")):
        abstract[one.get(qn("w:abstractNumId"))] = _levels(one)
    found: dict[tuple[str, int], str] = {}
    for one in numbering.findall(qn("w:num")):
        base = one.find(qn("w:abstractNumId"))
        levels = dict(abstract.get(base.get(qn("w:val")), {})) if base is not None else {}
        for override in one.findall(qn("w:lvlOverride")):
            levels.update(_levels(override))
        found |= {(one.get(qn("w:numId")), level): name for level, name in levels.items()}
    return found


def _levels(element: Any) -> dict[int, str]:
    found = {}
    for level in element.findall(qn("w:lvl")):
        name = level.find(qn("w:numFmt"))
        found[int(level.get(qn("w:ilvl")) or 0)] = name.get(qn("w:val")) if name is not None else "decimal"
    return found
