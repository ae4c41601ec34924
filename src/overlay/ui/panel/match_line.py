"""The line that says why a guide is shown: a button, so that keyboard and screen reader reach what the pointer sees."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from overlay.assist.view import PanelView
from overlay.ui.panel import wording
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import Control
from overlay.ui.widgets.drawing import Drawing


class MatchLine(Control):
    """Lies over the words the header paints; itself it paints only what tells that it can be pressed."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self._view = PanelView()

    def show_view(self, view: PanelView, name: str) -> None:
        """Stand for `view`; `name` is what a press does, for screen readers."""
        self._view = view
        self.setAccessibleName(name)
        self.setAccessibleDescription(wording.why_said(view))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            # Worded when it is wanted, not with every view.
            QToolTip.showText(event.globalPos(), wording.about(self._view), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawing = Drawing(painter, self.theme, self)
        if self.underMouse() or self.isDown():
            x, y, width, height = self.box()
            drawing.fill(x + 6, y + height - 3, width - 12, 1, self.theme.colours.text_3)
        self.ring(drawing, 5)
        painter.end()
