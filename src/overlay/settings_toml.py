"""TOML as people write it in settings: read within limits; every mistake is reported by file, line, key and cure.

Used for the user's settings.toml and for a policy in a file. What the values mean is `settings` and `policy`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from overlay.errors import SettingsError
from overlay.settings import Definition

_MAX_BYTES = 1 << 20  # a larger file is no settings file
# Compiled when a file has a mistake, not at every start.
_HEADER = r"^\s*\[+\s*([^\]\[]+?)\s*\]+\s*(?:#.*)?$"
_ASSIGNMENT = r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_AT_LINE = r"\(at (?:line (\d+), column \d+|end of document)\)"


class SettingsProblem(Struct, frozen=True):
    """What is wrong in settings or a policy. `file` is a file or another place (a key of the registry).

    `line` counts from 1, 0 when unknown; `key` is "section.name" or empty.
    """

    file: str
    line: int
    key: str
    what: str
    allowed: str = ""

    @property
    def where(self) -> str:
        """The place alone, for a log: what else stands there can be anything somebody typed."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.where}: {self.key + ': ' if self.key else ''}{self.what}" + (
            f" (allowed: {self.allowed})" if self.allowed else ""
        )


At = Callable[[str], tuple[str, int]]
"""Returns where a key ("look.theme") stands: the file or place, and the line (0: unknown)."""

As = Callable[[Definition, object], object]
"""Turns a raw value into what TOML would have given: a registry knows no true and false."""


def read_text(path: Path, problems: list[SettingsProblem]) -> str:
    """Return the text of a file; "" and mostly a problem when there is none that can be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        problems.append(SettingsProblem(str(path), 0, "", f"cannot be read: {error.strerror or error}"))
        return ""
    if len(data) > _MAX_BYTES:
        problems.append(SettingsProblem(str(path), 0, "", "is larger than 1 MiB and was not read"))
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(SettingsProblem(str(path), line, "", "is not UTF-8 text; the defaults are used"))
        return ""


def parsed(path: Path, text: str, problems: list[SettingsProblem]) -> dict[str, Any]:
    """Return the tables of `text`; none and a problem when it is no TOML."""
    import tomllib  # noqa: PLC0415  4 ms that a start without a settings file does not pay

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = str(error) or "it is nested too deeply"
        found = re.search(_AT_LINE, what)
        line = int(found[1]) if found and found[1] else (text.count("\n") + 1 if found else 0)
        what = re.sub(_AT_LINE, "", what).strip()
        problems.append(SettingsProblem(str(path), line, "", f"is not TOML: {what}; the defaults are used"))
        return {}


def at_line(path: Path, text: str) -> At:
    """Return where the keys of `text` stand."""
    return lambda key: (str(path), line_of(text, key))


def checked(
    tree: Mapping[str, Any],
    definitions: Iterable[Definition],
    at: At,
    problems: list[SettingsProblem],
    as_toml: As = lambda _definition, value: value,
) -> dict[str, object]:
    """Return the values of `tree` (section → key → value) that are allowed, by "section.key"; the others are problems."""
    known = {d.key: d for d in definitions}
    sections = {key.partition(".")[0] for key in known}
    values: dict[str, object] = {}
    for name, content in tree.items():
        if name not in sections:
            problems.append(unknown(name, sections, at))
        elif not isinstance(content, Mapping):
            problems.append(
                SettingsProblem(*at(name), name, "is a section, not a value", f"[{name}] and its keys")
            )
        else:
            for key in (f"{name}.{inner}" for inner in content):
                if key not in known:
                    problems.append(unknown(key, known, at))
                    continue
                try:
                    values[key] = known[key].allowed.check(
                        as_toml(known[key], content[key.partition(".")[2]])
                    )
                except SettingsError as error:
                    what = f"{error}; the default is used"
                    problems.append(SettingsProblem(*at(key), key, what, known[key].allowed.text))
    return values


def unknown(key: str, known: Iterable[str], at: At) -> SettingsProblem:
    """Return the problem of a key nobody knows, with the nearest one that is known."""
    import difflib  # noqa: PLC0415  only a file with a mistake pays for it

    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    what = "is not a setting and does nothing" + (f"; did you mean {near[0]}?" if near else "")
    return SettingsProblem(*at(key), key, what)


def line_of(text: str, key: str) -> int:
    """Return the line that sets `key`, or its section's; 0 when it is written in another way (an inline table)."""
    table = ""
    fallback = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(_HEADER, line):
            table = _plain(header[1])
            named = table
        elif assignment := re.match(_ASSIGNMENT, line):
            named = f"{table}.{_plain(assignment[1])}" if table else _plain(assignment[1])
        else:
            continue
        if named == key or named.startswith(key + "."):
            return number
        if key.startswith(named + "."):
            fallback = fallback or number
    return fallback


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
