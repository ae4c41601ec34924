"""The box that must be ticked before the walk can go on."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from overlay.guide import Confirm
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import OUTSET_PX, place_outset
from overlay.ui.widgets.drawing import Drawing
from overlay.ui.widgets.keycap import cap_width, paint_cap, plain_ink

_BOX_X = 8


class ConfirmBox(QCheckBox):
    """A check box with a wrapped label in an outline. Role, name and state for screen readers are Qt's own."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.theme = theme
        self.confirm: Confirm | None = None
        self._flow: Flow | None = None
        self._cap = ""
        self._pointed_at = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_confirm(self, confirm: Confirm, *, ticked: bool, cap: str, pointed_at: bool) -> None:
        """Show this confirmation; `cap` is the key that ticks it, `pointed_at` draws the focus ring."""
        if confirm != self.confirm:
            self.confirm = confirm
            colours = self.theme.colours
            self._flow = Flow(confirm.html, self.theme, self.theme.style("body"), colours.text)
            self.setAccessibleName(confirm.text)
        if ticked != self.isChecked():
            blocked = self.blockSignals(True)
            self.setChecked(ticked)
            self.blockSignals(blocked)
        if (cap, pointed_at) != (self._cap, self._pointed_at):
            self._cap, self._pointed_at = cap, pointed_at
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme, self.confirm = theme, None  # the text is laid out anew with the next view

    def lay_out(self, x: int, y: int, width: int) -> int:
        """Place the box's outline and return its height."""
        assert self._flow is not None
        rtl = self.isRightToLeft()
        text = self._flow.lay_out(width - self._text_x() - 12 - self._cap_room(), rtl=rtl)
        height = max(self.theme.px(44), text + 22)
        place_outset(self, x, y, width, height)
        if self.isHidden():
            self.show()
        return height

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def _text_x(self) -> int:
        return self.theme.px(37)  # 53 of the panel: the outline stands at 16

    def _cap_room(self) -> int:
        if not self._cap:
            return 0
        return cap_width(self.theme, self._cap) + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._flow is None:
            return
        painter = QPainter(self)
        theme, c = self.theme, self.theme.colours
        drawing = Drawing(painter, theme, self)
        width, height = self.width() - 2 * OUTSET_PX, self.height() - 2 * OUTSET_PX
        on = self.isChecked()
        fill = (
            c.pressed if self.isDown() else c.hover if self.underMouse() and self.isEnabled() else c.surface
        )
        drawing.frame((OUTSET_PX, OUTSET_PX, width, height), fill, c.accent if on else c.control, 8)
        side = theme.px(22)
        x, y = (
            OUTSET_PX + _BOX_X,
            OUTSET_PX + max(round((theme.px(44) - side) / 2), 11 + (theme.style("body").line_px - side) // 2),
        )
        drawing.frame((x, y, side, side), c.accent if on else c.surface, c.accent if on else c.control, 5, 2)
        if on:
            px = theme.px(16)
            drawing.icon("check", x + (side - px) / 2, y + (side - px) / 2, px, c.on_accent)
        text_x = OUTSET_PX + self._text_x()
        text_width = width - self._text_x() - 12 - self._cap_room()
        top = OUTSET_PX + (height - self._flow.height) / 2
        self._flow.draw(painter, drawing.left(text_x, text_width), top)
        if self._cap:
            end = OUTSET_PX + width - 8 - cap_width(theme, self._cap)
            paint_cap(drawing, self._cap, end, self.height() / 2, plain_ink(theme))
        if self.hasFocus() or self._pointed_at:
            drawing.ring((0, 0, self.width(), self.height()), 8 + OUTSET_PX)
        painter.end()
