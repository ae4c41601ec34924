"""What is recorded about the agent, to see and to erase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from overlay.discreet import Discreet
from overlay.ui.managed.controls import say
from overlay.ui.managed.window import Words
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind

translate = QCoreApplication.translate


class RecordKind(StrEnum):
    WALK = "walk"
    NOTE = "note"
    REQUEST = "request"  # a guide the agent asked for
    MISS = "miss"  # a search that led to no guide


class Recorded(Discreet, frozen=True):
    """One thing kept about the agent. `id` is the store's; `when_s` is seconds since the epoch, None where none is kept."""

    untold = ("title",)

    kind: RecordKind
    id: str
    title: str
    when_s: float | None
    times: int = 1


class RecordedList(QWidget):
    """Lists what is kept; erases what is chosen, or all of it, once the agent has said so twice."""

    def __init__(
        self,
        themes: ThemeSource,
        recorded: Callable[[], Sequence[Recorded]],
        erase: Callable[[Sequence[Recorded]], None],
    ) -> None:
        super().__init__()
        self._read, self._erase = recorded, erase
        self._kept: tuple[Recorded, ...] = ()
        self._doomed: tuple[Recorded, ...] = ()
        self._heading = Words("body", weight=500)
        self._empty = Words("body", "text_3", wrap=True)
        self._list = QListWidget()
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setMinimumHeight(120)
        self._list.setStyleSheet(
            "QListWidget { border-radius: 8px; padding: 4px; } QListWidget::item { padding: 4px 6px; }"
        )
        self._some = Button(self, themes.theme, Kind.SECONDARY)
        self._all = Button(self, themes.theme, Kind.SECONDARY)
        self._sure = Words("body", "text_2", wrap=True)
        self._yes = Button(self, themes.theme, Kind.SECONDARY)
        self._no = Button(self, themes.theme, Kind.SECONDARY)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._sure, 1)
        for button in (self._some, self._all, self._yes, self._no):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        for part in (self._heading, self._empty, self._list):
            column.addWidget(part)
        column.addLayout(row)
        self._list.itemSelectionChanged.connect(self._state)
        self._some.clicked.connect(lambda: self._ask(self._chosen()))
        self._all.clicked.connect(lambda: self._ask(self._kept))
        self._yes.clicked.connect(self._do)
        self._no.clicked.connect(lambda: self._ask(()))

    def refresh(self) -> None:
        """Read what is kept anew."""
        self._kept = tuple(self._read())
        self._doomed = ()
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(translate("Settings", "Kept on this computer, for you alone"))
        self._empty.setText(translate("Settings", "Nothing is kept."))
        self._list.setAccessibleName(self._heading.text())
        self._list.clear()
        for kept in self._kept:
            item = QListWidgetItem(" · ".join((f"{_kind_words(kept.kind)}: {kept.title}", *_more(kept))))
            item.setData(Qt.ItemDataRole.UserRole, kept)
            self._list.addItem(item)
        say(self._some, translate("Settings", "Erase selected"))
        say(self._all, translate("Settings", "Erase all"))
        say(self._yes, translate("Settings", "Erase"), "trash-2")
        say(self._no, translate("Settings", "Keep"))
        self._state()

    def _chosen(self) -> tuple[Recorded, ...]:
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in self._list.selectedItems())

    def _ask(self, doomed: tuple[Recorded, ...]) -> None:
        self._doomed = doomed
        self._state()
        (self._no if doomed else self._list).setFocus()

    def _do(self) -> None:
        self._erase(self._doomed)
        self.refresh()

    def _state(self) -> None:
        asking, anything = bool(self._doomed), bool(self._kept)
        count = translate("Settings", "Erase %n entry(s)? This cannot be undone.", "", len(self._doomed))
        self._sure.setText(count)
        self._sure.setVisible(asking)
        self._yes.setVisible(asking)
        self._no.setVisible(asking)
        self._some.setVisible(anything and not asking)
        self._some.setEnabled(bool(self._list.selectedItems()))
        self._all.setVisible(anything and not asking)
        self._list.setVisible(anything)
        self._empty.setVisible(not anything)


def _kind_words(kind: RecordKind) -> str:
    return {
        RecordKind.WALK: translate("Settings", "Guide used"),
        RecordKind.NOTE: translate("Settings", "Note"),
        RecordKind.REQUEST: translate("Settings", "Guide asked for"),
        RecordKind.MISS: translate("Settings", "Search without a guide"),
    }[kind]


def _more(kept: Recorded) -> tuple[str, ...]:
    if kept.when_s is None:
        return (translate("Settings", "%n time(s)", "", kept.times),)
    return (_when(kept.when_s),)


def _when(when_s: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(when_s)), QLocale.FormatType.ShortFormat)
