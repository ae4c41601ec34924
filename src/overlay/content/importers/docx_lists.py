"""Word documents: numbered lists, checklists and numbered tables are procedures.

A step is a paragraph that Word numbers at the outermost level, one that starts with a tick box, or a row of a table whose
first column counts. What stands between the steps of one list belongs to the step before. Word knows no lines: the line
of a warning is the number of the paragraph.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from overlay.content.importers import office_file, prose
from overlay.content.importers.docx_numbering import number_formats
from overlay.content.importers.draft import Draft, DraftStep, PageOutline
from overlay.content.importers.office_file import BOX, TYPED_NUMBER, counted_rows, row_blocks
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError

_R = qn("r:id")
_CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_DEEPER_STYLE = re.compile(r"list (number|bullet) ([2-9])")
_CODE_FONTS = ("courier", "consolas", "mono", "lucida console")
_UNSEEN = frozenset(
    {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:fldChar"), qn("w:footnoteReference")}
)


class WordReader(Reader):
    """Reads one document at a time."""

    suffixes = frozenset({".docx", ".docm"})

    def read(self, page: Page) -> Sequence[Draft]:
        data = page.file.read_bytes()
        office_file.check(data)
        try:
            document = docx.Document(io.BytesIO(data))
        except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise NotImportableError("It is no Word document.") from error
        reading = _Document(page, document)
        drafts = reading.drafts()
        if not drafts:
            raise NotImportableError("It holds no numbered list, tick boxes or numbered table.")
        return drafts


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a paragraph is marked: `list` tells lists apart ("" for none), `level` counts from 0."""

    list: str = ""
    level: int = 0
    numbered: bool = False


class _Document:
    def __init__(self, page: Page, document: Any) -> None:
        self._page = page
        self._document = document
        self._formats = number_formats(document)
        self._styles = {s.style_id: s for s in document.styles}
        self._paragraph = 0
        self._steps: list[DraftStep] = []
        self._list = ""
        self._start_line = 0
        self._between: list[str] = []  # after the last step: its own if the list goes on, else the page's
        self._deeper: list[tuple[int, bool, list[str]]] = []  # the nested items of the last step
        properties = document.core_properties
        self._outline = PageOutline("")
        self._title = " ".join((properties.title or "").split())

    def drafts(self) -> list[Draft]:
        for element in _blocks(self._document.element.body):
            if element.tag == qn("w:p"):
                self._add_paragraph(element)
            else:
                self._add_table(element)
        self._end_list()
        if not self._outline.title:
            self._outline.title = self._title or self._page.file.page.rpartition("/")[2]
        properties = self._document.core_properties
        keywords = tuple(
            w for part in (properties.keywords or "").replace(";", ",").split(",") if (w := part.strip())
        )
        drafts = self._outline.drafts()
        for draft in drafts:
            draft.keywords, draft.lang = keywords, self._language()
        if drafts:
            drafts[0].summary = " ".join((properties.subject or "").split())
        return drafts

    def _language(self) -> str:
        found = self._document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
        return str(
            self._document.core_properties.language
            or (found.get(qn("w:val")) if found is not None else "")
            or ""
        )

    # --- paragraphs ------------------------------------------------------------------------------------------------

    def _add_paragraph(self, element: Any) -> None:
        self._paragraph += 1
        inline = self._inline(element)
        level = self._heading_level(element)
        if level is not None:
            self._end_list()
            if text := inline.plain():
                if level == 0 and not self._outline.title:
                    self._outline.title = text
                else:
                    self._outline.heading(max(level, 1), text)
            return
        mark = self._mark(element)
        text = inline.plain()
        if not inline:
            return
        if not mark.list and (typed := self._typed_mark(text, element)):
            mark = typed
            inline = self._without_mark(inline)
        if mark.list and mark.level == 0 and mark.numbered:
            self._add_step(mark.list, prose.paragraphs(inline))
        elif mark.list and self._steps:
            self._deeper.append((mark.level, mark.numbered, prose.paragraphs(inline)))
        else:
            block = [prose.bullets([prose.paragraphs(inline)])] if mark.list else prose.paragraphs(inline)
            if self._steps:
                self._close_deeper()
                self._between += block
            else:
                self._outline.text(block)

    def _add_step(self, list_id: str, blocks: list[str]) -> None:
        if self._steps and list_id != self._list:
            self._end_list()
        if self._steps:
            self._close_deeper()
            self._steps[-1].blocks += self._between
            self._between = []
        else:
            self._start_line = self._paragraph
        self._list = list_id
        self._steps.append(DraftStep(blocks))

    def _close_deeper(self) -> None:
        """Give the nested items that were met to the last step."""
        if self._deeper:
            base = min(level for level, _, _ in self._deeper)
            if self._between:
                self._between.append(_nested(self._deeper, base))
            else:
                self._steps[-1].blocks.append(_nested(self._deeper, base))
            self._steps[-1].substeps += sum(1 for _, numbered, _ in self._deeper if numbered)
            self._deeper = []

    def _end_list(self) -> None:
        if self._steps:
            self._close_deeper()
            self._outline.procedure(self._steps, self._start_line)
            self._outline.text(self._between)
        self._steps, self._between, self._list = [], [], ""

    def _typed_mark(self, text: str, element: Any) -> _Mark | None:
        """Return the mark of a paragraph whose number or tick box somebody typed, or put in as a control."""
        if BOX.match(text) or next(element.iter(_CHECKBOX), None) is not None:
            return _Mark("boxes", 0, numbered=True)
        found = TYPED_NUMBER.match(text)
        if found and (
            int(found[1]) == 1 or (self._list == "typed" and int(found[1]) == len(self._steps) + 1)
        ):
            if int(found[1]) == 1:
                self._end_list()
            return _Mark("typed", 0, numbered=True)
        return None

    @staticmethod
    def _without_mark(inline: Inline) -> Inline:
        return inline.without(BOX).without(TYPED_NUMBER)

    def _heading_level(self, element: Any) -> int | None:
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
            if name == "title":
                return 0
            if name.startswith("heading ") and name[8:].isdecimal():
                return int(name[8:])
        return None

    def _style_chain(self, element: Any) -> Iterator[Any]:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = self._styles.get(found.get(qn("w:val"))) if found is not None else None
        for _ in range(12):  # a style may be based on itself in a broken file
            if style is None:
                return
            yield style
            style = style.base_style

    def _mark(self, element: Any) -> _Mark:
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
        if not number or number == "0":
            return _Mark()
        if (
            not level and own is None
        ):  # Word's own "List Number 2" is a list of its own that is only indented more
            names = ((s.name or "").lower() for s in self._style_chain(element))
            deeper = next((found for name in names if (found := _DEEPER_STYLE.fullmatch(name))), None)
            if deeper is not None:
                return _Mark(number, int(deeper[2]) - 1, deeper[1] == "number")
        return _Mark(number, level, self._formats.get((number, level), "bullet") not in ("bullet", "none"))

    # --- text ------------------------------------------------------------------------------------------------------

    def _inline(self, element: Any, inline: Inline | None = None, href: str = "") -> Inline:
        inline = Inline() if inline is None else inline
        for child in element:
            if child.tag in _UNSEEN or not isinstance(child.tag, str):
                continue
            if child.tag == qn("w:r"):
                self._add_run(child, inline, href)
            elif child.tag == qn("w:hyperlink"):
                relation = self._document.part.rels.get(child.get(_R) or "")
                self._inline(
                    child,
                    inline,
                    relation.target_ref if relation is not None and relation.is_external else "",
                )
            elif child.tag == qn("w:sdt"):
                if (
                    child.find(f".//{_CHECKBOX}") is None
                    and (content := child.find(qn("w:sdtContent"))) is not None
                ):
                    self._inline(content, inline, href)
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:fldSimple")):
                self._inline(child, inline, href)
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
            elif part.tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
                self._add_images(part, inline)

    def _add_images(self, drawing: Any, inline: Inline) -> None:
        described = drawing.find(f".//{qn('wp:docPr')}")
        alt = (described.get("descr") or "") if described is not None else ""
        found = False
        for blip in drawing.iter(qn("a:blip")):
            relation = self._document.part.rels.get(blip.get(qn("r:embed")) or "")
            if relation is not None and not relation.is_external:
                part = relation.target_part
                self._page.image_bytes(
                    inline, part.blob, posixpath.basename(str(part.partname)), alt, self._paragraph
                )
                found = True
        if not found:
            self._page.warn(self._paragraph, "A drawing is left out: only pictures can come along.")
            inline.add(alt)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _add_table(self, element: Any) -> None:
        self._paragraph += 1
        rows = [
            [self._cell(cell) for cell in row.iter(qn("w:tc")) if cell.getparent() is row]
            for row in element.iter(qn("w:tr"))
        ]
        rows = [row for row in rows if any(row)]
        counted = counted_rows(rows)
        if counted:
            self._end_list()
            head, steps = counted
            self._outline.procedure([DraftStep(row_blocks(head, row)) for row in steps], self._paragraph)
            return
        if not self._steps and any(self._mark(p).numbered for p in element.iter(qn("w:p"))):
            self._page.warn(
                self._paragraph, "The table holds a procedure; its cells stand one below the other."
            )
            for cell in element.iter(qn("w:tc")):
                for block in _blocks(cell):
                    if block.tag == qn("w:p"):
                        self._add_paragraph(block)
            self._end_list()
            return
        block = (
            prose.table([prose.cell(c) for c in rows[0]], [[prose.cell(c) for c in row] for row in rows[1:]])
            if rows
            else ""
        )
        if self._steps:
            self._close_deeper()
            self._between += [block] if block else []
        else:
            self._outline.text([block])

    def _cell(self, cell: Any) -> list[str]:
        blocks: list[str] = []
        for element in _blocks(cell):
            if element.tag == qn("w:p"):
                has_box = next(element.iter(_CHECKBOX), None) is not None
                inline = self._inline(element)
                found = prose.paragraphs(inline)
                blocks += ["☐"] if has_box and not found else found
        return blocks


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, those in content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt") and (content := child.find(qn("w:sdtContent"))) is not None:
            yield from _blocks(content)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(child)


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


def _nested(items: list[tuple[int, bool, list[str]]], level: int) -> str:
    """Return items of a list with their levels as one nested list."""
    groups: list[tuple[bool, list[str]]] = []
    at = 0
    while at < len(items):
        end = at + 1
        while end < len(items) and items[end][0] > level:
            end += 1
        inner = items[at + 1 : end]
        blocks = list(items[at][2])
        if inner:
            blocks.append(_nested(inner, min(i[0] for i in inner)))
        groups.append((items[at][1], blocks))
        at = end
    ordered = groups[0][0]
    return prose.numbered([b for _, b in groups]) if ordered else prose.bullets([b for _, b in groups])
