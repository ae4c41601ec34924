"""The text of Word's paragraphs: runs with their marks, links, pictures, notes and text boxes."""

from __future__ import annotations

import posixpath
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style

_R = qn("r:id")
CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_CODE_FONTS = ("courier", "consolas", "mono", "lucida console")
_UNSEEN = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:fldChar")})
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Tick boxes, empty and ticked, in the symbol fonts of Windows; their letters stand in the private use area.
_TICK_BOXES = frozenset("6F 71 72 A8 FD FE A3 52 53 54".split())
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}


class WordText:
    """Reads paragraphs of one document. `paragraph` is the number of the one at hand, for warnings."""

    def __init__(self, page: Page, document: Any) -> None:
        self._page, self._document = page, document
        self._notes: dict[str, dict[str, list[Any]]] = {}
        self.paragraph = 0

    def inline(self, element: Any, inline: Inline | None = None, href: str = "") -> Inline:
        """Return the text of a paragraph, or of what holds a part of one."""
        inline = Inline() if inline is None else inline
        for child in element:
            if child.tag in _UNSEEN or not isinstance(child.tag, str):
                continue
            if child.tag == qn("w:r"):
                self._add_run(child, inline, href)
            elif child.tag == qn("w:hyperlink"):
                relation = self._document.part.rels.get(child.get(_R) or "")
                self.inline(
                    child,
                    inline,
                    relation.target_ref if relation is not None and relation.is_external else "",
                )
            elif child.tag == qn("w:sdt"):
                if (
                    child.find(f".//{CHECKBOX}") is None
                    and (content := child.find(qn("w:sdtContent"))) is not None
                ):
                    self.inline(content, inline, href)
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:fldSimple")):
                self.inline(child, inline, href)
        return inline

    def _add_run(self, run: Any, inline: Inline, href: str) -> None:
        style = _style_of(run)
        for part in run:
            if part.tag == qn("w:t"):
                inline.add(part.text, Style.PLAIN if href else style, href)
            elif part.tag in (qn("w:tab"), qn("w:ptab")):
                inline.add(" ")
            elif part.tag in (qn("w:br"), qn("w:cr")) and part.get(qn("w:type")) != "page":
                inline.line_break()
            elif part.tag == qn("w:noBreakHyphen"):
                inline.add("‑")
            elif part.tag == qn("w:sym"):
                self._add_symbol(part, inline)
            elif part.tag in _NOTES:
                self._add_note(_NOTES[part.tag], part.get(qn("w:id")), inline)
            elif part.tag == _ALTERNATIVES:  # the same twice, for newer and older programs
                for drawing in part[0] if len(part) else ():
                    self._add_drawing(drawing, inline)
            elif part.tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
                self._add_drawing(part, inline)

    def _add_symbol(self, symbol: Any, inline: Inline) -> None:
        letter = (symbol.get(qn("w:char")) or "")[-2:].upper()
        if letter in _TICK_BOXES:
            inline.add("☐")
        else:
            self._page.warn(
                self.paragraph, f"A sign of the font {symbol.get(qn('w:font'))} is left out: it is no text."
            )

    def _add_note(self, kind: str, ident: str | None, inline: Inline) -> None:
        """Put the text of a footnote or endnote where its mark stands."""
        if kind not in self._notes:
            self._notes[kind] = _notes(self._document, kind)
        paragraphs = self._notes[kind].get(ident or "", [])
        if paragraphs:
            inline.add(" (")
            for at, paragraph in enumerate(paragraphs):
                inline.add(" " if at else "")
                inline.extend(self.inline(paragraph))
            inline.add(")")
        else:
            self._page.warn(self.paragraph, "The text of a footnote is not in the file.")

    def _add_drawing(self, drawing: Any, inline: Inline) -> None:
        """Put the text of a text box, or the picture, into the text."""
        paragraphs = [p for box in drawing.iter(qn("w:txbxContent")) for p in box.iter(qn("w:p"))]
        if not paragraphs:
            self._add_images(drawing, inline)
        for paragraph in paragraphs:
            inline.line_break()
            inline.extend(self.inline(paragraph))

    def _add_images(self, drawing: Any, inline: Inline) -> None:
        described = drawing.find(f".//{qn('wp:docPr')}")
        alt = (described.get("descr") or "") if described is not None else ""
        found = False
        for blip in drawing.iter(qn("a:blip")):
            relation = self._document.part.rels.get(blip.get(qn("r:embed")) or "")
            if relation is not None and not relation.is_external:
                part = relation.target_part
                self._page.image_bytes(
                    inline, part.blob, posixpath.basename(str(part.partname)), alt, self.paragraph
                )
                found = True
        if not found:
            self._page.warn(self.paragraph, "A drawing is left out: only pictures can come along.")
            inline.add(alt)


def _notes(document: Any, kind: str) -> dict[str, list[Any]]:
    """Return the paragraphs of the footnotes or endnotes by their ids."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            root = parse_xml(relation.target_part.blob)
            return {str(note.get(qn("w:id"))): list(note.iter(qn("w:p"))) for note in root}
    return {}


def _style_of(run: Any) -> Style:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return Style.PLAIN
    if _is_on(properties, "w:strike"):
        return Style.STRIKE
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None and any(f in (fonts.get(qn("w:ascii")) or "").lower() for f in _CODE_FONTS):
        return Style.CODE
    named = properties.find(qn("w:rStyle"))
    name = (named.get(qn("w:val")) or "").lower() if named is not None else ""
    if _is_on(properties, "w:b") or name == "strong":
        return Style.STRONG
    return Style.EM if _is_on(properties, "w:i") or name == "emphasis" else Style.PLAIN


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(qn(name))
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")
