"""A still of the panel, taken while it is hidden and shown for its first frame.

Painting all of the panel takes a few milliseconds, showing a picture of it some tenths of one. So the hotkey shows the
picture; the panel itself is painted below it as soon as that is on the screen, and the picture goes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

_TAKE_AFTER_MS = 10  # titles come in bursts; between a title and a press lie more


class Still(QWidget):
    """The picture over its parent, a top-level window. Invisible to the pointer, the keyboard and screen readers."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._picture: QPixmap | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_TAKE_AFTER_MS)
        self._due.timeout.connect(self._take)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below is not painted
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        panel.installEventFilter(self)

    def renew(self) -> None:
        """The panel looks different from now on: take another picture when there is time, if it is hidden."""
        self._picture = None
        if not self._panel.isVisible():
            self._due.start()

    def lay_over(self) -> None:
        """Cover the panel, which is about to be shown, for its first frame; without a picture, do nothing."""
        self._due.stop()
        if self._picture is None or self._picture.deviceIndependentSize() != self._panel.size().toSizeF():
            return
        if self._picture.devicePixelRatio() != self._panel.devicePixelRatio():
            return
        self.setGeometry(self._panel.rect())
        self.raise_()
        self.show()

    def _take(self) -> None:
        if not self._panel.isVisible():
            self._picture = self._panel.grab()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.hide()
            self.renew()  # the agent scrolled, or rested the pointer on something
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is not None:
            painter = QPainter(self)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawPixmap(0, 0, self._picture)
            painter.end()
        QTimer.singleShot(0, self.hide)
