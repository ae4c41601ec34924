"""The pages of the settings window: which settings are on which, their texts, and the list to choose from."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from overlay.ui.managed.controls import text_width
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.drawing import Drawing

translate = QCoreApplication.translate

_LEAST_WIDTH_PX = 224


class Page(NamedTuple):
    """A page: its name ("hotkeys"), its icon, and its settings in order."""

    name: str
    icon: str
    keys: tuple[str, ...]


def _in(section: str, names: str) -> tuple[str, ...]:
    return tuple(f"{section}.{name}" for name in names.split())


PAGES = (
    Page(
        "hotkeys", "keyboard", _in("hotkeys", "toggle next accept back search digits fold matches why focus")
    ),
    Page("look", "palette", _in("look", "theme text_percent motion")),
    Page(
        "place",
        "panel-right",
        _in("place", "side remember pill pill_edge pill_opacity_percent pill_in_full_screen"),
    ),
    Page("language", "languages", ("look.language",)),
    Page("start", "power", ("start.at_login",)),
    Page("guides", "lightbulb", ("guides.languages", "look.why_open")),
    Page("sources", "download", _in("sync", "every_minutes on_battery on_metered")),
    Page(
        "recorded",
        "shield-check",
        _in("privacy", "keep_walks_days count_misses hide_from_capture keyboard_hook"),
    ),
)


def page_words(name: str) -> tuple[str, str]:
    """Return the title of a page and the line below it ("" where there is none)."""
    return {
        "hotkeys": (
            translate("Settings", "Hotkeys"),
            translate("Settings", "They work in every application. The keys never reach the application."),
        ),
        "look": (translate("Settings", "Appearance"), ""),
        "place": (translate("Settings", "Position"), ""),
        "language": (translate("Settings", "Language"), ""),
        "start": (translate("Settings", "Start"), ""),
        "guides": (translate("Settings", "Guides"), ""),
        "sources": (translate("Settings", "Sources"), translate("Settings", "Where your guides come from.")),
        "recorded": (
            translate("Settings", "What is recorded"),
            translate(
                "Settings",
                "Nothing you type is read, and no window title is kept. What is kept stays on this computer.",
            ),
        ),
    }[name]


class PageList(QListWidget):
    """The list at the start of the window: icon and title of each page."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.setItemDelegate(PageRows(themes, self))
        self.setStyleSheet("QListWidget { background: transparent; border: none; padding: 8px; }")
        for page in PAGES:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, page.icon)
            self.addItem(item)

    def choose(self, name: str) -> None:
        """Go to page `name`; stay where it is when there is none of that name."""
        names = [page.name for page in PAGES]
        if name in names:
            self.setCurrentRow(names.index(name))

    def fit(self) -> None:
        """Be wide enough for every title in the theme's size of text."""
        theme = self._themes.theme
        titles = (self.item(i).text() for i in range(self.count()))
        widest = max((text_width(theme, title, "body", 600) for title in titles), default=0)
        self.setFixedWidth(max(theme.px(18) + widest + 60, _LEAST_WIDTH_PX))

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Settings", "Pages"))
        for number, page in enumerate(PAGES):
            self.item(number).setText(page_words(page.name)[0])
        self.fit()


class PageRows(QStyledItemDelegate):
    """Draws the list of pages: icon and name."""

    def __init__(self, themes: ThemeSource, view: QListWidget) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._themes.theme.px(42))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._themes.theme
        c = theme.colours
        rect, state = option.rect, option.state
        draw = Drawing(painter, theme, self._view.viewport())
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        height = rect.height() - 4
        if chosen:
            line = c.accent if theme.high_contrast else None
            draw.frame((0, rect.y(), draw.width, height), c.accent_soft, line, 8, 2)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            draw.ring((0, rect.y(), draw.width, height), 8)
        px = theme.px(18)
        ink = c.accent_text if chosen else c.text_2
        draw.icon(str(index.data(Qt.ItemDataRole.UserRole)), 11, rect.y() + (height - px) / 2, px, ink)
        style = theme.style("body", 600 if chosen else 500)
        at = (11 + px + 10, rect.y() + (height - style.line_px) / 2, draw.width - px - 32)
        draw.text(str(index.data()), at, style, ink)
