"""The steps of a walk: done (ticked, folded when many), the card of the current one, and what comes next (quiet)."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, PanelView, StepState, StepView
from overlay.ui.panel import wording
from overlay.ui.panel.card import Card
from overlay.ui.panel.controls import Controls, Pool
from overlay.ui.panel.items import END_PX, INSET_PX, rail_x, text_x
from overlay.ui.panel.pictures import Pictures
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import OUTSET_PX, Control
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate
_MOST_DONE = 2  # more than that fold into one row
_AHEAD_PX = 120  # rows this far below what is in view are laid out too


class DoneRow(Control):
    """A step done before; a click goes back to it. Or "4 steps done"; a click unfolds them."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self.index = 0

    def show_step(self, index: int, text: str, name: str) -> None:
        self.index = index
        if text != self.text():
            self.setText(text)
            self.update()
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self.theme, self.theme.colours
        drawing = Drawing(painter, theme, self)
        ground = self.ground(None)
        x, y, width, height = self.box()
        if ground is not None:
            drawing.frame((x, y, width, height), ground, None, 8)
        # The box starts 8 inside the panel, so that a hovered row has air around the tick.
        px, style, centre = theme.px(18), theme.style("body"), self.height() / 2
        rail, text = rail_x(theme) - 8 + OUTSET_PX, text_x(theme) - 8 + OUTSET_PX
        drawing.icon("check", round(rail - px / 2), round(centre - px / 2), px, c.accent)
        at = (text, round(centre - style.line_px / 2), self.width() - text - OUTSET_PX - 10)
        drawing.text(self.text(), at, style, c.text_3)
        self.ring(drawing, 8)
        painter.end()


class _NextRow(Struct):
    step: StepView
    flow: Flow | None = None  # laid out when it comes near the view
    y: int = 0
    height: int = 0


class Steps(QWidget):
    """Everything of a walk in one widget as wide as the panel. Only what is in view is laid out and painted."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
        pictures: Pictures,
    ) -> None:
        super().__init__(parent)
        self._theme, self._post, self._clock = theme, post, clock
        self._done = Pool(self._make_done)
        self.card = Card(self, theme)
        self.card.controls = Controls(self.card, theme, post, clock, pictures)
        self._next: list[_NextRow] = []
        self._next_key: tuple[object, ...] = ()
        self._laid = 0  # rows of `_next` that are laid out
        self._rows_top = 0
        self._colophon: Flow | None = None
        self._colophon_words = ""
        self._unfolded: object = None  # the place whose done rows the agent unfolded
        self._view = PanelView()
        self.card_top = 0

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._next_key = theme, ()
        self.card.set_theme(theme)
        for row in self._done.all:
            row.set_theme(theme)

    def retranslate(self) -> None:
        self._next_key = ()
        self.card.retranslate()

    def show_view(self, view: PanelView, width: int, in_view_px: int) -> int:
        """Show the steps of `view`; `in_view_px` is how much of this is seen at once. Return the whole height."""
        old, self._view = self._view, view
        self.resize(width, self.height())
        y = self._arrange_done(view, width)
        if view.face is Face.FINISHED:
            self.card.hide()
        else:
            self.card_top = y
            self.card.move(0, y)
            y += self.card.show_view(view, width)
            if self.card.isHidden():
                self.card.show()
            y += 6
        # The body scrolls so that the card is at its top: what follows the card is seen only where the card ends before.
        self._arrange_next(view, width, y, max(0, self.card_top - 40) + in_view_px)
        if old is not view:
            self._describe(view)
            self.update()
        return self.height()

    def _describe(self, view: PanelView) -> None:
        """Say to screen readers what is only painted: the whole way, as far as it is known."""
        self.setAccessibleName(wording.step_count(len(view.steps)) if view.steps else "")
        self.setAccessibleDescription("\n".join(f"{s.index + 1}. {s.text}" for s in view.steps))

    def ensure(self, bottom: int) -> bool:
        """Lay out the rows down to `bottom`; True when the height changed by it."""
        before = self.height()
        self._lay_rows(bottom + _AHEAD_PX)
        return self.height() != before

    def _arrange_done(self, view: PanelView, width: int) -> int:
        """Place the rows of what is done; return where the card starts."""
        theme = self._theme
        done = len(view.steps) if view.face is Face.FINISHED else view.now
        self._done.start()
        y, tall = (8, theme.px(30)) if done else (6, 0)
        fold = done > _MOST_DONE and (view.face is Face.FINISHED or self._unfolded != self._here(view))
        if fold or (done and view.face is Face.FINISHED):
            row = self._done.take()
            words = wording.steps_done(done)
            row.show_step(-1, words, words)
            row.place(8, y, width - 16, tall)
            y += tall
        else:
            for step in view.steps[:done]:
                row = self._done.take()
                row.show_step(
                    step.index, _quiet(step.text), translate("Panel", "Done: {step}").format(step=step.text)
                )
                row.place(8, y, width - 16, tall)
                y += tall
        self._done.settle()
        return y + (6 if done else 0)

    def _arrange_next(self, view: PanelView, width: int, y: int, bottom: int) -> None:
        following = (
            () if view.face is not Face.WALK else tuple(s for s in view.steps if s.state is StepState.NEXT)
        )
        key = (following, width, self.isRightToLeft())
        words = wording.colophon(view) if view.face is Face.WALK else ""
        if words != self._colophon_words or key != self._next_key:
            self._colophon_words, theme = words, self._theme
            style, ink = theme.style("label"), theme.colours.text_3
            self._colophon = (
                Flow(escape(words, quote=False), theme, style, ink, most_lines=2) if words else None
            )
        if key != self._next_key:
            self._next_key = key
            self._next = [_NextRow(step) for step in following]
            self._laid = 0
        top = y + (2 if self._next else 0)
        if self._next and self._next[0].y != top:
            moved = top
            for row in self._next[: self._laid]:
                row.y = moved
                moved += row.height
            self._next[0].y = top
        self._rows_top = top
        self._lay_rows(bottom + _AHEAD_PX)

    def _lay_rows(self, bottom: int) -> None:
        """Lay out next rows until `bottom` is passed; the rest counts as high as those on average."""
        theme, width = self._theme, self.width()
        style, text_width = theme.style("body"), width - text_x(theme) - END_PX
        least, rtl = theme.px(34), self.isRightToLeft()
        last = self._next[self._laid - 1] if self._laid else None
        y = last.y + last.height if last else self._rows_top
        for row in self._next[self._laid :]:
            if y > bottom:
                break
            html = row.step.html or escape(row.step.text, quote=False)
            row.flow = Flow(_quiet(html), theme, style, theme.colours.text_2, most_lines=2)
            row.y, row.height = y, max(least, row.flow.lay_out(text_width, rtl=rtl) + least - style.line_px)
            y += row.height
            self._laid += 1
        mean = (y - self._rows_top) / self._laid if self._laid else least
        y += round((len(self._next) - self._laid) * mean)
        if self._colophon is not None:
            y += 5 + self._colophon.lay_out(text_width, rtl=rtl)
        self.resize(width, y + 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        top, bottom = event.rect().top(), event.rect().bottom()
        style = theme.style("body")
        pad = (theme.px(34) - style.line_px) // 2
        for row in self._next[: self._laid]:
            if row.flow is None or row.y > bottom or row.y + row.height < top:
                continue
            at = (INSET_PX, row.y + pad, theme.px(28))
            drawing.text(str(row.step.index + 1), at, style, c.text_3, side=CENTRE)
            row.flow.draw(painter, drawing.left(text_x(theme), row.flow.width), row.y + pad)
        if self._colophon is not None:
            colophon_y = self.height() - 9 - self._colophon.height
            if colophon_y <= bottom:
                self._colophon.draw(painter, drawing.left(text_x(theme), self._colophon.width), colophon_y)
        painter.end()

    def _make_done(self) -> DoneRow:
        row = DoneRow(self, self._theme)
        row.clicked.connect(lambda: self._row_pressed(row))
        return row

    def _row_pressed(self, row: DoneRow) -> None:
        if row.index >= 0:
            self._post(ev.JumpTo(row.index, self._clock()))
        elif self._view.face is Face.WALK:
            self._unfolded = self._here(self._view)
            self.unfolded()

    def unfolded(self) -> None:
        """Called when the done rows were unfolded; the owner lays out again."""

    @staticmethod
    def _here(view: PanelView) -> object:
        return view.ref, view.now, view.captures


def _quiet(words: str) -> str:
    """Return a step's words without the full stop: in a row it is noise."""
    return words.removesuffix(".") if not words.endswith("..") else words
