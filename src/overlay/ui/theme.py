"""The design tokens as values: four themes, the type scale and the measures, following the system.

`resources/tokens.json` is the one source. A `Theme` is a value; `ThemeSource` says which one is in use and when it changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette

from overlay.settings import Look
from overlay.ui.fonts import mono_font, ui_font

_TOKENS = Path(__file__).parent.parent / "resources" / "tokens.json"
SMALLEST_PX = 13  # no text is smaller, at any text size
_WIDTHS_KEPT = 256


@cache
def tokens() -> dict[str, Any]:
    """Return the tokens as written in the file."""
    loaded: dict[str, Any] = json.loads(_TOKENS.read_text(encoding="utf-8"))
    return loaded


class Colours(Struct, frozen=True):
    """The colours of one theme; the names are the tokens' (`text_2` is `text-2`)."""

    canvas: QColor
    surface: QColor
    sunken: QColor
    hover: QColor
    pressed: QColor
    text: QColor
    text_2: QColor
    text_3: QColor
    divider: QColor
    edge: QColor
    control: QColor
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    on_accent: QColor
    accent_soft: QColor
    accent_text: QColor
    focus: QColor
    warn_soft: QColor
    warn_line: QColor
    warn_icon: QColor
    warn_text: QColor
    error_soft: QColor
    error_line: QColor
    error_icon: QColor
    error_text: QColor
    note_soft: QColor
    note_line: QColor
    note_icon: QColor
    note_text: QColor
    mark: QColor
    on_mark: QColor


class TextStyle(Struct, frozen=True, eq=False):
    """One size of type. `line_px` is the fixed height of a line, `baseline_px` where the letters stand below its top."""

    font: QFont
    metrics: QFontMetricsF
    line_px: int
    baseline_px: int
    _widths: dict[str, float] = field(default_factory=dict)

    def width(self, words: str) -> float:
        """Return how wide a line of `words` is, in logical px. The panel asks for the same few words with every title."""
        width = self._widths.get(words)
        if width is None:
            if len(self._widths) >= _WIDTHS_KEPT:
                self._widths.clear()
            width = self._widths[words] = self.metrics.horizontalAdvance(words)
        return width


class Theme(Struct, frozen=True):
    """Everything that decides how the windows look. `factor` is the text size (1.0 is 100 %)."""

    name: str
    colours: Colours
    factor: float = 1.0
    reduced_motion: bool = False
    _styles: dict[tuple[str, int], TextStyle] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Theme) and self._decides() == other._decides()

    def __hash__(self) -> int:
        return hash((self.name, self.factor, self.reduced_motion))

    def _decides(self) -> tuple[str, Colours, float, bool]:
        return self.name, self.colours, self.factor, self.reduced_motion

    @property
    def high_contrast(self) -> bool:
        return self.name.startswith("hc-")

    @property
    def border_px(self) -> int:
        """Width of an outline: of controls and cards."""
        return 2 if self.high_contrast else 1

    def px(self, length: float) -> int:
        """Return a length that grows with the text: line, icon, rail, control height. Insets and radii do not."""
        return round(length * self.factor)

    def wide(self, length: float) -> int:
        """Return how wide a window or control of this width is at this text size: it grows half as fast as its text."""
        return round(length * (1 + 0.5 * (self.factor - 1)))

    def motion_ms(self, name: str) -> int:
        """Return how long motion `name` of the tokens takes; 0 for those that are left out with reduced motion."""
        motion = tokens()["motion"]
        return int(motion["reduced"].get(name, motion[name]) if self.reduced_motion else motion[name])

    def style(self, name: str, weight: int = 0) -> TextStyle:
        """Return type size `name` of the scale, in its own weight or in `weight`; "count" is label with even figures."""
        style = self._styles.get((name, weight))
        if style is None:
            style = self._styles[name, weight] = self._make(name, weight)
        return style

    def _make(self, name: str, weight: int) -> TextStyle:
        scale = tokens()["type"]["scale"]["label" if name == "count" else name]
        px = max(SMALLEST_PX, round(scale["px"] * self.factor))
        line = max(round(scale["line"] * self.factor), round(px * 1.32))
        make = mono_font if name == "code" else ui_font
        font = make(px, weight or scale["weight"])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # the same widths on every machine
        if name == "label":
            font.setFeature(QFont.Tag("tnum"), 1)  # counts and dates keep their place
        metrics = QFontMetricsF(font)
        ascent, descent = metrics.ascent(), metrics.descent()
        return TextStyle(font, metrics, line, round((line - ascent - descent) / 2 + ascent))


def make_theme(
    name: str, factor: float = 1.0, *, reduced_motion: bool = False, palette: QPalette | None = None
) -> Theme:
    """Return theme "light", "dark", "hc-light" or "hc-dark".

    `palette` is a system palette that is high in contrast: its window, text and highlight colours replace the theme's.
    """
    values = {key.replace("-", "_"): QColor(value) for key, value in tokens()["themes"][name].items()}
    if palette is not None:
        values |= _from_palette(palette, values)
    return Theme(name, Colours(**values), factor, reduced_motion)


def _from_palette(palette: QPalette, values: dict[str, QColor]) -> dict[str, QColor]:
    role = QPalette.ColorRole
    ground, text = palette.color(role.Window), palette.color(role.WindowText)
    accent, on_accent = palette.color(role.Highlight), palette.color(role.HighlightedText)
    if contrast(text, ground) < 7 or contrast(accent, ground) < 3 or contrast(on_accent, accent) < 4.5:
        return {}  # not a palette of high contrast after all: the fallback reads better
    grounds = ("canvas", "surface", "sunken", "accent_soft", "warn_soft", "error_soft", "note_soft")
    texts = ("text", "text_2", "text_3", "divider", "edge", "control", "warn_text", "error_text", "note_text")
    accent_text = accent if contrast(accent, ground) >= 4.5 else text
    hovered = values["hover"] if contrast(text, values["hover"]) >= 7 else ground
    return {
        **dict.fromkeys(grounds, ground),
        **dict.fromkeys(texts, text),
        **dict.fromkeys(("accent", "accent_hover", "accent_pressed"), accent),
        "hover": hovered,
        "pressed": hovered,
        "on_accent": on_accent,
        "accent_text": accent_text,
    }


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two opaque colours, 1–21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


class System(Struct, frozen=True):
    """What the system asks for."""

    dark: bool = False
    high_contrast: bool = False
    reduced_motion: bool = False


def read_system() -> System:
    """Return what the system asks for at this moment."""
    hints = QGuiApplication.styleHints()
    access = hints.accessibility()
    return System(
        dark=hints.colorScheme() is Qt.ColorScheme.Dark,
        high_contrast=access.contrastPreference() is Qt.ContrastPreference.HighContrast,
        reduced_motion=access.motionPreference() is Qt.MotionPreference.ReducedMotion,
    )


class ThemeSource(QObject):
    """Says which theme is in use: what the settings ask for, else what the system (`read`) has, live."""

    changed = Signal(object)  # the new Theme

    def __init__(self, look: Look, read: Callable[[], System] = read_system) -> None:
        super().__init__()
        self._look, self._read = look, read
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        access = hints.accessibility()
        access.contrastPreferenceChanged.connect(self._refresh)
        access.motionPreferenceChanged.connect(self._refresh)
        self._theme = self._choose()

    @property
    def theme(self) -> Theme:
        return self._theme

    def set_look(self, look: Look) -> None:
        """Follow other settings from now on."""
        self._look = look
        self._refresh()

    def _refresh(self) -> None:
        theme = self._choose()
        if theme != self._theme:
            self._theme = theme
            self.changed.emit(theme)

    def _choose(self) -> Theme:
        system = self._read()
        shade = "dark" if system.dark else "light"
        match self._look.theme:
            case "light" | "dark" as chosen:
                name: str = chosen
            case "high-contrast":
                name = f"hc-{shade}"
            case _:
                name = f"hc-{shade}" if system.high_contrast else shade
        reduced = system.reduced_motion if self._look.motion == "system" else self._look.motion == "reduced"
        palette = QGuiApplication.palette() if system.high_contrast and name.startswith("hc-") else None
        return make_theme(name, self._look.text_percent / 100, reduced_motion=reduced, palette=palette)


COLOUR_NAMES = Colours.__struct_fields__
