"""The texts of the settings window: the name of each setting and of its values."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from overlay.ui.translations import language_name

translate = QCoreApplication.translate

_TEXT_SIZES = (80, 90, 100, 115, 130, 150, 175, 200)
_OPACITIES = (30, 50, 70, 85, 100)
_SYNC_MINUTES = (15, 30, 60, 240, 1440)
_KEEP_DAYS = (0, 7, 30, 90, 365)
_GUIDE_LANGUAGES = ((), ("en",), ("nl", "en"), ("de", "en"))


def row_words(key: str) -> tuple[str, str]:
    """Return what a setting is called and, where it needs one, a hint."""
    only_shown = translate("Settings", "Only while the panel is shown")
    words: dict[str, tuple[str, str]] = {
        "hotkeys.toggle": (translate("Settings", "Show or hide the panel"), ""),
        "hotkeys.next": (translate("Settings", "Next step"), only_shown),
        "hotkeys.accept": (translate("Settings", "Do what the step asks"), only_shown),
        "hotkeys.back": (translate("Settings", "Step back"), only_shown),
        "hotkeys.search": (translate("Settings", "Search"), ""),
        "hotkeys.fold": (translate("Settings", "Fold to the pill"), ""),
        "hotkeys.matches": (translate("Settings", "Guides that fit"), ""),
        "hotkeys.why": (translate("Settings", "Fold or unfold the reasons"), ""),
        "hotkeys.focus": (
            translate("Settings", "Go to the panel with the keyboard"),
            translate("Settings", "For use with a screen reader"),
        ),
        "hotkeys.digits": (translate("Settings", "Choose an answer"), only_shown),
        "look.theme": (translate("Settings", "Colours"), ""),
        "look.text_percent": (translate("Settings", "Text size"), ""),
        "look.motion": (translate("Settings", "Motion"), ""),
        "look.language": (translate("Settings", "Interface language"), ""),
        "look.why_open": (
            translate("Settings", "Show the reasons in a guide"),
            translate("Settings", "Why a step is needed. You can unfold them at any time."),
        ),
        "place.side": (
            translate("Settings", "Side of the work window"),
            translate("Settings", "Where the panel goes when you have not moved it"),
        ),
        "place.remember": (translate("Settings", "Remember where I put the panel"), ""),
        "place.pill": (translate("Settings", "Show the pill"), ""),
        "place.pill_edge": (translate("Settings", "Screen edge for the pill"), ""),
        "place.pill_opacity_percent": (translate("Settings", "Pill opacity"), ""),
        "place.pill_in_full_screen": (translate("Settings", "Show the pill in full screen too"), ""),
        "privacy.keep_walks_days": (
            translate("Settings", "Keep where I was in a guide"),
            translate("Settings", "So that you can go on with a case later"),
        ),
        "privacy.hide_from_capture": (
            translate("Settings", "Hide from screen sharing"),
            translate("Settings", "Where the system can"),
        ),
        "privacy.count_misses": (
            translate("Settings", "Count searches that find no guide"),
            translate(
                "Settings", "Only the words, without numbers, on this computer. They show what is missing."
            ),
        ),
        "privacy.keyboard_hook": (
            translate("Settings", "Allow a keyboard hook"),
            translate(
                "Settings",
                "Used only where hotkeys cannot work without one. It sees every key that is typed.",
            ),
        ),
        "guides.languages": (translate("Settings", "Guide languages"), ""),
        "sync.every_minutes": (translate("Settings", "Look for new guides"), ""),
        "sync.on_battery": (translate("Settings", "Get new guides on battery too"), ""),
        "sync.on_metered": (
            translate("Settings", "Get new guides on metered connections too"),
            translate("Settings", "Such as mobile data, where the system reports it"),
        ),
        "start.at_login": (translate("Settings", "Start when I log in"), ""),
    }
    return words[key]


def login_words(*, starts: bool) -> str:
    """Return what a login does as things are."""
    if starts:
        return translate(
            "Settings", "At present it starts, waits for its hotkeys, and shows nothing by itself."
        )
    return translate("Settings", "At present it does not start.")


def limit_words(key: str) -> str:
    """Return why a setting has no effect on this system."""
    if key == "privacy.hide_from_capture":
        return translate("Settings", "Not possible on this system: here any program can capture the screen.")
    return translate(
        "Settings", "Not possible on this desktop: it has no compositor for translucent windows."
    )


def choices(key: str, current: Any) -> tuple[tuple[Any, str], ...]:
    """Return the values a drop-down offers for a setting, with their words; `current` is always among them."""
    values: dict[str, tuple[Any, ...]] = {
        "look.theme": ("system", "light", "dark", "high-contrast"),
        "look.text_percent": _TEXT_SIZES,
        "look.motion": ("system", "reduced", "full"),
        "look.language": ("system", "en", "nl", "de"),
        "place.side": ("auto", "left", "right"),
        "place.pill": ("always", "matches", "never"),
        "place.pill_edge": ("left", "right"),
        "place.pill_opacity_percent": _OPACITIES,
        "privacy.keep_walks_days": _KEEP_DAYS,
        "guides.languages": _GUIDE_LANGUAGES,
        "sync.every_minutes": _SYNC_MINUTES,
        "start.at_login": ("installed", "always", "never"),
    }
    offered = values[key]
    if current not in offered:
        offered = (*offered, current)
        if isinstance(current, int):
            offered = tuple(sorted(offered))
    return tuple((value, _value_words(key, value)) for value in offered)


def _value_words(key: str, value: Any) -> str:
    if key == "look.language" and value != "system":
        return language_name(value)
    if key == "guides.languages":
        return ", ".join(map(language_name, value)) or translate("Settings", "Same as the interface")
    if key == "privacy.keep_walks_days":
        return (
            translate("Settings", "%n day(s)", "", value)
            if value
            else translate("Settings", "Until I close it")
        )
    if key == "sync.every_minutes":
        return translate("Settings", "Every %n minute(s)", "", value)
    if key.endswith("_percent"):
        return translate("Settings", "{number} %").format(number=QLocale().toString(value))
    return {
        "system": translate("Settings", "Same as the system"),
        "light": translate("Settings", "Light"),
        "dark": translate("Settings", "Dark"),
        "high-contrast": translate("Settings", "High contrast"),
        "reduced": translate("Settings", "None"),
        "full": translate("Settings", "Smooth"),
        "auto": translate("Settings", "Where there is room"),
        "left": translate("Settings", "Left"),
        "right": translate("Settings", "Right"),
        "always": translate("Settings", "Always"),
        "never": translate("Settings", "Never"),
        "matches": translate("Settings", "When a guide fits"),
        "installed": translate("Settings", "As installed"),
    }.get(str(value), str(value))
