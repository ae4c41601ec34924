"""Chords as text in the settings → the chords that backends register."""

from __future__ import annotations

from overlay.chords import canonical_chord, canonical_modifiers, chord_parts
from overlay.errors import SettingsError
from overlay.triggers import Chord

_ALLOWED = (
    "A chord is modifiers (Ctrl, Alt, Shift, Super) and one key, like Ctrl+Shift+F10; keys: letters, digits, punctuation, "
    "F1 to F35, Space, Return, Esc, Pause, Print, ScrollLock, Menu, arrows, Home, End, PgUp, PgDown, Ins, Del"
)


def parse_chord(text: str) -> Chord:
    """Return the chord `text` names; case and the order of the modifiers do not matter.

    Raises SettingsError, saying what is allowed, when it is no chord or would take typing away from the work.
    """
    try:
        canonical = canonical_chord(text)
    except SettingsError as error:
        raise SettingsError(f"{error}. {_ALLOWED}.") from error
    if not canonical:
        raise SettingsError(f"An empty text is no chord. {_ALLOWED}.")
    modifiers, key = chord_parts(canonical)
    return Chord(key, modifiers)


def digit_chords(modifiers: str) -> tuple[Chord, ...]:
    """Return the chords of the digits 1–9 with `modifiers` ("Ctrl+Shift"); none when it is empty. Raises SettingsError."""
    held = tuple(part for part in canonical_modifiers(modifiers).split("+") if part)
    return tuple(Chord(digit, held) for digit in "123456789") if held else ()
