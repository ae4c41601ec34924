"""The blocks of a Markdown page as a tree, each with the line it starts on and the parts of its text.

pulldown-cmark reads the page and tells what it meets, in order (`pyromark`); twenty times faster than a parser in Python.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from msgspec import Struct, field
from pyromark import Options, events_with_range

_OPTIONS = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_FOOTNOTES
_MEANING = re.compile(r"^ {0,3}:[ \t]", re.MULTILINE)
_EMOJI = re.compile(
    r"^ {0,3}:[^ \t:\n]", re.MULTILINE
)  # `:warning: Take care` is no definition, yet read as one
_STYLES = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "strike"}
_BREAKS = {"SoftBreak": "soft", "HardBreak": "hard"}
_TEXTS = {
    "Text": "text",
    "Code": "code",
    "InlineHtml": "html",
    "Html": "html",
    "FootnoteReference": "footnote",
}
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?:#([\w.:-]+)|\.[\w-]+)[^{}]*\}\s*$")
_ENTITY_FREE = "x "

# What pulldown-cmark calls blocks, and we.
_BLOCKS = {
    "Paragraph": "paragraph", "Heading": "heading", "BlockQuote": "quote", "CodeBlock": "code", "HtmlBlock": "html",
    "List": "list", "Item": "item", "FootnoteDefinition": "footnote", "DefinitionList": "terms",
    "DefinitionListTitle": "term", "DefinitionListDefinition": "meaning", "Table": "table", "TableHead": "row",
    "TableRow": "row", "TableCell": "cell",
}  # fmt: skip
_WITH_TEXT = frozenset({"paragraph", "heading", "term", "cell"})
_RAW = frozenset({"code", "html"})

Part = tuple[str, str]
"""A piece of text: what it is (text, code, html, soft, hard, footnote, em, strong, strike, link, image) and its text or
address. What holds other parts ends with a part of the same name behind a `/`.
"""


class Block(Struct):
    """A block and what is in it: other blocks, or the parts of its text, or raw `content`.

    `line` counts from 0. `start` is the number a numbered list begins with, None for bullets; `level` that of a heading;
    `name` the anchor of a heading, the words behind a fence or the label of a footnote.
    """

    type: str
    line: int
    start: int | None = None
    level: int = 0
    name: str = ""
    parts: list[Part] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    content: str = ""
    holds_numbered: bool = False

    @property
    def is_numbered(self) -> bool:
        return self.start is not None


class Tree(Struct, frozen=True):
    """The top level of a page, and its footnotes of one paragraph by their labels."""

    blocks: list[Block]
    footnotes: Mapping[str, Block]


def parse(text: str) -> Tree:
    """Return a page as a tree. Newlines are plain."""
    return _Reading(text).tree()


def parse_line(text: str) -> list[Part]:
    """Return the parts of one line that is text whatever it starts with."""
    blocks = _Reading(_ENTITY_FREE + text).tree().blocks
    parts = blocks[0].parts if blocks else []
    if not parts or not parts[0][1].startswith(_ENTITY_FREE):
        return [("text", text)]
    return [("text", parts[0][1][len(_ENTITY_FREE) :]), *parts[1:]]


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = list(accumulate(map(len, text.encode().splitlines(keepends=True))))
        self._top: list[Block] = []
        self._open: list[Block] = []
        self._loose: Block | None = None  # the paragraph of a list item that has no blank lines
        self._footnotes: dict[str, Block] = {}

    def tree(self) -> Tree:
        options = _OPTIONS
        if _MEANING.search(self._text) and not _EMOJI.search(self._text):
            options |= Options.ENABLE_DEFINITION_LIST
        for event, place in events_with_range(self._text, options=options, merge_text=True):
            if isinstance(event, str):
                self._bare(event, place["start"])
                continue
            kind, value = next(iter(event.items()))
            if kind == "Start":
                self._start(value, place["start"])
            elif kind == "End":
                self._end(_name(value))
            else:
                self._text_part(_TEXTS.get(kind, "text"), str(value), place["start"])
        return Tree(self._top, self._footnotes)

    def _bare(self, event: str, at: int) -> None:
        if event in _BREAKS:
            self._text_part(_BREAKS[event], "", at)
        else:
            self._loose = None

    def _start(self, value: Any, at: int) -> None:
        tag, more = (value, None) if isinstance(value, str) else next(iter(value.items()))
        if tag in _STYLES:
            self._text_part(_STYLES[tag], "", at)
        elif tag in ("Link", "Image"):
            self._text_part(tag.lower(), _address(more or {}), at)
        else:
            self._start_block(_BLOCKS.get(tag, "group"), more, at)

    def _start_block(self, type_: str, more: Any, at: int) -> None:
        self._loose = None
        block = Block(type_, bisect_right(self._ends, at))
        if type_ == "heading":
            block.level = int(more["level"][1:])
        elif type_ == "list" and more is not None:
            block.start = int(more)
            for outer in self._open:
                outer.holds_numbered = True
        elif type_ == "code":
            block.name = more["Fenced"] if isinstance(more, dict) else ""
        elif type_ == "footnote":
            block.name = str(more)
        (self._open[-1].children if self._open else self._top).append(block)
        self._open.append(block)

    def _end(self, tag: str) -> None:
        if tag in _STYLES:
            self._text_part(f"/{_STYLES[tag]}", "", 0)
        elif tag in ("Link", "Image"):
            self._text_part(f"/{tag.lower()}", "", 0)
        else:
            self._loose = None
            block = self._open.pop()
            if block.type == "heading":
                _take_anchor(block)
            elif block.type == "footnote" and [c.type for c in block.children] == ["paragraph"]:
                self._footnotes.setdefault(block.name, block.children[0])

    def _text_part(self, kind: str, text: str, at: int) -> None:
        here = self._open[-1] if self._open else None
        if here is not None and here.type in _RAW:
            here.content += text
            return
        if here is None or here.type not in _WITH_TEXT:
            if self._loose is None:
                self._loose = Block("paragraph", bisect_right(self._ends, at))
                (self._top if here is None else here.children).append(self._loose)
            here = self._loose
        here.parts.append((kind, text))


def _name(value: Any) -> str:
    """Return what an event is about: it is a word, or one with more behind it."""
    return value if isinstance(value, str) else str(next(iter(value)))


def _address(link: Mapping[str, Any]) -> str:
    address = str(link["dest_url"])
    return f"mailto:{address}" if link["link_type"] == "Email" and ":" not in address else address


def _take_anchor(heading: Block) -> None:
    """Take what kramdown, Hugo and Docusaurus write behind a heading: `{#name .class}`."""
    if heading.parts and heading.parts[-1][0] == "text":
        text = heading.parts[-1][1]
        if (found := _ATTRIBUTES.search(text)) and (found.start() or len(heading.parts) > 1):
            heading.name = found[1] or ""
            heading.parts[-1] = ("text", text[: found.start()])
