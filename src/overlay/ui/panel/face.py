"""What fills the panel when there is no step to show: no match, no content, unreadable content, finished."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, PanelView, UsedLately
from overlay.guide import GuideRef
from overlay.ui.panel import wording
from overlay.ui.panel.controls import Pool
from overlay.ui.panel.items import INSET_PX
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import OUTSET_PX, Button, Control, Kind
from overlay.ui.widgets.drawing import TRAILING, Drawing
from overlay.ui.widgets.keycap import HotkeyLabels

translate = QCoreApplication.translate


class LatelyRow(Control):
    """A guide used lately."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self.ref: GuideRef | None = None
        self._state = ""

    def show_used(self, used: UsedLately) -> None:
        self.ref = used.ref
        self._state = wording.lately(used)
        self.setText(used.title)
        self.setAccessibleName(f"{used.title}, {self._state}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self.theme, self.theme.colours
        drawing = Drawing(painter, theme, self)
        ground = self.ground(None)
        if ground is not None:
            drawing.frame(self.box(), ground, None, 8)
        body, label, px, centre = (
            theme.style("body"),
            theme.style("label", 400),
            theme.px(16),
            self.height() / 2,
        )
        x = OUTSET_PX + INSET_PX - 8 + 5
        drawing.icon("history", x, round(centre - px / 2), px, c.text_3)
        end = self.width() - OUTSET_PX - 8
        at = (x, round(centre - label.line_px / 2), end - x)
        wide = drawing.text(self._state, at, label, c.text_3, side=TRAILING)
        x += px + 14
        drawing.text(self.text(), (x, round(centre - body.line_px / 2), end - x - wide - 10), body, c.text_2)
        self.ring(drawing, 8)
        painter.end()


class FaceView(QWidget):
    """A drawing in a circle, what is the case, what to do, and one or two buttons."""

    asked = Signal(str)  # "why", "source", "demo", "sync", "problem": what a button is for

    def __init__(
        self, parent: QWidget, theme: Theme, post: Callable[[ev.Event], None], clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme, self._post, self._clock = theme, post, clock
        self._key: tuple[object, ...] = ()
        self._icon, self._good = "", False
        self._head: Flow | None = None
        self._body: Flow | None = None
        self._lately_y = 0
        self._first = Button(self, theme, Kind.PRIMARY)
        self._second = Button(self, theme, Kind.SECONDARY)
        self._third = Button(self, theme, Kind.LINK)
        self._does: dict[Button, str] = {}
        for button in (self._first, self._second, self._third):
            button.clicked.connect(lambda _=False, b=button: self._pressed(b))
        self._rows = Pool(self._make_row)

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._key = theme, ()
        for control in (self._first, self._second, self._third, *self._rows.all):
            control.set_theme(theme)

    def retranslate(self) -> None:
        self._key = ()

    def show_view(self, view: PanelView, labels: HotkeyLabels, offers: frozenset[str], width: int) -> int:
        """Show the face of `view`; buttons for what is in `offers` only. Return the height."""
        key = (view.face, view.guides, view.used_lately, view.problem, view.captures, labels, offers, width)
        if key != self._key:
            self._key = key
            self._arrange(view, labels, offers, width)
            self.update()
        return self.height()

    def _worded(self, view: PanelView) -> tuple[str, str, str]:
        """Return icon, heading and text."""
        match view.face:
            case Face.NO_MATCH:
                head = translate("Panel", "None of %n guide(s) fits this window", "", view.guides)
                return "file-question-mark", head, translate("Panel", "Search by what the customer asks.")
            case Face.NO_CONTENT:
                text = translate("Panel", "Your team publishes guides. The demo guides show how it works.")
                return "package-open", translate("Panel", "No guides on this computer"), text
            case Face.ERROR:
                text = translate(
                    "Panel",
                    "Your own progress and notes are safe. Get the guides again, or ask your IT team.",
                )
                return "rotate-ccw", translate("Panel", "The guides on this computer are damaged"), text
        _, value = wording.captured(view)
        text = translate("Panel", "The next case starts at step 1.")
        if value:
            text = translate("Panel", "Case {case} is remembered. The next case starts at step 1.").format(
                case=value
            )
        return "circle-check", translate("Panel", "Finished"), text

    def _buttons(
        self, view: PanelView, labels: HotkeyLabels, offers: frozenset[str]
    ) -> list[tuple[str, str, str, str]]:
        """Return what, words, icon and cap of the buttons; at most two."""
        wanted = {
            Face.NO_MATCH: [
                ("search", translate("Panel", "Search guides"), "search", labels.cap("search")),
                ("why", translate("Panel", "Why none?"), "circle-question-mark", ""),
            ],
            Face.NO_CONTENT: [
                ("source", translate("Panel", "Add a source"), "download", ""),
                ("demo", translate("Panel", "Try the demo"), "", ""),
            ],
            Face.ERROR: [
                ("sync", translate("Panel", "Get again"), "download", ""),
                ("problem", translate("Panel", "Copy details"), "copy", ""),
            ],
            Face.FINISHED: [("restart", translate("Panel", "Start again"), "rotate-ccw", "")],
        }.get(view.face, [])
        return [w for w in wanted if w[0] in offers or w[0] in {"search", "restart"}]

    def _arrange(self, view: PanelView, labels: HotkeyLabels, offers: frozenset[str], width: int) -> None:
        theme, c = self._theme, self._theme.colours
        self._icon, head, text = self._worded(view)
        self._good = view.face is Face.FINISHED
        self._head = Flow(escape(head, quote=False), theme, theme.style("title"), c.text)
        self._body = Flow(escape(text, quote=False), theme, theme.style("body"), c.text_2)
        self.setAccessibleName(head)
        self.setAccessibleDescription(text)
        self.resize(width, self.height())
        rtl = self.isRightToLeft()
        y = 24 + theme.px(48) + 12
        y += self._head.lay_out(width - 48, rtl=rtl, centred=True) + 6
        y += self._body.lay_out(width - 72, rtl=rtl, centred=True) + 14
        y = self._place_buttons(self._buttons(view, labels, offers), width, y)
        y = self._place_link(view, offers, width, y)
        self._lately_y = y
        self._rows.start()
        if view.face is Face.NO_MATCH and view.used_lately:
            y += theme.style("label").line_px + 4
            for used in view.used_lately[:4]:
                row = self._rows.take()
                row.show_used(used)
                row.place(8, y, width - 16, theme.px(30))
                y += theme.px(30)
        self._rows.settle()
        self.resize(width, y + 6)

    def _place_buttons(self, wanted: list[tuple[str, str, str, str]], width: int, y: int) -> int:
        """Place the buttons in the middle, below one another where they do not fit beside each other."""
        buttons = (self._first, self._second)
        tall = self._theme.px(36)
        for number, (button, (what, words, icon, cap)) in enumerate(zip(buttons, wanted, strict=False)):
            self._does[button] = what
            button.set_kind(Kind.PRIMARY if number == 0 and what != "restart" else Kind.SECONDARY)
            button.dress(words, icon, cap)
        for button in buttons[len(wanted) :]:
            button.hide()
        shown = buttons[: len(wanted)]
        widths = [min(b.wanted_width(), width - 2 * INSET_PX) for b in shown]
        if sum(widths) + 8 * (len(shown) - 1) <= width - 2 * INSET_PX:
            x = (width - sum(widths) - 8 * (len(shown) - 1)) // 2
            for button, wide in zip(shown, widths, strict=True):
                button.place(x, y, wide, tall)
                x += wide + 8
            return y + (tall + 16 if shown else 4)
        for button, wide in zip(shown, widths, strict=True):
            button.place((width - wide) // 2, y, wide, tall)
            y += tall + 8
        return y + 8

    def _place_link(self, view: PanelView, offers: frozenset[str], width: int, y: int) -> int:
        """Place the way out below the buttons: nobody should leave an empty panel without having asked."""
        if view.face is not Face.NO_MATCH or "ask" not in offers:
            self._third.hide()
            return y
        self._does[self._third] = "ask"
        self._third.dress(translate("Panel", "Ask for a guide"))
        wide, tall = min(self._third.wanted_width(), width - 2 * INSET_PX), self._theme.px(24)
        self._third.place((width - wide) // 2, y - 6, wide, tall)
        return y + tall + 8

    def _pressed(self, button: Button) -> None:
        match self._does.get(button, ""):
            case "search":
                self._post(ev.OpenSearch())
            case "restart":
                self._post(ev.Restart(self._clock()))
            case what if what:
                self.asked.emit(what)

    def _make_row(self) -> LatelyRow:
        row = LatelyRow(self, self._theme)

        def picked() -> None:
            if row.ref is not None:
                self._post(ev.PickGuide(row.ref, self._clock()))

        row.clicked.connect(picked)
        return row

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._head is None or self._body is None:
            return
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        side, px, middle = theme.px(48), theme.px(24), self.width() / 2
        fill = c.accent_soft if self._good else c.sunken
        line = c.text if theme.high_contrast else None
        drawing.frame((round(middle - side / 2), 24, side, side), fill, line, side / 2)
        drawing.icon(
            self._icon,
            round(middle - px / 2),
            24 + (side - px) / 2,
            px,
            c.accent_text if self._good else c.text_2,
        )
        y = 24 + side + 12
        self._head.draw(painter, round((self.width() - self._head.width) / 2), y)
        y += self._head.height + 6
        self._body.draw(painter, round((self.width() - self._body.width) / 2), y)
        if any(not row.isHidden() for row in self._rows.all):
            words = translate("Panel", "Recently used")
            drawing.text(
                words,
                (INSET_PX, self._lately_y, self.width() - 2 * INSET_PX),
                theme.style("label", 600),
                c.text_3,
            )
        painter.end()
