"""`title_re`: the escape hatch. RE2 syntax, so that no pattern takes more than linear time."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from msgspec import Struct

from overlay.context import fold_text
from overlay.rules.template import MAX_TEMPLATE_CHARS, Folded, RuleError, escape_glob

_MAX_MEM_BYTES = (
    128 * 1024
)  # RE2's budget for program and automaton: refuses (\w{1,50}){1,50}, fits what people write
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_REPEAT = re.compile(r"(?:[*+?]|\{(\d+)(?:,\d*)?\})[?]?")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_GROUP = re.compile(r"\((?:\?P?<\w+>|\?[\w-]*:|(?!\?))")
_DIGIT = "\x00"  # stands for \d in a run of characters; no title holds it
_FLAGS = re.compile(r"\(\?[\w-]*\)")
_ESCAPE = re.compile(r"\\(?:Q.*?(?:\\E|\Z)|[pPx](?:\{[^}]*\}|\w{1,2})|[0-7]{1,3}|.)", re.DOTALL)


class Pattern(Struct, frozen=True):
    """A regular expression over the normalised title, found anywhere in it, case ignored unless it says `(?-i)`."""

    source: str

    @property
    def literals(self) -> tuple[str, ...]:
        """Texts, case folded, that every title it fits must hold, in this order; none when that is not certain."""
        return required_literals(self.source)

    @property
    def glob(self) -> str | None:
        """An SQLite GLOB pattern that fits every folded title this pattern fits, where one is certain."""
        return required_glob(self.source)

    @property
    def literal_chars(self) -> int:
        return sum(map(len, self.literals))

    def match(self, subject: Folded) -> dict[str, str] | None:
        """Return what the named groups caught, or None when the pattern is not found."""
        found = _compiled(self.source).search(subject.text)
        if found is None:
            return None
        return {name: value.strip() for name, value in found.groupdict().items() if value and value.strip()}


def read_pattern(text: str) -> Pattern:
    """Return the pattern of a `title_re`, checked. Raises RuleError with a cure."""
    pattern = Pattern(_fold(text))
    try:
        names = _compiled(pattern.source).groupindex
    except re2_error() as error:
        why = (
            error.args[0].decode(errors="replace")
            if error.args and isinstance(error.args[0], bytes)
            else str(error)
        )
        raise RuleError(
            f"The regular expression is not valid: {why}.",
            "Use RE2 syntax (no look-around, no back-references), or better a title template with * and {name}.",
        ) from error
    for name in names:
        if not _NAME.match(name):
            raise RuleError(
                f"The group name “{name}” cannot be a placeholder.", "Use letters, digits and _ only."
            )
    return pattern


def re2_error() -> type[Exception]:
    """Return the exception RE2 raises for a pattern it refuses."""
    return _re2().error  # type: ignore[no-any-return]


def required_literals(source: str) -> tuple[str, ...]:
    """Return texts, case folded, that each title `source` fits must hold, in order. Says less rather than too much."""
    return tuple(text for run in _runs(source) for text in run.split(_DIGIT) if text)


def required_glob(source: str) -> str | None:
    """Return an SQLite GLOB pattern that fits the folded form of each title `source` fits, or None when nothing is sure."""
    runs = _runs(source)
    return "*".join(("", *(escape_glob(run).replace(_DIGIT, "[0-9]") for run in runs), "")) if runs else None


def _runs(source: str) -> list[str]:
    try:
        runs, end = _sequence(source, 0)
    except _UnsureError:
        return []
    return runs if end == len(source) else []


class _UnsureError(Exception):
    """The scanner does not know this piece of syntax."""


def _sequence(source: str, i: int) -> tuple[list[str], int]:
    """Scan up to the end of a group; return the runs of characters that must occur, and where the group ends."""
    runs = [""]
    alternatives = False
    while i < len(source) and source[i] != ")":
        if source[i] == "|":
            alternatives = True
            i += 1
            continue
        if flags := _FLAGS.match(source, i):
            i = flags.end()
            continue
        literal, inner, i = _item(source, i)
        repeat = _REPEAT.match(source, i)
        if repeat:
            i = repeat.end()
            if repeat[0][0] in "*?" or (repeat[1] and not int(repeat[1])):
                inner, literal = [], ""
        runs[-1] += literal.casefold()
        if inner or not literal or repeat:
            runs += [*inner, ""]
    return ([] if alternatives else [run for run in runs if run]), i


def _item(source: str, i: int) -> tuple[str, list[str], int]:
    """Scan one item: return it if it is a character or digit, what it must hold if it is a group, and where it ends."""
    char = source[i]
    if char == "(":
        inner, i = _sequence(source, _end(_GROUP, source, i))
        if i >= len(source):
            raise _UnsureError
        return "", inner, i + 1
    if char == "[":
        return "", [], _end(_CLASS, source, i)
    if char == "\\":
        end = _end(_ESCAPE, source, i)
        escaped = source[i + 1]
        if escaped == "d":
            return _DIGIT, [], end
        return escaped if escaped.isascii() and not escaped.isalnum() else "", [], end
    return "" if char in ".^$" else char, [], i + 1


def _end(piece: re.Pattern[str], source: str, i: int) -> int:
    found = piece.match(source, i)
    if not found:
        raise _UnsureError
    return found.end()


def _fold(text: str) -> str:
    """Return the pattern with its dashes, quotes and spaces as titles have them; a dash stays a dash inside [ ]."""
    if len(text) > MAX_TEMPLATE_CHARS:
        raise RuleError(
            f"A regular expression of {len(text)} characters.", f"Keep it below {MAX_TEMPLATE_CHARS}."
        )
    text = unicodedata.normalize("NFC", text)
    return "".join(char if char.isascii() else fold_text(char).replace("-", "\\-") for char in text)


def _re2() -> Any:
    import re2  # noqa: PLC0415 - 4 ms that only a desk with regex rules pays

    return re2


@lru_cache(maxsize=64)
def _compiled(source: str) -> Any:
    re2 = _re2()
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = _MAX_MEM_BYTES
    options.log_errors = False
    return re2.compile(source, options)
