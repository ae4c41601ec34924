"""The preview next to the list of the palette: title, owner, and as many steps as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from overlay.assist.view import StepState
from overlay.ui.managed.window import Words
from overlay.ui.palette.model import FoundBy, Preview, PreviewStep
from overlay.ui.palette.why import why_words
from overlay.ui.panel.wording import day
from overlay.ui.richtext import Flow
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate


def reviewed_words(owner: str, reviewed: str) -> str:
    """Return who keeps a guide and when it was reviewed, in words ("Payments team · reviewed 2 Mar 2026")."""
    shown = day(reviewed)
    if shown == reviewed:  # empty, or no date
        return owner
    if not owner:
        return translate("Palette", "Reviewed {date}").format(date=shown)
    return translate("Palette", "{owner} · reviewed {date}").format(owner=owner, date=shown)


class PreviewPane(QWidget):
    """Shows a `Preview`, or nothing."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._title = Words("title", wrap=True)
        self._meta = Words("label", "text_3", wrap=True)
        self._steps = StepList(themes)
        self._by: Sequence[FoundBy] = ()
        self._why = Words("label", "text_3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._meta)
        column.addSpacing(8)
        column.addWidget(self._steps, 1)
        column.addWidget(self._why)

    def show_preview(self, preview: Preview | None, by: Sequence[FoundBy] = ()) -> None:
        """Show a guide, and below it why it was found."""
        self._preview, self._by = preview, by
        self.retranslate()
        self._steps.show_steps(preview.steps if preview else ())

    def retranslate(self) -> None:
        preview = self._preview
        self._title.setText(preview.title if preview else "")
        self._meta.setText(reviewed_words(preview.owner, preview.reviewed) if preview else "")
        self._meta.setVisible(bool(self._meta.text()))
        self._why.setText(why_words(self._by) if preview else "")
        self._why.setVisible(bool(self._why.text()))
        self.setAccessibleName(translate("Palette", "Preview"))


class StepList(QWidget):
    """Steps on a rail: tick, filled number, bare number. What does not fit is left out."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._steps: tuple[PreviewStep, ...] = ()

    def show_steps(self, steps: tuple[PreviewStep, ...]) -> None:
        self._steps = steps
        self.setAccessibleName(translate("Palette", "%n step(s)", "", len(steps)) if steps else "")
        self.setAccessibleDescription("\n".join(f"{n}. {step.text}" for n, step in enumerate(steps, start=1)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        style, rail = theme.style("body"), theme.px(28)
        room = self.width() - rail - 10
        y = 0.0
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            for number, step in enumerate(self._steps, start=1):
                words = Flow(step.html, theme, style, self._ink(step), most_lines=2)
                high = max(words.lay_out(room, rtl=draw.rtl), style.line_px) + 12
                if y + high > self.height():
                    break
                self._rail(draw, number, step, y + 6)
                words.draw(painter, draw.left(rail + 10, room), y + 6)
                y += high

    def _rail(self, draw: Drawing, number: int, step: PreviewStep, top: float) -> None:
        theme, c = draw.theme, draw.theme.colours
        rail, line_px = theme.px(28), theme.style("body").line_px
        if step.state is StepState.DONE:
            px = theme.px(18)
            draw.icon("check", (rail - px) / 2, top + (line_px - px) / 2, px, c.accent)
        elif step.state is StepState.NOW:
            draw.dot(rail / 2, top + line_px / 2, theme.px(13), c.accent)
            draw.text(str(number), (0, top, rail), theme.style("body", 600), c.on_accent, side=CENTRE)
        else:
            draw.text(str(number), (0, top, rail), theme.style("body", 500), c.text_3, side=CENTRE)

    def _ink(self, step: PreviewStep) -> QColor:
        c = self._themes.theme.colours
        return {StepState.DONE: c.text_3, StepState.NOW: c.text}.get(step.state, c.text_2)
