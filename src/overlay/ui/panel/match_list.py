"""The guides that fit this window, as a list that drops open in the panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import MatchRow
from overlay.ui.panel import wording
from overlay.ui.theme import Theme
from overlay.ui.widgets.choice import ChoiceButton
from overlay.ui.widgets.drawing import Drawing

translate = QCoreApplication.translate
_MOST_ROWS = 9  # as many as have a digit; the rest is found by searching


class MatchList(QWidget):
    """Numbered rows, the one in use ticked. Rows are made as they are needed and kept."""

    def __init__(
        self, parent: QWidget, theme: Theme, post: Callable[[ev.Event], None], clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme, self._post, self._clock = theme, post, clock
        self._rows: list[ChoiceButton] = []
        self._key: tuple[object, ...] = ()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._key = theme, ()
        for row in self._rows:
            row.set_theme(theme)

    def retranslate(self) -> None:
        self._key = ()

    def show_rows(
        self, matches: tuple[MatchRow, ...], highlight: int, cap: Callable[[int], str], width: int
    ) -> int:
        """Show the rows; `cap(index)` is the key that takes a row. Return the height."""
        key = (matches, highlight, width, cap(highlight))
        if key != self._key:
            self._key = key
            y = 8 + self._theme.style("label").line_px + 2
            self.resize(width, self.height())
            for index, match in enumerate(matches[:_MOST_ROWS]):
                row = self._row(index)
                row.show_choice(
                    index + 1, match.title, wording.why_line(match.why), cap=cap(index), current=match.current
                )
                row.point_here(index == highlight)
                y += row.lay_out(1, y, width - 2)
            for row in self._rows[len(matches) :]:
                row.hide()
            self.resize(width, y + 1)
            self.setAccessibleName(translate("Panel", "Guides that fit this window"))
            self.update()
        if self.isHidden():
            self.show()
        return self.height()

    def _row(self, index: int) -> ChoiceButton:
        if index == len(self._rows):
            row = ChoiceButton(self, self._theme)
            row.boxed = False
            row.clicked.connect(lambda: self._post(ev.Choose(index + 1, self._clock())))
            self._rows.append(row)
        return self._rows[index]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = self._theme.colours
        drawing = Drawing(painter, self._theme, self)
        drawing.fill(1, 0, self.width() - 2, self.height(), c.surface)
        drawing.fill(1, self.height() - 1, self.width() - 2, 1, c.divider)
        title = translate("Panel", "Guides that fit this window")
        drawing.text(title, (16, 8, self.width() - 32), self._theme.style("label", 600), c.text_3)
        painter.end()
