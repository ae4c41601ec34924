"""Policies for tests: a registry in memory, values that differ from the defaults, and a policy in each kind of place."""

from __future__ import annotations

import plistlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from overlay.policy.definitions import Address, Names, SourceName
from overlay.policy.stores import PlistPolicy, PolicyStore, RegistryPolicy, TomlPolicy
from overlay.settings import ChordText, Definition, Flag, Languages, ModifiersText, OneOf, Whole


class FakeRegistry:
    """The keys below `Software\\Policies\\Overlay`: path → values."""

    def __init__(self, keys: Mapping[tuple[str, ...], Mapping[str, object]]) -> None:
        self._keys = keys

    def values(self, *key: str) -> Mapping[str, object]:
        return self._keys.get(key, {})

    def subkeys(self, *key: str) -> tuple[str, ...]:
        below = (path for path in self._keys if path[: len(key)] == key and len(path) > len(key))
        return tuple(dict.fromkeys(path[len(key)] for path in below))


def another_value(setting: Definition, number: int = 0, second: bool = False) -> Any:  # noqa: PLR0911
    """Return an allowed value that is not the default; with `second` yet another one, where there is one."""
    allowed = setting.allowed
    match allowed:
        case OneOf():
            words = [word for word in allowed.words if word != setting.default]
            return words[-1] if second else words[0]
        case Whole():
            return allowed.most if second or setting.default == allowed.least else allowed.least
        case Flag():
            return setting.default if second else not setting.default
        case ChordText():
            return f"{'Ctrl+Alt+Shift' if second else 'Ctrl+Alt'}+F{number % 12 + 1}"
        case ModifiersText():
            return "Ctrl+Super" if second else "Alt+Shift"
        case Languages():
            return ("de",) if second else ("nl", "en")
        case Names():
            return ("tier2",) if second else ("tier1", "utrecht")
        case Address():
            return f"{allowed.schemes[0]}://guides.example/{'b' if second else 'a'}/"
        case SourceName():
            return "head-office"
    return "some text"


def tree(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return "section.key" → value as section → key → value."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        section, _, name = key.partition(".")
        found.setdefault(section, {})[name] = list(value) if isinstance(value, tuple) else value
    return found


def in_toml(folder: Path, values: Mapping[str, Any]) -> PolicyStore:
    path = folder / "policy.toml"
    path.write_text(tomlkit.dumps({"organisation": "Northwind IT", **tree(values)}), "utf-8")
    return TomlPolicy(path)


def in_plist(folder: Path, values: Mapping[str, Any]) -> PolicyStore:
    path = folder / "policy.plist"
    path.write_bytes(
        plistlib.dumps(
            {"organisation": "Northwind IT", "PayloadUUID": "x", **tree(values)}, fmt=plistlib.FMT_BINARY
        )
    )
    return PlistPolicy(path)


def in_registry(_folder: Path, values: Mapping[str, Any]) -> PolicyStore:
    """The registry as Group Policy writes it: DWORDs for yes and no, names in any case."""
    keys: dict[tuple[str, ...], dict[str, object]] = {(): {"Organisation": "Northwind IT"}}
    for section, within in tree(values).items():
        keys[(section.title(),)] = {
            name.title(): int(value) if isinstance(value, bool) else value for name, value in within.items()
        }
    return RegistryPolicy(FakeRegistry(keys))


PLACES: dict[str, Callable[[Path, Mapping[str, Any]], PolicyStore]] = {
    "toml": in_toml,
    "plist": in_plist,
    "registry": in_registry,
}
