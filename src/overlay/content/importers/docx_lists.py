"""Word documents: numbered lists, checklists and numbered tables are procedures.

A step is a paragraph that Word numbers at the outermost level, one that starts with a tick box, or a row of a table whose
first column counts. What stands between the steps of one list belongs to the step before. Word knows no lines: the line
of a warning is the number of the paragraph.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from overlay.content.importers import office_file, prose
from overlay.content.importers.checklist import add_checklist, checklist_of
from overlay.content.importers.docx_marks import Mark, Marks
from overlay.content.importers.docx_text import CHECKBOX, WordText
from overlay.content.importers.draft import Draft, DraftStep, PageOutline
from overlay.content.importers.office_file import BOX, TYPED_NUMBER
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.step_headings import step_headings

_HEADINGS = "headings"  # the list whose steps are headings


class WordReader(Reader):
    """Reads one document at a time."""

    suffixes = frozenset({".docx", ".docm"})

    def read(self, page: Page) -> Sequence[Draft]:
        data = page.file.read_bytes()
        parts = office_file.check(data)
        if any(name.startswith("word/comments") for name in parts):
            page.warn(0, "Comments do not come along.")
        try:
            document = docx.Document(io.BytesIO(data))
        except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise NotImportableError("It is no Word document.") from error
        reading = _Document(page, document)
        drafts = reading.drafts()
        if not drafts:
            raise NotImportableError(
                "It holds no numbered list, tick boxes, numbered table or headings such as “Step 1”."
            )
        return drafts


class _Document:
    def __init__(self, page: Page, document: Any) -> None:
        self._page = page
        self._document = document
        self._text = WordText(page, document)
        self._marks = Marks(document)
        self._steps: list[DraftStep] = []
        self._list = ""
        self._start_line = 0
        self._between: list[str] = []  # after the last step: its own if the list goes on, else the page's
        self._deeper: list[tuple[int, bool, list[str]]] = []  # the nested items of the last step
        self._step_headings: set[Any] = set()
        self._step_level = 0
        properties = document.core_properties
        self._outline = PageOutline("")
        self._title = " ".join((properties.title or "").split())

    def drafts(self) -> list[Draft]:
        elements = list(_blocks(self._document.element.body))
        self._find_headings(elements)
        for element in elements:
            if element.tag == qn("w:p"):
                self._add_paragraph(element)
            else:
                self._add_table(element)
        self._end_list()
        file_name = self._page.file.page.rpartition("/")[2]
        if not self._outline.title and self._outline.names_itself:
            self._outline.title = self._title or file_name
        properties = self._document.core_properties
        keywords = tuple(
            w for part in (properties.keywords or "").replace(";", ",").split(",") if (w := part.strip())
        )
        drafts = self._outline.drafts()
        for draft in drafts:
            draft.title = draft.title or file_name
            draft.keywords, draft.lang = keywords, self._language()
        if drafts:
            drafts[0].summary = " ".join((properties.subject or "").split())
        return drafts

    def _find_headings(self, elements: Sequence[Any]) -> None:
        """Find the headings that are steps; several of the highest level are chapters, and none of them is the title."""
        headings = [self._heading_of(e) if e.tag == qn("w:p") else None for e in elements]
        numbered = (self._marks.mark(e) for e in elements if e.tag == qn("w:p"))
        has_lists = any(mark.numbered for mark in numbered)
        for run in step_headings(headings, has_lists=has_lists).values():
            self._step_headings |= {elements[at] for at in run}
        levels = [heading[0] for heading in headings if heading is not None]
        if levels and min(levels) > 0 and levels.count(min(levels)) > 1:
            self._outline.names_itself = False
            self._outline.title = self._title

    def _heading_of(self, element: Any) -> tuple[int, str] | None:
        level = self._marks.heading_level(element)
        text = "".join(t.text or "" for t in element.iter(qn("w:t"))).strip()
        return (level, text) if level is not None and text else None

    def _language(self) -> str:
        found = self._document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
        return str(
            self._document.core_properties.language
            or (found.get(qn("w:val")) if found is not None else "")
            or ""
        )

    # --- paragraphs ------------------------------------------------------------------------------------------------

    def _add_paragraph(self, element: Any) -> None:
        self._text.paragraph += 1
        inline = self._text.inline(element)
        level = self._marks.heading_level(element)
        if level is not None and self._add_step_heading(element, level, inline):
            return
        if level is not None:
            self._end_list()
            if text := inline.plain():
                if level == 0 and not self._outline.title:
                    self._outline.title = text
                else:
                    self._outline.heading(max(level, 1), text)
            return
        mark = self._marks.mark(element)
        text = inline.plain()
        if not inline:
            return
        if not mark.list and (typed := self._typed_mark(text, element)):
            mark = typed
            inline = self._without_mark(inline)
        if mark.list and mark.level == 0 and mark.numbered and self._list != _HEADINGS:
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

    def _add_step_heading(self, element: Any, level: int, inline: Inline) -> bool:
        """Add a heading that is a step, or that stands within one; tell whether it was either."""
        if element in self._step_headings:
            self._step_level = level
            counted = TYPED_NUMBER.match(inline.plain())
            in_order = counted and int(counted[1]) == (len(self._steps) + 1 if self._list == _HEADINGS else 1)
            self._add_step(_HEADINGS, [(inline.without(TYPED_NUMBER) if in_order else inline).markdown()])
            return True
        if self._list == _HEADINGS and level > self._step_level:
            self._close_deeper()
            self._between += [prose.heading(inline.plain())] if inline else []
            return True
        return False

    def _add_step(self, list_id: str, blocks: list[str]) -> None:
        if self._steps and list_id != self._list:
            self._end_list()
        if self._steps:
            self._close_deeper()
            self._steps[-1].blocks += self._between
            self._between = []
        else:
            self._start_line = self._text.paragraph
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

    def _typed_mark(self, text: str, element: Any) -> Mark | None:
        """Return the mark of a paragraph whose number or tick box somebody typed, or put in as a control."""
        if BOX.match(text) or next(element.iter(CHECKBOX), None) is not None:
            return Mark("boxes", 0, numbered=True)
        found = TYPED_NUMBER.match(text)
        if found and (
            int(found[1]) == 1 or (self._list == "typed" and int(found[1]) == len(self._steps) + 1)
        ):
            if int(found[1]) == 1:
                self._end_list()
            return Mark("typed", 0, numbered=True)
        return None

    @staticmethod
    def _without_mark(inline: Inline) -> Inline:
        return inline.without(BOX).without(TYPED_NUMBER)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _add_table(self, element: Any) -> None:
        self._text.paragraph += 1
        rows = [[self._cell(cell) if cell is not None else [] for cell in row] for row in _rows(element)]
        rows = [row for row in rows if any(row)]
        if checklist := checklist_of(rows):
            self._end_list()
            add_checklist(self._outline, checklist, self._text.paragraph)
            return
        if not self._steps and any(self._marks.mark(p).numbered for p in element.iter(qn("w:p"))):
            self._page.warn(
                self._text.paragraph, "The table holds a procedure; its cells stand one below the other."
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
            if element.tag == qn("w:tbl"):
                for row in _rows(element):
                    blocks += [
                        " · ".join(t for c in row if c is not None and (t := prose.cell(self._cell(c))))
                    ]
            if element.tag == qn("w:p"):
                has_box = next(element.iter(CHECKBOX), None) is not None
                inline = self._text.inline(element)
                found = prose.paragraphs(inline)
                blocks += ["☐"] if has_box and not found else found
        return blocks


def _rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row of a table, those in content controls too; None where a merged cell goes on."""
    for row in _within(table, qn("w:tr")):
        cells: list[Any] = []
        for cell in _within(row, qn("w:tc")):
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = span.get(qn("w:val")) if span is not None else "1"
            cells += [cell, *[None] * (min(int(width), 60) - 1 if (width or "").isdecimal() else 0)]
        yield cells


def _within(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == qn("w:sdt") and (content := child.find(qn("w:sdtContent"))) is not None:
            yield from _within(content, tag)


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, those in content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt") and (content := child.find(qn("w:sdtContent"))) is not None:
            yield from _blocks(content)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(child)


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
