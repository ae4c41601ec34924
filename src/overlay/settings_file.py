"""Reads and writes settings.toml, and reads the organisation's policy, whose values are locked.

A wrong value never stops the assistant: its default is used, and a problem says which file, line and key, and what is
allowed. Saving changes only the keys named; comments, order and unknown keys stay.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.errors import SettingsError
from overlay.settings import ChordText, Definition, Settings, definition, definitions, value_of, with_values

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

DEFAULT_WHO = "your organisation"
_MAX_BYTES = 1 << 20  # a larger file is no settings file
# Compiled when a file has a mistake, not at every start.
_HEADER = r"^\s*\[+\s*([^\]\[]+?)\s*\]+\s*(?:#.*)?$"
_ASSIGNMENT = r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_AT_LINE = r"\(at (?:line (\d+), column \d+|end of document)\)"


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """What is wrong in a settings file. `line` counts from 1, 0 when unknown; `key` is "section.name" or empty."""

    file: str
    line: int
    key: str
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key + ': ' if self.key else ''}{self.what}" + (
            f" (allowed: {self.allowed})" if self.allowed else ""
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings as read. `locked` maps a key ("look.theme") to who set it."""

    settings: Settings = field(default_factory=Settings)
    problems: tuple[SettingsProblem, ...] = ()
    locked: Mapping[str, str] = field(default_factory=dict)


def load(path: Path, policy_path: Path | None = None) -> Loaded:
    """Return the settings of `path` with the policy's values over them; never raises for what the files hold.

    A file that is missing counts as empty; one that cannot be read or parsed gives the defaults and a problem.
    """
    problems: list[SettingsProblem] = []
    text = _read(path, problems)
    values = _checked(path, text, _parsed(path, text, problems), problems) if text else {}
    locked: dict[str, str] = {}
    if policy_path is not None:
        policy, who = _policy(policy_path, problems)
        values.update(policy)
        locked = dict.fromkeys(policy, who)
    settings = _each_chord_once(with_values(Settings(), values), (*locked, *values), path, text, problems)
    return Loaded(settings, tuple(problems), locked)


def save(path: Path, changes: Mapping[str, object]) -> None:
    """Write some values to `path` (mode 0600), atomically; None takes a value out, so that its default counts again.

    What the file says besides stays as it is. A file that is no TOML is kept beside it as `settings.toml.broken`. Raises
    SettingsError for an unknown key, a value that is not allowed, or a file that cannot be written.
    """
    with_values(Settings(), {key: value for key, value in changes.items() if value is not None})
    try:
        path = path.resolve()  # replacing a link to a shared file would cut the link
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        document = _document(path)
        for key, value in changes.items():
            _put(document, definition(key), value)
        _replace(path, document.as_string().encode())
    except OSError as error:
        raise SettingsError(
            f"The settings could not be saved in {path}: {error.strerror or error}."
        ) from error


def _policy(path: Path, problems: list[SettingsProblem]) -> tuple[dict[str, object], str]:
    text = _read(path, problems)
    if not text:
        return {}, DEFAULT_WHO
    data = _parsed(path, text, problems)
    who = data.pop("organisation", DEFAULT_WHO)
    return _checked(path, text, data, problems), who if isinstance(who, str) and who.strip() else DEFAULT_WHO


def _read(path: Path, problems: list[SettingsProblem]) -> str:
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


def _parsed(path: Path, text: str, problems: list[SettingsProblem]) -> dict[str, Any]:
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


def _checked(
    path: Path, text: str, data: Mapping[str, Any], problems: list[SettingsProblem]
) -> dict[str, object]:
    known = {d.key: d for d in definitions()}
    sections = {key.partition(".")[0] for key in known}
    values: dict[str, object] = {}
    for name, content in data.items():
        if name not in sections:
            problems.append(_unknown(path, text, name, sections))
        elif not isinstance(content, dict):
            what = "is a section, not a value"
            problems.append(
                SettingsProblem(str(path), _line(text, name), name, what, f"[{name}] and its keys")
            )
        else:
            for key in (f"{name}.{inner}" for inner in content):
                value = content[key.partition(".")[2]]
                if key not in known:
                    problems.append(_unknown(path, text, key, known))
                    continue
                try:
                    values[key] = known[key].allowed.check(value)
                except SettingsError as error:
                    what = f"{error}; the default is used"
                    problems.append(
                        SettingsProblem(str(path), _line(text, key), key, what, known[key].allowed.text)
                    )
    return values


def _each_chord_once(
    settings: Settings, first: Iterable[str], path: Path, text: str, problems: list[SettingsProblem]
) -> Settings:
    """Switch off every hotkey whose chord another has already: those of `first` before the defaults."""
    hotkeys = [d.key for d in definitions() if isinstance(d.allowed, ChordText)]
    taken: dict[str, str] = {}
    for key in dict.fromkeys((*(k for k in first if k in hotkeys), *hotkeys)):
        chord = value_of(settings, key)
        if not chord:
            continue
        if chord in taken:
            what = f"{chord} is the chord of {taken[chord]} already; this one is switched off"
            problems.append(SettingsProblem(str(path), _line(text, key), key, what, "a chord of its own"))
            settings = with_values(settings, {key: ""})
        else:
            taken[chord] = key
    return settings


def _unknown(path: Path, text: str, key: str, known: Iterable[str]) -> SettingsProblem:
    import difflib  # noqa: PLC0415  only a file with a mistake pays for it

    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    what = "is not a setting and does nothing" + (f"; did you mean {near[0]}?" if near else "")
    return SettingsProblem(str(path), _line(text, key), key, what)


def _line(text: str, key: str) -> int:
    """Return the line that sets `key`, or its section's; 0 when it is written in another way (an inline table)."""
    section, _, _ = key.partition(".")
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
        if named == section:
            fallback = fallback or number
    return fallback


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _document(path: Path) -> TOMLDocument:
    import tomlkit  # noqa: PLC0415  only saving pays for it
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError, RecursionError):
        path.replace(path.with_name(path.name + ".broken"))
        return tomlkit.document()


def _put(document: TOMLDocument, setting: Definition, value: object) -> None:
    import tomlkit  # noqa: PLC0415

    section, _, name = setting.key.partition(".")
    table = document.get(section)
    if value is None:
        if isinstance(table, dict):
            table.pop(name, None)
        return
    if not isinstance(table, dict):
        document.pop(section, None)
        table = tomlkit.table()
        document[section] = table
    checked = setting.allowed.check(value)
    table[name] = list(checked) if isinstance(checked, tuple) else checked


def _replace(path: Path, data: bytes) -> None:
    # The name is this process's own, so two assistants cannot write into one file.
    new = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(new, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
