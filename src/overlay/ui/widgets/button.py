"""Buttons: primary, secondary, quiet, foot and link, each with its key. Disabled and held ones stay in place."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QToolTip, QWidget

from overlay.ui.theme import Theme
from overlay.ui.widgets.drawing import CENTRE, Drawing
from overlay.ui.widgets.keycap import CapInk, cap_width, paint_cap

OUTSET_PX = 4  # around the box of every control: room for the focus ring (2) and its gap (2)


class Kind(StrEnum):
    """What a button looks like."""

    PRIMARY = "primary"  # the one next thing to do
    SECONDARY = "secondary"
    QUIET = "quiet"  # no box until the pointer is on it
    FOOT = "foot"  # the foot of a copy block
    LINK = "link"


def place_outset(widget: QWidget, x: float, y: float, width: float, height: float) -> None:
    """Put the box of a control `x` from the leading edge of its parent, with room for the focus ring around it."""
    parent = widget.parentWidget()
    left = parent.width() - x - width if widget.isRightToLeft() and parent is not None else x
    grow = 2 * OUTSET_PX
    widget.setGeometry(
        round(left) - OUTSET_PX, round(y) - OUTSET_PX, round(width) + grow, round(height) + grow
    )


class Control(QAbstractButton):
    """What all hand-drawn controls share: a box with room for the focus ring, hover, and placing that mirrors."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.theme = theme
        self.asked_for = False  # draws the focus ring without the focus: a hotkey points here
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # A click never moves the focus: the panel has it only when the agent asked for that.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Put the box `x` from the leading edge of the parent; shows the control."""
        place_outset(self, x, y, width, height)
        if self.isHidden():
            self.show()

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().adjusted(OUTSET_PX, OUTSET_PX, -OUTSET_PX, -OUTSET_PX).contains(at)

    def point_here(self, on: bool) -> None:
        """Draw the focus ring (a hotkey points here), or no longer."""
        if on != self.asked_for:
            self.asked_for = on
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def box(self) -> tuple[float, float, float, float]:
        return OUTSET_PX, OUTSET_PX, self.width() - 2 * OUTSET_PX, self.height() - 2 * OUTSET_PX

    def ground(self, rest: QColor | None) -> QColor | None:
        """Return the fill for the state of the pointer."""
        if not self.isEnabled():
            return rest
        if self.isDown():
            return self.theme.colours.pressed
        return self.theme.colours.hover if self.underMouse() else rest

    def ring(self, drawing: Drawing, radius: float) -> None:
        """Draw the focus ring when it is wanted."""
        if self.hasFocus() or self.asked_for:
            drawing.ring((0, 0, self.width(), self.height()), radius + OUTSET_PX)


class Button(Control):
    """A push button with icon, label and key cap. `held` shows its label as the reason why it cannot be pressed."""

    def __init__(self, parent: QWidget, theme: Theme, kind: Kind) -> None:
        super().__init__(parent, theme)
        self._kind = kind
        self._icon = ""
        self._cap = ""
        self._icon_after = False
        self._held = False
        self.ink: QColor | None = None  # of a link; else the theme's

    def dress(
        self,
        text: str,
        icon: str = "",
        cap: str = "",
        *,
        name: str = "",
        icon_after: bool = False,
        held: bool = False,
    ) -> None:
        """Set what it shows; does nothing when that is unchanged. `name` is for screen readers and as tooltip of an icon."""
        new = (text, icon, cap, icon_after, held)
        if new != (self.text(), self._icon, self._cap, self._icon_after, self._held):
            self.setText(text)
            _, self._icon, self._cap, self._icon_after, self._held = new
            self.update()
        said = name or text
        if said != self.accessibleName():
            self.setAccessibleName(said)

    def event(self, event: QEvent) -> bool:
        # Not as tooltip of the widget: screen readers would say the name twice.
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.text():
            QToolTip.showText(event.globalPos(), self.accessibleName(), self)
            return True
        return super().event(event)

    def set_kind(self, kind: Kind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def wanted_width(self) -> int:
        """Return how wide the box is with everything in view."""
        style = self.theme.style("label" if self._kind in {Kind.LINK, Kind.QUIET} else "body", 500)
        width = style.width(self.text()) if self.text() else 0.0
        if self._kind is Kind.LINK:
            return round(width) + 2
        if self._icon:
            width += self.theme.px(18) + (8 if self.text() else 0)
        if self._cap:
            width += cap_width(self.theme, self._cap) + 8
        return round(width + 0.5) + (12 if self._kind is Kind.QUIET else 25)

    def sizeHint(self) -> QSize:
        height = {Kind.LINK: 24, Kind.QUIET: 28, Kind.FOOT: 38}.get(self._kind, 36)
        return QSize(self.wanted_width() + 2 * OUTSET_PX, self.theme.px(height) + 2 * OUTSET_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawing = Drawing(painter, self.theme, self)
        match self._kind:
            case Kind.PRIMARY | Kind.SECONDARY if self._held:
                self._paint_held(drawing)
            case Kind.PRIMARY:
                self._paint_primary(drawing)
            case Kind.SECONDARY:
                self._paint_secondary(drawing)
            case Kind.QUIET:
                self._paint_quiet(drawing)
            case Kind.FOOT:
                self._paint_foot(drawing)
            case Kind.LINK:
                self._paint_link(drawing)
        self.ring(drawing, 8)
        painter.end()

    def _paint_primary(self, drawing: Drawing) -> None:
        c = self.theme.colours
        if not self.isEnabled():
            self._paint_off(drawing)
            return
        fill = c.accent_pressed if self.isDown() else c.accent_hover if self.underMouse() else c.accent
        drawing.frame(self.box(), fill, None, 8)
        self._label(drawing, c.on_accent, CapInk(c.on_accent, c.on_accent))

    def _paint_secondary(self, drawing: Drawing) -> None:
        c = self.theme.colours
        if not self.isEnabled():
            self._paint_off(drawing)
            return
        drawing.frame(self.box(), self.ground(c.surface), c.control, 8)
        self._label(drawing, c.text, CapInk(c.text_2, c.divider))

    def _paint_off(self, drawing: Drawing) -> None:
        c = self.theme.colours
        self._quiet_box(drawing, fill=None, line=c.divider)
        self._label(drawing, c.text_3, CapInk(c.text_3, c.divider))

    def _paint_held(self, drawing: Drawing) -> None:
        c = self.theme.colours
        self._quiet_box(drawing, fill=c.sunken, line=None)
        self._label(drawing, c.text_2, CapInk(c.text_2, c.divider))

    def _quiet_box(self, drawing: Drawing, fill: QColor | None, line: QColor | None) -> None:
        """Off and held: quiet colours, or (high contrast has none) a dashed outline."""
        if not self.theme.high_contrast:
            drawing.frame(self.box(), fill, line, 8)
            return
        x, y, width, height = self.box()
        drawing.painter.setPen(QPen(self.theme.colours.control, 1, Qt.PenStyle.DashLine))
        drawing.painter.setBrush(Qt.BrushStyle.NoBrush)
        drawing.painter.drawRoundedRect(QRectF(x + 0.5, y + 0.5, width - 1, height - 1), 8, 8)

    def _paint_quiet(self, drawing: Drawing) -> None:
        c = self.theme.colours
        ground = self.ground(c.hover if self.isChecked() else None)
        if ground is not None:
            drawing.frame(self.box(), ground, None, 8)
        centre = self.height() / 2
        if not self.text():
            px = self.theme.px(18)
            drawing.icon(self._icon, (self.width() - px) / 2, round(centre - px / 2), px, c.text_2)
            return
        px, style, x = self.theme.px(16), self.theme.style("label"), OUTSET_PX + 6
        drawing.icon(self._icon, x, round(centre - px / 2), px, c.text_2)
        room = self.width() - x - px - 6 - OUTSET_PX
        drawing.text(self.text(), (x + px + 6, round(centre - style.line_px / 2), room), style, c.text_2)

    def _paint_foot(self, drawing: Drawing) -> None:
        c = self.theme.colours
        ground = self.ground(None)
        x, y, width, height = self.box()
        if ground is not None:  # only the lower corners are round: it closes the block above it
            drawing.painter.setClipRect(QRectF(x, y, width, height))
            drawing.frame((x, y - 8, width, height + 8), ground, None, 7)
            drawing.painter.setClipping(False)
        ink = c.accent_text if self.isEnabled() else c.text_3
        self._label(drawing, ink, CapInk(c.text_2, c.divider, c.sunken))

    def _paint_link(self, drawing: Drawing) -> None:
        style, ink = self.theme.style("label"), self.ink or self.theme.colours.accent_text
        top = round((self.height() - style.line_px) / 2)
        wide = drawing.text(self.text(), (OUTSET_PX, top, self.width() - OUTSET_PX), style, ink)
        drawing.fill(OUTSET_PX, top + style.baseline_px + 2, wide, 2 if self.underMouse() else 1, ink)

    def _two_lines(self, drawing: Drawing, ink: QColor, x: float, room: float) -> None:
        """Draw a reason that is too long for one line, small, on one line or two."""
        style = self.theme.style("label")
        lines = [""]
        for word in self.text().split():
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and len(lines) == 1 and style.width(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        line_px = min(style.line_px, (self.height() - 2 * OUTSET_PX) / 2)
        y = (self.height() - line_px * len(lines)) / 2
        for line in lines:
            drawing.text(line, (x, round(y), room), style, ink, side=CENTRE)
            y += line_px

    def _label(self, drawing: Drawing, ink: QColor, cap: CapInk) -> None:
        """Draw icon, text and cap on one line: from the leading edge, or centred when there is no cap."""
        theme, style, centre = self.theme, self.theme.style("body", 500), self.height() / 2
        foot = self._kind is Kind.FOOT
        px = theme.px(18 if foot else 16)
        icon_room = (theme.px(37) - 12 if foot else px + 8) if self._icon else 0
        x, end = OUTSET_PX + (11.0 if foot else 12.0), self.width() - OUTSET_PX - 12.0
        if self._cap:
            width = cap_width(theme, self._cap)
            paint_cap(drawing, self._cap, end + 4 - width, centre, cap)
            end -= width + 4
        elif not foot:
            wide, room = style.width(self.text()), end - x
            if self._held and wide + icon_room > room:
                icon_room = 0  # the reason is more to the point than its icon
            if self._held and wide > room:
                self._two_lines(drawing, ink, x, room)
                return
            x = max(x, (self.width() - wide - icon_room) / 2)
        icon_y = round(centre - px / 2)
        if icon_room and not self._icon_after:
            drawing.icon(self._icon, round(x), icon_y, px, ink)
            x += icon_room
        room = end - x - (icon_room if self._icon_after else 0)
        wide = drawing.text(self.text(), (round(x), round(centre - style.line_px / 2), room), style, ink)
        if self._icon and self._icon_after:
            drawing.icon(self._icon, round(x + wide + 8), icon_y, px, ink)
