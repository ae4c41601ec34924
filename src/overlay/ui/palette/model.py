"""What the palette shows, as values, and the list model over them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from overlay.assist.view import StepState
from overlay.discreet import Discreet
from overlay.guide import GuideRef
from overlay.ui import commands
from overlay.ui.commands import Command

translate = QCoreApplication.translate
HIT_START, HIT_END = "\x02", "\x03"  # around the words a query hit, in titles and snippets


class GroupKind(StrEnum):
    FITS = "fits"  # guides that fit the window in front
    LATELY = "lately"  # guides this agent used lately
    ALL = "all"
    COMMANDS = "commands"  # what else the assistant does


class FoundBy(Discreet, frozen=True):
    """A typed word, the word of the guide that answers it, and where that stands: title, keywords, headings or body.

    `how` they belong together: same, form, beginning, part, synonym or spelling.
    """

    untold = ("asked",)

    asked: str
    found: str
    where: str
    how: str = "same"


class Found(Struct, frozen=True):
    """One guide found. `steps` counts its steps; `at` is the step (from 1) the agent's walk stands at, 0 without a walk.

    `by` says why: one for each word of the query that the guide answers.
    """

    ref: GuideRef
    lang: str
    title: str  # may hold hit marks
    snippet: str = ""  # may hold hit marks
    steps: int = 0
    at: int = 0
    by: tuple[FoundBy, ...] = ()


class Group(Struct, frozen=True):
    kind: GroupKind
    found: tuple[Found, ...]


class Results(Discreet, frozen=True):
    """What was found for `query`, in the order shown. Empty groups are not shown.

    Commands come last, unless `query` names one and no guide (`commands_first`).
    """

    untold = ("query",)

    query: str = ""
    groups: tuple[Group, ...] = ()
    commands: tuple[Command, ...] = ()
    commands_first: bool = False


class PreviewStep(Struct, frozen=True):
    """A step as the preview shows it; `html` is inline HTML of the safe subset."""

    text: str
    html: str
    state: StepState = StepState.NEXT


class Preview(Struct, frozen=True):
    """A guide beside the list. `reviewed` is an ISO date or empty."""

    title: str
    owner: str = ""
    reviewed: str = ""
    steps: tuple[PreviewStep, ...] = ()


class Finder(Protocol):
    """Finds guides for the palette."""

    def find(self, query: str) -> Results | None:
        """Return what `query` finds ("" : what fits and what was used lately); None when `Palette.answer` gets it later."""

    def preview(self, found: Found) -> Preview | None:
        """Return what the guide holds; None when it is gone."""

    def missed(self, query: str) -> None:
        """The agent went away without taking anything that `query` found."""


class Role(IntEnum):
    FOUND = Qt.ItemDataRole.UserRole
    HEADING = Qt.ItemDataRole.UserRole + 1
    COMMAND = Qt.ItemDataRole.UserRole + 2


class ResultModel(QAbstractListModel):
    """Headings, guides and commands in one list; headings cannot be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[GroupKind | Found | Command] = []

    def show(self, results: Results) -> None:
        """Replace what is listed."""
        self.beginResetModel()
        self._rows = []
        listed: list[GroupKind | Found | Command] = [GroupKind.COMMANDS, *results.commands]
        if results.commands and results.commands_first:
            self._rows += listed
        for group in results.groups:
            if group.found:
                marked = (
                    replace(found, title=mark_hits(found.title, results.query)) for found in group.found
                )
                self._rows += [group.kind, *marked]
        if results.commands and not results.commands_first:
            self._rows += listed
        self.endResetModel()

    def retranslate(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def choosable(self) -> Iterator[int]:
        """Yield the rows that are guides or commands."""
        return (row for row, what in enumerate(self._rows) if not isinstance(what, GroupKind))

    def command(self, row: int) -> Command | None:
        """Return the command of a row; None for anything else."""
        what = self._rows[row] if 0 <= row < len(self._rows) else None
        return what if isinstance(what, Command) else None

    def found(self, row: int) -> Found | None:
        """Return the guide of a row; None for anything else."""
        what = self._rows[row] if 0 <= row < len(self._rows) else None
        return what if isinstance(what, Found) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if self.found(index.row()) is None and self.command(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        what = self._rows[index.row()]
        if isinstance(what, GroupKind):
            return heading(what) if role in (Qt.ItemDataRole.DisplayRole, Role.HEADING) else None
        if isinstance(what, Command):
            text = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole
            return commands.words(what) if role in text else what.value if role == Role.COMMAND else None
        match role:
            case Role.FOUND:
                return what
            case Qt.ItemDataRole.DisplayRole:
                return without_marks(what.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (without_marks(what.title), meta(what)) if part)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return without_marks(what.snippet)
        return None


def heading(kind: GroupKind) -> str:
    """Return the heading of a group in the language in use."""
    if kind is GroupKind.FITS:
        return translate("Palette", "Fits this window")
    if kind is GroupKind.LATELY:
        return translate("Palette", "Recently used")
    if kind is GroupKind.COMMANDS:
        return translate("Palette", "Commands")
    return translate("Palette", "All guides")


def meta(found: Found) -> str:
    """Return what stands at the end of a row: where the walk is, or how many steps there are."""
    if found.at and found.steps:
        return translate("Palette", "Step {number} of {count}").format(number=found.at, count=found.steps)
    return translate("Palette", "%n step(s)", "", found.steps) if found.steps else ""


def without_marks(text: str) -> str:
    """Return `text` without hit marks."""
    return text.replace(HIT_START, "").replace(HIT_END, "")


def hits(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of `text`, each with whether it was hit; marks that do not pair are harmless."""
    hit = False
    for part in re.split(f"([{HIT_START}{HIT_END}])", text):
        if part in (HIT_START, HIT_END):
            hit = part == HIT_START
        elif part:
            yield part, hit


def mark_hits(text: str, query: str) -> str:
    """Return `text` with marks around each beginning of a word that a word of `query` is, for finders that mark nothing."""
    if HIT_START in text:
        return text
    words = sorted({w for w in query.casefold().split() if w}, key=len, reverse=True)
    folded = text.casefold()
    if not words or len(folded) != len(text):  # folding changed the length: positions would not fit
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        starts = at == 0 or not folded[at - 1].isalnum()
        word = next((w for w in words if starts and folded.startswith(w, at)), "")
        if word:
            out.append(f"{HIT_START}{text[at : at + len(word)]}{HIT_END}")
        else:
            out.append(text[at])
        at += max(1, len(word))
    return "".join(out)
