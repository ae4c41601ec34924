"""The panel and the pill on the real screens: showing, placing, and the timers of the behaviour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from overlay.app.hotkeys import HotkeyRing
from overlay.app.placing import Placing
from overlay.app.windows import Windows
from overlay.assist import events as ev
from overlay.assist.view import Mode, PanelView
from overlay.context import WindowContext
from overlay.settings import Settings
from overlay.ui.announce import announce, spoken
from overlay.ui.panel.window import Panel
from overlay.ui.pill import Pill
from overlay.ui.theme import Theme
from overlay.ui.widgets.keycap import HotkeyLabels

SETTLE_MS = 1_600
GIVE_AGAIN_MS = 600
MAX_TIMER_S = 86_400.0  # a change further away is looked at again tomorrow


class ScreenDesk(QObject):
    """Draws what the assistant says on the panel and the pill; the other windows are `windows`' affair."""

    def __init__(
        self,
        panel: Panel,
        pill: Pill,
        placing: Placing,
        ring: HotkeyRing,
        post: Callable[[ev.Event], None],
        look_again: Callable[[], None],
        windows: Windows,
    ) -> None:
        super().__init__()
        self._panel = panel
        self._pill = pill
        self._placing = placing
        self._ring = ring
        self._post = post
        self._windows = windows
        self._view = PanelView()
        self._settings = Settings()
        self._settled = self._timer(lambda: post(ev.ActionSettled()))
        self._change = self._timer(look_again)
        self._change.setTimerType(Qt.TimerType.VeryCoarseTimer)
        panel.moved.connect(lambda _: placing.remember(panel))
        panel.focus_given_back.connect(self._give_focus_back)
        self._given = QElapsedTimer()
        self._gives_again = False
        self._came_from = 0  # the window that had the focus before the panel took it
        self._context: WindowContext | None = None

    def configure(self, settings: Settings) -> None:
        """Work by these settings from now on."""
        self._settings = settings
        self._placing.configure(settings.place)
        self._panel.set_hotkeys(self._labels())
        self._pill.set_settings(settings.place)

    def set_rounded(self, rounded: bool) -> None:
        """Say whether a compositor runs, which round corners need."""
        self._panel.set_rounded(rounded)
        self._pill.set_rounded(rounded)
        self._windows.set_rounded(rounded)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme or text size from now on."""
        self._panel.set_theme(theme)
        self._pill.set_theme(theme)

    # --- what the assistant asks for (`Desk`) ---------------------------------------------------------------------

    def draw(self, view: PanelView, context: WindowContext | None) -> None:
        """Show `view`; the panel is laid out while hidden too, so that a key press only has to show it."""
        self._view, self._context = view, context
        self._windows.say_view(view, context)
        size = self._panel.size()
        self._panel.render_view(view)
        if view.mode is not Mode.SHOWN or view.searching:  # the search would open below the panel
            self._panel.hide()
        elif self._panel.isHidden() or self._panel.size() != size or self._placing.must_move(context):
            self._show_panel(context)
        else:
            self._panel.paint_now()
        self._pill.set_full_screen(bool(context and context.full_screen))
        self._place_pill(context)
        self._pill.render_view(view)

    def _show_panel(self, context: WindowContext | None) -> None:
        rect = self._placing.place_panel(self._panel, context)
        self._windows.keep(self._panel, rect)
        self._panel.show_at(rect)

    def _place_pill(self, context: WindowContext | None) -> None:
        rect = self._placing.place_pill(self._pill, context)
        self._windows.keep(self._pill, rect)
        self._pill.place_at(rect)

    def follow(self, context: WindowContext | None) -> None:
        """The work window, or a screen, is somewhere else: go along to another screen, never about on the same one."""
        self._context = context
        if self._panel.isVisible() and self._placing.must_move(context):
            self._show_panel(context)
        self._place_pill(context)

    def grab_walk_keys(self, *, on: bool) -> None:
        before = self._ring.refused
        self._ring.walk_keys(on=on)
        if self._ring.refused != before:
            self._panel.set_hotkeys(self._labels())

    def announce(self, view: PanelView) -> None:
        announce(self._panel, spoken(view))

    def show_palette(self, text: str) -> None:
        self._windows.search(text)

    def settle_later(self) -> None:
        self._settled.start(SETTLE_MS)

    def expect_change(self, after_s: float | None) -> None:
        if after_s is None:
            self._change.stop()
        else:
            self._change.start(round(min(after_s, MAX_TIMER_S) * 1000) + 50)

    def forget_pictures(self) -> None:
        self._panel.forget_pictures()

    def forget_place(self) -> None:
        """Put the panel where it goes by itself, now and from now on."""
        self._placing.forget()
        self.follow(self._context)

    def focus_panel(self) -> None:
        """Give the panel the keyboard, on purpose; asked again, give it back."""
        if self._panel.has_keyboard:
            self._panel.give_focus_back()
        elif self._panel.isVisible():
            self._came_from = self._context.window if self._context else 0
            self._panel.take_focus()
            self._windows.focus_own(self._panel)

    def keeps_work(self) -> bool:
        """Tell whether the work window is still what it was although no window of others is in front.

        It is while the panel has the keyboard. Just after it was given back, xfwm4 may still be busy with its having been
        lost, and leave no window in front: then it is given once more.
        """
        if self._panel.has_keyboard:
            return True
        if not self._gives_again or self._given.elapsed() > GIVE_AGAIN_MS:
            return False
        self._gives_again = False
        self._windows.give_focus(self._came_from, unmanaged=True)
        return True

    def _give_focus_back(self) -> None:
        self._given.start()
        self._gives_again = True
        self._windows.give_focus(self._came_from, unmanaged=True)

    def _labels(self) -> HotkeyLabels:
        return HotkeyLabels.of(self._settings.hotkeys, frozenset(self._ring.refused))

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer
