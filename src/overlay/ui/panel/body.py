"""The scrolling part between header and footer: the steps of the walk, or a face."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QPropertyAnimation, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, PanelView
from overlay.ui.panel.face import FaceView
from overlay.ui.panel.pictures import Pictures
from overlay.ui.panel.steps import Steps
from overlay.ui.theme import Theme
from overlay.ui.widgets.drawing import Drawing
from overlay.ui.widgets.keycap import HotkeyLabels

_BAR_PX = 9
_LINE_PX = 40


class ThinBar(QScrollBar):
    """A scroll bar 5 px thin; it lies over the content and takes no room. Role and value are Qt's own."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.theme = theme
        self.setSingleStep(_LINE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = self.maximum() - self.minimum() + self.pageStep()
        tall = max(24.0, self.height() * self.pageStep() / max(whole, 1))
        top = (self.height() - tall) * self.value() / max(self.maximum(), 1)
        drawing = Drawing(painter, self.theme, self)
        drawing.frame((2, top, 5, tall), self.theme.colours.control, None, 2.5)
        painter.end()


class Body(QWidget):
    """Scrolls by wheel, bar and keys; goes to the current step by itself when the step changes."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
        pictures: Pictures,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inner = QWidget(self)
        self.steps = Steps(self._inner, theme, post, clock, pictures)
        self.face = FaceView(self._inner, theme, post, clock)
        self.bar = ThinBar(self, theme)
        self.bar.valueChanged.connect(self._scrolled)
        self._glide = QPropertyAnimation(self.bar, b"value", self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._stand: object = None  # the step the body last scrolled to
        self._content_px = 0
        self.steps.unfolded = self._unfolded  # type: ignore[method-assign]
        self._again: Callable[[], None] = lambda: None

    def set_theme(self, theme: Theme) -> None:
        self._theme = self.bar.theme = theme
        self.steps.set_theme(theme)
        self.face.set_theme(theme)

    def retranslate(self) -> None:
        self.steps.retranslate()
        self.face.retranslate()

    def show_view(self, view: PanelView, labels: HotkeyLabels, offers: frozenset[str], width: int) -> int:
        """Show what belongs in the body; return how high all of it is."""
        self._again = lambda: self._reflow(view, labels, offers, width)
        steps = view.face in {Face.WALK, Face.FINISHED, Face.NOTICE}
        face = view.face not in {Face.WALK, Face.NOTICE}
        tall = 0
        self.steps.card.controls.labels = labels
        if steps:
            tall = self.steps.show_view(view, width, max(self.height(), 300))
        if face:
            self.face.move(0, max(0, tall - 9))
            tall = self.face.y() + self.face.show_view(view, labels, offers, width)
        for widget, wanted in ((self.steps, steps), (self.face, face)):
            if widget.isHidden() is wanted:
                widget.setVisible(wanted)
        self._content_px = tall
        return tall

    def settle(self, view: PanelView) -> None:
        """Scroll to the current step if it is another one; called when the body has its size."""
        self._fit()
        stand = (view.ref, view.face, view.now, view.captures)
        if stand == self._stand:
            return
        moved = self._stand is not None and self.isVisible() and view.ref == self._stand[0]  # type: ignore[index]
        self._stand = stand
        target = 0
        if view.face is Face.WALK and view.now:
            # One done row stays in view above the card.
            target = min(self.steps.card_top - self._theme.px(30) - 10, self.bar.maximum())
        target = max(0, target)
        self._glide.stop()
        duration = self._theme.motion_ms("scroll-to-current") if moved else 0
        if duration and target != self.bar.value():
            self._glide.setDuration(duration)
            self._glide.setEndValue(target)
            self._glide.start()
        else:
            self.bar.setValue(target)

    def page(self, *, down: bool) -> None:
        """Scroll most of a page."""
        self._glide.stop()
        self.bar.setValue(self.bar.value() + (1 if down else -1) * self.height() * 9 // 10)

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that `widget` (inside the body) is in view."""
        top = widget.mapTo(self._inner, widget.rect().topLeft()).y()
        if top < self.bar.value():
            self.bar.setValue(top - 8)
        elif top + widget.height() > self.bar.value() + self.height():
            self.bar.setValue(min(top, top + widget.height() - self.height() + 8))

    def _reflow(self, view: PanelView, labels: HotkeyLabels, offers: frozenset[str], width: int) -> None:
        self.show_view(view, labels, offers, width)
        self._fit()

    def _unfolded(self) -> None:
        self._again()

    def _fit(self) -> None:
        """Give the inner widget its size and the bar its range."""
        self._inner.resize(self.width(), max(self._content_px, self.height()))
        most = max(0, self._content_px - self.height())
        self.bar.setPageStep(max(self.height(), 1))
        self.bar.setMaximum(most)
        if self.bar.isHidden() is bool(most):
            self.bar.setVisible(bool(most))
        if most:
            x = 2 if self.isRightToLeft() else self.width() - _BAR_PX - 2
            self.bar.setGeometry(x, 2, _BAR_PX, self.height() - 4)
            self.bar.raise_()
        self._scrolled(self.bar.value())

    def _scrolled(self, value: int) -> None:
        self._inner.move(0, -value)
        if self.steps.isVisibleTo(self) and self.steps.ensure(value + self.height()):
            self._content_px = self.steps.height()
            self._inner.resize(self.width(), max(self._content_px, self.height()))
            self.bar.setMaximum(max(0, self._content_px - self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or event.angleDelta().y() / 120 * 3 * _LINE_PX / 2
        self._glide.stop()
        self.bar.setValue(round(self.bar.value() - pixels))
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._fit()
        super().changeEvent(event)
