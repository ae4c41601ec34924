"""The words of a guide that search indexes."""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from overlay.guide import MAIN, Action, Block, Callout, Code, Confirm, Guide, Image, Prose, Table

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")  # \x02 and \x03 mark hits in snippets, so no text may hold them


Value = TypeVar("Value")
_FIELD_MARK = "\x1f"  # ASCII's unit separator: `_SPACE` takes it out of texts


class Words(Struct, Generic[Value], frozen=True):
    """What is said of each part of a guide (as a rule its plain text), the most telling part first."""

    title: Value
    keywords: Value
    headings: Value
    body: Value


def parts(words: Words[Value]) -> tuple[Value, Value, Value, Value]:
    """Return the parts in order."""
    return words.title, words.keywords, words.headings, words.body


def packed(words: Words[str]) -> bytes:
    """Return `words` as they are stored: a third of their size."""
    return zlib.compress(_FIELD_MARK.join(parts(words)).encode(), level=1)


def unpacked(data: bytes) -> Words[str]:
    """Return the words that `packed` stored."""
    return Words(*zlib.decompress(data).decode().split(_FIELD_MARK))


def words_of(guide: Guide) -> Words[str]:
    """Return the words of one guide in one language."""
    headings = (branch.title for branch in guide.branches if branch.id != MAIN)
    body = [guide.summary, *_blocks(guide.intro)]
    for branch in guide.branches:
        for step in branch.steps:
            body += [step.text, *_blocks(step.blocks)]
            for choice in step.choices:
                body += [choice.text, choice.hint]
    return Words(
        title=_line([guide.title]),
        keywords=_line(guide.keywords),
        headings=_line(headings),
        body=_line(body),
    )


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Prose() | Callout():
                yield _text(block.html)
            case Confirm() | Action() | Code():
                yield block.text
            case Table():
                yield from map(_text, block.head)
                for row in block.rows:
                    yield from map(_text, row)
            case Image():
                yield block.alt


def _text(fragment: str) -> str:
    return html.unescape(_TAG.sub(" ", fragment))


def _line(parts: Iterable[str]) -> str:
    line = " ".join(clean for part in parts if (clean := _SPACE.sub(" ", part).strip()))
    return line if line.isascii() else unicodedata.normalize("NFC", line)
