"""What the agent can ask of the assistant apart from a guide: the palette and the panel menu offer the same commands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class Command(StrEnum):
    """One thing to do, in the order it is offered."""

    CRASH = "crash"  # only after one
    WHY = "why"
    NOTE_STEP = "note-step"
    NOTE_GUIDE = "note-guide"
    ASK = "ask"
    RESTART = "restart"
    SHOW = "show"
    FOLD = "fold"
    FOCUS = "focus"
    OWN_PLACE = "own-place"
    RECORDED = "recorded"
    SYNC = "sync"
    STOP_SYNC = "stop-sync"
    SOURCES = "sources"
    DEMO = "demo"
    SETTINGS = "settings"
    QUIT = "quit"


# What opens a window: that takes the focus from the palette itself. Handing it on through the work window in between
# loses it on xfwm4, whose clock of focus changes is then ahead of the key press.
OPENING = frozenset(
    {
        Command.WHY,
        Command.NOTE_STEP,
        Command.NOTE_GUIDE,
        Command.ASK,
        Command.RECORDED,
        Command.SOURCES,
        Command.SETTINGS,
    }
)

_ICONS = {
    Command.CRASH: "triangle-alert",
    Command.WHY: "circle-question-mark",
    Command.NOTE_STEP: "sticky-note",
    Command.NOTE_GUIDE: "sticky-note",
    Command.ASK: "file-question-mark",
    Command.RESTART: "rotate-ccw",
    Command.SHOW: "panel-right",
    Command.FOLD: "minus",
    Command.FOCUS: "keyboard",
    Command.OWN_PLACE: "panel-right",
    Command.RECORDED: "shield-check",
    Command.SYNC: "refresh-cw",
    Command.STOP_SYNC: "x",
    Command.SOURCES: "download",
    Command.DEMO: "package",
    Command.SETTINGS: "settings",
    Command.QUIT: "x",
}


def icon(command: Command) -> str:
    """Return the name of its icon."""
    return _ICONS[command]


def words(command: Command) -> str:
    """Return what a command is called in the language in use."""
    return {
        Command.CRASH: translate("Commands", "The assistant crashed: save a report for IT"),
        Command.WHY: translate("Commands", "Why this guide?"),
        Command.NOTE_STEP: translate("Commands", "Write a note on this step"),
        Command.NOTE_GUIDE: translate("Commands", "Write a note on this guide"),
        Command.ASK: translate("Commands", "Ask for a guide"),
        Command.RESTART: translate("Commands", "Start this guide again"),
        Command.SHOW: translate("Commands", "Show the panel"),
        Command.FOLD: translate("Commands", "Fold the panel"),
        Command.FOCUS: translate("Commands", "Go to the panel with the keyboard"),
        Command.OWN_PLACE: translate("Commands", "Forget where I put the panel"),
        Command.RECORDED: translate("Commands", "What is recorded about me"),
        Command.SYNC: translate("Commands", "Get new guides now"),
        Command.STOP_SYNC: translate("Commands", "Stop getting new guides"),
        Command.SOURCES: translate("Commands", "Where guides come from"),
        Command.DEMO: translate("Commands", "Try the demo guides"),
        Command.SETTINGS: translate("Commands", "Settings"),
        Command.QUIT: translate("Commands", "Quit"),
    }[command]


def named(commands: Iterable[Command], query: str) -> bool:
    """Tell whether `query` is how the name of one of the commands begins; fewer than three letters name nothing."""
    start = " ".join(query.casefold().split())
    return len(start) >= 3 and any(words(command).casefold().startswith(start) for command in commands)


def fitting(commands: Iterable[Command], query: str) -> tuple[Command, ...]:
    """Return the commands of which every word of `query` begins a word; all of them for an empty one."""
    wanted = query.casefold().split()

    def fits(command: Command) -> bool:
        have = "".join(c if c.isalnum() else " " for c in words(command).casefold()).split()
        return all(any(word.startswith(part) for word in have) for part in wanted)

    return tuple(command for command in commands if fits(command))
