"""Text of other formats → Markdown that reads back as exactly that text.

Everything an importer writes goes through here: inline text through `Inline`, blocks through the functions below it. A
block is a string of Markdown lines without indentation; the functions that hold blocks indent them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct

from overlay.content.format.markdown import MAX_COLUMNS, MAX_LINK_CHARS, MAX_PARAGRAPH_CHARS, is_shown_link

# What Markdown would read as a mark, wherever it stands in a line. `_` inside a word and `]` before anything but a target
# are none, and files that people will edit should not be full of backslashes.
_MARKS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[`*]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)|~(?=~)|(?<=~)~|(?<=\{\{)>|\[(?=!)"
)
_MAY_BE_MARK = re.compile(r"[\\`*_\[\]<&~>]")  # most text has none of them, and this finds that out sooner
_LINK_MARKS = re.compile(_MARKS.pattern + r"|[\[\]]")
_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|~~~|=+$|-+$)|(\d{1,9})([.)])(?=\s|$)")
_RULE = re.compile(r"(?:-[ \t]*){3,}$")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TICKS = re.compile(r"`+")
_SNIPPET = re.compile(r"\{\{(?=>)")
_LINK_UNSAFE = re.compile(r"[\s<>()\\\x00-\x1f]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NUMBERED = re.compile(r"\d+\. ")
_NEXT_LINE = re.compile(r"\n(?!\n|\Z)")
_SENTENCE_END = re.compile(r"[.!?;:,] ")
_CHUNK_CHARS = MAX_PARAGRAPH_CHARS // 2  # escapes and marks make it longer


class Style(Enum):
    PLAIN = ""
    STRONG = "**"
    EM = "*"
    CODE = "`"
    STRIKE = "~~"


class _Run(Struct):
    style: Style
    text: str
    href: str = ""
    ready: bool = False  # text is Markdown already: an image, a line break

    @property
    def starts(self) -> tuple[str, ...]:
        """The characters it may start with in Markdown: its mark, or its text if it cannot have the mark."""
        if self.text.startswith(" "):
            return (" ",)
        if self.href:
            return ("[",)
        return (self.style.value[:1], self.text[:1]) if self.style.value else (self.text[:1],)


class Inline:
    """Collects a paragraph's text with its marks; white space collapses as in HTML and XML."""

    __slots__ = ("_runs",)

    def __init__(self, text: str = "") -> None:
        self._runs: list[_Run] = []
        if text:
            self.add(text)

    def add(self, text: str | None, style: Style = Style.PLAIN, href: str = "") -> None:
        """Add text. `href` makes it a link if a guide may follow it; ask `may_link` to know."""
        if not text:
            return
        if not text.isprintable() or "  " in text:
            text = _SPACE.sub(" ", _CONTROL.sub("", text))
        if href and not may_link(href):
            href = ""
        last = self._runs[-1] if self._runs else None
        if last is not None and not last.ready and last.style is style and last.href == href:
            if last.text.endswith(" ") and text.startswith(" "):
                text = text[1:]
            last.text += text
        else:
            if text.startswith(" ") and (last is None or last.text.endswith((" ", "\n"))):
                text = text[1:]
            if text:
                self._runs.append(_Run(style, text, href))

    def image(self, path: str, alt: str) -> None:
        """Add an image: `path` as a guide of the pack names it."""
        self._runs.append(_Run(Style.PLAIN, f"![{link_text(alt)}]({path})", ready=True))

    def line_break(self) -> None:
        if self._runs:
            self._runs.append(_Run(Style.PLAIN, "\\\n", ready=True))

    def extend(self, other: Inline) -> None:
        for run in other._runs:
            if run.ready:
                self._runs.append(run)
            else:
                self.add(run.text, run.style, run.href)

    def without(self, mark: re.Pattern[str]) -> Inline:
        """Return the text without what `mark` finds at its start."""
        kept = Inline()
        kept._runs = [_Run(r.style, r.text, r.href, r.ready) for r in self._runs]
        if kept._runs and not kept._runs[0].ready and (found := mark.match(kept._runs[0].text)):
            kept._runs[0].text = kept._runs[0].text[found.end() :]
            if not kept._runs[0].text:
                del kept._runs[0]
        return kept

    def plain(self) -> str:
        """Return the text without marks, on one line."""
        return " ".join(
            "".join(" " if r.text == "\\\n" else "" if r.ready else r.text for r in self._runs).split()
        )

    def __bool__(self) -> bool:
        return any(r.text.strip(" \\\n") for r in self._runs)

    def markdown(self) -> str:
        """Return one paragraph of Markdown; empty when there is no text."""
        out: list[str] = []
        runs = self._runs
        for at, run in enumerate(runs):
            if run.ready:
                if run.text == "\\\n" and out:
                    out[-1] = out[-1].rstrip(" ")
                piece = run.text
            elif run.href:
                piece = _link(run)
            else:
                before = out[-1][-1:] if out else ""
                after = runs[at + 1].starts if at + 1 < len(runs) else ("",)
                piece = _styled(run, before, after)
            if piece.startswith("[") and out and out[-1].endswith("!") and not out[-1].endswith("\\!"):
                out[-1] = out[-1][:-1] + "\\!"  # an image otherwise
            out.append(piece)
        text = "".join(out).strip(" ")
        while text.endswith("\\\n"):
            text = text[:-2].rstrip(" ")
        return "\n".join(_line(line.strip(" ")) for line in text.split("\n"))


def may_link(href: str) -> bool:
    """Tell whether a guide can lead there: http, https or mailto."""
    return is_shown_link(href) and len(href) <= MAX_LINK_CHARS


def escape(text: str) -> str:
    """Return `text` so that Markdown shows it as it is (within a line; `Inline` cares for line starts)."""
    return _MARKS.sub(r"\\\g<0>", text) if _MAY_BE_MARK.search(text) else text


def link_text(text: str) -> str:
    """Return `text` as the text of a link, where brackets are marks too."""
    return _LINK_MARKS.sub(r"\\\g<0>", " ".join(_CONTROL.sub("", text).split()))


def _line(line: str) -> str:
    """Return a line so that its start is no list, heading, quote, rule or fence."""
    found = _LINE_START.match(line)
    if found is None:
        return f"\\{line}" if line.startswith("-") and _RULE.match(line) else line
    if found[1]:
        return f"{found[1]}\\{line[found.end(1) :]}"
    return f"\\{line}"


def _link(run: _Run) -> str:
    text = run.text.strip()
    lead, tail = _around(run.text)
    if not text:
        return run.text
    href = _LINK_UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), run.href.strip())
    href = _ENTITY.sub("&amp;", href)
    return f"{lead}[{link_text(text)}]({href}){tail}"


def _styled(run: _Run, before: str, after: tuple[str, ...]) -> str:
    if run.style is Style.PLAIN:
        return escape(run.text)
    text = run.text.strip(" ")
    if not text:
        return run.text
    lead, tail = _around(run.text)
    if run.style is Style.CODE:
        return f"{lead}{_code_span(text)}{tail}"
    mark = run.style.value
    inner = escape(text)
    opens = _opens(lead or before, inner[0], mark[0]) and not (run.style is Style.STRIKE and "~" in inner)
    if not opens or not all(_closes(inner[-1], char, mark[0]) for char in ((tail,) if tail else after)):
        return f"{lead}{inner}{tail}"  # the mark would show; losing it loses no text
    return f"{lead}{mark}{inner}{mark}{tail}"


def _around(text: str) -> tuple[str, str]:
    return " " if text.startswith(" ") else "", " " if text.endswith(" ") else ""


def _is_space(char: str) -> bool:
    return not char or char.isspace()


def _is_edge(char: str) -> bool:
    """Tell whether a character is surely space or punctuation; parsers differ on the rest of Unicode."""
    return _is_space(char) or char in string.punctuation


def _opens(before: str, first: str, mark: str) -> bool:
    """Left-flanking (CommonMark 6.2): an opening mark before punctuation needs space or punctuation before it."""
    return before not in (mark, "\\") and not _is_space(first) and (first.isalnum() or _is_edge(before))


def _closes(last: str, after: str, mark: str) -> bool:
    """Right-flanking: a closing mark behind punctuation needs space or punctuation behind it."""
    return after != mark and not _is_space(last) and (last.isalnum() or _is_edge(after))


def _code_span(text: str) -> str:
    text = _SNIPPET.sub("{{ ", text)
    longest = max((len(t) for t in _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


# --- blocks ----------------------------------------------------------------------------------------------------------


def paragraphs(inline: Inline) -> list[str]:
    """Return the text as blocks: one, or more when one would be longer than a guide may hold. Empty text is no block."""
    text = inline.markdown()
    if len(text) <= _CHUNK_CHARS:
        return [text] if text.strip() else []
    plain, parts = inline.plain(), []
    while plain:
        ends = (
            [m.end() for m in _SENTENCE_END.finditer(plain, 0, _CHUNK_CHARS // 2)]
            if len(plain) > _CHUNK_CHARS // 2
            else []
        )
        cut = ends[-1] if ends else min(len(plain), _CHUNK_CHARS // 2)
        parts.append(Inline(plain[:cut].strip()).markdown())
        plain = plain[cut:]
    return [p for p in parts if p]


def heading(text: str) -> str:
    """Return a heading inside a guide: bold, for a real one would name a branch."""
    inline = Inline()
    inline.add(text.strip(), Style.STRONG)
    return inline.markdown()


def fence(code: str, info: str = "") -> str:
    """Return a code block, or an action when `info` is copy, type or open."""
    code = (
        _SNIPPET.sub("{{ ", _CONTROL.sub("", code.replace("\r\n", "\n").expandtabs(4))).strip("\n").rstrip()
    )
    longest = max((len(t) for t in _TICKS.findall(code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{code}\n{ticks}"


def bullets(items: Iterable[Sequence[str]]) -> str:
    """Return a list; an item without blocks is none."""
    return "\n".join(f"- {_hang(join(item), 2)}" for item in items if item)


def numbered(items: Iterable[Sequence[str]], start: int = 1) -> str:
    """Return a numbered list; an item without blocks is none, and takes no number."""
    lines = []
    for number, item in enumerate((i for i in items if i), start):
        marker = f"{number}. "
        lines.append(marker + _hang(join(item), len(marker)))
    return "\n".join(lines)


def quote(blocks: Sequence[str], kind: str = "") -> str:
    """Return a quote; `kind` makes it a callout: WHY, TIP, NOTE, WARNING or CONFIRM."""
    text = join(blocks)
    if not text:
        return ""
    if kind:
        text = f"[!{kind}]\n{text}"
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def callout(blocks: Sequence[str], kind: str) -> list[str]:
    """Return a callout; callouts inside it stand below it, for the panel draws none within another."""
    inner = [b for b in blocks if b.startswith("> [!")]
    own = quote([b for b in blocks if not b.startswith("> [!")], kind)
    return [own, *inner] if own else inner


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of inline Markdown. A table without head gets an empty one, which Markdown needs."""
    width = min(max([len(head), *(len(r) for r in rows)], default=0), MAX_COLUMNS)
    if not width:
        return ""
    lines = [_row(head, width), "|" + "---|" * width, *(_row(r, width) for r in rows)]
    return "\n".join(lines)


def cell(blocks: Sequence[str]) -> str:
    """Return blocks as the content of one table cell, on one line; code in it becomes inline code."""
    parts = []
    for block in blocks:
        if block.startswith("```") and "\n" in block:
            parts += [_code_span(line) for line in block.split("\n")[1:-1] if line.strip()]
        else:
            parts += [line.strip() for line in block.replace("\\\n", "\n").split("\n") if line.strip()]
    return "<br>".join(parts)


def join(blocks: Iterable[str]) -> str:
    """Return blocks one below the other. Two lists in a row are kept apart, or they would become one."""
    out: list[str] = []
    for block in blocks:
        if not block:
            continue
        if out and _list_kind(block) and _list_kind(out[-1]) == _list_kind(block):
            out.append("<!-- -->")
        out.append(block)
    return "\n\n".join(out)


def _list_kind(block: str) -> str:
    return "-" if block.startswith("- ") else "1" if _NUMBERED.match(block) else ""


def _hang(text: str, width: int) -> str:
    return _NEXT_LINE.sub("\n" + " " * width, text) if "\n" in text else text


def _row(cells: Sequence[str], width: int) -> str:
    filled = [*cells[:width], *[""] * (width - len(cells))]
    return "| " + " | ".join(c.replace("|", "\\|") for c in filled) + " |"
