"""Where the panel goes on the real screens: device pixels of the work window → logical pixels of Qt's screens."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from overlay.context import WindowContext
from overlay.settings import Place


def logical_screen(context: WindowContext | None) -> QRect:
    """Return the free area of the screen the work window is on, in logical pixels."""
    return _screen(context).availableGeometry()


def _screen(context: WindowContext | None) -> QScreen:
    rect = context.rect if context else None
    if rect is not None:
        at = QPoint(rect.x + rect.width // 2, rect.y + rect.height // 2)
        found = QGuiApplication.screenAt(at)
        if found is not None:
            return found
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()


class Placing:
    def __init__(self) -> None:
        self._place = Place()

    def configure(self, place: Place) -> None:
        self._place = place

    def remember(self, at: QPoint) -> None:
        pass

    def moved_away(self, context: WindowContext | None) -> bool:
        return False

    def place_panel(self, panel, context: WindowContext | None) -> QRect:
        area = logical_screen(context)
        size = panel.wanted_size(area.size())
        return QRect(area.right() - size.width() - 8, area.top() + 8, size.width(), size.height())

    def pill_screen(self, context):
        return logical_screen(context)
