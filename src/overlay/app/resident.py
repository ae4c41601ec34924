"""The life of the resident assistant: its parts start in the order that makes the hotkey work soonest."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from overlay.app.actions import Actions, copy
from overlay.app.assistant import Assistant
from overlay.app.backends import Backends
from overlay.app.command_menu import CommandMenu, Doers
from overlay.app.commands import Commands, identity
from overlay.app.crash_offer import CrashOffer
from overlay.app.desk import ScreenDesk
from overlay.app.hotkeys import HotkeyRing
from overlay.app.library import Library
from overlay.app.login_start import LoginStart
from overlay.app.placing import Placing
from overlay.app.preferences import OwnPlace, Preferences
from overlay.app.report import StatusReport
from overlay.app.screen_changes import ScreenChanges
from overlay.app.signals import Signals
from overlay.app.supply import Supply
from overlay.app.windows import Windows
from overlay.assist import events as ev
from overlay.context import WindowContext
from overlay.errors import StoreError
from overlay.guide import GuideRef
from overlay.ipc.server import CommandServer
from overlay.journal.case_key import CaseKeys
from overlay.journal.store import Journal
from overlay.paths import Paths
from overlay.policy import content_folder
from overlay.settings_file import Loaded, load_for
from overlay.ui.commands import Command
from overlay.ui.panel.window import Panel
from overlay.ui.pill import Pill
from overlay.ui.theme import Theme, ThemeSource
from overlay.ui.translations import Translations
from overlay.ui.widgets.keycap import HotkeyLabels

log = logging.getLogger(__name__)

WELCOME_GUIDE = GuideRef("welcome", "first-steps")
LATE_MS = 400  # what nobody waits for (tray, session lock) starts this long after the hotkey works


def guide_languages(wanted: tuple[str, ...], interface: str) -> tuple[str, ...]:
    """Return the languages guides are shown in, in order: those set, else the interface's, then English."""
    return tuple(dict.fromkeys((*(wanted or (interface,)), "en")))


class Resident:
    """Every part of the assistant, built once by `start`, which may raise AlreadyRunningError; then `stop` undoes it."""

    def __init__(self, app: QApplication, places: Paths) -> None:
        self._app = app
        self._places = places
        self._clock: Callable[[], float] = time.time
        self._login = LoginStart(os.environ)
        self._stops: list[Callable[[], None]] = []

    def start(self) -> None:
        """Keys first: what is pressed while the rest is built waits in the queue of the X connection."""
        server = CommandServer(self._places.data, self._answer)
        server.start()
        self._stops.append(server.stop)
        self._crash = CrashOffer(self._places.log)
        self._crash.start()
        self._stops.append(self._crash.stop)
        # Settings there already are somebody's decision: IT's, or an earlier run's. Then nobody is asked anything.
        self._first_run = (
            not self._places.settings.exists() and not (self._places.data / "personal.db").exists()
        )
        loaded = load_for(self._places)
        self._first_run &= loaded.policy.welcome
        self._content_folder = content_folder(self._places, loaded.policy)
        settings = loaded.settings
        for problem in loaded.problems:
            log.warning("settings: %s has no effect; `overlay doctor` says why", problem.where)
        self._hold_keys(loaded)
        self._translations = Translations(self._app)
        language = self._translations.use(settings.look.language)
        self._library = self._open_library(settings.privacy.keep_walks_days)
        self._stops.append(self._library.close)
        self._library.languages = guide_languages(settings.guides.languages, language)
        self._themes = ThemeSource(settings.look)
        self._build_windows(loaded)
        self._backends.start_watcher(self._window_seen)
        self._assistant.perform_with(
            Actions(
                self._backends.read, self._assistant.compare, self._backends.typist, self._action_done
            ).perform
        )
        self._assistant.can_type(self._backends.typist is not None)
        self._report = StatusReport(
            self._content_folder,
            self._library,
            self._backends,
            self._ring,
            self._crash,
            self._preferences.loaded,
            lambda: self._assistant.state.context,
        )
        self._commands = Commands(
            self._assistant, self._report, self._clock, self._app.quit, self._supply.schedule.follow
        )
        self._signals = Signals(self._app.quit)
        QTimer.singleShot(LATE_MS, self._start_late)

    def stop(self) -> None:
        """Stop what was started, the last first; one that fails does not keep the others from stopping."""
        while self._stops:
            try:
                self._stops.pop()()
            except Exception:
                log.exception("a part did not stop cleanly")

    def _hold_keys(self, loaded: Loaded) -> None:
        self._backends = Backends(keyboard_hook=loaded.settings.privacy.keyboard_hook)
        self._stops.append(self._backends.stop)
        held = self._backends.start_hotkeys(self._pressed)
        self._ring = HotkeyRing(held, self._post, self._clock, self._focus_panel)
        self._ring.configure(loaded.settings.hotkeys)

    def _open_library(self, keep_days: int) -> Library:
        try:
            journal = Journal.open(self._places.data / "personal.db", self._clock(), keep_days)
        except StoreError as error:
            log.warning("%s", error)
            journal = Journal.in_memory()
        if journal.moved_aside:
            log.warning(
                "personal.db was damaged; it was moved to %s, and walks and notes start afresh",
                journal.moved_aside,
            )
        return Library(self._content_folder, journal, CaseKeys(self._places.data / "case.key"))

    def _build_windows(self, loaded: Loaded) -> None:
        labels = HotkeyLabels.of(loaded.settings.hotkeys, frozenset(self._ring.refused))
        self._panel = Panel(self._post, self._themes.theme, self._media, labels, self._clock)
        self._pill = Pill(self._post, self._themes.theme, loaded.settings.place, self._clock)
        self._app.focusWindowChanged.connect(self._pill.set_in_front)
        self._preferences = Preferences(
            self._places,
            loaded,
            self._library,
            self._ring,
            self._use_settings,
            OwnPlace(lambda: self._placing.dragged, self._forget_place),
            self._backends.limits,
        )
        self._windows = Windows(
            self._themes,
            self._library,
            self._backends,
            self._preferences,
            lambda: self._assistant.state,
            self._post,
            self._clock,
        )
        self._placing = Placing(self._places.data / "places.json")
        self._desk = ScreenDesk(
            self._panel,
            self._pill,
            self._placing,
            self._ring,
            self._post,
            self._look_again,
            self._windows,
        )
        self._supply = Supply(
            self._places, self._content_folder, self._library, self._post, self._preferences.loaded
        )
        self._menu = self._make_menu()
        self._windows.use_commands(self._menu)
        self._windows.use_sources(self._supply.sources)
        self._panel.set_commands(self._menu.offered)
        self._panel.set_offers(
            frozenset({"why", "ask", "source", "demo", "sync", "stop-sync", "problem", "details"})
        )
        self._desk.configure(loaded.settings)
        self._backends.start_compositor(self._desk.set_rounded)  # before the native window is made
        self._panel.warm_up()
        self._backends.start_keeper(self._own_windows)
        self._hide_from_capture(loaded)
        self._assistant = Assistant(self._library, self._desk, self._clock)
        self._assistant.prefer(why_open=loaded.settings.look.why_open)
        self._supply.schedule.changed.connect(self._sync_changed)
        self._panel.asked.connect(self._asked)
        self._panel.commanded.connect(self._asked)
        self._panel.focus_left.connect(self._focus_left)
        self._themes.changed.connect(self._use_theme)
        self._screens = ScreenChanges(self._app, self._screens_changed)

    def _make_menu(self) -> CommandMenu:
        doers = Doers(
            ask=self._windows.request,
            focus=self._focus_panel,
            plain={
                Command.WHY: self._windows.why,
                Command.NOTE_STEP: lambda: self._windows.note(step=True),
                Command.NOTE_GUIDE: lambda: self._windows.note(step=False),
                Command.OWN_PLACE: self._forget_place,
                Command.RECORDED: lambda: self._windows.settings("recorded"),
                Command.SYNC: lambda: self._asked("sync"),
                Command.STOP_SYNC: lambda: self._asked("stop-sync"),
                Command.SOURCES: lambda: self._windows.settings("sources"),
                Command.CRASH: lambda: self._crash.save(self._supply.children),
                Command.DEMO: self._supply.install_demo,
                Command.SETTINGS: self._windows.settings,
                Command.QUIT: self._app.quit,
            },
        )
        return CommandMenu(
            doers,
            lambda: self._assistant.state,
            self._post,
            self._clock,
            {
                Command.OWN_PLACE: lambda: self._placing.dragged,
                Command.SYNC: lambda: self._supply.syncs and not self._supply.schedule.running,
                Command.STOP_SYNC: lambda: self._supply.schedule.running,
                Command.DEMO: lambda: self._supply.lacks_demo,
                Command.CRASH: lambda: bool(self._crash.report),
            },
        )

    def _start_late(self) -> None:
        gc.enable()  # `app.main` switched it off
        self._login.start(self._preferences.loaded())
        if self._first_run:
            self._welcome()
        self._backends.start_lock(lambda locked: self._post(ev.SessionLocked(locked, self._clock())))
        self._windows.start_tray(self._app.quit, self._supply.schedule.toggle)
        self._windows.say_newer(self._report.newer())
        self._stops.append(self._windows.stop)
        self._supply.start(self._content_changed)
        self._stops.append(self._supply.stop)
        gc.collect()
        gc.freeze()  # what is alive now stays: no later collection need look at it

    def _content_changed(self) -> None:
        self._assistant.content_changed()
        self._windows.say_newer(self._report.newer())

    def _welcome(self) -> None:
        """Ask for the hotkey once. There is always a guide to see: the one that shows how guides work."""
        self._supply.install_welcome()
        chord = self._preferences.loaded().settings.hotkeys.toggle
        self._windows.welcome(chord, taken="toggle" in self._ring.refused)

    # --- what the parts ask of each other ----------------------------------------------------------------------------

    def _answer(self, verb: str, args: dict[str, Any]) -> dict[str, Any]:
        return self._commands.answer(verb, args)

    def _focus_panel(self) -> None:
        self._desk.focus_panel()

    def _window_seen(self, context: WindowContext | None) -> None:
        if context is not None or not self._desk.keeps_work():
            self._assistant.window_seen(context)

    def _focus_left(self) -> None:
        self._assistant.window_seen(self._backends.read())

    def _forget_place(self) -> None:
        self._desk.forget_place()

    def _look_again(self) -> None:
        self._assistant.look_again()

    def _post(self, event: ev.Event) -> None:
        self._assistant.post(event)

    def _pressed(self, name: str) -> None:
        self._ring.pressed(name)
        if name == "toggle" and self._windows.say_toggled() and self._assistant.state.opened is None:
            self._post(ev.PickGuide(WELCOME_GUIDE, self._clock()))

    def _action_done(self, action_id: str, refused: str) -> None:
        self._assistant.post(ev.ActionDone(action_id, refused))

    def _media(self, pack: str, src: str) -> bytes | None:
        return self._library.content.media(pack, src) if self._library.content else None

    def _asked(self, what: str) -> None:
        """A button of the panel that needs more than the panel."""
        match what:
            case "sync":
                self._supply.fetch()
            case "stop-sync":
                self._supply.schedule.cancel()
            case "source":
                self._windows.settings("sources.add")
            case "details":
                self._windows.settings("sources")
            case "problem":
                copy(f"overlay {identity()['version']}: {self._library.problem_details}")
            case command:
                self._menu.run(Command(command))

    def _sync_changed(self) -> None:
        from overlay.ui.tray import SyncEntry

        running = self._supply.schedule.running
        can = SyncEntry.GET if self._supply.syncs else SyncEntry.OFF
        self._windows.say_sync(SyncEntry.STOP if running else can)
        if not running:
            self._windows.say_newer(self._report.newer())  # the source may name another version now
        if not running and self._library.is_behind():
            self._assistant.content_changed()  # another session of this user installed it and told its own assistant

    def _screens_changed(self) -> None:
        self._desk.follow(self._assistant.state.context)

    def _use_theme(self, theme: Theme) -> None:
        self._desk.set_theme(theme)

    def _use_settings(self, loaded: Loaded) -> None:
        """Work by other settings from now on."""
        settings = loaded.settings
        language = self._translations.use(settings.look.language)
        self._library.languages = guide_languages(settings.guides.languages, language)
        self._library.journal.keep(settings.privacy.keep_walks_days, self._clock())
        self._ring.configure(settings.hotkeys)
        self._themes.set_look(settings.look)
        self._desk.configure(settings)
        self._hide_from_capture(loaded)
        self._assistant.prefer(why_open=settings.look.why_open)
        self._assistant.content_changed()
        self._login.follow(loaded)

    def _own_windows(self) -> tuple[int, ...]:
        return int(self._panel.winId()), int(self._pill.winId())

    def _hide_from_capture(self, loaded: Loaded) -> None:
        self._backends.hide_from_capture(hidden=loaded.settings.privacy.hide_from_capture)
