"""One line of news under the progress line: stale, offline, syncing, another case, a refused action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Strip, StripKind
from overlay.ui.panel import wording
from overlay.ui.richtext import Flow, plain
from overlay.ui.theme import Colours, Theme
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.drawing import Drawing
from overlay.ui.widgets.keycap import CapInk, cap_width, paint_cap

translate = QCoreApplication.translate
_ICONS = {
    StripKind.ERROR: "circle-alert",
    StripKind.OTHER_CASE: "user-round-x",
    StripKind.WITHDRAWN: "triangle-alert",
    StripKind.OVER: "calendar-clock",
    StripKind.CHANGED: "file-pen",
    StripKind.NOTICE: "bell-ring",
    StripKind.OFFLINE: "cloud-off",
    StripKind.STALE: "calendar-clock",
    StripKind.SYNCING: "download",
}
_ASKS = {StripKind.OFFLINE: "details", StripKind.SYNCING: "stop-sync", StripKind.STALE: "owner"}
_INSET_PX = 16


class StripBar(QWidget):
    """Shows one strip; `height` is 0 when there is none."""

    asked = Signal(str)  # what the link at its end is for: "details", "stop-sync" or "owner"

    def __init__(
        self, parent: QWidget, theme: Theme, post: Callable[[ev.Event], None], clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme, self._post, self._clock = theme, post, clock
        self._strip: Strip | None = None
        self._key: tuple[object, ...] = ()
        self._flow: Flow | None = None
        self._cap = ""
        self._link = Button(self, theme, Kind.LINK)
        self._link.clicked.connect(self._pressed)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._key = theme, ()
        self._link.set_theme(theme)

    def retranslate(self) -> None:
        self._key = ()

    def show_strip(self, strip: Strip | None, width: int, cap: str, offers: frozenset[str]) -> int:
        """Show `strip`; `cap` is the key that switches to the case in front. Return the height (0: nothing to show)."""
        if strip is None:
            self._strip, self._key = None, ()
            self.hide()
            return 0
        key = (strip, width, cap, offers)
        if key != self._key:
            self._key, self._strip = key, strip
            self._arrange(strip, width, cap if strip.kind is StripKind.OTHER_CASE else "", offers)
            self.update()
        if self.isHidden():
            self.show()
        return self.height()

    def _arrange(self, strip: Strip, width: int, cap: str, offers: frozenset[str]) -> None:
        theme, self._cap = self._theme, cap
        _, ink, _ = self._inks(theme.colours)
        today = datetime.fromtimestamp(self._clock(), UTC).astimezone().date()
        html = wording.strip_html(strip, today)
        self._flow = Flow(html, theme, theme.style("label", 400), ink)
        self.setAccessibleName(plain(html))
        link = self._link_text(strip.kind, offers)
        end = width - _INSET_PX - (cap_width(theme, cap) + 8 if cap else 0)
        self.resize(width, self.height())
        if link:
            self._link.ink = ink
            self._link.dress(link)
            wide = self._link.wanted_width()
            end -= wide + 12
        tall = self._flow.lay_out(end - self._text_x(), rtl=self.isRightToLeft())
        if link:
            line = theme.style("label").line_px
            self._link.place(
                end + 12, 8 + (line - theme.px(24)) // 2, self._link.wanted_width(), theme.px(24)
            )
        else:
            self._link.hide()
        self.resize(width, tall + 16 + (6 if strip.kind is StripKind.SYNCING else 0))

    def _link_text(self, kind: StripKind, offers: frozenset[str]) -> str:
        if kind is StripKind.OTHER_CASE:
            return translate("Panel", "Go there")
        if kind is StripKind.OFFLINE and "details" in offers:
            return translate("Panel", "Details")
        if kind is StripKind.SYNCING and "stop-sync" in offers:
            return translate("Panel", "Stop")
        if kind is StripKind.STALE and "owner" in offers:
            return translate("Panel", "Tell owner")
        return ""

    def _pressed(self) -> None:
        if self._strip is None:
            return
        if self._strip.kind is StripKind.OTHER_CASE:
            self._post(ev.SwitchCase(self._clock()))
        else:
            self.asked.emit(_ASKS[self._strip.kind])

    def _text_x(self) -> int:
        return _INSET_PX + self._theme.px(16) + 8

    def _inks(self, c: Colours) -> tuple[QColor | None, QColor, QColor]:
        """Return ground, text and icon colour."""
        match self._strip.kind if self._strip else None:
            case StripKind.ERROR:
                return c.error_soft, c.error_text, c.error_icon
            case StripKind.SYNCING:
                return None, c.text_3, c.text_3
            case StripKind.CHANGED | StripKind.NOTICE:
                return c.note_soft, c.note_text, c.note_icon
        return c.warn_soft, c.warn_text, c.warn_icon

    def paintEvent(self, event: QPaintEvent) -> None:
        strip = self._strip
        if strip is None or self._flow is None:
            return
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        ground, _, icon_ink = self._inks(c)
        if ground is not None:
            drawing.fill(1, 0, self.width() - 2, self.height(), ground)
        if theme.high_contrast:
            drawing.fill(1, self.height() - 1, self.width() - 2, 1, c.text)
        px = theme.px(16)
        drawing.icon(
            _ICONS[strip.kind], _INSET_PX, 8 + round((theme.style("label").line_px - px) / 2), px, icon_ink
        )
        self._flow.draw(painter, drawing.left(self._text_x(), self._flow.width), 8)
        if self._cap:
            x = self.width() - _INSET_PX - cap_width(theme, self._cap)
            ink = self._inks(c)[1]
            paint_cap(drawing, self._cap, x, 8 + theme.style("label").line_px / 2, CapInk(ink, icon_ink))
        if strip.kind is StripKind.SYNCING:
            wide = self.width() - 2 * _INSET_PX
            drawing.fill(_INSET_PX, self.height() - 5, wide, 3, c.divider)
            drawing.fill(
                _INSET_PX, self.height() - 5, round(wide * strip.done / max(strip.total, 1)), 3, c.accent
            )
        painter.end()
