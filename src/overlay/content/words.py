"""The words of a guide, as search finds them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from overlay.guide import MAIN, Action, Block, Callout, Code, Confirm, Guide, Image, Prose, Table

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")  # \x02 and \x03 mark hits in snippets, so no text may hold them


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text in the columns of the search index, the most telling first."""

    title: str
    keywords: str
    headings: str
    body: str


def words_of(guide: Guide) -> Words:
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
    return " ".join(clean for part in parts if (clean := _SPACE.sub(" ", part).strip()))
