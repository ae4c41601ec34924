"""Reports that the screens changed: one was added, removed, moved, rotated or rescaled (DPI)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QScreen


class ScreenChanges(QObject):
    """Calls `tell` once for all that changes together: a remote desktop that connects changes everything."""

    def __init__(self, app: QGuiApplication, tell: Callable[[], None]) -> None:
        super().__init__(app)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(tell)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(self._changed)
        app.primaryScreenChanged.connect(self._changed)
        for screen in app.screens():
            self._follow(screen)

    def _added(self, screen: QScreen) -> None:
        self._follow(screen)
        self._changed()

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._changed)
        screen.availableGeometryChanged.connect(self._changed)
        screen.logicalDotsPerInchChanged.connect(self._changed)

    def _changed(self, *_: object) -> None:
        self._due.start()
