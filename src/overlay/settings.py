"""Every setting, defined once: its default, its allowed values and what it does. Pure: `settings_file` reads and writes.

The keys of the file are `section.name` ("look.theme"). docs/settings.md is generated from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from msgspec import Struct, field
from msgspec.structs import fields, replace

from overlay.chords import canonical_chord, canonical_modifiers
from overlay.errors import SettingsError


class Allowed(Protocol):
    """What a setting may be."""

    @property
    def text(self) -> str:
        """What is allowed, in words that fit after "allowed:"."""

    def check(self, value: object) -> Any:
        """Return the value in its canonical form; raises SettingsError, saying what is wrong."""


class OneOf:
    """One of a few words, whatever their case."""

    def __init__(self, *words: str) -> None:
        self.words = words

    @property
    def text(self) -> str:
        return ", ".join(f'"{word}"' for word in self.words)

    def check(self, value: object) -> str:
        word = _text(value).strip().casefold()
        if word not in self.words:
            raise SettingsError(f'"{value}" is not one of them')
        return word


class Whole:
    """A whole number between two others, both included."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    @property
    def text(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def check(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise SettingsError(f"{_shown(value)} is not a whole number")
        if not self.least <= value <= self.most:
            raise SettingsError(f"{value} is out of range")
        return value


class Flag:
    """Yes or no."""

    text: str = "true or false"

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise SettingsError(f"{_shown(value)} is neither true nor false")
        return value


class ChordText:
    """A chord of modifiers and one key, or nothing."""

    text: str = 'modifiers and a key, such as "Ctrl+Shift+F10", or "" for none'

    def check(self, value: object) -> str:
        return canonical_chord(_text(value))


class ModifiersText:
    """Modifiers without a key, or nothing."""

    text: str = 'modifiers, such as "Ctrl+Shift", or "" for none'

    def check(self, value: object) -> str:
        return canonical_modifiers(_text(value))


class Languages:
    """Language codes in order of preference."""

    text: str = 'a list of language codes, such as ["nl", "en"], or [] for the language of the interface'

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            raise SettingsError(f"{_shown(value)} is not a list")
        codes = tuple(_text(code).strip().lower().replace("_", "-") for code in value)
        for code in codes:
            if not (code.replace("-", "").isalnum() and code.isascii() and 2 <= len(code.split("-")[0]) <= 3):
                raise SettingsError(f'"{code}" is not a language code')
        return tuple(dict.fromkeys(codes))


class _Defined(Struct, frozen=True):
    """Makes the default of one setting, and knows the rest: a field keeps its factory, and nothing else of ours."""

    default: Any
    allowed: Allowed
    does: str

    def __call__(self) -> Any:
        return self.default


def setting(default: Any, allowed: Allowed, does: str) -> Any:
    """Define one setting: its default, what it may be and what it does (a sentence for docs/settings.md)."""
    return field(default_factory=_Defined(default, allowed, does))


_CHORD = ChordText()
_FLAG = Flag()


class Hotkeys(Struct, frozen=True):
    """Chords; an empty string switches one off. docs/adr tells what the defaults were checked against."""

    toggle: str = setting("Ctrl+Shift+F10", _CHORD, "Shows or hides the panel, in any application.")
    next: str = setting(
        "Ctrl+Shift+F7",
        _CHORD,
        "One step on; on a question it moves to the next answer. Held only while the panel is shown.",
    )
    accept: str = setting(
        "Ctrl+Shift+F8",
        _CHORD,
        "Ticks the box, takes the answer or copies the text. Held only while the panel is shown.",
    )
    back: str = setting("Ctrl+Shift+F6", _CHORD, "One step back. Held only while the panel is shown.")
    search: str = setting("Ctrl+Shift+F11", _CHORD, "Opens the search.")
    fold: str = setting("", _CHORD, "Folds the panel to the pill, or unfolds it.")
    matches: str = setting("", _CHORD, "Opens the list of guides that fit the window.")
    why: str = setting("", _CHORD, "Folds or unfolds the reasons in a guide.")
    focus: str = setting("", _CHORD, "Gives the panel the keyboard, for use with a screen reader.")
    digits: str = setting(
        "",
        ModifiersText(),
        "Modifiers that choose an answer with 1 to 9. Held only while the panel is shown.",
    )


class Look(Struct, frozen=True):
    """How the windows look."""

    theme: str = setting(
        "system",
        OneOf("system", "light", "dark", "high-contrast"),
        "Colours. `system` follows the desktop, also while running.",
    )
    text_percent: int = setting(100, Whole(80, 200), "Size of the text, in percent.")
    motion: str = setting(
        "system", OneOf("system", "reduced", "full"), "Whether the panel may scroll smoothly."
    )
    language: str = setting("system", OneOf("system", "en", "nl", "de"), "Language of the interface.")
    why_open: bool = setting(True, _FLAG, "Whether the reasons in a guide are open at first.")


class Place(Struct, frozen=True):
    """Where the panel and the pill are."""

    side: str = setting(
        "auto",
        OneOf("auto", "left", "right"),
        "The side of the work window the panel goes to when it was not dragged.",
    )
    remember: bool = setting(True, _FLAG, "Whether the panel comes back where it was dragged to.")
    pill: str = setting(
        "always",
        OneOf("always", "never", "matches"),
        "When the pill is shown. `matches`: only while a guide fits.",
    )
    pill_edge: str = setting("right", OneOf("left", "right"), "The edge of the screen the pill sits at.")
    pill_opacity_percent: int = setting(
        100, Whole(30, 100), "How opaque the pill is, in percent. Needs a compositor."
    )
    pill_in_full_screen: bool = setting(
        False, _FLAG, "Whether the pill stays above applications in full screen."
    )


class Privacy(Struct, frozen=True):
    """What is recorded, and who can see the panel."""

    keep_walks_days: int = setting(
        30,
        Whole(0, 3650),
        "Days a walk is kept, so that you can go on with it. 0 keeps none after the assistant stops.",
    )
    hide_from_capture: bool = setting(
        False, _FLAG, "Whether the panel is left out of screenshots and shared screens, where the system can."
    )
    count_misses: bool = setting(
        False,
        _FLAG,
        "Whether the words of searches that led to no guide are counted, on this computer, for `overlay report`.",
    )
    keyboard_hook: bool = setting(
        False,
        _FLAG,
        "Whether hotkeys may use a keyboard hook where nothing else works; it sees every key. From the next start on.",
    )


class Guides(Struct, frozen=True):
    """Which guides are shown."""

    languages: tuple[str, ...] = setting(
        (),
        Languages(),
        "Languages of guides in order of preference. Empty: the interface's language, then English.",
    )


class Sync(Struct, frozen=True):
    """When new guides are fetched."""

    every_minutes: int = setting(
        30,
        Whole(5, 1440),
        "How often new guides are looked for, in minutes; each desk differs by up to a fifth.",
    )
    on_battery: bool = setting(True, _FLAG, "Whether they are fetched on battery too.")
    on_metered: bool = setting(
        False, _FLAG, "Whether they are fetched over a connection that costs by the byte."
    )


class Start(Struct, frozen=True):
    """How the assistant begins."""

    at_login: str = setting(
        "installed",
        OneOf("installed", "always", "never"),
        "Whether the assistant starts when you log in. `installed`: where its package starts it for every user.",
    )


class Settings(Struct, frozen=True):
    """All settings. A value is always allowed: what a file says wrongly never gets here."""

    hotkeys: Hotkeys = field(default_factory=Hotkeys)
    look: Look = field(default_factory=Look)
    place: Place = field(default_factory=Place)
    privacy: Privacy = field(default_factory=Privacy)
    guides: Guides = field(default_factory=Guides)
    sync: Sync = field(default_factory=Sync)
    start: Start = field(default_factory=Start)


class Definition(Struct, frozen=True):
    """One setting as defined: `key` is "section.name"."""

    key: str
    default: Any
    allowed: Allowed
    does: str


@cache
def definitions() -> tuple[Definition, ...]:
    """Return every setting in the order of the file."""
    return tuple(
        Definition(f"{section.name}.{f.name}", made.default, made.allowed, made.does)
        for section in fields(Settings)
        for f in fields(section.type)
        if isinstance(made := f.default_factory, _Defined)
    )


def definition(key: str) -> Definition:
    """Return the setting named `key`; raises SettingsError when there is none."""
    for found in definitions():
        if found.key == key:
            return found
    raise SettingsError(f'There is no setting "{key}".')


def value_of(settings: Settings, key: str) -> Any:
    """Return the value of the setting named `key` ("look.theme")."""
    section, _, name = key.partition(".")
    return getattr(getattr(settings, section), name)


def with_values(settings: Settings, values: Mapping[str, object]) -> Settings:
    """Return settings with some values changed; raises SettingsError when one of them is not allowed."""
    for key, value in values.items():
        known = definition(key)
        try:
            checked = known.allowed.check(value)
        except SettingsError as error:
            raise SettingsError(f"{key}: {error}; allowed: {known.allowed.text}.") from error
        section, _, name = key.partition(".")
        settings = replace(settings, **{section: replace(getattr(settings, section), **{name: checked})})
    return settings


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{_shown(value)} is not text")
    return value


def _shown(value: object) -> str:
    shown = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else repr(value)
    return str(shown)[:60]
