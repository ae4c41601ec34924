"""Markdown of other tools → text and blocks of ours, through the same parser that reads guides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdown_it.token import Token

from overlay.content.importers import prose
from overlay.content.importers.markdown_tree import Block, Environment, inline_tokens
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style

_MARKS = re.compile(r"[\\`*_\[<&~]|  \n")  # what makes a paragraph more than its text
_FENCE_LABEL = re.compile(r"""\s\[([^\]]+)\]|\btitle=["']([^"']+)["']""")  # VitePress; Docusaurus, Hugo
_ALERT = re.compile(r"\[!([A-Za-z]+)\][ \t]*")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_ATTRIBUTE = re.compile(r"""\b(src|alt|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_STYLES = {"strong_open": Style.STRONG, "em_open": Style.EM, "s_open": Style.STRIKE}

_TAG_STYLES = {
    "b": Style.STRONG, "strong": Style.STRONG, "i": Style.EM, "em": Style.EM, "code": Style.CODE, "kbd": Style.CODE,
    "samp": Style.CODE, "tt": Style.CODE, "s": Style.STRIKE, "del": Style.STRIKE, "strike": Style.STRIKE,
}  # fmt: skip
# What a browser shows on a line or in a cell of its own.
_APART = tuple(
    "p div li ul ol dt dd dl tr td th table summary details blockquote pre h1 h2 h3 h4 h5 h6 hr".split()
)

# The names that GitHub, Docusaurus, Hugo and MkDocs give boxes, and ours.
CALLOUTS = {
    "note": "NOTE", "info": "NOTE", "information": "NOTE", "notice": "NOTE", "important": "NOTE", "abstract": "NOTE",
    "summary": "NOTE", "question": "NOTE", "faq": "NOTE", "example": "NOTE", "quote": "NOTE", "alert": "WARNING",
    "tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "why": "WHY", "confirm": "CONFIRM",
    "warning": "WARNING", "caution": "WARNING", "danger": "WARNING", "attention": "WARNING", "error": "WARNING",
    "failure": "WARNING", "bug": "WARNING", "warn": "WARNING",
}  # fmt: skip


def inline_of(text: str, page: Page, line: int, environment: Environment | None = None) -> Inline:
    """Return one paragraph of Markdown. `environment` is that of its page (see `markdown_tree`)."""
    if not _MARKS.search(text):
        return Inline(text)
    return inline_of_tokens(inline_tokens(text, environment if environment is not None else {}), page, line)


def inline_of_tokens(tokens: Iterable[Token], page: Page, line: int) -> Inline:
    """Return the parts of a paragraph; what a guide cannot link to or show is a warning."""
    inline = Inline()
    styles: list[Style] = [Style.PLAIN]
    href = ""
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                inline.add(token.content, styles[-1], href)
            case "code_inline":
                inline.add(token.content, Style.PLAIN if href else Style.CODE, href)
            case "softbreak" | "hardbreak":
                line += 1
                _add_break(inline, token, styles[-1], href)
            case "strong_open" | "em_open" | "s_open":
                styles.append(_STYLES[token.type] if styles[-1] is Style.PLAIN else styles[-1])
            case "strong_close" | "em_close" | "s_close":
                styles.pop()
            case "link_open" | "link_close":
                href = _href(token, page, line)
            case "image":
                alt = inline_of_tokens(token.children or [], page, line).plain()
                page.image(inline, str(token.attrGet("src") or ""), alt, line)
            case "html_inline":
                href = _add_html(inline, token.content, page, line, href)
                _restyle(styles, token.content)
    return inline


def _add_break(inline: Inline, token: Token, style: Style, href: str) -> None:
    if token.type == "hardbreak":
        inline.line_break()
    else:
        inline.add(" ", style, href)


def _href(token: Token, page: Page, line: int) -> str:
    """Return where a link leads if a guide may lead there; empty at its end."""
    href = str(token.attrGet("href") or "")
    if href and not prose.may_link(href):
        page.warn(line, f"The link to “{href[:120]}” is left as text: guides link to web pages only.")
        return ""
    return href


def _add_html(inline: Inline, tag: str, page: Page, line: int, href: str = "") -> str:
    """Put what a tag stands for into `inline`; return where text behind it leads. Text between tags is tokens of its own."""
    found = _TAG.match(tag)
    name = found[2].lower() if found else ""
    if name == "img":
        values = _attributes(tag)
        page.image(inline, values.get("src", ""), values.get("alt", ""), line)
    elif name == "a":
        href = "" if found and found[1] else _attributes(tag).get("href", "")
        if href and not prose.may_link(href):
            page.warn(line, f"The link to “{href[:120]}” is left as text: guides link to web pages only.")
            href = ""
    elif name == "br" or name in _APART:
        inline.line_break()
    return href


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def _restyle(styles: list[Style], tag: str) -> None:
    """Follow `<b>`, `<code>` and the like."""
    found = _TAG.match(tag)
    style = _TAG_STYLES.get(found[2].lower()) if found else None
    if style is None or found is None:
        return
    if not found[1]:
        styles.append(style if styles[-1] is Style.PLAIN else styles[-1])
    elif len(styles) > 1:
        styles.pop()


def text_of(text: str, environment: Environment) -> str:
    """Return the plain text of a heading."""
    if _MARKS.search(text):
        text = "".join(_plain(inline_tokens(text, environment)))
    return " ".join(text.split())


def _plain(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        yield from _plain(token.children or ())


class MarkdownBlocks:
    """Makes our blocks of those of one page."""

    def __init__(self, page: Page, environment: Environment, first_line: int = 1) -> None:
        self.page = page
        self.environment = environment
        self._first_line = first_line
        self.substeps = 0

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
                return [prose.heading(text_of(node.text, self.environment))]
            case "bullet_list":
                return [prose.bullets([self.of(item.children) for item in node.children])]
            case "ordered_list":
                self.substeps += len(node.children)
                return [prose.numbered([self.of(item.children) for item in node.children], node.start)]
            case "fence":
                code = prose.fence(node.token.content, _reading_only(node.token.info))
                label = _FENCE_LABEL.search(node.token.info)
                return [prose.heading(label[1] or label[2]), code] if label else [code]
            case "code_block":
                return [prose.fence(node.token.content)]
            case "footnote_reference":
                return self._footnote(node)
            case "table":
                return [self._table(node)]
            case "html_block":
                return self._html(node)
            case _ if node.type == "blockquote" or node.type.startswith("container_"):
                return self._box(node)
            case _:
                return []

    def inline(self, node: Block, text: str | None = None) -> Inline:
        """Return the text of a paragraph, heading or cell; `text` instead of it, where some of it is left out."""
        return inline_of(node.text if text is None else text, self.page, self.line(node), self.environment)

    def opened(self, node: Block) -> str:
        """Return the title of a box that is opened, because the numbered list in it is a procedure."""
        kind, title = _box_of(node)
        if kind:
            self.page.warn(
                self.line(node), "Numbered steps stand in this box: they are steps, and the box goes."
            )
        return title

    def _box(self, node: Block) -> list[str]:
        name = _group_name(node) if node.type != "blockquote" else None
        if name is not None:
            self.page.warn(self.line(node), f"The box “{name[:80]}” is left out; what stands in it stays.")
            return self.of(node.children)
        kind, title = _box_of(node)
        blocks = self.of(node.children)
        return [prose.quote([prose.heading(title), *blocks] if title else blocks, kind)]

    def _footnote(self, node: Block) -> list[str]:
        """Return a footnote as a paragraph with its mark, where it stands."""
        if node.children and node.children[0].type == "paragraph":
            node.children[0].text = f"[^{node.token.meta.get('label', '')}]: {node.children[0].text}"
        return self.of(node.children)

    def _table(self, node: Block) -> str:
        rows = [
            [prose.cell(prose.paragraphs(self.inline(c))) for c in row.children]
            for part in node.children
            for row in part.children
        ]
        return prose.table(rows[0], rows[1:]) if rows else ""

    def _html(self, node: Block) -> list[str]:
        text = _COMMENT.sub("", node.token.content).strip()
        if not text:
            return []
        inline = Inline()
        for tag in _HTML_IMAGE.findall(text):
            _add_html(inline, tag, self.page, self.line(node))
        try:
            inline.add("".join(_shown(lxml_html.fromstring(f"<div>{text}</div>"))))
        except (ValueError, AssertionError) as error:
            self.page.warn(self.line(node), f"This HTML is left out ({error}).")
            return []
        self.page.warn(self.line(node), "HTML is left out; only its text and images are kept.")
        return prose.paragraphs(inline)


def _group_name(node: Block) -> str | None:
    """Return what a `:::` box calls itself that only groups what is in it (`code-group`); None for one that says more."""
    name = re.match(r"[\s{]*([\w-]*)", node.token.info)
    found = name[1].lower() if name else ""
    return None if found in CALLOUTS or found == "details" else node.token.info.strip()


def _box_of(node: Block) -> tuple[str, str]:
    """Return kind and title of a box, and take GitHub's mark (`[!NOTE]`) off its text; both empty for a plain quote."""
    if node.type == "blockquote":
        first = node.children[0] if node.children else None
        if first is None or first.type != "paragraph" or not (mark := _ALERT.match(first.text)):
            return "", ""
        first.text = first.text[mark.end() :]
        return CALLOUTS.get(mark[1].lower(), "NOTE"), ""
    if not node.type.startswith("container_"):
        return "", ""
    name, _, title = node.token.info.strip().strip("{}").partition(" ")
    name, bracket, label = name.partition("[")
    title = f"{label} {title}".rstrip("] ").strip() if bracket else title.strip().strip('"')
    return CALLOUTS.get(name.lower(), "NOTE"), title


def _shown(root: HtmlElement) -> Iterator[str]:
    """Yield the text of HTML that a browser shows, with space where it shows a new line or cell."""
    for element in root.iter("script", "style", "template"):
        element.text = None
    for element in root.iter(*_APART):
        element.tail = f" {element.tail or ''}"
    yield from root.itertext()


def _reading_only(info: str) -> str:
    """A fence of another tool that happens to be called copy, type or open is no action of ours."""
    word = (info.split() or [""])[0].strip("{}")
    return "" if word.lower() in ("copy", "type", "open") else re.sub(r"[^\w+#.-].*", "", word)[:30]
