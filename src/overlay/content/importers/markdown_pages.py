"""Handbooks in Markdown: numbered lists are procedures, and so are runs of headings such as “Step 1: Open the case”.

Knows the front matter of Hugo, Jekyll and Docusaurus, their boxes (`:::note`, `{{< note >}}`, `!!! note`) and GitHub's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from overlay.content.importers import front_matter_text
from overlay.content.importers.draft import Draft, DraftStep, PageOutline
from overlay.content.importers.front_matter_text import PageHead
from overlay.content.importers.html_pages import outline_of_html
from overlay.content.importers.markdown_dialects import Dialects
from overlay.content.importers.markdown_text import MarkdownBlocks, text_of
from overlay.content.importers.markdown_tree import (
    Block,
    Environment,
    blocks_of,
    make_block_parser,
    make_parser,
)
from overlay.content.importers.options import Options
from overlay.content.importers.page import Page
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import NotImportableError, Source
from overlay.content.importers.text_file import decode

_NO_STEPS = "It holds no numbered list and no headings such as “Step 1”."
_STEP_WORDS = "step|schritt|stap|étape|etape|paso|passo|passaggio|steg|trin|trinn|krok|vaihe"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien"
    "|eins|zwei|drei|fünf|sechs|sieben|neun|zehn"
)
_STEP = re.compile(rf"(?:{_STEP_WORDS})\s*#?(?:\d{{1,3}}|{_NUMBER_WORDS})\b", re.IGNORECASE)
_DEEPEST = 7  # the level of a box's title: any heading ends its section
# Parsing is nine tenths of the work, and most pages of a handbook hold no procedure.
_MAY_HOLD_STEPS = re.compile(
    rf"^[ \t>*+#-]*(?:\d{{1,9}}[.)](?:[ \t]|$)|(?:{_STEP_WORDS})\s*#?(?:\d|{_NUMBER_WORDS}\b))|<ol\b",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")
_ANCHOR = re.compile(r"\s*\{(?:#([\w.:-]+))?[^{}]*\}\s*$")
_BOX_NAME = re.compile(r"\s*\{?([A-Za-z][\w-]*)")
_HTML_LIST = re.compile(r"<ol\b", re.IGNORECASE)


class MarkdownReader(Reader):
    """Reads one page at a time."""

    suffixes = frozenset({".md", ".markdown", ".mdx", ".mdown"})

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        super().__init__(source, options, report)
        self._parser = make_block_parser()
        self._parser.use(container_plugin, "box", validate=_is_box)

    def read(self, page: Page) -> Sequence[Draft]:
        head = front_matter_text.split(decode(page.file.read_bytes()))
        if head.wrong:
            page.warn(1, f"The front matter is not read: {head.wrong}.")
        if head.draft:
            raise NotImportableError("Its front matter says that it is a draft.")
        if head.left:
            page.warn(
                1, f"A guide has no place for these keys of the front matter: {', '.join(head.left[:12])}."
            )
        body = Dialects(page, head.body_line).plain(head.body)
        if not _MAY_HOLD_STEPS.search(body):
            raise NotImportableError(_NO_STEPS)
        environment: Environment = {}
        tokens = self._parser.parse(body, environment)
        if any(token.type == "html_block" and _HTML_LIST.search(token.content) for token in tokens):
            drafts = outline_of_html(_as_html(body, head.body_line), page, head.title)
        else:
            outline = _Outline(page, head, environment)
            outline.read(blocks_of(tokens))
            drafts = outline.drafts()
        if not drafts:
            raise NotImportableError(_NO_STEPS)
        first = drafts[0]
        first.summary = head.summary
        for draft in drafts:
            draft.keywords, draft.lang, draft.owner = head.keywords, head.lang, head.owner
            draft.reviewed = head.reviewed
        return drafts


def _as_html(body: str, first_line: int) -> str:
    """Return the page as HTML, each block with the line it stands on: lists written in HTML are procedures too."""
    parser = make_parser()
    parser.use(container_plugin, "box", validate=_is_box, render=_render_box)
    tokens = parser.parse(body)
    for token in tokens:
        if token.map and token.nesting == 1:
            token.attrSet("data-line", str(token.map[0] + first_line))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _is_box(params: str, *_: object) -> bool:
    """Accept what follows `:::` when it is a name: `note`, `note[Title]`, `note Title`, `{note}`, `code-group`."""
    return _BOX_NAME.match(params) is not None


def _render_box(self: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    """Render a box for `_as_html`: the class says which."""
    found = _BOX_NAME.match(tokens[at].info)
    return f'<div class="{found[1].lower() if found else ""}">' if tokens[at].nesting == 1 else "</div>"


class _Outline:
    """Walks the top level of a page."""

    def __init__(self, page: Page, head: PageHead, environment: Environment) -> None:
        self._page = page
        self._blocks = MarkdownBlocks(page, environment, head.body_line)
        self._outline = PageOutline(head.title)

    def drafts(self) -> list[Draft]:
        return self._outline.drafts()

    def read(self, nodes: Sequence[Block]) -> None:
        runs = _heading_runs(nodes, self._blocks.environment)
        at = 0
        while at < len(nodes):
            if at in runs:
                at = self._heading_steps(nodes, runs[at])
                continue
            node = nodes[at]
            if node.type == "heading":
                text, key = _heading(node, self._blocks.environment)
                if not (node.tag == "h1" and text == self._outline.title):
                    self._outline.heading(int(node.tag[1]), text, key)
            else:
                self._flow(node)
            at += 1

    def _flow(self, node: Block) -> None:
        """Add a block; a list, quote or box that holds a numbered list is opened, for its steps must be steps."""
        if node.type == "ordered_list":
            self._list(node)
        elif node.type != "paragraph" and node.holds_numbered:
            self._outline.heading(_DEEPEST, self._blocks.opened(node))
            for child in node.children:
                self._flow(child)
        else:
            self._outline.text(self._blocks.of([node]))

    def _list(self, node: Block) -> None:
        steps = []
        for item in node.children:
            self._blocks.substeps = 0
            blocks = self._blocks.of(item.children)
            if any(blocks):
                steps.append(DraftStep([b for b in blocks if b], self._blocks.substeps))
            else:
                self._page.warn(self._blocks.line(item), "This step is empty; it is left out.")
        self._outline.procedure(steps, self._blocks.line(node), start=node.start)

    def _heading_steps(self, nodes: Sequence[Block], run: list[int]) -> int:
        """Add a run of step headings as one procedure; return where it ends."""
        level = int(nodes[run[0]].tag[1])
        end = run[-1] + 1
        while end < len(nodes) and not (nodes[end].type == "heading" and int(nodes[end].tag[1]) <= level):
            end += 1
        steps = []
        for number, (start, stop) in enumerate(zip(run, [*run[1:], end], strict=True), 1):
            self._blocks.substeps = 0
            written = _ANCHOR.sub("", nodes[start].text)
            counted = _NUMBERED.match(written)
            if counted and int(counted[1]) == number:  # the guide counts its steps by itself
                written = written[counted.end() - 1 :]
            text = self._blocks.inline(nodes[start], written).markdown()
            steps.append(DraftStep([text, *self._blocks.of(nodes[start + 1 : stop])], self._blocks.substeps))
        self._outline.procedure(steps, self._blocks.line(nodes[run[0]]))
        return end


def _heading_runs(nodes: Sequence[Block], environment: Environment) -> dict[int, list[int]]:
    """Return the step headings of a page by the first of each run: same level, nothing higher between, at least two.

    “1. Open the case” counts only in order from 1 (or 0), on a page without numbered lists: otherwise those are the steps,
    and the headings are chapters.
    """
    runs: dict[int, list[int]] = {}
    run: list[int] = []
    has_lists = any(node.type == "ordered_list" or node.holds_numbered for node in nodes)
    worded, level, number = False, 0, -1

    def close() -> None:
        if len(run) > 1 and (worded or not has_lists):
            runs[run[0]] = list(run)
        run.clear()

    for at, node in enumerate(nodes):
        if node.type != "heading":
            continue
        here, text = int(node.tag[1]), _heading(node, environment)[0]
        if run and here > level:
            continue
        by_word, by_number = _STEP.match(text), _NUMBERED.match(text)
        goes_on = run and here == level
        if goes_on and (by_word if worded else by_number and int(by_number[1]) == number + 1):
            run.append(at)
            number += 1
            continue
        close()
        if by_word or (by_number and int(by_number[1]) <= 1):
            run.append(at)
            worded, level, number = bool(by_word), here, int(by_number[1]) if by_number else 0
    close()
    return runs


def _heading(node: Block, environment: Environment) -> tuple[str, str]:
    """Return text and anchor of a heading."""
    text = text_of(node.text, environment)
    found = _ANCHOR.search(text)
    return (text[: found.start()], found[1] or "") if found and found.start() else (text, "")
