"""Handbooks in Markdown: numbered lists are procedures, and so are runs of headings such as “Step 1: Open the case”.

Knows the front matter of Hugo, Jekyll and Docusaurus, their boxes (`:::note`, `{{< note >}}`, `!!! note`) and GitHub's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from overlay.content.format.markdown import MAX_CELLS
from overlay.content.importers import front_matter_text
from overlay.content.importers.draft import Draft, DraftStep, PageOutline
from overlay.content.importers.front_matter_text import PageHead
from overlay.content.importers.html_pages import outline_of_html
from overlay.content.importers.markdown_dialects import Dialects
from overlay.content.importers.markdown_inline import text_of
from overlay.content.importers.markdown_text import ALERT, CALLOUTS, MarkdownBlocks, is_checklist, take_box
from overlay.content.importers.markdown_tree import Block, Tree, parse
from overlay.content.importers.page import Page
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.step_headings import NUMBER_WORDS, NUMBERED, STEP_WORDS, step_headings
from overlay.content.importers.text_file import read_text

_NO_STEPS = "It holds no numbered list, no headings such as “Step 1” and no boxes to tick."
MAX_PAGE_CELLS = 20 * MAX_CELLS
_DEEPEST = 7  # the level of a box's title: any heading ends its section
# Parsing is nine tenths of the work, and most pages of a handbook hold no procedure.
_MAY_HOLD_STEPS = re.compile(
    rf"^[ \t>*+#-]*(?:\d{{1,9}}[.)](?:[ \t]|$)|(?:{STEP_WORDS})\s*#?(?:\d|{NUMBER_WORDS}\b)|\[[ x]\]\s)|<ol\b",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+")
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_HTML_LIST = re.compile(r"<ol\b", re.IGNORECASE)


class MarkdownReader(Reader):
    """Reads one page at a time."""

    suffixes = frozenset({".md", ".markdown", ".mdx", ".mdown"})

    def read(self, page: Page) -> Sequence[Draft]:
        head = front_matter_text.split(read_text(page))
        if head.draft:
            raise NotImportableError("Its front matter says that it is a draft.")
        dialects = Dialects(page, head.body_line)
        body = dialects.plain(head.body)
        if not _MAY_HOLD_STEPS.search(body):
            dialects.tell(only_pages=True)
            raise NotImportableError(_NO_STEPS)
        if body.count("|") > MAX_PAGE_CELLS:
            raise NotImportableError("Its tables are larger than guides may hold.")
        tree = parse(body)
        if _HTML_LIST.search(body) and any(
            _HTML_LIST.search(b.content) for b in _all(tree.blocks) if b.type == "html"
        ):
            drafts = outline_of_html(_as_html(body, head.body_line), page, head.title)
        else:
            outline = _Outline(page, head, tree)
            outline.read(tree.blocks)
            drafts = outline.drafts()
        dialects.tell(only_pages=not drafts)
        if not drafts:
            raise NotImportableError(_NO_STEPS)
        _tell_of_head(page, head)
        first = drafts[0]
        first.summary = head.summary
        for draft in drafts:
            draft.keywords, draft.lang, draft.owner = head.keywords, head.lang, head.owner
            draft.reviewed = head.reviewed
        return drafts


def _tell_of_head(page: Page, head: PageHead) -> None:
    if head.wrong:
        page.warn(1, f"The front matter is not read: {head.wrong}.")
    if head.left:
        page.warn(1, f"A guide has no place for these keys of the front matter: {', '.join(head.left[:12])}.")


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _as_html(body: str, first_line: int) -> str:
    """Return the page as HTML, each block with the line it stands on: lists written in HTML are procedures too."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    for at, token in enumerate(tokens):
        if token.map and token.nesting == 1:
            token.attrSet("data-line", str(token.map[0] + first_line))
        if token.type == "blockquote_open":
            _name_box(tokens, at)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _name_box(tokens: Sequence[Token], at: int) -> None:
    """Give a quote that is a box (`[!NOTE]`) the class that says so in HTML, in the place of its mark."""
    text = next((t for t in tokens[at + 1 : at + 3] if t.type == "inline"), None)
    children = text.children if text is not None else None
    if not children or not (mark := ALERT.match(children[0].content)):
        return
    children[0].content = children[0].content[mark.end() :]
    end = next(t for t in tokens[at:] if t.type == "blockquote_close" and t.level == tokens[at].level)
    kind = mark[1].lower()
    tokens[at].attrSet("class", kind if kind in CALLOUTS else "note")
    tokens[at].tag = end.tag = "div"


class _Outline:
    """Walks the top level of a page."""

    def __init__(self, page: Page, head: PageHead, tree: Tree) -> None:
        self._page = page
        self._blocks = MarkdownBlocks(page, tree.footnotes, head.body_line)
        self._outline = PageOutline(head.title)
        self._ticked = False  # whether boxes to tick are the steps: where nothing is numbered

    def drafts(self) -> list[Draft]:
        return self._outline.drafts()

    def read(self, nodes: Sequence[Block]) -> None:
        headings = [(n.level, text_of(n.parts)) if n.type == "heading" else None for n in nodes]
        has_lists = any(n.is_numbered or n.holds_numbered for n in nodes)
        runs = step_headings(headings, has_lists=has_lists)
        self._ticked = not has_lists and not runs
        at = 0
        while at < len(nodes):
            if at in runs:
                at = self._heading_steps(nodes, runs[at])
                continue
            node = nodes[at]
            if node.type == "heading":
                text = text_of(node.parts)
                if not (node.level == 1 and text == self._outline.title):
                    self._outline.heading(node.level, text, node.name)
            else:
                self._flow(node)
            at += 1

    def _flow(self, node: Block) -> None:
        """Add a block; a list, quote or box that holds a numbered list is opened, for its steps must be steps."""
        if node.is_numbered or (self._ticked and is_checklist(node)):
            self._list(node)
        elif node.holds_numbered:
            self._outline.heading(_DEEPEST, self._blocks.opened(node))
            for child in node.children:
                self._flow(child)
        elif node.type == "html" and (summary := _SUMMARY.search(node.content)):
            self._outline.heading(_DEEPEST, " ".join(unescape(_TAGS.sub("", summary[1])).split()))
            node.content = _SUMMARY.sub("", node.content)
            self._outline.text(self._blocks.of([node]) if _TAGS.sub("", node.content).strip() else [])
        else:
            self._outline.text(self._blocks.of([node]))

    def _list(self, node: Block) -> None:
        steps = []
        self._blocks.in_step = True
        for item in node.children:
            self._blocks.substeps = 0
            blocks = self._blocks.of(take_box(item.children))
            if any(blocks):
                steps.append(DraftStep([b for b in blocks if b], self._blocks.substeps))
            else:
                self._page.warn(self._blocks.line(item), "This step is empty; it is left out.")
        self._blocks.in_step = False
        self._outline.procedure(steps, self._blocks.line(node), start=node.start or 0)

    def _heading_steps(self, nodes: Sequence[Block], run: list[int]) -> int:
        """Add a run of step headings as one procedure; return where it ends."""
        level = nodes[run[0]].level
        end = run[-1] + 1
        while end < len(nodes) and not (nodes[end].type == "heading" and nodes[end].level <= level):
            end += 1
        steps = []
        self._blocks.in_step = True
        for number, (start, stop) in enumerate(zip(run, [*run[1:], end], strict=True), 1):
            self._blocks.substeps = 0
            text = self._blocks.inline(nodes[start])
            counted = NUMBERED.match(text.plain())
            if counted and int(counted[1]) == number:  # the guide counts its steps by itself
                text = text.without(_NUMBER)
            steps.append(
                DraftStep([text.markdown(), *self._blocks.of(nodes[start + 1 : stop])], self._blocks.substeps)
            )
        self._blocks.in_step = False
        self._outline.procedure(steps, self._blocks.line(nodes[run[0]]))
        return end
