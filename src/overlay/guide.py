"""Guides as the panel and the walk see them: immutable values, parsed and sanitised long before.

HTML in these values is the small safe subset the content format produces (see docs/guide-format.md). It may hold
`{{name}}` placeholders: `fill_html` and `fill_text` put captured values in, escaped for their sink.
"""

from __future__ import annotations

import html as _html
import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import quote

from msgspec import Struct

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
MAIN = ""  # the branch a walk starts in
TOP = "top"  # what an answer that leads back to its first step links to: the top of a document, as in HTML


class GuideKind(StrEnum):
    GUIDE = "guide"
    NOTICE = "notice"  # no steps; stands above the others while it is valid


class CalloutKind(StrEnum):
    WHY = "why"
    TIP = "tip"
    NOTE = "note"
    WARNING = "warning"


class ActionKind(StrEnum):
    COPY = "copy"
    TYPE = "type"
    OPEN = "open"


class GuideRef(Struct, frozen=True, order=True):
    """Names one guide of one installed pack, in whatever language."""

    pack: str
    guide: str


class Prose(Struct, frozen=True):
    """A paragraph, a nested list or a quote below the step's first line."""

    html: str


class Code(Struct, frozen=True):
    """A code block that is only to be read."""

    text: str
    language: str = ""


class Table(Struct, frozen=True):
    """A table; cells are inline HTML, `align` is one of "left", "center", "right" a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...] = ()


class Image(Struct, frozen=True):
    """An image of the pack: `src` is its path inside the pack, size in pixels (0 when unknown)."""

    src: str
    alt: str = ""
    width: int = 0
    height: int = 0


class Callout(Struct, frozen=True):
    """WHY, TIP, NOTE or WARNING."""

    kind: CalloutKind
    html: str


class Confirm(Struct, frozen=True):
    """Must be ticked before the walk goes on. `id` is unique in the guide."""

    id: str
    html: str
    text: str


class Action(Struct, frozen=True):
    """A `copy`, `type` or `open` block. `text` is verbatim, placeholders unfilled. `id` is unique in the guide.

    `lang` is the language of a text meant for somebody else than the agent ("de" of a block `copy de`), or empty.
    """

    id: str
    kind: ActionKind
    text: str
    lang: str = ""


Block = Prose | Code | Table | Image | Callout | Confirm | Action


class Choice(Struct, frozen=True):
    """One answer to a step's question; `goto` is the id of a branch of the same guide, `MAIN` for its start."""

    text: str
    goto: str
    hint: str = ""


class Step(Struct, frozen=True):
    """One thing to do. `text` is its first paragraph as plain text, `html` the same as inline HTML."""

    id: str
    text: str
    html: str
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def confirms(self) -> tuple[Confirm, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Confirm))

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Action))


class Branch(Struct, frozen=True):
    """A run of steps. The branch with id `MAIN` is where every walk starts."""

    id: str
    title: str
    steps: tuple[Step, ...]


class Guide(Struct, frozen=True):
    """One task in one language. Dates are ISO strings ("2026-03-01" or with time and zone) or empty."""

    ref: GuideRef
    lang: str
    title: str
    summary: str = ""
    kind: GuideKind = GuideKind.GUIDE
    branches: tuple[Branch, ...] = ()
    intro: tuple[Block, ...] = ()  # what stands above the first step; all there is of a notice
    keywords: tuple[str, ...] = ()
    owner: str = ""
    reviewed: str = ""
    review_by: str = ""
    valid_from: str = ""
    valid_until: str = ""
    pack_title: str = ""
    digest: str = ""  # of the guide's source; differs when the guide changed

    def branch(self, branch_id: str) -> Branch | None:
        return next((b for b in self.branches if b.id == branch_id), None)


def fill_html(html: str, captures: Mapping[str, str]) -> str:
    """Return `html` with captured placeholders filled, escaped; any other `{{…}}` stays as written."""

    def put(found: re.Match[str]) -> str:
        value = captures.get(found[1])
        return found[0] if value is None else _html.escape(clean_capture(value))

    return _PLACEHOLDER.sub(put, html) if "{{" in html else html


def fill_text(text: str, captures: Mapping[str, str]) -> str:
    """Return `text` with captured placeholders filled, without control characters, for typing or copying."""

    def put(found: re.Match[str]) -> str:
        value = captures.get(found[1])
        return found[0] if value is None else clean_capture(value)

    return _PLACEHOLDER.sub(put, text) if "{{" in text else text


def fill_url(text: str, captures: Mapping[str, str]) -> str:
    """Return an address with captured placeholders filled, percent-encoded so that a value stays one component."""
    return fill_text(text, {name: quote(clean_capture(value), safe="") for name, value in captures.items()})


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders `text` holds."""
    return frozenset(_PLACEHOLDER.findall(text)) if "{{" in text else frozenset()


def clean_capture(value: str) -> str:
    """Return a captured value fit for one line: no control, bidi or zero-width characters (anyone can set a title)."""
    return " ".join(_CONTROL.sub("", value.replace("\n", " ").replace("\t", " ")).split())
