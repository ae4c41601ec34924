"""Wildcard templates: `*` any run, `{name}` a capture, all else literal. Matching is linear in the length of the text.

A template matches the whole text. Every literal is taken at its first place after the one before (no backtracking: if
any placement fits, the leftmost one does), so each capture is the shortest run that fits.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from overlay.errors import OverlayError

MAX_TEMPLATE_CHARS = 512
_TOKEN = re.compile(
    r"\\(?P<escaped>[*{}\\])|(?P<star>\*)|(?P<name>\{ ?[A-Za-z_][A-Za-z0-9_-]* ?\})|(?P<brace>\{)|[^\\*{]+|\\"
)
_URL_WORD = re.compile(r"[^/?&#=;]+")
_TITLE_WORD = re.compile(r"[^ ]+")
_LEAVES_HOST = re.compile(r"[/?#]")


class RuleError(OverlayError):
    """A rule cannot be used: `what` is wrong, `cure` fixes it, `key` is where it stands ("when[0].not.title")."""

    def __init__(self, what: str, cure: str, key: str = "") -> None:
        super().__init__(f"{what} {cure}")
        self.what, self.cure, self.key = what, cure, key


class Word(Enum):
    """How much of its gap a capture takes: a capture beside a `*` takes one word, for where else would it end?"""

    ALL = ""
    FIRST = "first"
    LAST = "last"


class Gap(NamedTuple):
    """What may stand between two literals."""

    name: str = ""  # of the capture; "" for a bare `*`
    word: Word = Word.ALL
    in_host: bool = False  # stays inside the host of an address


_ANY_RUN = Gap()


class Folded:
    """A text as templates look at it, case folded, that can give back what was written at a place."""

    __slots__ = ("_offsets", "folded", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = text.casefold()
        # Folding can make a text longer ("ß" is "ss"); then places are translated back, character by character.
        same = len(text) == len(self.folded) and (
            text.isascii() or all(len(char.casefold()) == 1 for char in text)
        )
        self._offsets = None if same else self._places(text)

    @staticmethod
    def _places(text: str) -> list[int]:
        widths = [len(char.casefold()) for char in text]
        return [i for i, width in enumerate(widths) for _ in range(width)] + [len(text)]

    def slice(self, start: int, end: int) -> str:
        """Return what was written at the folded places `start` to `end`."""
        if self._offsets is None:
            return self.text[start:end]
        return self.text[self._offsets[start] : self._offsets[end]]


class Fault(NamedTuple):
    """Why a template does not fit: `kind` is missing, start, end, order or empty; `text` the part of the template."""

    kind: str
    text: str


class Template(Struct, frozen=True):
    """A compiled template. `source` is its text, folded but for case; `literals` has one more entry than `gaps`."""

    source: str
    literals: tuple[str, ...]
    gaps: tuple[Gap, ...]
    is_url: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(gap.name for gap in self.gaps if gap.name)

    @property
    def literal_chars(self) -> int:
        """How much literal text there is: what the ranking calls specific."""
        return sum(map(len, self.literals))

    @property
    def glob(self) -> str:
        """An SQLite GLOB pattern that fits every folded text this template fits (and few others)."""
        parts = [escape_glob(self.literals[0])]
        for gap, literal in zip(self.gaps, self.literals[1:], strict=True):
            parts.append("?*" if gap.name else "*")
            parts.append(escape_glob(literal))
        return "".join(parts)

    def filled(self, run: str, capture: str) -> str:
        """Return the template with `run` for each `*` and `capture` for each capture: what it may fit, as it is written."""
        texts = _split(self.source)[0]
        parts = [texts[0]]
        for gap, text in zip(self.gaps, texts[1:], strict=True):
            is_scheme = self.is_url and not gap.name and text.startswith("://")
            parts += [capture if gap.name else "https" if is_scheme else run, text]
        return "".join(parts)

    def fits(self, folded: str) -> bool:
        return self._spans(folded) is not None

    def match(self, subject: Folded) -> dict[str, str] | None:
        """Return the captures as they are written in the text, or None when the template does not fit."""
        if self.is_url and not subject.text:
            return None  # not known is not the same as empty
        spans = self._spans(subject.folded)
        if spans is None:
            return None
        captures: dict[str, str] = {}
        for gap, (start, end) in zip(self.gaps, spans, strict=True):
            if gap.name:
                value = self._value(gap, subject.slice(start, end))
                if not value:
                    return None
                captures[gap.name] = value
        return captures

    def fault(self, folded: str) -> Fault | None:
        """Return the first thing that keeps the template from fitting, as the author wrote it; None when it fits."""
        texts = [text.strip() for text in _split(self.source)[0]]
        if not folded.startswith(self.literals[0]):
            return Fault("start" if texts[0].casefold() in folded else "missing", texts[0])
        pos = len(self.literals[0])
        for i, gap in enumerate(self.gaps):
            low = self._low(gap, folded, pos)
            literal, text = self.literals[i + 1], texts[i + 1]
            at = folded.find(literal, low) if i + 1 < len(self.gaps) else len(folded) - len(literal)
            if at < low or not folded.startswith(literal, at):
                if literal and literal not in folded:
                    return Fault("missing", text)
                if gap.name and folded.startswith(literal, pos):
                    return Fault("empty", gap.name)
                return Fault(
                    "end" if i + 1 == len(self.gaps) and folded.find(literal, low) >= 0 else "order", text
                )
            if gap.in_host and _LEAVES_HOST.search(folded, pos, at):
                return Fault("order", text)
            pos = at + len(literal)
        return None if pos == len(folded) else Fault("end", texts[-1])

    def _spans(self, text: str) -> list[tuple[int, int]] | None:
        literals, last = self.literals, len(self.gaps)
        if not last:
            return [] if text == literals[0] else None
        if not text.startswith(literals[0]) or not text.endswith(literals[last]):
            return None
        spans = []
        pos = len(literals[0])
        for i, gap in enumerate(self.gaps, 1):
            low = self._low(gap, text, pos)
            at = text.find(literals[i], low) if i < last else len(text) - len(literals[i])
            if at < low or (gap.in_host and _LEAVES_HOST.search(text, pos, at)):
                return None
            spans.append((pos, at))
            pos = at + len(literals[i])
        return spans

    @staticmethod
    def _low(gap: Gap, text: str, pos: int) -> int:
        """Where the gap may end at the earliest: a capture holds something other than a space."""
        if not gap.name:
            return pos
        return pos + (2 if text.startswith(" ", pos) else 1)

    def _value(self, gap: Gap, text: str) -> str:
        if gap.word is Word.ALL:
            return text.strip()
        words = (_URL_WORD if self.is_url else _TITLE_WORD).findall(text)
        if not words:
            return ""
        return str(words[0] if gap.word is Word.FIRST else words[-1])


def compile_template(source: str, *, is_url: bool = False) -> Template:
    """Return the template; `source` is folded but for case already. Raises RuleError with a cure."""
    if len(source) > MAX_TEMPLATE_CHARS:
        raise RuleError(f"A template of {len(source)} characters.", f"Keep it below {MAX_TEMPLATE_CHARS}.")
    if (
        "*" not in source and "{" not in source and "\\" not in source
    ):  # most applications: no need to look closer
        return Template(source, (source.casefold(),), (), is_url)
    texts, gaps = _split(source)
    names = [gap.name for gap in gaps if gap.name]
    for name in names:
        if names.count(name) > 1:
            raise RuleError(
                f"The capture {{{name}}} stands twice in one template.", "Give the second another name."
            )
    literals = tuple(text.casefold() for text in texts)
    if is_url:
        gaps = _mark_host(literals, gaps)
    return Template(source, literals, tuple(gaps), is_url)


def _split(source: str) -> tuple[list[str], list[Gap]]:
    """Return the literals (one more than gaps) and the gaps of a template."""
    if "{" not in source and "\\" not in source and "**" not in source:
        plain = source.split("*")
        return plain, [_ANY_RUN] * (len(plain) - 1)
    literals, gaps = [""], list[Gap]()
    wild: list[str] = []  # the wildcards in a row that make up the gap being read
    for token in _TOKEN.finditer(source):
        if token["star"] or token["name"]:
            wild.append(token[0])
            continue
        if token["brace"]:
            raise RuleError("A “{” that starts no capture.", "Write a capture as {name}, or a brace as \\{.")
        if wild:
            gaps.append(_gap(wild))
            literals.append("")
            wild = []
        literals[-1] += token["escaped"] or token[0]
    if wild:
        gaps.append(_gap(wild))
        literals.append("")
    return literals, gaps


def _gap(wild: list[str]) -> Gap:
    """Return the gap that wildcards in a row stand for."""
    named = [i for i, token in enumerate(wild) if token != "*"]
    if not named:
        return Gap()
    if len(named) > 1:
        raise RuleError(
            f"Nothing tells where {wild[named[0]]} ends.", "Put text between two captures, or use one."
        )
    at, name = named[0], wild[named[0]][1:-1].strip()
    if len(wild) == 1:
        return Gap(name)
    if 0 < at < len(wild) - 1:
        raise RuleError(
            f"Nothing tells where {wild[at]} stands.", "Put the text before it or after it in the template."
        )
    return Gap(name, Word.FIRST if at == 0 else Word.LAST)


def _mark_host(literals: tuple[str, ...], gaps: list[Gap]) -> list[Gap]:
    """Keep wildcards that stand before or in the host from running into the path.

    Otherwise `https://*.crm.example/…` would fit `https://evil.example/?.crm.example/…`. A `*` that is the whole rest of
    the host (`https://*/refund`) may run on, as anywhere else.
    """
    before = list(accumulate(literals))
    if "://" not in before[-1]:
        return gaps
    marked = []
    for i, gap in enumerate(gaps):
        _, scheme_ended, host = before[i].partition("://")
        outside = (scheme_ended and "/" in host) or literals[i + 1].startswith("/") or not literals[i + 1]
        marked.append(gap if outside else gap._replace(in_host=True))
    return marked


def escape_glob(literal: str) -> str:
    """Return an SQLite GLOB pattern that fits `literal` alone."""
    return literal.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
