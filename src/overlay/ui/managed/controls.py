"""The controls only the managed windows have: drop-down, tick box, icon, row of keys. Buttons are the panel's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from overlay.ui.theme import Theme, ThemeSource
from overlay.ui.widgets.button import OUTSET_PX as RING_PX
from overlay.ui.widgets.button import Button
from overlay.ui.widgets.drawing import CENTRE, Drawing
from overlay.ui.widgets.keycap import cap_width, key_name, paint_cap, plain_ink

RADIUS_PX = 8
Box = tuple[float, float, float, float]


def inner_box(widget: QWidget) -> Box:
    """Return the part of a control inside the room for its focus ring: x, y, width, height."""
    return RING_PX, RING_PX, widget.width() - 2 * RING_PX, widget.height() - 2 * RING_PX


def ring_around(draw: Drawing, box: Box, radius: float = RADIUS_PX) -> None:
    """Draw the focus ring around `box`."""
    x, y, width, height = box
    ring = (x - RING_PX, y - RING_PX, width + 2 * RING_PX, height + 2 * RING_PX)
    draw.ring(ring, radius + RING_PX)


def text_width(theme: Theme, words: str, style: str = "body", weight: int = 0) -> int:
    """Return how wide `words` are, in whole px."""
    return round(theme.style(style, weight).width(words) + 0.5)


def say(button: Button, text: str, icon: str = "", *, name: str = "") -> None:
    """Put words on a button that stands in a layout."""
    button.dress(text, icon, name=name)
    button.setMinimumWidth(button.sizeHint().width())
    button.updateGeometry()


class DropDown(QComboBox):
    """One of a few values; disabled it is drawn as a value that cannot be changed."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._themes = themes
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def offer(self, values: Sequence[tuple[Any, str]], chosen: Any) -> None:
        """Offer values with their words; `chosen` is selected (nothing is signalled)."""
        blocked = self.blockSignals(True)
        self.clear()
        for value, words in values:
            self.addItem(words, value)
            if value == chosen:
                self.setCurrentIndex(self.count() - 1)
        self.blockSignals(blocked)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = self._themes.theme
        longest = max((text_width(theme, self.itemText(i)) for i in range(self.count())), default=0)
        width = max(theme.wide(212), longest + theme.px(16) + 32)
        return QSize(width + 2 * RING_PX, theme.px(40) + 2 * RING_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        c = theme.colours
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            box = inner_box(self)
            enabled = self.isEnabled()
            fill = c.sunken if not enabled else c.hover if self.underMouse() else c.surface
            draw.frame(box, fill, c.control if enabled else None, RADIUS_PX, theme.border_px)
            if self.hasFocus():
                ring_around(draw, box)
            px = theme.px(16)
            if enabled:
                draw.icon(
                    "chevron-down", self.width() - RING_PX - 12 - px, (self.height() - px) / 2, px, c.text_2
                )
            room = box[2] - 24 - (px + 4 if enabled else 0)
            top = (self.height() - theme.style("body").line_px) / 2
            ink = c.text if enabled else c.text_2
            draw.text(self.currentText(), (box[0] + 12, top, room), theme.style("body"), ink)


class TickBox(QCheckBox):
    """A tick box without words of its own: its row says what it means, and is its accessible name."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._themes = themes
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = max(24, self._themes.theme.px(22)) + 2 * RING_PX
        return QSize(side, side)

    def hitButton(self, _position: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        c = theme.colours
        on, enabled = self.isChecked(), self.isEnabled()
        side = theme.px(22)
        box = ((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            fill = (
                c.sunken if not enabled else c.accent if on else c.hover if self.underMouse() else c.surface
            )
            line = c.divider if not enabled else c.accent if on else c.control
            draw.frame(box, fill, line, 5, 2)
            if on:
                px = round(side * 0.73)
                ink = c.on_accent if enabled else c.text_2
                draw.icon("check", box[0] + (side - px) / 2, box[1] + (side - px) / 2, px, ink)
            if self.hasFocus():
                ring_around(draw, box, 5)


class IconView(QWidget):
    """An icon of the set beside words. A screen reader passes it over: the words say it."""

    def __init__(self, themes: ThemeSource, name: str, colour: str = "text_3", px: int = 18) -> None:
        super().__init__()
        self._themes, self._name, self._colour, self._px = themes, name, colour, px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._themes.theme.px(self._px)
        return QSize(side, max(side, self._themes.theme.style("body").line_px))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        px = theme.px(self._px)
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            draw.icon(self._name, 0, (self.height() - px) / 2, px, getattr(theme.colours, self._colour))


class KeyCaps(QWidget):
    """A chord as a row of keys, large for the welcome, small in a footer."""

    def __init__(self, themes: ThemeSource, *, large: bool = False) -> None:
        super().__init__()
        self._themes = themes
        self._large = large
        self._keys: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_chord(self, chord: str) -> None:
        """Show a canonical chord, its keys called as in the language in use."""
        self.show_keys([key_name(key) for key in chord.split("+") if key])

    def show_keys(self, keys: Sequence[str]) -> None:
        """Show keys by the words that are to stand on them."""
        self._keys = tuple(keys)
        self.setAccessibleName("+".join(keys))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._themes.theme
        height = theme.px(52) if self._large else theme.px(22)
        return QSize(round(sum(self._widths(theme)) + max(0, len(self._keys) - 1) * self._gap()), height)

    def _gap(self) -> int:
        return 8 if self._large else 4

    def _widths(self, theme: Theme) -> list[float]:
        if self._large:
            return [text_width(theme, key, "step", 600) + 34 for key in self._keys]
        return [cap_width(theme, key) for key in self._keys]

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        c = theme.colours
        x = 0.0
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            for key, wide in zip(self._keys, self._widths(theme), strict=True):
                if self._large:
                    draw.frame((x, 2, wide, self.height() - 2), c.control, None, RADIUS_PX)  # the key's foot
                    draw.frame(
                        (x, 0, wide, self.height() - 3), c.surface, c.control, RADIUS_PX, theme.border_px
                    )
                    top = (self.height() - 3 - theme.style("step").line_px) / 2
                    draw.text(key, (x, top, wide), theme.style("step", 600), c.text, side=CENTRE)
                else:
                    paint_cap(draw, key, x, self.height() / 2, plain_ink(theme))
                x += wide + self._gap()
