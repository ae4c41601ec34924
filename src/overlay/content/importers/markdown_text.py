"""Markdown of other tools → text and blocks of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import html as lxml_html
from lxml.html import HtmlElement

from overlay.content.importers import prose
from overlay.content.importers.markdown_inline import APART, add_image, inline_of_parts, text_of
from overlay.content.importers.markdown_tree import Block
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline

_FENCE_LABEL = re.compile(r"""\s\[([^\]]+)\]|\btitle=["']([^"']+)["']""")  # VitePress; Docusaurus, Hugo
ALERT = re.compile(r"\[!([A-Za-z]+)\][ \t]*")
_TASK = re.compile(r"\[[ xX]\](?=\s|$)\s*")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


# The names that GitHub, Docusaurus, Hugo and MkDocs give boxes, and ours.
CALLOUTS = {
    "note": "NOTE", "info": "NOTE", "information": "NOTE", "notice": "NOTE", "important": "NOTE", "abstract": "NOTE",
    "summary": "NOTE", "question": "NOTE", "faq": "NOTE", "example": "NOTE", "quote": "NOTE", "alert": "WARNING",
    "tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "why": "WHY", "confirm": "CONFIRM",
    "warning": "WARNING", "caution": "WARNING", "danger": "WARNING", "attention": "WARNING", "error": "WARNING",
    "failure": "WARNING", "bug": "WARNING", "warn": "WARNING",
}  # fmt: skip


class MarkdownBlocks:
    """Makes our blocks of those of one page. `footnotes` are those of the page, by their labels."""

    def __init__(self, page: Page, footnotes: Mapping[str, Block], first_line: int = 1) -> None:
        self.page = page
        self._footnotes = footnotes
        self._first_line = first_line
        self.substeps = 0
        self.in_step = False  # boxes to tick are checks of a step, and only text elsewhere

    def line(self, node: Block) -> int:
        return node.line + self._first_line

    def of(self, nodes: Sequence[Block]) -> list[str]:
        """Return `nodes` as blocks, in order."""
        return [block for node in nodes for block in self._of(node)]

    def _of(self, node: Block) -> list[str]:  # noqa: PLR0911 - one arm a kind of block
        match node.type:
            case "paragraph":
                return prose.paragraphs(self.inline(node))
            case "heading":
                return [prose.heading(text_of(node.parts))]
            case "list" if self.in_step and is_checklist(node):
                checks = [take_box(item.children) for item in node.children]
                return [b for check in checks for b in prose.callout(self.of(check), "CONFIRM")]
            case "list" if node.start is None:
                return [prose.bullets([self.of(item.children) for item in node.children])]
            case "list":
                self.substeps += len(node.children)
                return [prose.numbered([self.of(item.children) for item in node.children], node.start or 0)]
            case "code":
                code = prose.fence(node.content, _reading_only(node.name))
                label = _FENCE_LABEL.search(node.name)
                return [prose.heading(label[1] or label[2]), code] if label else [code]
            case "quote":
                return self._box(node)
            case "table":
                return [self._table(node)]
            case "terms":
                return [prose.bullets(self._terms(node))]
            case "html":
                return self._html(node)
            case "footnote":
                return self._footnote(node)
            case _:
                return self.of(node.children)

    def inline(self, node: Block) -> Inline:
        """Return the text of a paragraph, heading or cell."""
        return inline_of_parts(node.parts, self.page, self.line(node), self._footnotes)

    def opened(self, node: Block) -> str:
        """Return the title of a box that is opened, because the numbered list in it is a procedure."""
        kind, title = _box_of(node)
        if kind:
            self.page.warn(
                self.line(node), "Numbered steps stand in this box: they are steps, and the box goes."
            )
        return title

    def _box(self, node: Block) -> list[str]:
        kind, title = _box_of(node)
        blocks = self.of(node.children)
        if title:
            blocks.insert(0, prose.heading(title))
        return prose.callout(blocks, kind) if kind else [prose.quote(blocks)]

    def _footnote(self, node: Block) -> list[str]:
        """Return a footnote of several blocks, where it stands; others stand where their marks are."""
        if node.name in self._footnotes:
            return []
        if node.children and node.children[0].type == "paragraph":
            node.children[0].parts.insert(0, ("text", f"[^{node.name}]: "))
        return self.of(node.children)

    def _terms(self, node: Block) -> list[list[str]]:
        items: list[list[str]] = []
        for child in node.children:
            if child.type == "term":
                items.append([prose.heading(text_of(child.parts))])
            elif items:
                items[-1] += self.of(child.children)
        return items

    def _table(self, node: Block) -> str:
        rows = [[prose.cell(prose.paragraphs(self.inline(c))) for c in row.children] for row in node.children]
        return prose.table(rows[0], rows[1:]) if rows else ""

    def _html(self, node: Block) -> list[str]:
        text = _COMMENT.sub("", node.content).strip()
        if not text:
            return []
        inline = Inline()
        for tag in _HTML_IMAGE.findall(text):
            add_image(inline, tag, self.page, self.line(node))
        try:
            inline.add("".join(_shown(lxml_html.fromstring(f"<div>{text}</div>"))))
        except (ValueError, AssertionError) as error:
            self.page.warn(self.line(node), f"This HTML is left out ({error}).")
            return []
        self.page.warn(self.line(node), "HTML is left out; only its text and images are kept.")
        return prose.paragraphs(inline)


def is_checklist(node: Block) -> bool:
    """Tell whether a list is of boxes to tick (`- [ ] Look`), as GitHub and GitLab draw them."""
    return node.type == "list" and all(_TASK.match(_first_text(item.children)) for item in node.children)


def take_box(blocks: list[Block]) -> list[Block]:
    """Take the box to tick off the text of a list item, and return the item's blocks."""
    if mark := _TASK.match(_first_text(blocks)):
        first = blocks[0].parts[0][1]
        blocks[0].parts[0] = ("text", first[mark.end() :])
    return blocks


def _first_text(blocks: Sequence[Block]) -> str:
    first = blocks[0] if blocks else None
    if first is None or first.type != "paragraph" or not first.parts or first.parts[0][0] != "text":
        return ""
    return first.parts[0][1]


def _box_of(node: Block) -> tuple[str, str]:
    """Return kind and title of a box, and take both off its text; both empty for a plain quote."""
    first = node.children[0] if node.type == "quote" and node.children else None
    if first is None or first.type != "paragraph" or not first.parts or first.parts[0][0] != "text":
        return "", ""
    mark = ALERT.match(first.parts[0][1])
    if mark is None:
        return "", ""
    first.parts[0] = ("text", first.parts[0][1][mark.end() :])
    return CALLOUTS.get(mark[1].lower(), "NOTE"), _take_title(first)


def _take_title(first: Block) -> str:
    """Return what stands bold on the line of a box's mark, and take it off: the title of the box."""
    kinds = [kind for kind, _ in first.parts]
    if first.parts[0][1].strip() or kinds[1:2] != ["strong"] or "/strong" not in kinds:
        return ""
    end = kinds.index("/strong") + 1
    # A break that nothing follows is a backslash (CommonMark 6.7).
    if kinds[end : end + 1] not in ([], ["hard"]) and first.parts[end:] != [("text", "\\")]:
        return ""
    title = text_of(first.parts[:end])
    first.parts = first.parts[end + 1 :]
    return title


def _shown(root: HtmlElement) -> Iterator[str]:
    """Yield the text of HTML that a browser shows, with space where it shows a new line or cell."""
    for element in root.iter("script", "style", "template"):
        element.text = None
    for element in root.iter(*APART):
        element.tail = f" {element.tail or ''}"
    yield from root.itertext()


def _reading_only(info: str) -> str:
    """A fence of another tool that happens to be called copy, type or open is no action of ours."""
    word = (info.split() or [""])[0].strip("{}")
    return "" if word.lower() in ("copy", "type", "open") else re.sub(r"[^\w+#.-].*", "", word)[:30]
