"""Reads and writes settings.toml, with the organisation's policy, whose values are locked, applied over it.

A wrong value never stops the assistant: its default is used, and a problem says which file, line and key, and what is
allowed. Saving changes only the keys named; comments, order and unknown keys stay.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from overlay.errors import SettingsError
from overlay.paths import Paths
from overlay.policy import DEFAULT_WHO, Policy, PolicyStore, content_folder, machine_store, read_policy
from overlay.settings import ChordText, Definition, Settings, definition, definitions, value_of, with_values
from overlay.settings_toml import SettingsProblem, at_line, checked, line_of, parsed, read_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

__all__ = ["DEFAULT_WHO", "Loaded", "SettingsProblem", "content_folder_for", "load", "load_for", "save"]


class Loaded(Struct, frozen=True):
    """Settings as read. `locked` maps a key ("look.theme") to who set it; `origins` a key to where its value stands.

    A key that is in neither has its default.
    """

    settings: Settings = field(default_factory=Settings)
    problems: tuple[SettingsProblem, ...] = ()
    locked: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    origins: Mapping[str, str] = field(default_factory=dict)


def load_for(places: Paths) -> Loaded:
    """Return the settings of this user on this machine, its policy over them; never raises."""
    return load(places.settings, machine_store(places.policy))


def content_folder_for(places: Paths) -> Path:
    """Return the folder of the guides this user reads on this machine."""
    return content_folder(places, read_policy(machine_store(places.policy)))


def load(path: Path, store: PolicyStore | None = None) -> Loaded:
    """Return the settings of `path` with the policy's values over them; never raises for what the files hold.

    A file that is missing counts as empty; one that cannot be read or parsed gives the defaults and a problem.
    """
    problems: list[SettingsProblem] = []
    text = read_text(path, problems)
    at = at_line(path, text)
    values = checked(parsed(path, text, problems), definitions(), at, problems) if text else {}
    policy = read_policy(store) if store is not None else Policy()
    problems += policy.problems
    own = [key for key in values if key not in policy.values]
    values.update(policy.values)
    settings = _each_chord_once(
        with_values(Settings(), values), (*policy.values, *values), path, text, problems
    )
    origins = {key: f"{path}:{line_of(text, key)}" for key in own} | {
        key: policy.origins[key] for key in policy.values
    }
    return Loaded(settings, tuple(problems), dict.fromkeys(policy.values, policy.who), policy, origins)


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
            problems.append(SettingsProblem(str(path), line_of(text, key), key, what, "a chord of its own"))
            settings = with_values(settings, {key: ""})
        else:
            taken[chord] = key
    return settings


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
