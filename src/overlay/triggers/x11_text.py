"""Text properties of X windows → str. Pure."""

from __future__ import annotations

import re

# Registrations of the 96-character sets that COMPOUND_TEXT designates with ESC - F (ICCCM, ISO registry).
_GR_SETS = {
    "A": "iso8859-1",
    "B": "iso8859-2",
    "C": "iso8859-3",
    "D": "iso8859-4",
    "F": "iso8859-7",
    "G": "iso8859-6",
    "H": "iso8859-8",
    "L": "iso8859-5",
    "M": "iso8859-9",
    "b": "iso8859-15",
}
_ESCAPE = re.compile(rb"\x1b(?:%G(?P<utf8>.*?)(?:\x1b%@|\Z)|-(?P<right>[A-Z_a-z])|[ -/]+[0-~])", re.DOTALL)


def utf8_text(raw: bytes) -> str:
    """Return UTF-8 as text: up to the first NUL, what is invalid as U+FFFD."""
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")


def latin1_text(raw: bytes) -> str:
    """Return a STRING property as text: up to the first NUL."""
    return raw.split(b"\0", 1)[0].decode("latin-1")


def compound_text(raw: bytes) -> str:
    """Return COMPOUND_TEXT as text: Latin sets and UTF-8 segments as they are, what is not known as U+FFFD."""
    raw = raw.split(b"\0", 1)[0]
    found: list[str] = []
    codec = "iso8859-1"
    at = 0
    for escape in _ESCAPE.finditer(raw):
        found.append(raw[at : escape.start()].decode(codec, "replace"))
        at = escape.end()
        if escape["utf8"] is not None:
            found.append(escape["utf8"].decode("utf-8", "replace"))
        elif escape["right"] is not None:
            codec = _GR_SETS.get(escape["right"].decode(), "ascii")
        elif raw[escape.start() + 1 : escape.start() + 2] == b"$":  # a set of two bytes a character
            codec = "ascii"
    found.append(raw[at:].decode(codec, "replace"))
    return "".join(found)


def class_names(raw: bytes) -> tuple[str, ...]:
    """Return instance and class of a WM_CLASS property, without empty ones."""
    return tuple(part.decode("latin-1") for part in raw.split(b"\0")[:2] if part)
