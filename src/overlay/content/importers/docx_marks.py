"""What a paragraph of a Word document is: a heading, an item of a list, or text (ECMA-376-1, 17.3 and 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from msgspec import Struct

from overlay.content.importers.docx_numbering import number_formats

_DEEPER_STYLE = re.compile(r"list (number|bullet) ([2-9])")
# Word writes the English names of its own styles; other programs and hand-made templates write what they show.
_HEADING_STYLE = re.compile(r"(?:heading|kop|überschrift|titre|título|titolo|rubrik) ?([1-9])")
_TITLE_STYLES = frozenset({"title", "titel", "titre", "título"})
_NUMBER_STYLE = re.compile(
    r"(?:list number|lijstnummering|listennummer|nummerierung|numbering|nummering|genummerde lijst|numbered list)"
    r"(?: ?([1-9]))?"
)
_BULLET_STYLE = re.compile(
    r"(?:list bullet|lijst opsom\.teken|lijstopsomteken|aufzählungszeichen|opsomming)(?: ?([1-9]))?"
)


class Mark(Struct, frozen=True):
    """How a paragraph is marked: `list` tells lists apart ("" for none), `level` counts from 0."""

    list: str = ""
    level: int = 0
    numbered: bool = False


class Marks:
    """Says what the paragraphs of one document are."""

    def __init__(self, document: Any) -> None:
        self._formats = number_formats(document)
        self._styles = {s.style_id: s for s in document.styles}

    def heading_level(self, element: Any) -> int | None:
        """Return 0 for the title, 1 to 9 for a heading, None for anything else."""
        outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if (
            outline is not None
            and (value := outline.get(qn("w:val")))
            and value.isdecimal()
            and int(value) < 9
        ):
            return int(value) + 1
        for style in self._style_chain(element):
            name = (style.name or "").lower()
            if name in _TITLE_STYLES:
                return 0
            if found := _HEADING_STYLE.fullmatch(name):
                return int(found[1])
        return None

    def _style_chain(self, element: Any) -> Iterator[Any]:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = self._styles.get(found.get(qn("w:val"))) if found is not None else None
        for _ in range(12):  # a style may be based on itself in a broken file
            if style is None:
                return
            yield style
            style = style.base_style

    def mark(self, element: Any) -> Mark:
        """Return which list a paragraph belongs to."""
        properties = element.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        by_style = (s.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for s in self._style_chain(element))
        number, level = "", 0
        for numbering in (own, *by_style):
            if numbering is None:
                continue
            ident, depth = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
            number = number or (ident.get(qn("w:val")) if ident is not None else "")
            if depth is not None and not level:
                level = int(depth.get(qn("w:val")) or 0)
            if number:
                break
        if not number:
            return self._named_mark(element)
        if number == "0":
            return Mark()
        if (
            not level and own is None
        ):  # Word's own "List Number 2" is a list of its own that is only indented more
            names = ((s.name or "").lower() for s in self._style_chain(element))
            deeper = next((found for name in names if (found := _DEEPER_STYLE.fullmatch(name))), None)
            if deeper is not None:
                return Mark(number, int(deeper[2]) - 1, deeper[1] == "number")
        return Mark(number, level, self._formats.get((number, level), "bullet") not in ("bullet", "none"))

    def _named_mark(self, element: Any) -> Mark:
        """Return the mark of a paragraph whose style is called a list's, and has no numbers of its own."""
        for style in self._style_chain(element):
            name = (style.name or "").lower()
            for pattern, numbered in ((_NUMBER_STYLE, True), (_BULLET_STYLE, False)):
                if found := pattern.fullmatch(name):
                    return Mark(f"style {numbered}", int(found[1] or 1) - 1, numbered)
        return Mark()
