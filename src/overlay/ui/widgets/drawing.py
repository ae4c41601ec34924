"""Drawing in coordinates that start at the leading edge, so that right-to-left is one mirroring, not a second layout."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from overlay.ui.icons import icon
from overlay.ui.theme import TextStyle, Theme

LEADING, CENTRE, TRAILING = range(3)


class Drawing:
    """A painter for one widget that is `width` wide. x grows from the leading edge; text and icons mirror by themselves."""

    __slots__ = ("painter", "ratio", "rtl", "theme", "width")

    def __init__(self, painter: QPainter, theme: Theme, widget: QWidget) -> None:
        self.painter, self.theme = painter, theme
        self.width = widget.width()
        self.ratio = widget.devicePixelRatio()
        self.rtl = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def left(self, x: float, width: float) -> float:
        """Return the left edge of what starts `x` from the leading edge and is `width` wide."""
        return self.width - x - width if self.rtl else x

    def fill(self, x: float, y: float, width: float, height: float, colour: QColor) -> None:
        self.painter.fillRect(QRectF(self.left(x, width), y, width, height), colour)

    def frame(
        self,
        box: tuple[float, float, float, float],
        fill: QColor | None,
        line: QColor | None,
        radius: float,
        line_px: float = 0,
    ) -> None:
        """Draw a box (x, y, width, height); its outline is a whole number of device pixels, so it is crisp at any ratio."""
        x, y, width, height = box
        paint_frame(
            self.painter,
            QRectF(self.left(x, width), y, width, height),
            fill,
            line,
            radius,
            self.ratio,
            line_px or 1,
        )

    def ring(self, box: tuple[float, float, float, float], radius: float) -> None:
        """Draw the focus ring inside `box`: 2 px, with the gap to what it surrounds left by the caller."""
        self.frame(box, None, self.theme.colours.focus, radius, 2)

    def icon(self, name: str, x: float, y: float, px: int, colour: QColor) -> None:
        pixmap = icon(name, px, colour, self.ratio, rtl=self.rtl)
        self.painter.drawPixmap(QPointF(self.left(x, px), y), pixmap)

    def dot(self, centre_x: float, centre_y: float, radius: float, colour: QColor) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawEllipse(QPointF(self.left(centre_x, 0), centre_y), radius, radius)

    def text(
        self,
        words: str,
        at: tuple[float, float, float],
        style: TextStyle,
        colour: QColor,
        *,
        side: int = LEADING,
    ) -> float:
        """Draw one line of text in the line box at (x, y, width), elided to it; return how wide it came out."""
        x, y, width = at
        wide = style.width(words)
        if wide > width:
            words = style.metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            wide = min(style.width(words), width)
        start = x + (0 if side == LEADING else (width - wide) / 2 if side == CENTRE else width - wide)
        painter = self.painter
        painter.setFont(style.font)
        painter.setPen(colour)
        painter.drawText(QPointF(round(self.left(start, wide)), y + style.baseline_px), words)
        return wide


def paint_frame(
    painter: QPainter,
    rect: QRectF,
    fill: QColor | None,
    line: QColor | None,
    radius: float,
    ratio: float = 1.0,
    line_px: float = 1,
) -> None:
    """Draw a box with round corners; the outline lies inside `rect` and is a whole number of device pixels wide."""
    if line is not None:
        pen_px = max(1, floor(line_px * ratio)) / ratio
        half = pen_px / 2
        rect = rect.adjusted(half, half, -half, -half)
        painter.setPen(QPen(line, pen_px))
        radius = max(0.0, radius - half)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if radius:
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.drawRect(rect)
