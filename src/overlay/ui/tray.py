"""The tray icon and its menu. Everything works without it too: some desktops have no tray."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from overlay.ui.mark import mark_icon
from overlay.ui.theme import Theme, ThemeSource

translate = QCoreApplication.translate


class SyncEntry(Enum):
    """What the menu's entry about new guides says."""

    OFF = "off"  # no source is set up: greyed
    GET = "get"
    STOP = "stop"  # a sync runs


class TrayActions(Struct, frozen=True):
    """What the menu does. `sync` fetches new guides, or ends a sync that runs."""

    toggle: Callable[[], None]
    search: Callable[[], None]
    why: Callable[[], None]
    settings: Callable[[], None]
    quit: Callable[[], None]
    sync: Callable[[], None]


class Tray(QObject):
    """Made without cost; `start` shows the icon, some time after the start of the assistant."""

    def __init__(self, themes: ThemeSource, actions: TrayActions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._actions = actions
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._entries: dict[str, QAction] = {}
        self._sync = SyncEntry.OFF
        self._newer = ""

    @staticmethod
    def available() -> bool:
        """Tell whether this desktop has a tray now (asks the session bus or the X server)."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def start(self) -> bool:
        """Show the icon; return whether there is a tray. Without one nothing is shown and nothing fails."""
        if self._icon is None and self.available():
            self._make()
        return self._icon is not None

    def say_shown(self, shown: bool) -> None:
        """Say in the menu what the first entry does: the panel is shown, or it is not."""
        toggle = self._entries.get("toggle")
        if toggle is not None:
            toggle.setText(
                translate("Tray", "Hide the panel") if shown else translate("Tray", "Show the panel")
            )

    def say_sync(self, entry: SyncEntry) -> None:
        """Say in the menu what can be done about new guides; it may be open."""
        self._sync = entry
        action = self._entries.get("sync")
        if action is not None:
            action.setText(self._sync_words())
            action.setEnabled(entry is not SyncEntry.OFF)

    def say_newer(self, version: str) -> None:
        """Say below the pointer that IT has released `version` of the program; "" says nothing of it."""
        self._newer = version
        if self._icon is not None:
            self._icon.setToolTip(self._tip())

    def _tip(self) -> str:
        name = QApplication.applicationDisplayName() or "overlay"
        if not self._newer:
            return name
        newer = translate("Tray", "Version {version} is ready: ask IT for it").format(version=self._newer)
        return f"{name}\n{newer}"

    def _sync_words(self) -> str:
        if self._sync is SyncEntry.STOP:
            return translate("Tray", "Stop getting new guides")
        return translate("Tray", "Get new guides now")

    def stop(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def menu(self) -> QMenu | None:
        """Return the menu while the icon is shown."""
        return self._menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)

    def _make(self) -> None:
        actions = self._actions
        self._menu = menu = QMenu()
        menu.installEventFilter(self)  # the menu hears of another language, this object does not
        entries: tuple[tuple[str, Callable[[], None]], ...] = (
            ("toggle", actions.toggle),
            ("search", actions.search),
            ("why", actions.why),
            ("sync", actions.sync),
            ("settings", actions.settings),
            ("quit", actions.quit),
        )
        for name, action in entries:
            if name in {"sync", "quit"}:
                menu.addSeparator()
            entry = menu.addAction("")
            entry.triggered.connect(lambda _checked=False, run=action: run())
            self._entries[name] = entry
        self._icon = icon = QSystemTrayIcon(mark_icon(self._themes.theme.colours.accent), self)
        icon.setContextMenu(menu)
        icon.activated.connect(self._activated)
        self._themes.changed.connect(self._restyle)
        self._retranslate()
        self.say_sync(self._sync)
        icon.show()

    def _restyle(self, theme: Theme) -> None:
        if self._icon is not None:
            self._icon.setIcon(mark_icon(theme.colours.accent))

    def _retranslate(self) -> None:
        words = {
            "toggle": translate("Tray", "Show or hide the panel"),
            "search": translate("Tray", "Search guides"),
            "why": translate("Tray", "Why this guide?"),
            "sync": self._sync_words(),
            "settings": translate("Tray", "Settings"),
            "quit": translate("Tray", "Quit"),
        }
        for name, entry in self._entries.items():
            entry.setText(words[name])
        if self._icon is not None:
            self._icon.setToolTip(self._tip())

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._actions.toggle()
