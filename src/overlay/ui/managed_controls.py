"""The controls of the managed windows: button, link, drop-down, tick box, icon. Painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSizePolicy, QWidget

from overlay.ui.theme import Theme, ThemeSource
from overlay.ui.widgets.drawing import CENTRE, Drawing

RING_PX = 4  # the focus ring, 2 px of line and 2 of gap, lies inside the widget
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
    return round(theme.style(style, weight).metrics.horizontalAdvance(words) + 0.5)


class Button(QPushButton):
    """A button: `primary` filled, else outlined; with an icon of the set, if any."""

    def __init__(self, themes: ThemeSource, *, primary: bool = False, icon_name: str = "") -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the pointer comes and goes
        self._themes = themes
        self._primary = primary
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = self._themes.theme
        width = self._content_width(theme) + 32 + 2 * RING_PX
        return QSize(width, theme.px(36) + 2 * RING_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            box = inner_box(self)
            fill, line, ink = self._colours(theme)
            draw.frame(box, fill, line, RADIUS_PX, theme.border_px)
            if self.hasFocus():
                ring_around(draw, box)
            x = (self.width() - self._content_width(theme)) / 2
            if self._icon_name:
                px = theme.px(18)
                draw.icon(self._icon_name, x, (self.height() - px) / 2, px, ink)
                x += px + 8
            line_px = theme.style("body").line_px
            draw.text(
                self.text(), x, (self.height() - line_px) / 2, self.width() - x, "body", ink, weight=500
            )

    def _content_width(self, theme: Theme) -> int:
        return text_width(theme, self.text(), "body", 500) + (theme.px(18) + 8 if self._icon_name else 0)

    def _colours(self, theme: Theme) -> tuple[QColor | None, QColor | None, QColor]:
        c = theme.colours
        if not self.isEnabled():
            return None, c.divider, c.text_3
        if self._primary:
            fill = c.accent_pressed if self.isDown() else c.accent_hover if self.underMouse() else c.accent
            return fill, None, c.on_accent
        return c.pressed if self.isDown() else c.hover if self.underMouse() else c.surface, c.control, c.text


class Link(QPushButton):
    """A button that looks like a link: for a second way out."""

    def __init__(self, themes: ThemeSource, colour: str = "accent_text") -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._themes = themes
        self._colour = colour
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = self._themes.theme
        width = text_width(theme, self.text(), "body", 500)
        return QSize(width + 2 * RING_PX, max(24, theme.px(22)) + 2 * RING_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        ink: QColor = getattr(theme.colours, self._colour if self.isEnabled() else "text_3")
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            box = inner_box(self)
            style = theme.style("body", 500)
            top = (self.height() - style.line_px) / 2
            wide = draw.text(self.text(), box[0], top, box[2] + 1, "body", ink, weight=500)
            draw.fill(box[0], round(top + style.baseline_px + 3), wide, 2 if self.underMouse() else 1, ink)
            if self.hasFocus():
                ring_around(draw, box, 2)


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
        width = max(theme.px(212), longest + theme.px(16) + 32)
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
            draw.text(self.currentText(), box[0] + 12, top, room, "body", c.text if enabled else c.text_2)


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

    def show_keys(self, keys: Sequence[str]) -> None:
        """Show these keys, as they are called in the language in use."""
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
                    draw.text(key, x, top, wide, "step", c.text, weight=600, at=CENTRE)
                else:
                    draw_cap(draw, key, x, (self.height() - theme.px(22)) / 2)
                x += wide + self._gap()


def cap_width(theme: Theme, key: str) -> float:
    """Return how wide the cap of `key` is."""
    return max(theme.px(22), text_width(theme, key, "label") + 12)


def draw_cap(draw: Drawing, key: str, x: float, y: float) -> None:
    """Draw one small key cap, its top leading corner at (x, y)."""
    theme = draw.theme
    c = theme.colours
    wide, high = cap_width(theme, key), theme.px(22)
    draw.frame((x, y, wide, high), c.sunken, c.control if theme.high_contrast else c.divider, 5)
    draw.text(key, x, y + (high - theme.style("label").line_px) / 2, wide, "label", c.text_2, at=CENTRE)
