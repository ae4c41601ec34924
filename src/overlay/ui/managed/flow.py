"""A flow layout: controls side by side, wrapping to the next line where the window is too narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class Flow(QLayout):
    """Lays out like words in a paragraph, mirrored for right-to-left; it asks for no more width than its widest item."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((spot.bottom() + 1 for _, spot in self._spots(width)), default=0)

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in shown), default=0), max((s.height() for s in shown), default=0))

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        owner = self.parentWidget()
        direction = owner.layoutDirection() if isinstance(owner, QWidget) else Qt.LayoutDirection.LeftToRight
        for item, spot in self._spots(rect.width()):
            item.setGeometry(QStyle.visualRect(direction, rect, spot.translated(rect.topLeft())))

    def _spots(self, width: int) -> list[tuple[QLayoutItem, QRect]]:
        """Return where each item goes in lines of `width` px, seen from the top left."""
        found: list[tuple[QLayoutItem, QRect]] = []
        x = y = line = 0
        for item in self._items:
            if item.isEmpty():  # hidden
                continue
            size = item.sizeHint()
            if x and x + size.width() > width:
                x, y, line = 0, y + line + self.spacing(), 0
            found.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return found
