"""One answer to a question, or one guide of the list: a numbered button with up to two lines."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import OUTSET_PX, Control
from overlay.ui.widgets.drawing import CENTRE, Drawing
from overlay.ui.widgets.keycap import cap_width, paint_cap, plain_ink


class ChoiceButton(Control):
    """A button with number, words, hint and chevron. Its name is "1, By card"."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self.number = 0
        self._words: tuple[str, str] = ("", "")
        self._cap = ""
        self._current = False
        self._text: Flow | None = None
        self._hint: Flow | None = None
        self.boxed = True  # False: a row of a list, without outline

    def show_choice(self, number: int, text: str, hint: str, *, cap: str = "", current: bool = False) -> None:
        """Show this answer. `cap` is the key that takes it; `current` marks the one in use (with a tick)."""
        if (text, hint) != self._words or number != self.number or self._text is None:
            self.number, self._words = number, (text, hint)
            self.setAccessibleName(f"{number}, {text}")
            self.setAccessibleDescription(hint)
            self._text = self._hint = None
            self.update()
        if (cap, current) != (self._cap, self._current):
            self._cap, self._current = cap, current
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._text = self._hint = None
        super().set_theme(theme)

    def lay_out(self, x: int, y: int, width: int) -> int:
        """Place it and return its height."""
        text, hint = self._flows()
        room = width - self._text_x() - 40
        rtl = self.isRightToLeft()
        height = text.lay_out(room, rtl=rtl) + (hint.lay_out(room, rtl=rtl) if hint else 0)
        tall = max(self.theme.px(52 if self.boxed else 46), height + (12 if self.boxed else 8))
        self.place(x, y, width, tall)
        return tall

    def _flows(self) -> tuple[Flow, Flow | None]:
        if self._text is None:
            c, words = self.theme.colours, self._words
            style = self.theme.style("title", 500) if self.boxed else self.theme.style("body", 500)
            self._text = Flow(_escaped(words[0]), self.theme, style, c.text)
            self._hint = (
                Flow(_escaped(words[1]), self.theme, self.theme.style("label", 400), c.text_3)
                if words[1]
                else None
            )
        return self._text, self._hint

    def _text_x(self) -> int:
        return (8 if self.boxed else 16) + self._side() + 12

    def _side(self) -> int:
        return self.theme.px(32 if self.boxed else 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self.theme, self.theme.colours
        drawing = Drawing(painter, theme, self)
        x, y, width, height = self.box()
        if self.boxed:
            line = c.control if self.isEnabled() else c.divider
            drawing.frame((x, y, width, height), self.ground(c.surface), line, 8, theme.border_px)
        else:
            fill = self.ground(c.accent_soft if self._current else None)
            if fill is not None:
                drawing.fill(x, y, width, height, fill)
        self._badge(drawing, x + (8 if self.boxed else 16), height)
        text, hint = self._flows()
        tall = text.height + (hint.height if hint else 0)
        top = y + round((height - tall) / 2)
        text_x, room = x + self._text_x(), width - self._text_x() - 40
        text.draw(painter, drawing.left(text_x, room), top)
        if hint is not None:
            hint.draw(painter, drawing.left(text_x, room), top + text.height)
        self._end(drawing, x + width, y + height / 2)
        if self.boxed:
            self.ring(drawing, 8)
        elif self.hasFocus() or self.asked_for:
            drawing.ring((x + 2, y + 1, width - 4, height - 2), 8)
        painter.end()

    def _badge(self, drawing: Drawing, x: float, height: float) -> None:
        theme, c = self.theme, self.theme.colours
        side = self._side()
        top = OUTSET_PX + round((height - side) / 2)
        fill = c.surface if self._current and not self.boxed and not theme.high_contrast else c.accent_soft
        drawing.frame((x, top, side, side), fill, c.accent_text if theme.high_contrast else None, 8)
        style = theme.style("title" if self.boxed else "body", 600)
        at = (x, round(top + (side - style.line_px) / 2), side)
        drawing.text(str(self.number), at, style, c.accent_text, side=CENTRE)

    def _end(self, drawing: Drawing, end: float, centre: float) -> None:
        theme, c = self.theme, self.theme.colours
        px = theme.px(18)
        if self._cap:
            paint_cap(drawing, self._cap, end - 9 - cap_width(theme, self._cap), centre, plain_ink(theme))
        elif self._current:
            drawing.icon("check", end - 16 - px, centre - px / 2, px, c.accent_text)
        elif self.boxed:
            drawing.icon("chevron-right", end - 12 - px, centre - px / 2, px, c.text_3)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
