"""The text of a Markdown paragraph → `Inline`: marks, links, images, the HTML in it, footnotes where their marks stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from overlay.content.importers import prose
from overlay.content.importers.markdown_tree import Block, Part, parse_line
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style

_MARKS = re.compile(r"[\\`*_\[<&~]")  # what makes a line more than its text
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_ATTRIBUTE = re.compile(r"""\b(src|alt|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_STYLES = {"strong": Style.STRONG, "em": Style.EM, "strike": Style.STRIKE}
_TAG_STYLES = {
    "b": Style.STRONG, "strong": Style.STRONG, "i": Style.EM, "em": Style.EM, "code": Style.CODE, "kbd": Style.CODE,
    "samp": Style.CODE, "tt": Style.CODE, "s": Style.STRIKE, "del": Style.STRIKE, "strike": Style.STRIKE,
}  # fmt: skip
# What a browser shows on a line or in a cell of its own.
APART = tuple(
    "p div li ul ol dt dd dl tr td th table summary details blockquote pre h1 h2 h3 h4 h5 h6 hr".split()
)


def inline_of(text: str, page: Page, line: int) -> Inline:
    """Return one line of Markdown."""
    if not _MARKS.search(text):
        return Inline(text)
    return inline_of_parts(parse_line(text), page, line)


def inline_of_parts(
    parts: Iterable[Part], page: Page, line: int, notes: Mapping[str, Block] | None = None
) -> Inline:
    """Return the parts of a paragraph on `line`; what a guide cannot link to or show is a warning.

    `notes` are the footnotes of the page, by their labels.
    """
    return _Reading(page, line, notes or {}).read(parts)


def text_of(parts: Iterable[Part]) -> str:
    """Return the plain text of a heading."""
    shown = (
        text if kind in ("text", "code") else " " if kind in ("soft", "hard") else "" for kind, text in parts
    )
    return " ".join("".join(shown).split())


class _Reading:
    def __init__(self, page: Page, line: int, notes: Mapping[str, Block]) -> None:
        self._page, self._line, self._notes = page, line, notes
        self._inline = Inline()
        self._styles: list[Style] = [Style.PLAIN]
        self._href = ""
        self._address = ""  # of the image that is being read
        self._alt: list[str] | None = None  # what stands for it

    def read(self, parts: Iterable[Part]) -> Inline:
        for kind, text in parts:
            if self._alt is not None:
                self._in_image(kind, text, self._alt)
            elif kind == "text":
                self._inline.add(text, self._styles[-1], self._href)
            elif kind in ("soft", "hard"):
                self._break(kind)
            elif kind.lstrip("/") in _STYLES:
                self._restyle(_STYLES[kind.lstrip("/")], closing=kind.startswith("/"))
            else:
                self._add(kind, text)
        return self._inline

    def _in_image(self, kind: str, text: str, alt: list[str]) -> None:
        if kind == "/image":
            self._page.image(self._inline, self._address, "".join(alt), self._line)
            self._alt = None
        elif kind in ("text", "code", "soft", "hard"):
            alt.append(text or " ")

    def _break(self, kind: str) -> None:
        self._line += 1
        if kind == "hard":
            self._inline.line_break()
        else:
            self._inline.add(" ", self._styles[-1], self._href)

    def _restyle(self, style: Style, *, closing: bool) -> None:
        if not closing:
            self._styles.append(style if self._styles[-1] is Style.PLAIN else self._styles[-1])
        elif len(self._styles) > 1:
            self._styles.pop()

    def _add(self, kind: str, text: str) -> None:
        match kind:
            case "code":
                self._inline.add(text, Style.PLAIN if self._href else Style.CODE, self._href)
            case "link":
                self._href = self._checked(text)
            case "/link":
                self._href = ""
            case "image":
                self._alt, self._address = [], text
            case "html":
                self._add_html(text)
            case "footnote":
                self._add_footnote(text)

    def _add_footnote(self, label: str) -> None:
        """Put the text of a footnote where its mark stands; a long one stays at its place, and its mark here."""
        note = self._notes.get(label)
        if note is None:
            self._inline.add(f"[^{label}]")
            return
        self._inline.add(" (")
        self._inline.extend(inline_of_parts(note.parts, self._page, self._line))
        self._inline.add(")")

    def _checked(self, href: str) -> str:
        """Return where a link leads if a guide may lead there."""
        if href and not prose.may_link(href):
            self._page.warn(
                self._line, f"The link to “{href[:120]}” is left as text: guides link to web pages only."
            )
            return ""
        return href

    def _add_html(self, tag: str) -> None:
        """Put what a tag stands for into the text. Text between tags is parts of its own."""
        found = _TAG.match(tag)
        name, closing = (found[2].lower(), bool(found[1])) if found else ("", False)
        if name == "img":
            add_image(self._inline, tag, self._page, self._line)
        elif name == "a":
            self._href = "" if closing else self._checked(_attributes(tag).get("href", ""))
        elif name == "br" or name in APART:
            self._inline.line_break()
        elif name in _TAG_STYLES:
            self._restyle(_TAG_STYLES[name], closing=closing)


def add_image(inline: Inline, tag: str, page: Page, line: int) -> None:
    """Put the image of an HTML tag into the text."""
    values = _attributes(tag)
    page.image(inline, values.get("src", ""), values.get("alt", ""), line)


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}
