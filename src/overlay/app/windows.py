"""The windows that are created when first needed: palette, settings, why, notes, first run, tray."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from overlay.app.backends import Backends
from overlay.app.command_menu import CommandMenu
from overlay.app.library import Library
from overlay.app.placing import logical_work_area
from overlay.app.preferences import Preferences
from overlay.assist import events as ev
from overlay.assist.state import Assist
from overlay.assist.view import Mode, PanelView
from overlay.context import Rect, WindowContext
from overlay.errors import StoreError
from overlay.ui.theme import ThemeSource

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

    # made on demand: none of these modules is imported before its window is asked for
    from overlay.app.finder import LibraryFinder
    from overlay.ui.first_run import FirstRun
    from overlay.ui.notes import GuideRequest, NoteEditor
    from overlay.ui.palette.window import Palette
    from overlay.ui.rule_maker.window import RuleMaker
    from overlay.ui.settings.window import SettingsWindow
    from overlay.ui.sources.port import SourcesPort
    from overlay.ui.tray import SyncEntry, Tray
    from overlay.ui.why.window import WhyWindow

log = logging.getLogger(__name__)


class Windows:
    """Opens each window for the window in front, and gives the focus back to exactly that one."""

    def __init__(
        self,
        themes: ThemeSource,
        library: Library,
        backends: Backends,
        preferences: Preferences,
        state: Callable[[], Assist],
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
    ) -> None:
        self._themes = themes
        self._library = library
        self._backends = backends
        self._preferences = preferences
        self._state = state
        self._post = post
        self._clock = clock
        self._sources: Callable[[], SourcesPort] | None = None
        self._menu: CommandMenu | None = None
        self._rounded = False
        self._tray: Tray | None = None
        self._welcome: FirstRun | None = None
        self._finder: LibraryFinder | None = None

    def use_commands(self, menu: CommandMenu) -> None:
        """Set what the palette offers besides guides."""
        self._menu = menu

    def use_sources(self, sources: Callable[[], SourcesPort]) -> None:
        """Set what the settings say about sources; it is made when they are opened."""
        self._sources = sources

    def set_rounded(self, rounded: bool) -> None:
        """Say whether a compositor runs."""
        self._rounded = rounded
        if "_palette" in self.__dict__:
            self._palette.set_rounded(rounded)

    def give_focus(self, window: int, *, unmanaged: bool = False) -> None:
        """Give the focus to `window` again; `unmanaged`: from the panel, which no window manager knows of."""
        if window:
            self._backends.activate(window, unmanaged=unmanaged)

    def keep(self, window: QWidget, rect: QRect) -> None:
        """Have panel or pill at `rect` (logical pixels), where it cannot go there itself."""
        self._backends.keep(window.windowTitle(), Rect(rect.x(), rect.y(), rect.width(), rect.height()))

    def focus_own(self, window: QWidget) -> None:
        """Give a window of ours the focus that cannot take it itself."""
        self._backends.focus_own(window.windowTitle())

    # --- opening ---------------------------------------------------------------------------------------------------

    def search(self, text: str = "") -> None:
        """Open the palette over the screen of the work window; the panel makes room for it."""
        self._post(ev.SearchShown(True))
        context = self._state().context
        self._palette.open_for(
            context.window if context else 0,
            context.app if context else "",
            logical_work_area(context),
            text=text,
            language=self._library.languages[0],
        )

    def settings(self, page: str = "") -> None:
        """Open the settings, on `page` ("hotkeys", "recorded", …) or where they were."""
        self._settings.open(page)

    def why(self) -> None:
        """Say why this guide is here, and why others are not."""
        state = self._state()
        matches, rejected = self._library.explain(state.context, self._clock())
        from overlay.ui.why.window import WhyFacts

        self._why.open_for(WhyFacts(state.context, matches, rejected))

    def note(self, *, step: bool) -> None:
        """Open the agent's own note on the guide in the panel, or on its current step."""
        opened = self._state().opened
        if opened is None:
            return
        from overlay.assist.present import view

        seen = view(self._state())
        if step and seen.steps:
            here = seen.steps[seen.now]
            self._note.open_for(opened.guide.title, here.note, step_id=here.step_id, number=seen.now + 1)
        else:
            self._note.open_for(opened.guide.title, opened.note)

    def request(self, words: str = "") -> None:
        """Open a request for a guide that begins with `words`."""
        context = self._state().context
        self._request.open_for(context.app if context else "", words)

    def welcome(self, chord: str, *, taken: bool) -> None:
        """Show the first-run window, which asks to press `chord` in any application."""
        from overlay.ui.first_run import FirstRun

        self._welcome = FirstRun(self._themes, lambda: self.settings("hotkeys"), self._welcomed)
        self._welcome.adjustSize()
        frame = self._welcome.frameGeometry()
        frame.moveCenter(logical_work_area(self._state().context).center())
        self._welcome.move(frame.topLeft())
        self._welcome.open_for(chord, taken=taken)

    def say_toggled(self) -> bool:
        """The hotkey came: the first-run window says so. Return whether it is open."""
        if self._welcome is None:
            return False
        self._welcome.pressed()
        return True

    def say_view(self, view: PanelView, context: WindowContext | None) -> None:
        """The panel was drawn anew: the tray's menu says what its first entry does, the search what fits."""
        if self._tray is not None:
            self._tray.say_shown(view.mode is Mode.SHOWN)
        if view.searching and context is not None:
            self._palette.come_from(context.window, context.app)

    def start_tray(self, leave: Callable[[], None], sync: Callable[[], None]) -> None:
        """Show the tray icon where there is a tray. `sync` fetches new guides, or ends a sync that runs."""
        from overlay.ui.tray import Tray, TrayActions

        actions = TrayActions(
            toggle=lambda: self._post(ev.Toggle(self._clock())),
            search=self.search,
            why=self.why,
            settings=self.settings,
            quit=leave,
            sync=sync,
        )
        self._tray = Tray(self._themes, actions)
        self._tray.start()

    def say_newer(self, version: str) -> None:
        """Say where it disturbs nobody that there is a newer version of the program; "" says nothing."""
        if self._tray is not None:
            self._tray.say_newer(version)

    def say_sync(self, entry: SyncEntry) -> None:
        """Say in the tray's menu what can be done about new guides."""
        if self._tray is not None:
            self._tray.say_sync(entry)

    def stop(self) -> None:
        if self._finder is not None:
            self._finder.stop()
        if self._tray is not None:
            self._tray.stop()

    # --- the windows -----------------------------------------------------------------------------------------------

    @cached_property
    def _palette(self) -> Palette:
        from overlay.app.finder import LibraryFinder
        from overlay.ui.palette.window import Palette

        menu = self._menu
        assert menu is not None, "the commands are set when the assistant is built"
        finder = self._finder = LibraryFinder(
            self._library,
            self._state,
            menu.offered,
            lambda: self._preferences.loaded().settings.privacy.count_misses,
        )
        palette = Palette(self._themes, finder, self._post, self._clock, self._give_back, menu.run)
        finder.answered.connect(palette.answer)
        palette.set_rounded(self._rounded)
        return palette

    @cached_property
    def _settings(self) -> SettingsWindow:
        from overlay.ui.settings.window import SettingsWindow

        assert self._sources is not None, "the sources are set when the assistant is built"
        return SettingsWindow(self._themes, self._preferences, self._sources())

    @cached_property
    def _note(self) -> NoteEditor:
        from overlay.ui.notes import NoteEditor

        return NoteEditor(self._themes, self._post)

    @cached_property
    def _request(self) -> GuideRequest:
        from overlay.ui.notes import GuideRequest

        return GuideRequest(self._themes, self._ask)

    @cached_property
    def _why(self) -> WhyWindow:
        from overlay.ui.why.window import WhyWindow

        return WhyWindow(self._themes, self._make_rule)

    def _make_rule(self, context: WindowContext) -> None:
        self._rule_maker.open_for(context)

    @cached_property
    def _rule_maker(self) -> RuleMaker:
        from overlay.ui.rule_maker.window import RuleMaker

        return RuleMaker(self._themes)

    def _ask(self, app: str, words: str) -> None:
        try:
            self._library.journal.ask(app, words, self._clock())
        except StoreError as error:
            log.warning("a request cannot be kept: %s", error)

    def _give_back(self, window: int) -> None:
        self.give_focus(window)
        self._post(ev.SearchShown(False))

    def _welcomed(self) -> None:
        self._welcome = None
