"""The panel itself: one top-level window, created once, always on top, which never takes the focus unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import Face, PanelView
from overlay.ui.commands import OPENING, Command
from overlay.ui.panel.body import Body
from overlay.ui.panel.footer import Footer
from overlay.ui.panel.header import Header
from overlay.ui.panel.keyboard import KeyboardFocus
from overlay.ui.panel.match_list import MatchList
from overlay.ui.panel.pictures import Media, Pictures
from overlay.ui.panel.still import Still
from overlay.ui.panel.strip import StripBar
from overlay.ui.theme import Theme, tokens
from overlay.ui.widgets.drawing import paint_frame
from overlay.ui.widgets.keycap import HotkeyLabels

WINDOW_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.X11BypassWindowManagerHint
)
_FIXED = frozenset({Face.WALK, Face.FINISHED})


class Panel(QWidget):
    """Draws a `PanelView`; what the agent does comes out as events through `post`, with `clock()` as their time.

    `media(pack, src)` gives the bytes of a pack's image or None. Call `render` at any time, hidden or shown; what did not
    change is not laid out again. Ask `wanted_size`, decide on a place, then `show_at`.
    """

    # A button that needs a window or a command: "why", "ask", "source", "demo", "sync", "problem", "owner", "details".
    asked = Signal(str)
    moved = Signal(QPoint)  # the agent dragged the panel: its new top left, in logical pixels
    focus_left = Signal()  # the keyboard went to another window by itself
    focus_given_back = Signal()  # Esc, or the panel went, while it had the focus
    commanded = Signal(str)  # the value of a `Command` chosen from the menu

    def __init__(
        self,
        post: Callable[[ev.Event], None],
        theme: Theme,
        media: Media,
        hotkeys: HotkeyLabels,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(None, WINDOW_FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow
        )  # else macOS hides it: we are never in front
        self.setObjectName("overlay-panel")
        self._theme, self._hotkeys = theme, hotkeys
        self._offers: frozenset[str] = frozenset()
        self._view = PanelView()
        self._rounded = False
        self._work = QSize(1280, 800)
        self._grip: QPoint | None = None
        self._focus = KeyboardFocus(self)
        self._commands: Callable[[], Sequence[Command]] = tuple
        self._pictures = Pictures(media)
        self.header = Header(self, theme, post, clock)
        self.strip = StripBar(self, theme, post, clock)
        self.list = MatchList(self, theme, post, clock)
        self.body = Body(self, theme, post, clock, self._pictures)
        self.footer = Footer(self, theme, post, clock)
        self.header.asked.connect(self.asked)
        self.strip.asked.connect(self.asked)
        self.body.face.asked.connect(self.asked)
        self._parts = (self.header, self.strip, self.list, self.body, self.footer)
        self._still = Still(self)
        self.setWindowTitle(self.tr("Guide"))
        self._arrange()

    def warm_up(self) -> None:
        """Make the native window, so that the first show costs what every show costs; `Still` draws when there is time."""
        self.winId()

    def set_rounded(self, rounded: bool) -> None:
        """Say whether a compositor runs: round corners need one; without, the window is opaque and square."""
        if rounded == self._rounded:
            return
        self._rounded = rounded
        was_shown, had_keyboard = self.isVisible(), self.has_keyboard
        if self.internalWinId():
            self.destroy()  # the native window's depth is fixed when it is made
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, rounded)
        self.create()
        if was_shown:
            self.show()
        if had_keyboard:
            self.take_focus()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme or text size from now on."""
        self._theme = theme
        for part in self._parts:
            part.set_theme(theme)
        self._arrange()
        self.update()

    def set_hotkeys(self, hotkeys: HotkeyLabels) -> None:
        """Show other keys on the buttons."""
        self._hotkeys = hotkeys
        self._arrange()

    def set_offers(self, offers: frozenset[str]) -> None:
        """Say which of `asked` the application can do: buttons for the rest are not shown."""
        self._offers = offers
        self._arrange()

    def set_commands(self, offered: Callable[[], Sequence[Command]]) -> None:
        """Say what the panel's menu offers, asked each time it opens."""
        self._commands = offered

    def forget_pictures(self) -> None:
        """Another content generation is in use."""
        self._pictures.forget()
        self._arrange()

    def render_view(self, view: PanelView) -> None:
        """Show `view`. Cheap when little changed; costs no painting while the panel is hidden."""
        was, self._view = self._view, view
        if replace(was, mode=view.mode) == view:
            return  # shown or hidden only
        self._pictures.pack = view.ref.pack if view.ref else ""
        self._arrange()

    def paint_now(self) -> None:
        """Paint what changed before anything else is done: somebody looks at it."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.UpdateRequest)

    def wanted_size(self, work: QSize) -> QSize:
        """Return the size the panel wants on a screen whose free area is `work`, in logical pixels."""
        if work != self._work:
            self._work = work
            self._arrange()
        return self.size()

    def show_at(self, rect: QRect) -> None:
        """Put the panel at `rect` (logical pixels) and show it, without the focus."""
        if self.pos() != rect.topLeft():
            self.move(rect.topLeft())
        if not self.isVisible():
            self._still.lay_over()
            self.show()

    def _width(self) -> int:
        size = tokens()["size"]
        wanted = self._theme.wide(size["panel-width"])
        share = self._work.width() * size["panel-width-max-share-of-screen"]
        return int(max(min(wanted, share), min(size["panel-width-min"], self._work.width())))

    def _most_height(self) -> int:
        size = tokens()["size"]
        wanted = size["panel-height"] * max(1.0, 1 + 0.5 * (self._theme.factor - 1))
        return int(min(wanted, self._work.height() * size["panel-height-max-share-of-screen"]))

    def _arrange(self) -> None:
        """Give every part its view and its place; nothing moves that stays where it is."""
        view, width, most = self._view, self._width(), self._most_height()
        y = self.header.show_view(view, width)
        cap = self._hotkeys.cap("accept")
        strip = self.strip.show_strip(view.strip, width, cap, self._offers)
        _put(self.strip, y)
        y += strip
        if view.list_open:
            digit = self._hotkeys.digit
            listed = self.list.show_rows(
                view.matches,
                view.highlight,
                lambda i: digit(i + 1) or (cap if i == view.highlight else ""),
                width,
            )
            _put(self.list, y)
            y += listed
        elif not self.list.isHidden():
            self.list.hide()
        foot = self.footer.show_view(view, self._hotkeys, width)
        content = self.body.show_view(view, self._hotkeys, self._offers, width)
        height = most if view.face in _FIXED else min(most, y + content + foot)
        self.body.setGeometry(0, y, width, max(0, height - y - foot))
        _put(self.footer, height - foot)
        if self.size() != QSize(width, height):
            self.resize(width, height)
        self.body.settle(view)
        self._focus.keep()
        self._still.renew()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._rounded)
        radius = tokens()["radius"]["window"] if self._rounded else 0
        line = 2 if self._theme.high_contrast else 1
        paint_frame(painter, QRectF(self.rect()), c.canvas, c.edge, radius, self.devicePixelRatio(), line)
        painter.end()

    # --- the agent's hands -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and event.position().y() < self.header.height():
            handle = self.windowHandle()
            if QGuiApplication.platformName() == "wayland" and handle is not None:
                handle.startSystemMove()  # there only the compositor moves windows
            else:
                self._grip = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.move(event.globalPosition().toPoint() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self.moved.emit(self.pos())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at, focused = event.globalPos(), self.focusWidget()
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if by_key and focused is not None:
            at = focused.mapToGlobal(focused.rect().bottomLeft())
        self._focus.used()
        offered = [c for c in self._commands() if c is not Command.FOCUS or not self.has_keyboard]
        if offered:
            from overlay.ui.panel.menu import open_menu  # noqa: PLC0415  not before it is asked for

            menu = open_menu(self, at, offered, self._theme, self._command)
            if by_key:
                menu.setActiveAction(menu.actions()[0])

    def _command(self, command: Command) -> None:
        if command in OPENING:
            self._focus.drop()  # the new window takes the keyboard, and leaves it to the work
        self.commanded.emit(command.value)

    @property
    def has_keyboard(self) -> bool:
        """True while the panel has the focus because the agent asked for it."""
        return self._focus.held

    def take_focus(self) -> None:
        """Take the focus on purpose: the first control gets it, Tab goes round, Esc gives it back."""
        self._focus.take()

    def give_focus_back(self) -> None:
        """Be a window again that does not take the focus, and say so by `focus_given_back`."""
        self._focus.give_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._focus.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._focus.go(forward=forward)

    def setVisible(self, visible: bool) -> None:
        if not visible:
            self._focus.give_back()  # before it goes: else the keyboard would belong to no window at all
        super().setVisible(visible)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for part in self._parts:
                part.retranslate()
            self.setWindowTitle(self.tr("Guide"))
            self._arrange()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self.set_theme(self._theme)
        elif event.type() == QEvent.Type.ActivationChange:
            self._focus.activation_changed()
        super().changeEvent(event)


def _put(part: QWidget, y: int) -> None:
    if part.y() != y:
        part.move(0, y)
