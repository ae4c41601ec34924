"""The screens as Qt sees them, in the device pixels `placement` works in, and back to logical pixels."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from overlay.context import Rect
from overlay.ui.placement import Screen


def screens() -> tuple[Screen, ...]:
    """Return all screens, the primary one first."""
    primary = QGuiApplication.primaryScreen()
    return tuple(_screen(s) for s in sorted(QGuiApplication.screens(), key=lambda s: s is not primary))


def to_logical(rect: Rect, screen: Screen) -> QRect:
    """Return a rectangle on `screen` in Qt's logical pixels (Qt keeps each screen's origin and scales from there)."""
    x, y = screen.rect.x, screen.rect.y
    return QRect(
        x + round((rect.x - x) / screen.scale),
        y + round((rect.y - y) / screen.scale),
        round(rect.width / screen.scale),
        round(rect.height / screen.scale),
    )


def to_device(rect: QRect) -> Rect:
    """Return a rectangle of Qt's logical pixels in device pixels."""
    found = QGuiApplication.screenAt(rect.center()) or QGuiApplication.primaryScreen()
    return _device(rect, found)


def pointer() -> tuple[int, int]:
    """Return where the mouse is, in device pixels."""
    at = QCursor.pos()
    found = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
    place = _device(QRect(at, QSize(1, 1)), found)
    return place.x, place.y


def work_size(screen: Screen) -> QSize:
    """Return the free area of a screen in logical pixels."""
    return QSize(round(screen.work.width / screen.scale), round(screen.work.height / screen.scale))


def _screen(screen: QScreen) -> Screen:
    whole = screen.geometry()
    return Screen(
        screen.name(),
        _device(whole, screen),
        _device(screen.availableGeometry(), screen),
        screen.devicePixelRatio(),
    )


def _device(rect: QRect, screen: QScreen) -> Rect:
    origin, scale = screen.geometry().topLeft(), screen.devicePixelRatio()
    moved: QPoint = rect.topLeft() - origin
    return Rect(
        origin.x() + round(moved.x() * scale),
        origin.y() + round(moved.y() * scale),
        round(rect.width() * scale),
        round(rect.height() * scale),
    )
