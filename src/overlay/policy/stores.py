"""Where each system keeps what its administrator set, and how to read it. Users cannot write to any of these places."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from overlay.policy.windows_registry import WINDOWS_KEY
from overlay.settings import Definition, Flag, Languages, Whole
from overlay.settings_toml import As, At, SettingsProblem, at_line, parsed, read_text

MACOS_DOMAIN = "org.overlay.assistant"
_MANAGED = Path("/Library/Managed Preferences")


def _as_it_is(_definition: Definition, value: object) -> object:
    return value


class Found(Struct, frozen=True):
    """A policy as it stands in its place: `tree` is section → key → value, unchecked."""

    tree: Mapping[str, Any]
    at: At
    problems: tuple[SettingsProblem, ...] = ()
    as_toml: As = _as_it_is


class PolicyStore(Protocol):
    """A place for a policy."""

    @property
    def name(self) -> str:
        """Which place it is, for people."""

    def read(self) -> Found:
        """Return what stands there; nothing there is an empty tree. Never raises: what cannot be read is a problem."""


class TomlPolicy:
    """`/etc/overlay/policy.toml`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return str(self._path)

    def read(self) -> Found:
        problems: list[SettingsProblem] = []
        text = read_text(self._path, problems)
        tree = parsed(self._path, text, problems) if text else {}
        return Found(tree, at_line(self._path, text), tuple(problems))


class PlistPolicy:
    """Managed preferences of macOS, the computer's and not one user's: what an MDM's profile installs.

    https://developer.apple.com/documentation/devicemanagement/managedpreferences
    """

    def __init__(self, path: Path = _MANAGED / f"{MACOS_DOMAIN}.plist") -> None:
        self._path = path

    @property
    def name(self) -> str:
        return str(self._path)

    def read(self) -> Found:
        import plistlib  # noqa: PLC0415  on macOS only
        from xml.parsers.expat import ExpatError  # noqa: PLC0415

        def at(_key: str) -> tuple[str, int]:
            return str(self._path), 0

        try:
            with self._path.open("rb") as file:
                tree = plistlib.load(file)
        except FileNotFoundError:
            return Found({}, at)
        except OSError as error:
            return Found({}, at, (SettingsProblem(*at(""), "", f"cannot be read: {error.strerror}"),))
        except (plistlib.InvalidFileException, ExpatError, ValueError, RecursionError):
            return Found(
                {}, at, (SettingsProblem(*at(""), "", "is no property list; install the profile again"),)
            )
        if not isinstance(tree, dict):
            return Found(
                {}, at, (SettingsProblem(*at(""), "", "is no dictionary; install the profile again"),)
            )
        # An MDM adds keys of its own (PayloadUUID and the like).
        return Found({str(k): v for k, v in tree.items() if not str(k).startswith("Payload")}, at)


class Registry(Protocol):
    r"""What is read of the Windows registry: the keys below `HKLM\Software\Policies\Overlay`."""

    def values(self, *key: str) -> Mapping[str, object]:
        """Return name → value of a key: text, a number, or a list of text. {} when there is none. Raises OSError."""

    def subkeys(self, *key: str) -> tuple[str, ...]:
        """Return the names of the keys below; none when there is no such key. Raises OSError."""


class RegistryPolicy:
    r"""`HKEY_LOCAL_MACHINE\Software\Policies\Overlay`: a subkey a section, a value a setting. Names have no case."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def name(self) -> str:
        return rf"HKLM\{WINDOWS_KEY}"

    def read(self) -> Found:
        try:
            tree: dict[str, Any] = {k.lower(): v for k, v in self._registry.values().items()}
            for section in self._registry.subkeys():
                within: dict[str, Any] = {k.lower(): v for k, v in self._registry.values(section).items()}
                for inner in self._registry.subkeys(section):
                    values = self._registry.values(section, inner)
                    within[inner.lower()] = {k.lower(): v for k, v in values.items()}
                tree[section.lower()] = within
        except OSError as error:
            what = f"cannot be read: {error.strerror or error}; let an administrator look at the key's permissions"
            return Found({}, self._at, (SettingsProblem(self.name, 0, "", what),))
        return Found(tree, self._at, (), as_in_toml)

    def _at(self, key: str) -> tuple[str, int]:
        section, _, value = key.rpartition(".")
        where = "\\".join([self.name, *section.split(".")]) if section else self.name
        return f"{where}, value {value}", 0


def as_in_toml(definition: Definition, value: object) -> object:
    """Return a value of the registry as TOML would hold it: it has no true and false, and GPOs write numbers as text too."""
    allowed = definition.allowed
    if isinstance(allowed, Flag):
        return {0: False, 1: True, "0": False, "1": True, "false": False, "true": True}.get(
            value.strip().lower() if isinstance(value, str) else value,
            value,
        )
    if isinstance(allowed, Whole) and isinstance(value, str):
        text = value.strip()
        return int(text) if text.lstrip("-").isdecimal() and text.isascii() else value
    if isinstance(definition.default, tuple) or isinstance(allowed, Languages):
        parts = value.replace(";", ",").split(",") if isinstance(value, str) else value
        return [part for part in parts if str(part).strip()] if isinstance(parts, (list, tuple)) else parts
    return value


def machine_store(policy_file: Path) -> PolicyStore:
    """Return the place of this system; `policy_file` is where a system that keeps policies in files has it."""
    if sys.platform == "win32":
        from overlay.policy.windows_registry import MachineRegistry  # noqa: PLC0415  is not there elsewhere

        return RegistryPolicy(MachineRegistry())
    if sys.platform == "darwin":
        return PlistPolicy()
    return TomlPolicy(policy_file)
