"""Guide text drawn with a fixed line height: the small safe HTML of guides, as lines of glyphs.

Why not a QTextDocument: its line heights follow the fonts, it cannot end after two lines, and its links need a cursor
(docs/adr/0030).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from overlay.ui.fonts import mono_font, ui_font
from overlay.ui.theme import TextStyle, Theme

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>|([^<]+)|<")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")  # not the no-break space
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "code": "code",
    "s": "strike",
    "del": "strike",
}
_BULLET = "•"
INDENT_PX = 20  # of one level of a list or quote, at 100 % text
GAP_PX = 6  # between paragraphs


class Run(Struct, frozen=True):
    """A piece of a paragraph that looks different: its place in the text and how it looks."""

    start: int
    length: int
    looks: frozenset[str]
    href: str = ""


class Paragraph(Struct, frozen=True):
    """Text without markup, what looks different in it, and how deep it stands. `marker` is a bullet or a number."""

    text: str
    runs: tuple[Run, ...] = ()
    depth: int = 0
    marker: str = ""


class _Reader:
    """Turns the tokens of safe HTML into paragraphs. What it does not know it leaves out; text is always kept."""

    def __init__(self) -> None:
        self.done: list[Paragraph] = []
        self._parts: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._looks: list[str] = []
        self._href = ""
        self._lists: list[
            int
        ] = []  # per open list the number of its last item; -1 for bullets, -2 for a quote
        self._marker = ""
        self._pre = False

    def text(self, raw: str) -> None:
        text = unescape(raw)
        if not self._pre:
            text = _SPACE.sub(" ", text)
            if not self._length or self._parts[-1].endswith((" ", "\u2028")):
                text = text.lstrip(" ")
        if not text:
            return
        if self._looks or self._href:
            self._runs.append(Run(self._length, len(text), frozenset(self._looks), self._href))
        self._add(text)

    def tag(self, name: str, rest: str, *, closing: bool) -> None:
        if name == "br":
            self._add("\u2028")
        elif name in _INLINE:
            self._look(_INLINE[name], closing=closing)
        elif name == "a":
            found = None if closing else _HREF.search(rest)
            self._href = unescape(found[1] or found[2] or "") if found else ""
        elif name in _BLOCKS:
            self.close()
            self._block(name, closing=closing)

    def close(self) -> None:
        """End the paragraph."""
        text = "".join(self._parts).rstrip()
        if text:
            runs = tuple(r for r in self._runs if r.start < len(text))
            self.done.append(Paragraph(text, runs, len(self._lists), self._marker))
            self._marker = ""
        self._parts, self._runs, self._length = [], [], 0

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _look(self, look: str, *, closing: bool) -> None:
        if not closing:
            self._looks.append(look)
        elif look in self._looks:
            self._looks.remove(look)

    def _block(self, name: str, *, closing: bool) -> None:
        if name in {"ul", "ol", "blockquote"}:
            if not closing:
                self._lists.append({"ul": -1, "ol": 0, "blockquote": -2}[name])
            elif self._lists:
                self._lists.pop()
        elif name == "li" and not closing and self._lists:
            if self._lists[-1] >= 0:
                self._lists[-1] += 1
            self._marker = f"{self._lists[-1]}." if self._lists[-1] > 0 else _BULLET
        elif name == "pre":
            self._pre = not closing
            self._look("code", closing=closing)
        elif name[0] == "h":
            self._look("strong", closing=closing)


@lru_cache(maxsize=512)
def paragraphs(html: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a piece of safe HTML. Never raises; unknown tags are left out, their text is kept."""
    reader = _Reader()
    for token in _TOKEN.finditer(html):
        closing, name, rest, text = token.groups()
        if name:
            reader.tag(name.lower(), rest, closing=bool(closing))
        else:
            reader.text(text or "<")
    reader.close()
    return tuple(reader.done)


def plain(html: str) -> str:
    """Return the text of a piece of safe HTML, a line a paragraph, for screen readers."""
    return "\n".join(f"{p.marker} {p.text}" if p.marker else p.text for p in paragraphs(html)).replace(
        "\u2028", "\n"
    )


class Link(Struct, frozen=True):
    """A link in laid-out text: where it leads, its words and the rectangles it covers (one a line)."""

    href: str
    text: str
    rects: tuple[QRectF, ...]


class _Laid(Struct):
    layout: QTextLayout
    x: float
    y: float
    paragraph: Paragraph
    marker: QTextLayout | None = field(default=None)


class Flow:
    """A piece of text in one style, laid out in a width and drawn anywhere.

    `most_lines` elides what is longer (only of the first paragraph); 0 shows all.
    """

    __slots__ = (
        "_centred",
        "_colour",
        "_laid",
        "_most_lines",
        "_paragraphs",
        "_rtl",
        "_style",
        "_theme",
        "height",
        "width",
    )

    def __init__(
        self, html: str, theme: Theme, style: TextStyle, colour: QColor, *, most_lines: int = 0
    ) -> None:
        self._paragraphs = paragraphs(html)
        self._theme, self._style, self._colour, self._most_lines = theme, style, colour, most_lines
        self._laid: list[_Laid] = []
        self._rtl = self._centred = False
        self.width = -1.0
        self.height = 0

    def lay_out(self, width: float, *, rtl: bool = False, centred: bool = False) -> int:
        """Break the text into lines of `width`; return its height."""
        if (width, rtl, centred) == (self.width, self._rtl, self._centred):
            return self.height
        self.width, self._rtl, self._centred = width, rtl, centred
        self._laid, y = [], 0.0
        option = _option(rtl=rtl, centred=centred)
        shown = self._paragraphs[:1] if self._most_lines else self._paragraphs
        for number, paragraph in enumerate(shown):
            y += GAP_PX if number else 0
            indent = paragraph.depth * self._theme.px(INDENT_PX)
            layout = self._layout(paragraph.text, paragraph.runs, option)
            lines = self._break(layout, width - indent)
            if self._most_lines and lines > self._most_lines:
                layout, lines = self._elided(layout, paragraph, width, option)
            laid = _Laid(layout, 0.0 if rtl else indent, y, paragraph)
            if paragraph.marker:
                laid.marker = self._layout(paragraph.marker, (), option)
                self._break(laid.marker, width - indent + self._theme.px(INDENT_PX) if rtl else width)
            self._laid.append(laid)
            y += lines * self._style.line_px
        self.height = round(y)
        return self.height

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the text with its top left at (x, y)."""
        painter.setPen(self._colour)
        step = self._theme.px(INDENT_PX)
        for laid in self._laid:
            laid.layout.draw(painter, QPointF(x + laid.x, y + laid.y))
            if laid.marker is not None:
                laid.marker.draw(painter, QPointF(x + laid.x - step if laid.x else x, y + laid.y))

    def natural_width(self) -> float:
        """Return how wide the text would be without breaking lines."""
        widest = 0.0
        for paragraph in self._paragraphs:
            layout = self._layout(paragraph.text, paragraph.runs, _option(rtl=False, centred=False))
            self._break(layout, 10_000)
            widest = max(widest, layout.maximumWidth())
        return widest

    def links(self) -> Iterator[Link]:
        """Yield the links of the laid-out text, rectangles relative to its top left."""
        for laid in self._laid:
            for run in laid.paragraph.runs:
                if run.href:
                    words = laid.paragraph.text[run.start : run.start + run.length]
                    yield Link(run.href, words, tuple(self._covered(laid, run)))

    def _covered(self, laid: _Laid, run: Run) -> Iterator[QRectF]:
        end = run.start + run.length
        for number in range(laid.layout.lineCount()):
            line = laid.layout.lineAt(number)
            start, stop = max(run.start, line.textStart()), min(end, line.textStart() + line.textLength())
            if start < stop:
                one, other = _x(line, start), _x(line, stop)
                top = laid.y + number * self._style.line_px
                yield QRectF(laid.x + min(one, other), top, abs(other - one), self._style.line_px)

    def _layout(self, text: str, runs: tuple[Run, ...], option: QTextOption) -> QTextLayout:
        layout = QTextLayout(text, self._style.font)
        layout.setCacheEnabled(True)  # shaped once, drawn from that
        layout.setTextOption(option)
        if runs:
            layout.setFormats([self._format(run) for run in runs])
        return layout

    def _break(self, layout: QTextLayout, width: float) -> int:
        count, line_px, baseline = 0, self._style.line_px, self._style.baseline_px
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, count * line_px + baseline - line.ascent()))
            count += 1
        layout.endLayout()
        return count

    def _elided(
        self, layout: QTextLayout, paragraph: Paragraph, width: float, option: QTextOption
    ) -> tuple[QTextLayout, int]:
        start = layout.lineAt(self._most_lines - 1).textStart()
        rest = self._style.metrics.elidedText(paragraph.text[start:], Qt.TextElideMode.ElideRight, width - 1)
        text = paragraph.text[:start] + rest
        runs = tuple(r for r in paragraph.runs if r.start + r.length <= start)
        shorter = self._layout(text, runs, option)
        return shorter, min(self._break(shorter, width), self._most_lines)

    def _format(self, run: Run) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = run.start, run.length
        look, colours = QTextCharFormat(), self._theme.colours
        px = self._style.font.pixelSize()
        if "code" in run.looks:
            look.setFont(mono_font(round(px * 0.94)))
            look.setBackground(colours.sunken)
        elif "strong" in run.looks:
            look.setFont(ui_font(px, 700 if px >= 18 else 600))
        if "em" in run.looks:
            look.setFontItalic(True)
        if "strike" in run.looks:
            look.setFontStrikeOut(True)
        if run.href:
            look.setFontUnderline(True)
            look.setForeground(colours.accent_text)
        found.format = look
        return found


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)  # PySide6 answers (x, place)
    return float(found[0] if isinstance(found, tuple) else found)


@lru_cache(maxsize=4)
def _option(*, rtl: bool, centred: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    # The text's own direction, but the edge of the interface: a Dutch guide stands at the right in an Arabic panel.
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(Qt.AlignmentFlag.AlignHCenter if centred else side | Qt.AlignmentFlag.AlignAbsolute)
    return option
