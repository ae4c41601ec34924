"""A policy, checked: a mistake in it is reported with its place and cure; it locks nothing and stops nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from overlay.errors import SettingsError
from overlay.paths import Paths
from overlay.permissions import only_administrators_write
from overlay.policy.definitions import (
    ORGANISATION,
    SOURCE,
    SOURCES,
    SourceName,
    policy_definitions,
    source_definitions,
)
from overlay.policy.stores import Found, PolicyStore
from overlay.settings import definitions
from overlay.settings_toml import SettingsProblem, checked

DEFAULT_WHO = "your organisation"


class PolicySource(Struct, frozen=True):
    """A source the policy names. `root` is the path of its root.json, or that file's text (begins with "{")."""

    name: str
    url: str
    root: str
    groups: tuple[str, ...] = ()
    ca: str = ""
    proxy: str = ""
    priority: int = 0


class Policy(Struct, frozen=True):
    """What the machine's administrator set. `values` are settings by key; `origins` is key → place, for what counts."""

    who: str = DEFAULT_WHO
    values: Mapping[str, object] = field(default_factory=dict)
    sources: tuple[PolicySource, ...] = ()
    shared: bool = False  # guides come from the machine's store
    welcome: bool = True
    tell_updates: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[SettingsProblem, ...] = ()


def read_policy(store: PolicyStore) -> Policy:
    """Return the policy that stands in `store`; never raises."""
    found = store.read()
    if not found.tree:
        return Policy(problems=found.problems)
    problems = list(found.problems)
    tree = dict(found.tree)
    who = tree.pop(ORGANISATION, DEFAULT_WHO)
    if not isinstance(who, str) or not who.strip():
        problems.append(SettingsProblem(*found.at(ORGANISATION), ORGANISATION, "is no text", "a name"))
        who = DEFAULT_WHO
    more = tree.pop(SOURCES, {})
    own = policy_definitions()
    given = checked(tree, (*definitions(), *own), found.at, problems, found.as_toml)
    named = any(d.key in given for d in source_definitions())
    source = _source(SOURCE, given, found, problems) if named else None
    sources = [source] if source else []
    sources += _more_sources(more, found, problems)
    only_policys = {d.key for d in own}
    return Policy(
        who.strip(),
        {key: value for key, value in given.items() if key not in only_policys},
        tuple({s.name: s for s in reversed(sources)}.values()),
        shared=given.get("source.shared") is True,
        welcome=given.get("start.welcome") is not False,
        tell_updates=given.get("updates.tell") is True,
        origins={key: _place(found, key) for key in given},
        problems=tuple(problems),
    )


def content_folder(places: Paths, policy: Policy) -> Path:
    """Return the folder of the guides this user reads: their own, or the store of all users of the machine.

    The latter only where nobody but an administrator can write there.
    """
    return places.shared if policy.shared and shared_is_safe(places.shared) else places.data


def shared_is_safe(folder: Path) -> bool:
    """Tell whether the machine's store can be trusted; one that is not there yet only where users cannot make it."""
    return only_administrators_write(folder) or (os.name == "posix" and not folder.exists())


def _more_sources(more: object, found: Found, problems: list[SettingsProblem]) -> list[PolicySource]:
    if not isinstance(more, Mapping):
        problems.append(SettingsProblem(*found.at(SOURCES), SOURCES, "is a section", "[sources.NAME]"))
        return []
    sources = []
    for name, table in more.items():
        key = f"{SOURCES}.{name}"
        try:
            SourceName().check(name)
        except SettingsError as error:
            problems.append(SettingsProblem(*found.at(key), key, str(error), SourceName.text))
            continue
        if not isinstance(table, Mapping):
            problems.append(SettingsProblem(*found.at(key), key, "is a section", f"[{key}] and its keys"))
            continue
        inner: list[SettingsProblem] = []
        values = checked({SOURCE: table}, source_definitions(), _below(found, key), inner, found.as_toml)
        problems += inner
        if one := _source(key, {**values, "source.name": name}, found, problems):
            sources.append(one)
    return sources


def _below(found: Found, section: str) -> Any:
    return lambda key: found.at(f"{section}.{key.partition('.')[2]}")


def _source(
    section: str, values: Mapping[str, Any], found: Found, problems: list[SettingsProblem]
) -> PolicySource | None:
    """Return the source of checked values; None and a problem when it lacks what no source can be without."""
    keys = [d.key for d in source_definitions()]
    own = {key.partition(".")[2]: values[key] for key in keys if key in values}
    for key, cure in (
        ("url", "the address of the source"),
        ("root", "the path of its root.json, or the text of that file"),
    ):
        if key not in own:
            what = "is missing or wrong; this source is not followed"
            problems.append(SettingsProblem(*found.at(f"{section}.{key}"), f"{section}.{key}", what, cure))
            return None
    return PolicySource(**{"name": "organisation", **own})


def _place(found: Found, key: str) -> str:
    place, line = found.at(key)
    return f"{place}:{line}" if line else place
