"""The parts of a step's card. An item lays itself out for a width, paints itself, and places its controls.

x is counted from the leading edge of the panel, so that everything stands on one of its three lines (16, 30, 53).
"""

from __future__ import annotations

from html import escape
from typing import Protocol

from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainterPath

from overlay.assist.view import PanelView
from overlay.guide import Action, ActionKind, Callout, CalloutKind, Code, Confirm, Image, Prose, Table
from overlay.ui.panel import wording
from overlay.ui.panel.controls import Controls
from overlay.ui.richtext import Flow, plain
from overlay.ui.theme import Theme
from overlay.ui.widgets.drawing import Drawing

INSET_PX = 16
END_PX = 20  # from the end of a line of text to the panel's edge


def text_x(theme: Theme) -> int:
    """Return where text starts: 53 at 100 %."""
    return INSET_PX + theme.px(37)


def rail_x(theme: Theme) -> float:
    """Return the centre of the rail of ticks and numbers: 30 at 100 %."""
    return INSET_PX + theme.px(28) / 2


class Place(Struct, frozen=True):
    """Where an item is laid out: the width of the panel and whether it is mirrored."""

    width: int
    rtl: bool = False


class Item(Protocol):
    """One part of a card. `gap_px` is the room it wants above itself."""

    gap_px: int

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        """Break lines and place controls at `y` of the card; return the height."""

    def paint(self, drawing: Drawing, y: int) -> None:
        """Draw what is not a control."""

    def update(self, view: PanelView) -> None:
        """Take over what changes without a new layout (ticks, the highlight, "Copied")."""

    def said(self) -> str:
        """Return the text for a screen reader; empty where a control says it."""


class Passive:
    """An item without controls."""

    gap_px = 10

    def update(self, view: PanelView) -> None:
        """Nothing of it changes."""


class ProseItem(Passive):
    """A paragraph, list or quote below the step's first line."""

    def __init__(self, prose: Prose, theme: Theme, *, from_edge: bool = False) -> None:
        self._html = prose.html
        self._x = INSET_PX if from_edge else text_x(theme)
        self._flow = Flow(prose.html, theme, theme.style("body"), theme.colours.text_2)

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        height = self._flow.lay_out(place.width - self._x - END_PX, rtl=place.rtl)
        controls.place_links(self._flow, self._x, y)
        return height

    def paint(self, drawing: Drawing, y: int) -> None:
        self._flow.draw(drawing.painter, drawing.left(self._x, self._flow.width), y)

    def said(self) -> str:
        return plain(self._html)


class CalloutItem:
    """WHY, TIP, NOTE or the agent's own note: a label and text beside a line. WHY folds; its head is a button."""

    gap_px = 10

    def __init__(
        self, label: str, html: str, theme: Theme, look: tuple[str, QColor, QColor], *, folds: bool
    ) -> None:
        self._label, self._html, self._theme, self._folds = label, html, theme, folds
        self._icon, self._ink, self._line = look
        self._flow = Flow(html, theme, theme.style("body"), theme.colours.text_2)
        self._open = True
        self._height = 0

    def update(self, view: PanelView) -> None:
        self._open = view.why_open or not self._folds

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        theme, x = self._theme, text_x(self._theme)
        head = theme.px(24)
        if self._folds:
            controls.place_fold(
                self._label, self._icon, (x, y, place.width - x - INSET_PX, head), opened=self._open
            )
        self._height = head
        if self._open:
            self._height += self._flow.lay_out(place.width - x - END_PX, rtl=place.rtl)
            controls.place_links(self._flow, x, y + head)
        return self._height

    def paint(self, drawing: Drawing, y: int) -> None:
        theme, x = self._theme, text_x(self._theme)
        head = theme.px(24)
        if not self._folds:
            style, px = theme.style("label", 600), theme.px(16)
            drawing.icon(self._icon, x, y + round((head - px) / 2), px, self._ink)
            at = (x + px + 6, y + round((head - style.line_px) / 2), drawing.width - x - px - END_PX)
            drawing.text(self._label, at, style, self._ink)
        if self._open:
            drawing.fill(rail_x(theme) - 1, y, 2, self._height, self._line)
            self._flow.draw(drawing.painter, drawing.left(x, self._flow.width), y + head)

    def said(self) -> str:
        return f"{self._label}: {plain(self._html)}" if self._open else ""


class WarningItem(Passive):
    """Boxed though it cannot be pressed: it must stop the eye."""

    gap_px = 12

    def __init__(self, callout: Callout, theme: Theme) -> None:
        self._theme, self._html = theme, callout.html
        self._flow = Flow(callout.html, theme, theme.style("body"), theme.colours.warn_text)
        self._height = 0

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        text = self._flow.lay_out(place.width - 2 * INSET_PX - 24, rtl=place.rtl)
        head = self._theme.style("label").line_px + 4
        controls.place_links(self._flow, INSET_PX + 12, y + 10 + head)
        self._height = 10 + head + text + 10
        return self._height

    def paint(self, drawing: Drawing, y: int) -> None:
        theme, c = self._theme, self._theme.colours
        drawing.frame((INSET_PX, y, drawing.width - 2 * INSET_PX, self._height), c.warn_soft, c.warn_line, 8)
        style, px, x = theme.style("label", 600), theme.px(16), INSET_PX + 12
        drawing.icon("triangle-alert", x, y + 10 + round((style.line_px - px) / 2), px, c.warn_icon)
        drawing.text(
            wording.callout(CalloutKind.WARNING), (x + px + 6, y + 10, drawing.width), style, c.warn_icon
        )
        self._flow.draw(drawing.painter, drawing.left(x, self._flow.width), y + 10 + style.line_px + 4)

    def said(self) -> str:
        return f"{wording.callout(CalloutKind.WARNING)}: {plain(self._html)}"


class CodeItem(Passive):
    """Code to be read."""

    gap_px = 12

    def __init__(self, code: Code, theme: Theme) -> None:
        self._theme, self._text = theme, code.text
        self._flow = Flow(verbatim(code.text.rstrip("\n")), theme, theme.style("code"), theme.colours.text)
        self._height = 0

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        self._height = self._flow.lay_out(place.width - 2 * INSET_PX - 24) + 20
        return self._height

    def paint(self, drawing: Drawing, y: int) -> None:
        c = self._theme.colours
        drawing.frame((INSET_PX, y, drawing.width - 2 * INSET_PX, self._height), c.sunken, c.divider, 8)
        self._flow.draw(drawing.painter, drawing.left(INSET_PX + 12, self._flow.width), y + 10)

    def said(self) -> str:
        return self._text


class TableItem(Passive):
    """A table in a frame with hairlines. Columns share the width by what their longest cell wants."""

    gap_px = 12

    def __init__(self, table: Table, theme: Theme) -> None:
        self._theme, self._table = theme, table
        c = theme.colours
        head, body = theme.style("label", 600), theme.style("body")
        self._rows = [[Flow(cell, theme, head, c.text_2) for cell in table.head]] if any(table.head) else []
        self._headed = bool(self._rows)
        self._rows += [[Flow(cell, theme, body, c.text) for cell in row] for row in table.rows]
        self._tops: list[int] = []
        self._lefts: list[float] = []
        self._height = 0

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        columns = max((len(row) for row in self._rows), default=0)
        room = place.width - 2 * INSET_PX - 24 * columns
        wants = [
            max((row[i].natural_width() for row in self._rows if i < len(row)), default=0.0)
            for i in range(columns)
        ]
        wants = [min(max(w, 24.0), room * 0.7) for w in wants]
        widths = [room * w / sum(wants) for w in wants]
        self._lefts = [INSET_PX + 12 + sum(widths[:i]) + 24 * i for i in range(columns)]
        self._tops, top = [], 0
        for number, row in enumerate(self._rows):
            self._tops.append(top)
            tall = max((cell.lay_out(widths[i], rtl=place.rtl) for i, cell in enumerate(row)), default=0)
            for i, cell in enumerate(row):
                controls.place_links(cell, self._lefts[i], y + top + 5)
            top += max(self._theme.px(30 if number == 0 and self._headed else 32), tall + 10) + 1
        self._height = top + 1
        return self._height

    def paint(self, drawing: Drawing, y: int) -> None:
        c, wide = self._theme.colours, drawing.width - 2 * INSET_PX
        drawing.frame((INSET_PX, y, wide, self._height), c.surface, c.divider, 8)
        for number, row in enumerate(self._rows):
            top = self._tops[number]
            bottom = self._tops[number + 1] if number + 1 < len(self._tops) else self._height - 1
            if number == 0 and self._headed:
                drawing.painter.setClipRect(QRectF(0, y, drawing.width, bottom))
                drawing.frame((INSET_PX, y, wide, bottom + 10), c.sunken, c.divider, 8)
                drawing.painter.setClipping(False)
            if number:
                drawing.fill(INSET_PX, y + top, wide, 1, c.divider)
            for i, cell in enumerate(row):
                cell_y = y + top + round((bottom - top + 1 - cell.height) / 2)
                cell.draw(drawing.painter, drawing.left(self._lefts[i], cell.width), cell_y)

    def said(self) -> str:
        rows = [self._table.head, *self._table.rows]
        return "\n".join(", ".join(plain(cell) for cell in row) for row in rows if any(row))


class ImageItem:
    """A picture of the pack: one button that shows it large."""

    gap_px = 12

    def __init__(self, image: Image, theme: Theme) -> None:
        self._image, self._theme = image, theme

    def update(self, view: PanelView) -> None:
        """Nothing of it changes."""

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        wide = place.width - 2 * INSET_PX
        return controls.place_image(self._image, INSET_PX, y, wide, self._theme.px(240))

    def paint(self, drawing: Drawing, y: int) -> None:
        """The button draws it."""

    def said(self) -> str:
        return ""


class ConfirmItem:
    """A box to tick."""

    gap_px = 12

    def __init__(self, confirm: Confirm) -> None:
        self._confirm = confirm
        self._view = PanelView()

    def update(self, view: PanelView) -> None:
        self._view = view

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        return controls.place_confirm(self._confirm, self._view, INSET_PX, y, place.width - 2 * INSET_PX)

    def paint(self, drawing: Drawing, y: int) -> None:
        """The control draws it."""

    def said(self) -> str:
        return ""


class ActionItem:
    """Text to copy, type or open, with a foot that does it."""

    gap_px = 12

    def __init__(self, action: Action, theme: Theme) -> None:
        self._action, self._theme = action, theme
        style = theme.style("code" if action.kind is ActionKind.OPEN else "body")
        self._flow = Flow(verbatim(action.text.rstrip("\n")), theme, style, theme.colours.text, most_lines=12)
        self._view = PanelView()
        self._text = self._height = 0

    def update(self, view: PanelView) -> None:
        self._view = view

    def lay_out(self, place: Place, y: int, controls: Controls) -> int:
        wide = place.width - 2 * INSET_PX
        self._text = self._flow.lay_out(wide - 24, rtl=place.rtl) + 20
        foot = self._theme.px(38)
        controls.place_foot(self._action, self._view, (INSET_PX + 1, y + self._text, wide - 2, foot - 1))
        self._height = self._text + foot
        return self._height

    def paint(self, drawing: Drawing, y: int) -> None:
        c, wide = self._theme.colours, drawing.width - 2 * INSET_PX
        drawing.frame((INSET_PX, y, wide, self._height), c.surface, c.divider, 8)
        painter = drawing.painter
        if c.sunken != c.surface:
            path = QPainterPath()
            path.addRoundedRect(
                QRectF(drawing.left(INSET_PX + 1, wide - 2), y + 1, wide - 2, self._height - 2), 7, 7
            )
            painter.save()
            painter.setClipRect(QRectF(0, y, drawing.width, self._text))
            painter.fillPath(path, c.sunken)
            painter.restore()
        drawing.fill(INSET_PX, y + self._text, wide, 1, c.divider)
        self._flow.draw(painter, drawing.left(INSET_PX + 12, self._flow.width), y + 10)

    def said(self) -> str:
        return self._action.text


def verbatim(text: str) -> str:
    """Return text as safe HTML that keeps its lines and spaces."""
    kept = escape(text, quote=False).replace("\t", "    ").replace("  ", "\u00a0 ")
    return kept.replace("\n", "<br>")
