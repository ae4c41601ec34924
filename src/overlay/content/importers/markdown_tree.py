"""The blocks of a Markdown page as a tree; the text in them is parsed only where it is needed, and only if it has marks.

markdown-it-py's own `SyntaxTreeNode` makes a node of every word between marks and parses every line first: for an import of
thousands of pages that is half of the time.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

Environment = MutableMapping[str, Any]
"""What parts of a page share: the addresses that `[reference]: address` lines define."""


class Block:
    """A block and what is in it. `text` is the Markdown of a paragraph, heading or cell, before it is parsed."""

    __slots__ = ("children", "holds_numbered", "text", "token", "type")

    def __init__(self, type_: str, token: Token) -> None:
        self.type = type_
        self.token = token
        self.text = ""
        self.children: list[Block] = []
        self.holds_numbered = False

    @property
    def tag(self) -> str:
        return self.token.tag

    @property
    def line(self) -> int:
        """The line it starts on in what was parsed, from 0."""
        return self.token.map[0] if self.token.map else 0

    @property
    def start(self) -> int:
        """The number a numbered list starts with."""
        return int(self.token.attrs.get("start", 1))


def make_parser() -> MarkdownIt:
    """Return CommonMark with tables and strikethrough; HTML is seen, so that its text can be kept."""
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])


def make_block_parser() -> MarkdownIt:
    """Return a parser of the same that leaves the text of paragraphs as it is."""
    parser = make_parser().use(footnote_plugin)
    return parser.disable(["inline", "text_join", "footnote_tail"])  # footnotes stay where they stand


def blocks_of(tokens: Sequence[Token]) -> list[Block]:
    """Return the top level of a page from the tokens of a parser made by `make_block_parser`."""
    top: list[Block] = []
    here = top
    open_: list[Block] = []
    for token in tokens:
        if token.nesting == 1:
            block = Block(token.type[:-5], token)  # without "_open"
            if block.type == "ordered_list":
                for outer in open_:
                    outer.holds_numbered = True
            here.append(block)
            open_.append(block)
            here = block.children
        elif token.nesting == -1:
            open_.pop()
            here = open_[-1].children if open_ else top
        elif token.type == "inline":
            open_[-1].text = token.content
            open_[-1].token.map = open_[-1].token.map or token.map  # a cell of a table has none of its own
        else:
            here.append(Block(token.type, token))
    return top


_inline = make_parser()


def inline_tokens(text: str, environment: Environment) -> list[Token]:
    """Return the tokens of one paragraph."""
    tokens: list[Token] = []
    _inline.inline.parse(text, _inline, environment, tokens)
    return tokens
