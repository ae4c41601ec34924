"""Draws the rows of the palette: headings, and guides with their hits highlighted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from overlay.ui import commands
from overlay.ui.commands import Command
from overlay.ui.managed.controls import text_width
from overlay.ui.palette.model import Found, GroupKind, Role, heading, hits, meta
from overlay.ui.palette.why import below
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.drawing import CENTRE, TRAILING, Drawing

_MARGIN_PX = 8
_ICON_X_PX = 20
_BAR_PX = 3


class ResultRows(QStyledItemDelegate):
    """One row: icon, title, language mark, where the walk is; a snippet below. The selected one has the accent bar."""

    def __init__(self, themes: ThemeSource, view: QListView, interface_language: str = "en") -> None:
        super().__init__(view)
        self._themes = themes
        self._view = view
        self.interface_language = interface_language

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = self._themes.theme
        if index.data(Role.FOUND) is not None:
            return QSize(0, theme.px(56))
        return QSize(0, theme.px(36) if index.data(Role.COMMAND) is not None else theme.px(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        state = option.state
        draw = Drawing(painter, self._themes.theme, self._view.viewport())
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        found, command = index.data(Role.FOUND), index.data(Role.COMMAND)
        if isinstance(found, Found):
            self._guide(draw, rect.y(), rect.height(), found, chosen=chosen)
        elif command is not None:
            self._command(draw, rect.y(), rect.height(), Command(command), chosen=chosen)
        else:
            line_px = draw.theme.style("label").line_px
            kind = index.data(Role.HEADING)
            words = heading(kind) if isinstance(kind, GroupKind) else str(kind or "")
            top = rect.y() + rect.height() - line_px - 6
            style = draw.theme.style("label", 600)
            draw.text(words, (_ICON_X_PX, top, draw.width - 40), style, draw.theme.colours.text_3)

    def _guide(self, draw: Drawing, y: int, height: int, found: Found, *, chosen: bool) -> None:
        theme, c = draw.theme, draw.theme.colours
        if chosen:
            self._chosen(draw, y, height)
        icon_px = theme.px(18)
        ink = c.accent_text if chosen else c.text_3
        draw.icon("file-text", _ICON_X_PX, y + theme.px(10), icon_px, ink)
        x = _ICON_X_PX + icon_px + 10
        end = draw.width - 20
        where = meta(found)
        title_top = y + theme.px(8)
        if where:
            wide = text_width(theme, where, "label")
            at = (end - wide, title_top + 2, wide + 1)
            draw.text(where, at, theme.style("label"), c.text_3, side=TRAILING)
            room = end - wide - 12 - x
        else:
            room = end - x
        mark = found.lang.upper() if found.lang and found.lang != self.interface_language else ""
        mark_px = text_width(theme, mark, "label", 600) + 12 if mark else 0
        used = self._runs(
            draw, found.title, (x, title_top, room - (mark_px + 8 if mark else 0)), "title", 500
        )
        if mark:
            box = (x + used + 8, title_top, mark_px, theme.px(20))
            draw.frame(box, None, c.control, 5, theme.border_px)
            draw.text(mark, (box[0], box[1] + 1, mark_px), theme.style("label", 600), c.text_2, side=CENTRE)
        if line := below(found):
            self._runs(draw, line, (x, y + theme.px(31), end - x), "label", 400)

    def _command(self, draw: Drawing, y: int, height: int, command: Command, *, chosen: bool) -> None:
        """Quieter than a guide: one line, smaller, without a snippet."""
        theme, c = draw.theme, draw.theme.colours
        if chosen:
            self._chosen(draw, y, height)
        px, style = theme.px(16), theme.style("body", 500 if chosen else 400)
        centre = y + height / 2
        draw.icon(
            commands.icon(command), _ICON_X_PX + 1, centre - px / 2, px, c.accent_text if chosen else c.text_3
        )
        x = _ICON_X_PX + theme.px(18) + 10
        at = (x, round(centre - style.line_px / 2), draw.width - 20 - x)
        draw.text(commands.words(command), at, style, c.text if chosen else c.text_2)

    @staticmethod
    def _chosen(draw: Drawing, y: int, height: int) -> None:
        theme, c = draw.theme, draw.theme.colours
        line = c.accent if theme.high_contrast else None
        draw.frame((_MARGIN_PX, y, draw.width - 2 * _MARGIN_PX, height), c.accent_soft, line, 8, 2)
        draw.frame((_MARGIN_PX, y + 10, _BAR_PX, height - 20), c.accent, None, 1.5)

    @staticmethod
    def _runs(
        draw: Drawing, marked: str, place: tuple[float, float, float], style: str, weight: int
    ) -> float:
        """Draw one line of text with its hits marked at (x, y), elided to a width; return how wide it is."""
        theme, c = draw.theme, draw.theme.colours
        x, y, width = place
        runs = list(hits(marked))
        whole = "".join(words for words, _ in runs)
        used = theme.style(style, weight)
        # Hits are heavier than what elision measures: leave them some room.
        shown = used.metrics.elidedText(
            whole, Qt.TextElideMode.ElideRight, width - 2 * sum(hit for _, hit in runs)
        )
        layout = QTextLayout(shown, used.font)
        formats, at = [], 0
        colour = c.text if style == "title" else c.text_3
        for words, hit in runs:
            part = QTextLayout.FormatRange()
            part.start, part.length = at, max(0, min(len(words), len(shown) - at))
            part.format = QTextCharFormat()
            part.format.setForeground(c.on_mark if hit else colour)
            if hit:
                part.format.setFont(theme.style(style, 600).font)
                part.format.setBackground(c.mark)
            formats.append(part)
            at += len(words)
        layout.setFormats([part for part in formats if part.length])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(100_000)
        layout.endLayout()
        wide = line.naturalTextWidth()
        top = y + used.baseline_px - line.ascent()
        layout.draw(draw.painter, QPointF(round(draw.left(x, wide)), top))
        return float(wide)
