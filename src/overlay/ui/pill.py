"""The folded panel: a small tab at the edge of the screen that says which guide fits. Only its words ever change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, Mode, PanelView
from overlay.settings import Place
from overlay.ui.mark import mark_pixmap
from overlay.ui.theme import Theme, tokens
from overlay.ui.widgets.drawing import CENTRE, TRAILING, Drawing, paint_frame

translate = QCoreApplication.translate
_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.X11BypassWindowManagerHint
)


class Pill(QWidget):
    """Mark, title, and `3/6` when walking or how many fit. A click shows the panel."""

    def __init__(
        self, post: Callable[[ev.Event], None], theme: Theme, settings: Place, clock: Callable[[], float]
    ) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow
        )  # else macOS hides it: we are never in front
        self.setObjectName("overlay-pill")
        self._post, self._theme, self._settings, self._clock = post, theme, settings, clock
        self._view = PanelView()
        self._words: tuple[str, str, str] = ("", "", "")
        self._hovered = self._rounded = self._full_screen = self._in_the_way = False
        self.setWindowTitle(translate("Pill", "Guide tab"))
        self.set_theme(theme)
        self.setWindowOpacity(settings.pill_opacity_percent / 100)

    def wanted_size(self) -> QSize:
        """Return its size in logical pixels; the same whatever it says."""
        size = tokens()["size"]
        return QSize(self._theme.wide(size["pill-width"]), self._theme.px(size["pill-height"]))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.resize(self.wanted_size())
        self.update()

    def set_settings(self, settings: Place) -> None:
        """Follow other settings: where, how opaque, when."""
        self._settings = settings
        self.setWindowOpacity(settings.pill_opacity_percent / 100)
        self.update()
        self._settle()

    def set_full_screen(self, full_screen: bool) -> None:
        """Say whether the window in front fills the screen: the pill goes then, unless the agent wants it."""
        if full_screen != self._full_screen:
            self._full_screen = full_screen
            self._settle()

    def set_in_front(self, window: QWindow | None) -> None:
        """Say which window of the assistant's own has the keyboard: the pill goes while it would cover that one."""
        in_the_way = window is not None and window.frameGeometry().intersects(self.frameGeometry())
        if in_the_way != self._in_the_way:
            self._in_the_way = in_the_way
            self._settle()

    def set_rounded(self, rounded: bool) -> None:
        """Say whether a compositor runs; without, the pill is opaque and square."""
        if rounded != self._rounded:
            self._rounded = rounded
            self.destroy()
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, rounded)
            self.create()
            self._settle()

    def render_view(self, view: PanelView) -> None:
        """Show what `view` says in one line; shown and hidden by the settings and the panel's mode."""
        self._view = view
        words = self._worded(view)
        if words != self._words:
            self._words = words
            self.setAccessibleName(", ".join(w for w in words if w))
            self.update()
        self._settle()

    def place_at(self, rect: QRect) -> None:
        """Put it at `rect` (logical pixels)."""
        if self.pos() != rect.topLeft():
            self.move(rect.topLeft())

    @property
    def wanted(self) -> bool:
        """True when it is to be seen now."""
        view, settings = self._view, self._settings
        if (
            self._in_the_way
            or view.mode is Mode.SHOWN
            or view.locked
            or (self._full_screen and not settings.pill_in_full_screen)
        ):
            return False
        if view.mode is Mode.FOLDED:
            return True
        return settings.pill == "always" or (settings.pill == "matches" and bool(view.matches))

    def _settle(self) -> None:
        if self.isVisible() != self.wanted:
            self.setVisible(self.wanted)

    def _worded(self, view: PanelView) -> tuple[str, str, str]:
        """Return the title, the progress of a walk, and the count of guides that fit; the last two exclude each other."""
        if view.face not in {Face.WALK, Face.NOTICE, Face.FINISHED}:
            return "", "", ""
        if view.walking:
            return view.title, f"{view.now + 1}/{len(view.steps)}", ""
        return view.title, "", str(len(view.matches)) if len(view.matches) > 1 else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._post(ev.Show(self._clock()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setWindowTitle(translate("Pill", "Guide tab"))
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        title, progress, count = self._words
        self._paint_ground(painter, c.hover if self._hovered else c.canvas)
        middle = self.height() / 2
        side = theme.px(18)
        mark = mark_pixmap(side, c.accent if title else c.text_3, drawing.ratio)
        painter.drawPixmap(QPointF(drawing.left(theme.px(14), side), round(middle - side / 2)), mark)
        end = self.width() - theme.px(12)
        if count:
            radius = theme.px(22) / 2
            drawing.dot(end - radius, middle, radius, c.accent)
            style = theme.style("label", 600)
            at = (end - 2 * radius, round(middle - style.line_px / 2), 2 * radius)
            drawing.text(count, at, style, c.on_accent, side=CENTRE)
            end -= round(2 * radius) + 8
        elif progress:
            style = theme.style("count")
            wide = drawing.text(
                progress, (0, round(middle - style.line_px / 2), end), style, c.text_2, side=TRAILING
            )
            end -= round(wide) + 8
        x = theme.px(14) + theme.px(18) + 8
        style = theme.style("body", 500 if title else 400)
        words = title or translate("Pill", "No guide here")
        drawing.text(
            words, (x, round(middle - style.line_px / 2), end - x), style, c.text if title else c.text_3
        )
        painter.end()

    def _paint_ground(self, painter: QPainter, fill: QColor) -> None:
        """Flat on the side of the screen's edge; round on the other where a compositor lets it be."""
        theme = self._theme
        beyond = self.height() / 2 if self._rounded else 0.0
        rect = QRectF(self.rect())
        rect = (
            rect.adjusted(-beyond, 0, 0, 0)
            if self._settings.pill_edge == "left"
            else rect.adjusted(0, 0, beyond, 0)
        )
        ratio, line = self.devicePixelRatio(), 2 if theme.high_contrast else 1
        paint_frame(painter, rect, fill, theme.colours.edge, beyond, ratio, line)
