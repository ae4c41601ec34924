"""Key caps on buttons: the key alone where its modifiers are the shared ones, otherwise the whole chord."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from overlay.settings import Hotkeys
from overlay.ui.theme import Theme
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate
_CHORDS = ("toggle", "next", "accept", "back", "search", "fold", "matches", "why", "focus")


class HotkeyLabels(Struct, frozen=True, dict=True):
    """The hotkeys that work now, by name: "next" → "Ctrl+Shift+F7". `digits` is only modifiers ("Ctrl+Shift") or empty."""

    chords: Mapping[str, str] = field(default_factory=dict)
    digits: str = ""

    @classmethod
    def of(cls, hotkeys: Hotkeys, refused: frozenset[str] = frozenset()) -> HotkeyLabels:
        """Return the labels of the configured hotkeys without those another program holds."""
        chords = {n: chord for n in _CHORDS if n not in refused and (chord := str(getattr(hotkeys, n)))}
        return cls(chords, "" if "digits" in refused else hotkeys.digits)

    @cached_property
    def shared(self) -> str:
        """The modifiers most of the chords have in common, as the settings write them; empty when there are none."""
        counts = Counter(modifiers_of(c) for c in self.chords.values())
        counts.pop("", None)
        return counts.most_common(1)[0][0] if counts else ""

    def cap(self, name: str) -> str:
        """Return what stands on the key cap of hotkey `name`; empty when it has none that works."""
        chord = self.chords.get(name, "")
        modifiers = modifiers_of(chord)
        return (
            key_name(chord[len(modifiers) + 1 :])
            if chord and modifiers == self.shared and modifiers
            else key_names(chord)
        )

    def digit(self, number: int) -> str:
        """Return the cap for choice `number` where digits are hotkeys; else empty."""
        if not self.digits or number > 9:
            return ""
        return str(number) if self.digits == self.shared else key_names(f"{self.digits}+{number}")


def modifiers_of(chord: str) -> str:
    """Return the modifiers of a chord: "Ctrl+Shift" of "Ctrl+Shift+F7"."""
    return chord.rpartition("+")[0].removesuffix("+")


def key_names(chord: str) -> str:
    """Return a chord in the words of the interface's language ("Strg+Umschalt+F7")."""
    return "+".join(key_name(part) for part in chord.split("+")) if chord else ""


def key_name(key: str) -> str:
    """Return the name printed on one key, in the interface's language."""
    names = {
        "Ctrl": translate("Keys", "Ctrl"),
        "Shift": translate("Keys", "Shift"),
        "Alt": translate("Keys", "Alt"),
        "Super": translate("Keys", "Super"),
        "Space": translate("Keys", "Space"),
        "Return": translate("Keys", "Enter"),
        "Enter": translate("Keys", "Enter"),
        "Ins": translate("Keys", "Ins"),
        "Del": translate("Keys", "Del"),
        "Plus": "+",
    }
    return names.get(key, key)


class CapInk(Struct, frozen=True):
    """The colours of a key cap."""

    ink: QColor
    line: QColor
    fill: QColor | None = None


def plain_ink(theme: Theme) -> CapInk:
    """Return the colours of a cap that stands on a quiet ground."""
    return CapInk(theme.colours.text_2, theme.colours.divider, theme.colours.sunken)


def cap_width(theme: Theme, label: str) -> int:
    """Return how wide the cap of `label` is."""
    return max(theme.px(22), round(theme.style("label").width(label)) + 12)


def paint_cap(drawing: Drawing, label: str, x: float, centre_y: float, ink: CapInk) -> int:
    """Draw a key cap that starts at `x`; return its width."""
    style = drawing.theme.style("label")
    height, width = drawing.theme.px(22), cap_width(drawing.theme, label)
    drawing.frame((x, round(centre_y - height / 2), width, height), ink.fill, ink.line, 5)
    drawing.text(label, (x, round(centre_y - style.line_px / 2), width), style, ink.ink, side=CENTRE)
    return width
