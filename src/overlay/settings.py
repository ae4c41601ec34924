"""Every setting: its default, what it may be and what it does, once. `settings_file` reads and writes them; pure.

The keys of the file are `section.name` ("look.theme"). docs/settings.md is generated from this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from overlay.errors import SettingsError

MODIFIERS = ("Ctrl", "Alt", "Shift", "Super")
_MODIFIER_NAMES = {"ctrl": "Ctrl", "control": "Ctrl", "alt": "Alt", "shift": "Shift", "super": "Super", "meta": "Super",
                   "win": "Super"}  # fmt: skip
# Keys as Qt names them, so that a chord reads the same in the file, on the panel and in Qt.
_NAMED_KEYS = ("Space", "Tab", "Return", "Enter", "Esc", "Backspace", "Ins", "Del", "Home", "End", "PgUp", "PgDown", "Left",
               "Right", "Up", "Down", "Pause", "Print", "ScrollLock", "CapsLock", "NumLock", "Menu", "Help")  # fmt: skip
_KEY_NAMES = {name.casefold(): name for name in _NAMED_KEYS} | {"insert": "Ins", "delete": "Del", "pageup": "PgUp",
              "pagedown": "PgDown", "escape": "Esc", "plus": "Plus"}  # fmt: skip
_FUNCTION_KEYS = {f"f{n}": f"F{n}" for n in range(1, 36)}
# Keys that write nothing: they may stand alone, any other key needs a modifier or it would be lost to typing.
_ALONE = frozenset(_FUNCTION_KEYS.values()) | {"Pause", "Print", "ScrollLock", "Menu", "Help"}


class Allowed(Protocol):
    """What a setting may be."""

    @property
    def text(self) -> str:
        """What is allowed, in words that fit after "allowed:"."""

    def check(self, value: object) -> Any:
        """Return the value in its canonical form; raises SettingsError, saying what is wrong."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words, whatever their case."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(f'"{word}"' for word in self.words)

    def check(self, value: object) -> str:
        word = _text(value).strip().casefold()
        if word not in self.words:
            raise SettingsError(f'"{value}" is not one of them')
        return word


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two others, both included."""

    least: int
    most: int

    @property
    def text(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def check(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise SettingsError(f"{_shown(value)} is not a whole number")
        if not self.least <= value <= self.most:
            raise SettingsError(f"{value} is out of range")
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    text: str = "true or false"

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise SettingsError(f"{_shown(value)} is neither true nor false")
        return value


@dataclass(frozen=True, slots=True)
class ChordText:
    """A chord of modifiers and one key, or nothing."""

    text: str = 'modifiers and a key, such as "Ctrl+Shift+F10", or "" for none'

    def check(self, value: object) -> str:
        return canonical_chord(_text(value))


@dataclass(frozen=True, slots=True)
class ModifiersText:
    """Modifiers without a key, or nothing."""

    text: str = 'modifiers, such as "Ctrl+Shift", or "" for none'

    def check(self, value: object) -> str:
        names = [part.strip() for part in _text(value).split("+") if part.strip()]
        found = {_modifier(name) for name in names}
        if found == {"Shift"}:
            raise SettingsError("Shift alone would take the signs above the digits from your typing")
        return "+".join(m for m in MODIFIERS if m in found)


@dataclass(frozen=True, slots=True)
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


def setting(default: Any, allowed: Allowed, does: str) -> Any:
    """Define one setting: its default, what it may be and what it does (a sentence for docs/settings.md)."""
    return field(default=default, metadata={"allowed": allowed, "does": does})


_CHORD = ChordText()
_FLAG = Flag()


@dataclass(frozen=True, slots=True)
class Hotkeys:
    """Chords; an empty string switches one off. docs/adr holds the table of what the defaults were checked against."""

    toggle: str = setting("Ctrl+Shift+F10", _CHORD, "Shows or hides the panel, in any application.")
    next: str = setting("Ctrl+Shift+F7", _CHORD, "One step on; on a question it moves to the next answer. Held only while the panel is shown.")
    accept: str = setting("Ctrl+Shift+F8", _CHORD, "Does what the step asks: ticks the box, takes the answer, copies the text. Held only while the panel is shown.")
    back: str = setting("Ctrl+Shift+F6", _CHORD, "One step back. Held only while the panel is shown.")
    search: str = setting("Ctrl+Shift+F11", _CHORD, "Opens the search.")
    fold: str = setting("", _CHORD, "Folds the panel to the pill, or unfolds it.")
    matches: str = setting("", _CHORD, "Opens the list of guides that fit the window.")
    why: str = setting("", _CHORD, "Folds or unfolds the reasons in a guide.")
    focus: str = setting("", _CHORD, "Gives the panel the keyboard, for use with a screen reader.")
    digits: str = setting("", ModifiersText(), "Modifiers that choose an answer with 1 to 9. Held only while the panel is shown.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How the windows look."""

    theme: str = setting("system", OneOf(("system", "light", "dark", "high-contrast")), "Colours. `system` follows the desktop, also while running.")
    text_percent: int = setting(100, Whole(80, 200), "Size of the text, in percent.")
    motion: str = setting("system", OneOf(("system", "reduced", "full")), "Whether the panel may scroll smoothly.")
    language: str = setting("system", OneOf(("system", "en", "nl", "de")), "Language of the interface.")
    why_open: bool = setting(True, _FLAG, "Whether the reasons in a guide are open at first.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the panel and the pill are."""

    side: str = setting("auto", OneOf(("auto", "left", "right")), "The side of the work window the panel goes to when it was not dragged.")
    remember: bool = setting(True, _FLAG, "Whether the panel comes back where it was dragged to.")
    pill: str = setting("always", OneOf(("always", "never", "matches")), "When the pill is shown. `matches`: only while a guide fits.")
    pill_edge: str = setting("right", OneOf(("left", "right")), "The edge of the screen the pill sits at.")
    pill_opacity_percent: int = setting(100, Whole(30, 100), "How opaque the pill is, in percent. Needs a compositor.")
    pill_in_full_screen: bool = setting(False, _FLAG, "Whether the pill stays above applications in full screen.")


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is recorded, and who can see the panel."""

    keep_walks_days: int = setting(30, Whole(0, 3650), "Days a walk is kept, so that you can go on with it. 0 keeps none after the assistant stops.")
    hide_from_capture: bool = setting(False, _FLAG, "Whether the panel is left out of screenshots and shared screens, where the system can.")
    count_misses: bool = setting(False, _FLAG, "Whether it is counted, per application, how often no guide fits. Titles are never kept.")


@dataclass(frozen=True, slots=True)
class Guides:
    """Which guides are shown."""

    languages: tuple[str, ...] = setting((), Languages(), "Languages of guides in order of preference. Empty: the interface's language, then English.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. A value is always allowed: what a file says wrongly never gets here."""

    hotkeys: Hotkeys = field(default_factory=Hotkeys)
    look: Look = field(default_factory=Look)
    place: Place = field(default_factory=Place)
    privacy: Privacy = field(default_factory=Privacy)
    guides: Guides = field(default_factory=Guides)


@dataclass(frozen=True, slots=True)
class Definition:
    """One setting as defined: `key` is "section.name"."""

    key: str
    default: Any
    allowed: Allowed
    does: str


def definitions() -> Iterator[Definition]:
    """Yield every setting in the order of the file."""
    for section in fields(Settings):
        # `default_factory` is the section's class: the annotation is only a string here.
        for f in fields(section.default_factory):  # type: ignore[arg-type]
            yield Definition(f"{section.name}.{f.name}", f.default, f.metadata["allowed"], f.metadata["does"])


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
    """Return settings with some values changed, each checked; raises SettingsError for one that is not allowed."""
    for key, value in values.items():
        known = definition(key)
        try:
            checked = known.allowed.check(value)
        except SettingsError as error:
            raise SettingsError(f"{key}: {error}; allowed: {known.allowed.text}.") from error
        section, _, name = key.partition(".")
        settings = replace(settings, **{section: replace(getattr(settings, section), **{name: checked})})
    return settings


def canonical_chord(text: str) -> str:
    """Return a chord with its modifiers in the one order and its key as Qt names it; "" stays "".

    Raises SettingsError when it is no chord, or would swallow what somebody types.
    """
    if not text.strip():
        return ""
    # "Ctrl++" is the plus key, written "Ctrl+Plus" here.
    parts = [part.strip() for part in text.strip().replace("++", "+Plus").split("+")]
    *names, key_name = parts
    modifiers = {_modifier(name) for name in names}
    key = _key(key_name)
    if not modifiers - {"Shift"} and key not in _ALONE:
        raise SettingsError(f'"{text}" needs Ctrl, Alt or Super, or typing would lose that key')
    return "+".join((*(m for m in MODIFIERS if m in modifiers), key))


def chord_parts(chord: str) -> tuple[tuple[str, ...], str]:
    """Split a canonical chord in its modifiers and its key ("" when there is none)."""
    *modifiers, key = chord.split("+")
    return tuple(modifiers), key


def _modifier(name: str) -> str:
    found = _MODIFIER_NAMES.get(name.casefold())
    if found is None:
        if _is_key(name):
            raise SettingsError(f'"{name}" must come last: a chord has one key')
        raise SettingsError(f'"{name}" is not one of {", ".join(MODIFIERS)}')
    return found


def _is_key(name: str) -> bool:
    folded = name.casefold()
    return folded in _KEY_NAMES or folded in _FUNCTION_KEYS or len(name) == 1


def _key(name: str) -> str:
    folded = name.casefold()
    if folded in _MODIFIER_NAMES:
        raise SettingsError("a key is missing after the modifiers")
    found = _KEY_NAMES.get(folded) or _FUNCTION_KEYS.get(folded)
    if found is None and len(name) == 1 and name.isprintable() and not name.isspace():
        found = name.upper()
    if not found:
        raise SettingsError(f'"{name}" is not a key')
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{_shown(value)} is not text in quotes")
    return value


def _shown(value: object) -> str:
    shown = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else repr(value)
    return str(shown)[:60]
