"""Markdown text → a tree of tokens that holds nothing dangerous, in time linear to the text.

markdown-it-py parses CommonMark with tables and strikethrough. What makes any Markdown parser slow (very long paragraphs,
thousands of brackets, deep quotes) is measured before it starts and refused; no task needs it. On the way the guide's own
marks are read: `> [!WHY]`, `## Title {#id}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from html import unescape
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType, OptionsDict
from msgspec import Struct, field

from overlay.content.format import safe_html
from overlay.content.format.problem import Findings
from overlay.guide import Image

# At these limits the slowest texts found (emphasis that never ends, tables of empty cells) take about half a second on a
# small machine; the longest page of the real handbooks tried has 47 KB and 900 lines.
MAX_GUIDE_CHARS = 128 * 1024
MAX_LINES = 5_000
MAX_COLUMNS = 50
MAX_CELLS = 5_000
MAX_LINE_CHARS = 16 * 1024
MAX_PARAGRAPH_CHARS = 16 * 1024
MAX_BRACKETS = 4_000
MAX_QUOTES = 16
MAX_NESTING = 64
MAX_MARKS = 8  # of bold, italic and strikethrough in each other; what is nested deeper loses its mark
MAX_LINK_CHARS = 2_048

_QUOTES = re.compile(r"[ \t>*+\-\d.)]*>")
_CALLOUT = re.compile(r"\[!([A-Za-z]{1,20})\][ \t]*(?:\n|$)?")
_LATE_CALLOUT = re.compile(r"\n\[!(?:WHY|TIP|NOTE|WARNING|CONFIRM)\]", re.IGNORECASE)
_ANCHOR = re.compile(r"\{#([^\s{}]{1,100})\}[ \t]*$")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DELIMITERS = re.compile(r"[\s>|:*+\d.)-]*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

ImageFinder = Callable[[str, str, int], Image | None]
"""Gets the source as written, the alternative text and the line; returns the image, or None after noting why not."""


class Reading(Struct):
    """What one parse needs and finds. `anchors` holds every link to a heading: (id, line)."""

    findings: Findings
    find_image: ImageFinder
    anchors: list[tuple[str, int]] = field(default_factory=list)


def parse(text: str, reading: Reading) -> SyntaxTreeNode | None:
    """Return the tree of `text`; None, with a fatal finding, when it is too big or too tangled to be a guide."""
    if not _within_limits(text, reading.findings):
        return None
    fatal_before = reading.findings.fatal
    tokens = _parser.parse(text, {"reading": reading})
    if reading.findings.fatal and not fatal_before:
        return None
    for token in tokens:
        if token.level >= MAX_NESTING - 2 and token.map:
            reading.findings.refuse(
                reading.findings.source_line(token.map[0]),
                "Lists or quotes are nested too deeply.",
                "Write it flatter, or make branches of it.",
            )
            return None
    return SyntaxTreeNode(tokens)


def html_of(nodes: list[SyntaxTreeNode]) -> str:
    """Return block nodes as clean HTML, images as their alternative text."""
    tokens = [token for node in nodes for token in node.to_tokens()]
    return safe_html.clean(_renderer.render(tokens, _parser.options, {}))


def inline_html_of(inline: SyntaxTreeNode) -> str:
    """Return the content of a paragraph, cell or heading as clean inline HTML."""
    children = inline.token.children if inline.token else None
    return safe_html.clean(_renderer.renderInline(children or [], _parser.options, {}).strip())


def text_of(node: SyntaxTreeNode) -> str:
    """Return `node` as plain text on one line."""
    return " ".join("".join(_texts(node)).split())


def is_shown_link(href: str) -> bool:
    """Tell whether a link may be followed from a guide: http, https or mailto with an address."""
    scheme = _SCHEME.match(href)
    return scheme is not None and scheme[1].lower() in safe_html.LINK_SCHEMES and len(href) > scheme.end()


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type == "image" and node.meta.get("image"):
        return  # a block of its own
    if node.type in ("text", "code_inline", "fence", "code_block"):
        yield node.content
    else:
        if node.type in ("softbreak", "hardbreak", "paragraph", "list_item", "td", "th"):
            yield " "
        for child in node.children:
            yield from _texts(child)


def _within_limits(text: str, findings: Findings) -> bool:
    if len(text) > MAX_GUIDE_CHARS:
        findings.refuse(
            1, f"The guide is longer than {MAX_GUIDE_CHARS // 1024} KiB.", "Split it into several guides."
        )
    elif text.count("\n") > MAX_LINES:
        findings.refuse(1, f"The guide has more than {MAX_LINES:,} lines.", "Split it into several guides.")
    elif text.count("[") > MAX_BRACKETS:
        findings.refuse(1, f"The guide has more than {MAX_BRACKETS:,} “[”.", "Split it into several guides.")
    else:
        for number, line in enumerate(text.split("\n")):
            if len(line) > MAX_LINE_CHARS:
                what = f"This line is longer than {MAX_LINE_CHARS // 1024} KiB."
                findings.refuse(findings.source_line(number), what, "Break it into paragraphs.")
                return False
            if line.count("|") > MAX_COLUMNS + 1 and _DELIMITERS.fullmatch(line):
                what = f"This table has more than {MAX_COLUMNS} columns."
                findings.refuse(findings.source_line(number), what, "Use fewer columns.")
                return False
            prefix = _QUOTES.match(line) if ">" in line else None
            if prefix and prefix[0].count(">") > MAX_QUOTES:
                what = f"Quotes are nested more than {MAX_QUOTES} deep."
                findings.refuse(findings.source_line(number), what, "Write it flatter.")
                return False
        return True
    return False


def _read_marks(state: StateCore) -> None:
    """Before text is parsed: take the kind of each callout and the anchor of each heading out of the text."""
    reading: Reading = state.env["reading"]
    cells = [token for token in state.tokens if token.type in ("th_open", "td_open")]
    if len(cells) > MAX_CELLS:
        line = reading.findings.source_line(
            next((t.map[0] for t in state.tokens if t.type == "table_open" and t.map), 0)
        )
        reading.findings.refuse(
            line, f"The tables have more than {MAX_CELLS:,} cells.", "Link to a sheet instead."
        )
        state.tokens = []
        return
    kept: list[Token] = []
    tokens = iter(enumerate(state.tokens))
    for at, token in tokens:
        kept.append(token)
        if token.type == "inline":
            if len(token.content) > MAX_PARAGRAPH_CHARS:
                line = reading.findings.source_line(token.map[0] if token.map else 0)
                what = f"This paragraph is longer than {MAX_PARAGRAPH_CHARS // 1024} KiB."
                reading.findings.refuse(line, what, "Break it into paragraphs.")
                token.content = ""
            if state.tokens[at - 1].type == "heading_open" and (anchor := _ANCHOR.search(token.content)):
                state.tokens[at - 1].meta["anchor"] = anchor[1]
                token.content = token.content[: anchor.start()].rstrip()
        elif token.type == "blockquote_open" and state.tokens[at + 1].type == "paragraph_open":
            first = state.tokens[at + 2]
            mark = _CALLOUT.match(first.content)
            if mark is None:
                continue
            token.meta["callout"] = mark[1].lower()
            first.content = first.content[mark.end() :]
            if late := _LATE_CALLOUT.search(first.content):
                line = (first.map[0] if first.map else 0) + first.content.count("\n", 0, late.start()) + 2
                what = "A callout starts in the middle of another one."
                reading.findings.warn(
                    reading.findings.source_line(line), what, "Put an empty line between the two."
                )
            if not first.content.strip():
                for _ in range(3):  # the paragraph held nothing but the mark
                    next(tokens)
    state.tokens = kept


def _clean(state: StateCore) -> None:
    """After text is parsed: drop HTML and links that lead nowhere good, find images."""
    reading: Reading = state.env["reading"]
    kept: list[Token] = []
    for token in state.tokens:
        line = reading.findings.source_line(token.map[0] if token.map else 0)
        if token.type == "html_block":
            kept.extend(_html_block_as_text(token, line, reading))
            continue
        if token.type == "inline" and token.children:
            token.children = _clean_inline(token, reading)
        kept.append(token)
    state.tokens = kept


def _html_block_as_text(token: Token, line: int, reading: Reading) -> list[Token]:
    bare = re.sub(r"<!--.*?(?:-->|\Z)", "", token.content, flags=re.DOTALL)
    if not bare.strip():
        return []
    _warn_html(reading, line)
    text = " ".join(unescape(nh3.clean(bare, tags=set())).split())
    if not text:
        return []
    inline = Token("inline", "", 0, map=token.map, content=text, level=token.level + 1)
    inline.children = [Token("text", "", 0, content=text)]
    return [
        Token("paragraph_open", "p", 1, map=token.map, level=token.level, block=True),
        inline,
        Token("paragraph_close", "p", -1, level=token.level, block=True),
    ]


def _clean_inline(inline: Token, reading: Reading) -> list[Token]:
    """Return the parts of a paragraph that may be shown."""
    kept: list[Token] = []
    at = inline.map[0] if inline.map else 0
    ends: list[_End] = []  # what becomes of the end of each open mark or link
    for child in inline.children or []:
        line = reading.findings.source_line(at)
        if child.type in ("softbreak", "hardbreak"):
            at += 1
        if child.nesting == 1:
            ends.append(_open(child, len(ends), line, reading))
            if ends[-1] is _End.DROP:
                continue
        elif child.nesting == -1:
            end = ends.pop() if ends else _End.DROP
            if end is _End.DROP:
                continue
            child.meta["hidden"] = end is _End.HIDE
        elif child.type == "html_inline":
            if not _BREAK.fullmatch(child.content):
                if not child.content.startswith("<!--"):
                    _warn_html(reading, line)
                continue
            child = Token("hardbreak", "br", 0)  # noqa: PLW2901
        elif child.type == "image":
            alt = _alt(child)
            child.children = [Token("text", "", 0, content=alt)]
            child.meta["image"] = reading.find_image(unquote(str(child.attrGet("src") or "")), alt, line)
        kept.append(child)
    return kept


class _End(Enum):
    KEEP = "keep"
    HIDE = "hide"  # stays in the tree, is not drawn: a link to a heading
    DROP = "drop"


def _open(token: Token, depth: int, line: int, reading: Reading) -> _End:
    if token.type == "link_open":
        return _check_link(token, line, reading)
    return _End.KEEP if depth < MAX_MARKS else _End.DROP


def _check_link(token: Token, line: int, reading: Reading) -> _End:
    href = str(token.attrGet("href") or "")
    if href.startswith("#"):
        token.meta["anchor"] = unquote(href[1:])
        token.meta["hidden"] = True
        reading.anchors.append((token.meta["anchor"], line))
        return _End.HIDE
    if is_shown_link(href):
        return _End.KEEP
    if _SCHEME.match(href) or href.startswith(("//", "\\")):
        reading.findings.warn(
            line, f"The link to “{href[:60]}” is left out.", "Link to https://, http:// or mailto: addresses."
        )
    else:
        reading.findings.warn(
            line,
            f"“{href[:60]}” leads to a file; the link is left out.",
            "Name the guide in words: people search for it.",
        )
    return _End.DROP


def _warn_html(reading: Reading, line: int) -> None:
    reading.findings.warn(line, "HTML is left out, only its text is kept.", "Write it in Markdown.")


def _alt(image: Token) -> str:
    words = "".join(c.content or " " for c in image.children or [])
    return " ".join(words.split()) or image.content.strip()


class _GuideHtml(RendererHTML):
    """Renders what `_clean` left: links between headings as their text, images of the pack not at all (they are blocks)."""

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return "" if tokens[at].meta.get("hidden") else self.renderToken(tokens, at, options, env)

    link_close = link_open

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return "" if tokens[at].meta.get("image") else escapeHtml(_alt(tokens[at]))


def _short_enough(url: str) -> bool:
    return len(url) <= MAX_LINK_CHARS  # what it may lead to is checked, and reported, later


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": True, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = _short_enough  # type: ignore[method-assign]
    parser.core.ruler.before("inline", "guide_marks", _read_marks)
    parser.core.ruler.push("guide_clean", _clean)
    return parser


_parser = _make_parser()
_renderer = _GuideHtml(_parser)
