"""The bottom of the panel: Back, Next and the keys that work now. Nothing in it ever changes place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, HeldBy, PanelView
from overlay.ui.panel import wording
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.drawing import Drawing
from overlay.ui.widgets.keycap import HotkeyLabels, cap_width, key_names, paint_cap, plain_ink

translate = QCoreApplication.translate
_INSET_PX = 16
_HELD_ICONS = {HeldBy.CONFIRM: "square-check", HeldBy.CHOICE: "corner-down-left", HeldBy.OTHER_CASE: "lock"}


class Footer(QWidget):
    """Back is 132 wide, Next has the rest. Hints that do not fit are left out, from the end."""

    def __init__(
        self, parent: QWidget, theme: Theme, post: Callable[[ev.Event], None], clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme, self._post, self._clock = theme, post, clock
        self._key: tuple[object, ...] = ()
        self._hints: tuple[tuple[str, str], ...] = ()
        self._lead = ""
        self.back = Button(self, theme, Kind.SECONDARY)
        self.next = Button(self, theme, Kind.PRIMARY)
        self.back.clicked.connect(lambda: post(ev.Back(clock())))
        self.next.clicked.connect(lambda: post(ev.Next(clock())))

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._key = theme, ()
        self.back.set_theme(theme)
        self.next.set_theme(theme)

    def retranslate(self) -> None:
        self._key = ()

    def show_view(self, view: PanelView, labels: HotkeyLabels, width: int) -> int:
        """Show the buttons and hints that belong to `view`; return the height."""
        choosing = view.list_open or (view.face is Face.WALK and view.held is HeldBy.CHOICE)
        count = len(view.steps[view.now].choices) if choosing and view.steps else 0
        last = view.now == len(view.steps) - 1
        key = (
            view.face,
            view.held,
            view.hold_shown,
            view.can_back,
            choosing,
            count,
            last,
            view.list_open,
            labels,
            width,
        )
        if key != self._key:
            self._key = key
            self._lead = (
                translate("Panel", "Hold {keys}").format(keys=key_names(labels.shared))
                if labels.shared
                else ""
            )
            self._hints = tuple(
                (cap, word)
                for name, word in self._worded(view, choosing=choosing)
                if (cap := labels.cap(name))
            )
            self._arrange(view, labels, width, last=last)
            self.update()
        return self.height()

    def _worded(self, view: PanelView, *, choosing: bool) -> list[tuple[str, str]]:
        """Return the hotkeys worth a hint now, the most useful first."""
        hints = []
        if choosing:
            hints += [("next", translate("Panel", "Move")), ("accept", translate("Panel", "Choose"))]
        hints += [
            ("toggle", translate("Panel", "Hide")),
            ("fold", translate("Panel", "Fold")),
            ("search", translate("Panel", "Search")),
        ]
        return hints

    def _arrange(self, view: PanelView, labels: HotkeyLabels, width: int, *, last: bool) -> None:
        theme = self._theme
        buttons = view.face in {Face.WALK, Face.FINISHED, Face.NOTICE}
        hints = theme.px(22) if self._lead or self._hints else 0
        tall = theme.px(36)
        self.resize(width, 1 + 10 + (tall + (8 if hints else 0) if buttons else 0) + hints + 9)
        if not buttons:
            self.back.hide()
            self.next.hide()
            return
        back_width = max(
            theme.px(132) if theme.factor <= 1.25 else 0, min(self._back_width(labels), width * 2 // 5)
        )
        self._dress(view, labels, last=last)
        self.back.place(_INSET_PX, 11, back_width, tall)
        x = _INSET_PX + back_width + 8
        self.next.place(x, 11, width - x - _INSET_PX, tall)

    def _back_width(self, labels: HotkeyLabels) -> int:
        self.back.dress(translate("Panel", "Back"), "arrow-left", labels.cap("back"))
        return self.back.wanted_width()

    def _dress(self, view: PanelView, labels: HotkeyLabels, *, last: bool) -> None:
        self.back.dress(translate("Panel", "Back"), "arrow-left", labels.cap("back"))
        self.back.setEnabled(view.can_back)
        self.next.setEnabled(view.face is not Face.FINISHED)
        if view.face is Face.NOTICE:
            self.next.dress(translate("Panel", "Got it"), "check", labels.cap("next"), icon_after=True)
        elif view.face is Face.WALK and view.held is not None:
            self.next.dress(wording.held(view), _HELD_ICONS[view.held], held=True)
        elif last and view.face is Face.WALK:
            self.next.dress(translate("Panel", "Finish"), "check", labels.cap("next"), icon_after=True)
        else:
            self.next.dress(translate("Panel", "Next"), "arrow-right", labels.cap("next"), icon_after=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        drawing.fill(1, 0, self.width() - 2, 1, c.divider)
        style, ink = theme.style("label", 400), plain_ink(theme)
        height = theme.px(22)
        y = self.height() - 9 - height
        text_y, centre = y + round((height - style.line_px) / 2), y + height / 2
        end = self.width() - _INSET_PX
        x: float = _INSET_PX
        if self._lead:
            x += drawing.text(self._lead, (x, text_y, end - x), style, c.text_3) + 12
        for cap, word in self._hints:
            wide = style.width(word)
            if x + cap_width(theme, cap) + 6 + wide > end:
                break
            x += paint_cap(drawing, cap, round(x), centre, ink) + 6
            x += drawing.text(word, (round(x), text_y, wide + 1), style, c.text_3) + 12
        painter.end()
