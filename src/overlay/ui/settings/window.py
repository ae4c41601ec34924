"""The settings window. Changes are saved at once; what the organisation set is shown as locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from overlay.errors import SettingsError
from overlay.settings import ChordText, Flag, ModifiersText, definition, value_of
from overlay.settings_file import Loaded
from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, say
from overlay.ui.managed.window import Divider, ManagedWindow, Words
from overlay.ui.settings.pages import PAGES, Page, PageList, page_words
from overlay.ui.settings.port import SettingsPort
from overlay.ui.settings.recorded import RecordedList
from overlay.ui.settings.rows import (
    ChoiceRow,
    ChordRow,
    DigitsRow,
    LoginRow,
    OwnPlaceRow,
    SettingRow,
    TickRow,
)
from overlay.ui.sources.page import SourcesPage
from overlay.ui.sources.port import SourcesPort
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind

translate = QCoreApplication.translate


class SettingsWindow(ManagedWindow):
    """820 wide: pages at the start, rows of the page beside them."""

    def __init__(self, themes: ThemeSource, port: SettingsPort, sources: SourcesPort) -> None:
        super().__init__(themes)
        self._port = port
        self._rows: dict[str, SettingRow] = {}
        self._pages = QStackedWidget()
        self._headings: list[tuple[Words, Words]] = []
        self._nav = PageList(themes)
        self._own_place = OwnPlaceRow(themes, self._forget_place)
        self._recorded = RecordedList(themes, port.recorded, port.erase)
        self._sources = SourcesPage(themes, sources)
        self._locked = Words("label", "text_2", weight=400, wrap=True)
        self._lock = IconView(themes, "lock")
        self._defaults = Button(self, themes.theme, Kind.SECONDARY)
        self._state_icon = IconView(themes, "check")
        self._state = Words("label", "text_2")
        self._problem = ""
        self._lay_out(themes)
        self._nav.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._defaults.clicked.connect(self._to_defaults)
        self._nav.setCurrentRow(0)
        self.dress()

    def open(self, page: str = "") -> None:
        """Show the window with the values as they are now, on `page` ("hotkeys", "recorded", …) or where it was.

        "sources.add" begins to add a source.
        """
        self.refresh()
        self._nav.choose(page.partition(".")[0])
        self.bring_to_front()
        self._nav.setFocus()
        if page == "sources.add":
            self._sources.start_adding()

    def refresh(self) -> None:
        """Show the values as they are now."""
        loaded = self._port.loaded()
        conflicts = self._port.conflicts()
        limits = self._port.limits()
        for key, row in self._rows.items():
            row.limited = key in limits
            if isinstance(row, LoginRow):
                row.starts = self._port.starts_at_login()
            row.show_value(value_of(loaded.settings, key), loaded.locked.get(key, ""))
            if isinstance(row, ChordRow):
                row.show_conflict(conflicts.get(key.partition(".")[2], ""))
        self._own_place.show_dragged(self._port.dragged())
        self._recorded.refresh()
        self._sources.refresh()
        self._say_state(loaded)

    def restyle(self) -> None:
        theme = self.theme
        grow = max(1.0, 1 + 0.5 * (theme.factor - 1))
        room = self.screen().availableSize() * 0.92
        self.resize(QSize(round(820 * grow), round(640 * grow)).boundedTo(room))
        self._nav.fit()

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Settings", "Settings"))
        self._nav.retranslate()
        for page, (heading, intro) in zip(PAGES, self._headings, strict=True):
            title, words = page_words(page.name)
            heading.setText(title)
            intro.setText(words)
            intro.setVisible(bool(words))
        self._sources.retranslate()
        say(self._defaults, translate("Settings", "Reset to defaults"), "rotate-ccw")
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        for row in self._rows.values():
            if isinstance(row, ChordRow) and row.edit.waits:
                row.edit.clearFocus()  # ends the capture, so that the hotkeys come back
        super().hideEvent(event)

    def _lay_out(self, themes: ThemeSource) -> None:
        for page in PAGES:
            self._pages.addWidget(self._page(themes, page))
        lock_line = QHBoxLayout()
        lock_line.setContentsMargins(20, 0, 16, 20)
        lock_line.setSpacing(8)
        lock_line.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignTop)
        lock_line.addWidget(self._locked, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._nav, 1)
        left.addLayout(lock_line)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 24, 12)
        foot.setSpacing(8)
        foot.addWidget(self._defaults)
        foot.addStretch(1)
        foot.addWidget(self._state_icon)
        foot.addWidget(self._state)
        right_side = QWidget()
        right_side.setProperty("ground", "surface")
        right_side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(right_side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._pages, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(Divider(upright=True))
        row.addWidget(right_side, 1)

    def _page(self, themes: ThemeSource, page: Page) -> QWidget:
        heading, intro = Words("display"), Words("body", "text_2", wrap=True)
        self._headings.append((heading, intro))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(intro)
        column.addSpacing(12)
        if page.name == "sources":
            column.addWidget(self._sources)
        for key in page.keys:
            column.addWidget(Divider())
            row = self._row(themes, key)
            self._rows[key] = row
            column.addWidget(row)
        after = {"place": self._own_place, "recorded": self._recorded}.get(page.name)
        if after is not None:
            column.addWidget(Divider())
            column.addWidget(after)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _row(self, themes: ThemeSource, key: str) -> SettingRow:
        if key == "start.at_login":
            return LoginRow(themes, key, self._change)
        match definition(key).allowed:
            case ChordText():
                return ChordRow(themes, key, self._change, self._port.let_hotkeys_go, self._choose_free)
            case ModifiersText():
                return DigitsRow(themes, key, self._change)
            case Flag():
                return TickRow(themes, key, self._change)
            case _:
                return ChoiceRow(themes, key, self._change)

    def _change(self, key: str, value: Any) -> None:
        row = self._rows[key]
        if isinstance(row, ChordRow) and value:
            settings = self._port.loaded().settings
            others = (k for k, r in self._rows.items() if isinstance(r, ChordRow) and k != key)
            other = next((k for k in others if value_of(settings, k) == value), "")
            if other:
                self.refresh()  # shows the old chord again
                row.show_other(other)
                return
        self._save({key: value})

    def _choose_free(self, key: str) -> None:
        chord = self._port.free_chord(key.partition(".")[2])
        if chord:
            self._save({key: chord})

    def _to_defaults(self) -> None:
        keys = PAGES[self._nav.currentRow()].keys
        locked = self._port.loaded().locked
        self._save({key: None for key in keys if key not in locked})

    def _save(self, changes: Mapping[str, object]) -> None:
        try:
            self._port.save(changes)
            self._problem = ""
        except SettingsError as error:
            self._problem = str(error)
        self.refresh()
        announce(self._state, self._state.text(), urgent=bool(self._problem))

    def _forget_place(self) -> None:
        self._port.forget_place()
        self.refresh()

    def _say_state(self, loaded: Loaded) -> None:
        count = len(loaded.locked)
        self._locked.setText(translate("Settings", "%n value(s) set by your organisation", "", count))
        self._locked.setVisible(count > 0)
        self._lock.setVisible(count > 0)
        if self._problem:
            words, icon, colour = (
                translate("Settings", "This could not be saved."),
                "circle-alert",
                "error_icon",
            )
            self._state.setToolTip(self._problem)
        elif loaded.problems:
            words = translate(
                "Settings", "%n line(s) of the settings file have no effect", "", len(loaded.problems)
            )
            icon, colour = "triangle-alert", "warn_icon"
            self._state.setToolTip("\n".join(str(problem) for problem in loaded.problems))
        else:
            words, icon, colour = translate("Settings", "Changes are saved at once"), "check", "text_3"
            self._state.setToolTip("")
        self._state.setText(words)
        self._state_icon.show_icon(icon, colour)
