"""The panel's context menu: by right click, or by the menu key while the panel has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from overlay.ui import commands
from overlay.ui.commands import Command
from overlay.ui.managed.window import style_sheet
from overlay.ui.theme import Theme

# A line stands before each of these.
_GROUPS = frozenset({Command.ASK, Command.FOLD, Command.RECORDED})


def open_menu(
    owner: QWidget, at: QPoint, offered: Sequence[Command], theme: Theme, run: Callable[[Command], None]
) -> QMenu:
    """Open a menu of `offered` at `at` (screen, logical pixels); it goes when it is closed. Returns at once."""
    menu = QMenu(owner)
    menu.setStyleSheet(style_sheet(theme))
    menu.setFont(theme.style("body").font)
    menu.setAccessibleName(owner.windowTitle())
    for command in offered:
        if command in _GROUPS and not menu.isEmpty():
            menu.addSeparator()
        entry = menu.addAction(commands.words(command).replace("&", "&&"))
        entry.triggered.connect(lambda _checked=False, c=command: run(c))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu
