"""The top of the panel: title, why it matched, which step, progress, and the three buttons."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, PanelView
from overlay.ui.panel import wording
from overlay.ui.panel.match_line import MatchLine
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.drawing import TRAILING, Drawing
from overlay.ui.widgets.keycap import CapInk, cap_width, paint_cap

translate = QCoreApplication.translate
INSET_PX = 16


class Header(QWidget):
    """Two lines and the progress. Its lower line is the progress bar."""

    asked = Signal(str)  # "why"

    def __init__(
        self, parent: QWidget, theme: Theme, post: Callable[[ev.Event], None], clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = PanelView()
        self._title: Flow | None = None
        self._shown: tuple[object, ...] = ()
        self._words: tuple[str, ...] = ()
        self.line = MatchLine(self, theme)
        self.line.clicked.connect(lambda: self.asked.emit("why"))
        self.matches = Button(self, theme, Kind.QUIET)
        self.fold = Button(self, theme, Kind.QUIET)
        self.close_button = Button(self, theme, Kind.QUIET)
        self.matches.setCheckable(True)
        self.matches.clicked.connect(lambda: post(ev.ToggleMatches()))
        self.fold.clicked.connect(lambda: post(ev.Fold(clock())))
        self.close_button.clicked.connect(lambda: post(ev.Hide(clock())))
        self.retranslate()

    def retranslate(self) -> None:
        self.fold.dress("", "minus", name=translate("Panel", "Fold"))
        self.close_button.dress("", "x", name=translate("Panel", "Hide"))
        self._shown = ()

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._title, self._shown = theme, None, ()
        for button in (self.line, self.matches, self.fold, self.close_button):
            button.set_theme(theme)

    def show_view(self, view: PanelView, width: int) -> int:
        """Show what belongs in the header; return its height."""
        matched = (view.title, view.captures, view.why, view.app, len(view.matches), view.list_open)
        walked = (view.face, view.branch, view.now, len(view.steps))
        key = (matched, walked, view.guides, view.problem, view.pack_title, view.lang, width)
        if key != self._shown:
            old_title = self._words[0] if self._words else None
            self._shown, self._view = key, view
            self._words = self._worded(view)
            if self._words[0] != old_title or self._title is None:
                c = self._theme.colours
                self._title = Flow(
                    escape(self._words[0], quote=False),
                    self._theme,
                    self._theme.style("title"),
                    c.text,
                    most_lines=2,
                )
            self._arrange(width)
            title, _icon, *line = self._words
            self.setAccessibleName(" ".join(w for w in (title, *line) if w))
            self.update()
        return self.height()

    def _arrange(self, width: int) -> None:
        theme, view = self._theme, self._view
        side, y = theme.px(28), 12 + round((theme.style("title").line_px - theme.px(28)) / 2)
        x = width - INSET_PX + 6 - side
        self.resize(width, self.height())
        self.close_button.place(x, y, side, side)
        x -= side + 2
        self.fold.place(x, y, side, side)
        several = len(view.matches) > 1
        if several:
            count = wording.match_count(view)
            # Large text needs the room for the title: the count is then said, not shown.
            shown = count if theme.factor <= 1.5 else ""
            said = translate("Panel", "{count} guides that fit").format(count=count)
            self.matches.dress(shown, "layers", name=said)
            self.matches.setChecked(view.list_open)
            wide = self.matches.wanted_width() if shown else side
            x -= wide + 4
            self.matches.place(x, y, wide, side)
        else:
            self.matches.hide()
        assert self._title is not None
        tall = self._title.lay_out(x - INSET_PX - 4, rtl=self.isRightToLeft())
        bar = 6 if theme.high_contrast else 3
        self.resize(width, 12 + tall + 4 + theme.style("label").line_px + 11 + bar)
        self._arrange_line(width)

    def _arrange_line(self, width: int) -> None:
        """Lay the button over the words about the match; what was picked by name has none."""
        view, theme = self._view, self._theme
        if not view.why or view.face not in {Face.WALK, Face.FINISHED, Face.NOTICE}:
            self.line.hide()
            return
        _, _, before, value, after, _, right = self._words
        style = theme.style("label")
        words = [style.width(text) for text in (before, value, after) if text]
        wide = 14 + theme.px(14) + 8 + sum(words) + 4 * len(words) + (10 if value else 0)
        taken = theme.style("count").width(right) + 20 if right else 0
        room = width - 2 * INSET_PX + 6 - taken
        bar = 6 if theme.high_contrast else 3
        y = self.height() - bar - 11 - style.line_px
        self.line.place(INSET_PX - 6, y - 2, min(wide, room), style.line_px + 4)
        self.line.show_view(view, translate("Panel", "Why this guide?"))

    def _worded(self, view: PanelView) -> tuple[str, ...]:
        """Return title, icon, what stands before the chip, the chip, what stands after it, branch, right side."""
        match view.face:
            case Face.NO_MATCH:
                title = translate("Panel", "No guide here")
                return (
                    title,
                    "app-window",
                    wording.app_name(view.app) or translate("Panel", "No window"),
                    "",
                    "",
                    "",
                    "",
                )
            case Face.NO_CONTENT:
                return (
                    translate("Panel", "Welcome"),
                    "package",
                    translate("Panel", "No guides yet"),
                    "",
                    "",
                    "",
                    "",
                )
            case Face.ERROR:
                code = translate("Panel", "Error {code}").format(code=view.problem)
                return translate("Panel", "Guides cannot be opened"), "circle-alert", code, "", "", "", ""
            case Face.NOTICE:
                return view.title, "info", translate("Panel", "Notice"), "", wording.in_app(view.app), "", ""
        label, value = wording.captured(view)
        after = wording.in_app(view.app) if view.why or value else ""
        before = label or ("" if view.why else view.pack_title)
        if view.why and not value:
            before, after = wording.why_line(view.why), ""
        step = wording.step_of(view, short=self._theme.factor > 1.5)
        return view.title, "link-2" if view.why else "file-text", before, value, after, view.branch, step

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._title is None:
            return
        painter = QPainter(self)
        drawing = Drawing(painter, self._theme, self)
        self._title.draw(painter, drawing.left(INSET_PX, self._title_width()), 12)
        self._paint_line(drawing)
        self._paint_progress(drawing)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            # Worded when it is wanted, not with every view.
            QToolTip.showText(event.globalPos(), wording.about(self._view), self)
            return True
        return super().event(event)

    def _title_width(self) -> float:
        return self._title.width if self._title is not None else 0.0

    def _paint_line(self, drawing: Drawing) -> None:
        theme, c = self._theme, self._theme.colours
        _, icon, before, value, after, branch, right = self._words
        style, count = theme.style("label"), theme.style("count")
        bar = 6 if theme.high_contrast else 3
        y = self.height() - bar - 11 - style.line_px
        ink = c.error_icon if self._view.face is Face.ERROR else c.text_3
        end: float = self.width() - INSET_PX
        if right:
            end -= drawing.text(right, (INSET_PX, y, end - INSET_PX), count, c.text_3, side=TRAILING) + 10
        mark = wording.foreign(self._view.lang) if right else ""
        if mark:
            wide = cap_width(theme, mark)
            ink_of_mark = CapInk(c.text_3, c.divider)
            paint_cap(drawing, mark, round(end - wide + 2), y + style.line_px / 2, ink_of_mark)
            end -= wide + 6
        px = theme.px(14)
        drawing.icon(icon, INSET_PX, y + round((style.line_px - px) / 2), px, ink)
        x: float = INSET_PX + px + 8
        if before:
            x += drawing.text(before, (x, y, end - x), style, ink) + 4
        if value and end - x > 24:
            x += self._paint_chip(drawing, value, x, y, end - x - 8) + 4
        if after and end - x > 24:
            x += drawing.text(after, (x, y, end - x), style, ink) + 10
        if branch and end - x > theme.px(60):
            drawing.icon("corner-down-right", x, y + round((style.line_px - px) / 2), px, ink)
            drawing.text(branch, (x + px + 4, y, end - x - px - 4), style, ink)

    def _paint_chip(self, drawing: Drawing, value: str, x: float, y: float, room: float) -> float:
        theme, c = self._theme, self._theme.colours
        style = theme.style("label", 600)
        wide = min(style.width(value), room - 10)
        line = None if not theme.high_contrast else c.accent_soft
        drawing.frame((round(x), y - 1, round(wide) + 10, style.line_px + 2), c.accent_soft, line, 5)
        drawing.text(value, (round(x) + 5, y, wide + 1), style, c.accent_text)
        return wide + 10

    def _paint_progress(self, drawing: Drawing) -> None:
        theme, c, view = self._theme, self._theme.colours, self._view
        total = len(view.steps)
        done = 0 if not total else total if view.face is Face.FINISHED else view.now
        walk = view.face in {Face.WALK, Face.FINISHED}
        width, edge = self.width() - 2, 1
        part = round(width * done / total) if walk and total else 0
        if theme.high_contrast:
            drawing.fill(edge, self.height() - 1, width, 1, c.text)
            drawing.fill(edge, self.height() - 6, part, 5, c.accent)
        else:
            drawing.fill(edge, self.height() - 3, width, 3, c.divider)
            drawing.fill(edge, self.height() - 3, part, 3, c.accent)
