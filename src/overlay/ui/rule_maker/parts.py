"""A window title split into what stays the same, what changes and is captured, and what changes and is ignored. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum

from msgspec.structs import replace

from overlay.discreet import Discreet

_MOST_PARTS = 24  # the rest of a longer title is one part
_SEPARATORS = frozenset("-–—·|:•/»>")
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[^a-z0-9_]+")
_YAML_WORDS = frozenset(
    {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}
)  # not text unless quoted
_SPECIAL = re.compile(r"[*{}\\]")


class Take(StrEnum):
    """How a part of the title goes into the rule."""

    LITERAL = "literal"  # is always the same
    CAPTURE = "capture"  # changes from case to case, and the guide may use it
    WILD = "wild"  # may be anything


_NEXT = {Take.LITERAL: Take.CAPTURE, Take.CAPTURE: Take.WILD, Take.WILD: Take.LITERAL}


class Part(Discreet, frozen=True):
    """A piece of the title. `name` is what its capture is called, made from `guess` so that no two are the same."""

    untold = ("text",)

    text: str
    take: Take = Take.LITERAL
    guess: str = "number"
    name: str = ""


def split_title(title: str) -> tuple[Part, ...]:
    """Return the parts of a normalised title with a first guess: words with digits change, the last name is any.

    "Case 1042 · Refund – Northwind CRM" is Case, {case}, ·, Refund, and *.
    """
    words = _WORD.findall(title)
    last = max((i for i, word in enumerate(words) if word in _SEPARATORS), default=0)
    tail = " ".join(words[last:]) if 0 < last < len(words) - 1 and not _has_digit(words[last:]) else ""
    if tail:
        words = words[:last]
    if len(words) > _MOST_PARTS:
        tail = " ".join((*words[_MOST_PARTS:], *([tail] if tail else [])))
        words = words[:_MOST_PARTS]
    parts: list[Part] = []
    for i, word in enumerate(words):
        name = _name_for(words[i - 1] if i else "")
        parts.append(Part(word, Take.CAPTURE if _has_digit([word]) else Take.LITERAL, name))
    if tail and any(part.take is Take.LITERAL and _says_something(part.text) for part in parts):
        parts.append(Part(tail, Take.WILD, "rest"))
    elif tail:
        parts += [Part(word) for word in _WORD.findall(tail)]
    return _named(parts)


def turned(parts: Sequence[Part], index: int) -> tuple[Part, ...]:
    """Return the parts with one of them taken in the next way: same → capture → anything → same."""
    part = parts[index]
    return _named((*parts[:index], replace(part, take=_NEXT[part.take]), *parts[index + 1 :]))


def template(parts: Sequence[Part]) -> str:
    """Return the title template the parts make ("Case {case} · Refund*")."""
    out = ""
    for part in parts:
        if part.take is Take.WILD:
            out = out if out.endswith("*") else out + "*"
        else:
            # A space before it would have to be there: after a `*` that may be nothing, it is left out.
            space = " " if out and not out.endswith("*") else ""
            literal = _SPECIAL.sub(r"\\\g<0>", part.text)
            out += space + (f"{{{part.name}}}" if part.take is Take.CAPTURE else literal)
    return out


def front_matter(app: str, title_template: str) -> str:
    """Return the `when` of a guide's front matter: a JSON string is a YAML one."""
    lines = ["when:"]
    if app:
        plain = re.fullmatch(r"[a-z][a-z0-9_.-]*", app) and app not in _YAML_WORDS
        lines.append(f"  - app: [{app if plain else json.dumps(app, ensure_ascii=False)}]")
    lead = "    " if app else "  - "
    lines.append(f"{lead}title: {json.dumps(title_template, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def says_something(parts: Sequence[Part]) -> bool:
    """Tell whether any word is fixed: a template without one fits every title."""
    return any(part.take is Take.LITERAL and _says_something(part.text) for part in parts)


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _has_digit(words: Sequence[str]) -> bool:
    return any(char.isdigit() for word in words for char in word)


def _name_for(before: str) -> str:
    name = _NAME.sub("", before.casefold())
    return name if name and not name[0].isdigit() else "number"


def _named(parts: Sequence[Part]) -> tuple[Part, ...]:
    used: dict[str, int] = {}
    out: list[Part] = []
    for part in parts:
        if part.take is Take.CAPTURE:
            count = used[part.guess] = used.get(part.guess, 0) + 1
            out.append(replace(part, name=part.guess if count == 1 else f"{part.guess}{count}"))
        else:
            out.append(part)
    return tuple(out)
