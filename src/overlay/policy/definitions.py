"""What only a policy can set, defined like settings: where guides come from, and how the assistant introduces itself."""

from __future__ import annotations

from typing import Any

from overlay.errors import SettingsError
from overlay.settings import Allowed, Definition, Flag, Whole

SOURCE = "source"
"""The section of the source every desk follows; `[sources.NAME]` are more, with the same keys."""

SOURCES = "sources"
ORGANISATION = "organisation"
_MOST = 256 << 10  # characters; the text of a root.json has some thousands


class Text:
    """Any text but none."""

    text: str = 'text, such as "Northwind IT"'

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise SettingsError(f"{str(value)[:60]!r} is not a text")
        if len(value) > _MOST:
            raise SettingsError("the text is too long")
        return value.strip()


class SourceName(Text):
    """A short name, as in `overlay source list`."""

    text: str = "a name of a–z, 0–9, dots and dashes, at most 64"

    def check(self, value: object) -> str:
        name = super().check(value)
        plain = name.replace("-", "").replace(".", "").replace("_", "")
        if not (plain.isascii() and plain.isalnum() and name == name.lower() and len(name) <= 64):
            raise SettingsError(f'"{name[:60]}" cannot be the name of a source')
        if not name[0].isalnum():
            raise SettingsError(f'"{name[:60]}" begins with a sign')
        return name


class Address(Text):
    """Where a source is; a proxy too."""

    def __init__(self, *schemes: str) -> None:
        self.schemes = schemes
        self.text = "an address that begins with " + " or ".join(f"{scheme}://" for scheme in schemes)

    def check(self, value: object) -> str:
        address = super().check(value)
        scheme, separator, rest = address.partition("://")
        if not separator or scheme.lower() not in self.schemes or not rest:
            raise SettingsError(f'"{address[:60]}" is no such address')
        if "@" in rest.partition("/")[0]:
            raise SettingsError("an address must not hold a password")
        return address


class Names:
    """A list of words."""

    text: str = 'a list of names, such as ["tier1", "utrecht"]'

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) and v.strip() for v in value):
            raise SettingsError(f"{str(value)[:60]!r} is not a list of names")
        return tuple(dict.fromkeys(v.strip() for v in value))


_SOURCE_KEYS: dict[str, tuple[Any, Allowed, str]] = {
    "name": ("organisation", SourceName(), "The name people see for the source."),
    "url": ("", Address("https", "http", "file"), "Where the guides come from."),
    "root": (
        "",
        Text(),
        "The trust root of the source: the path of its root.json, or the text of that file itself.",
    ),
    "groups": ((), Names(), "What this desk is: packs for other groups are passed over."),
    "ca": ("", Text(), "The path of a private authority's certificate, beside those of the system."),
    "proxy": (
        "",
        Address("http", "https"),
        "The proxy to the source, instead of the one the environment names.",
    ),
    "priority": (0, Whole(0, 1000), "The larger first, where two sources offer one pack."),
}


def source_definitions(section: str = SOURCE) -> tuple[Definition, ...]:
    """Return the keys of one source, `section` being "source" or "sources.NAME"."""
    return tuple(Definition(f"{section}.{key}", *rest) for key, rest in _SOURCE_KEYS.items())


def policy_definitions() -> tuple[Definition, ...]:
    """Return every key that only a policy has, besides `organisation` and further sources."""
    return (
        *source_definitions(),
        Definition(
            "source.shared",
            False,
            Flag(),
            "Whether all users of this machine read one store of guides, which `overlay sync --system` keeps.",
        ),
        Definition(
            "start.welcome",
            True,
            Flag(),
            "Whether the first start shows a window that asks to press the hotkey.",
        ),
        Definition(
            "updates.tell",
            False,
            Flag(),
            "Whether the assistant says that its source names a newer version of the program. It never updates itself.",
        ),
    )
