"""The product mark: one card in front of another. Drawn, so that it is crisp at any size and in any colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

_ICON_SIZES_PX = (16, 22, 24, 32, 48, 64, 128)


def paint_mark(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Paint the mark to fill `box` (a square)."""
    side = box.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = side * 0.11
    painter.setPen(QPen(colour, line))
    card = side * 0.64
    back = QRectF(box.x() + line / 2, box.y() + line / 2, card - line, card - line)
    painter.drawRoundedRect(back, side * 0.15, side * 0.15)
    front = QRectF(box.right() - card, box.bottom() - card, card, card)
    # A gap keeps the two cards apart at 16 px too.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    gap = side * 0.07
    painter.drawRoundedRect(front.adjusted(-gap, -gap, 0, 0), side * 0.2, side * 0.2)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(colour)
    painter.drawRoundedRect(front, side * 0.17, side * 0.17)
    painter.restore()


def mark_pixmap(px: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """Return the mark as a pixmap `px` wide and high, for a screen with device pixel ratio `ratio`."""
    pixmap = QPixmap(round(px * ratio), round(px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_mark(painter, QRectF(0, 0, pixmap.width(), pixmap.height()), colour)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def mark_icon(colour: QColor) -> QIcon:
    """Return the mark as an icon, for the tray and the windows' title bars."""
    icon = QIcon()
    for px in _ICON_SIZES_PX:
        icon.addPixmap(mark_pixmap(px, colour))
    return icon
