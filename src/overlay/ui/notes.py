"""Two small windows to write in: a private note, and a request for a missing guide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from overlay.assist.events import Event, NoteWritten
from overlay.ui.managed.controls import say
from overlay.ui.managed.window import ManagedWindow, Words
from overlay.ui.panel.wording import app_name
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind

translate = QCoreApplication.translate
MAX_CHARS = 4_000


class WritingWindow(ManagedWindow):
    """A heading, who can see it, a text, and two buttons. Ctrl+Enter saves, Escape leaves."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes)
        self._heading = Words("title", wrap=True)
        self._privacy = Words("label", "text_2", weight=400, wrap=True)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.save = Button(self, themes.theme, Kind.PRIMARY)
        self.leave = Button(self, themes.theme, Kind.SECONDARY)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self._privacy)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self.close)
        self.text.textChanged.connect(self._limit)

    def restyle(self) -> None:
        self.resize(self.theme.px(420), self.theme.px(280))

    def written(self) -> str:
        """Return what was written, without spaces around it."""
        return self.text.toPlainText().strip()

    def accept(self) -> None:
        """Keep what was written."""
        raise NotImplementedError

    def start(self, text: str) -> None:
        """Show the window with `text` to go on with."""
        self.text.setPlainText(text)
        self.retranslate()
        self.bring_to_front()
        self.text.setFocus()
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        saves = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if saves and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
        else:
            super().keyPressEvent(event)

    def _save(self) -> None:
        self.accept()
        self.close()

    def _limit(self) -> None:
        text = self.text.toPlainText()
        if len(text) > MAX_CHARS:
            self.text.setPlainText(text[:MAX_CHARS])
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)


class NoteEditor(WritingWindow):
    """Writes, changes or (left empty) erases the agent's note on a guide or on one of its steps."""

    def __init__(self, themes: ThemeSource, post: Callable[[Event], None]) -> None:
        super().__init__(themes)
        self._post = post
        self._guide, self._step_id, self._number = "", "", 0
        self.dress()

    def open_for(self, guide: str, text: str, *, step_id: str = "", number: int = 0) -> None:
        """Open the note on guide `guide` (its title), or on step `number` (from 1) of it."""
        self._guide, self._step_id, self._number = guide, step_id, number
        self.start(text)

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Notes", "My note"))
        if self._number:
            words = translate("Notes", "Note on step {number} of “{guide}”")
            self._heading.setText(words.format(number=self._number, guide=self._guide))
        else:
            self._heading.setText(translate("Notes", "Note on “{guide}”").format(guide=self._guide))
        self._privacy.setText(translate("Notes", "Only you can see it. It stays on this computer."))
        self.text.setAccessibleName(self._heading.text())
        say(self.save, translate("Notes", "Save"))
        say(self.leave, translate("Notes", "Cancel"))

    def accept(self) -> None:
        self._post(NoteWritten(self._step_id, self.written()))


class GuideRequest(WritingWindow):
    """Takes the agent's words about a guide that is missing. The window's title is never part of it."""

    def __init__(self, themes: ThemeSource, ask: Callable[[str, str], None]) -> None:
        super().__init__(themes)
        self._ask = ask
        self._app = ""
        self.dress()

    def open_for(self, app: str, words: str = "") -> None:
        """Open a request that begins with `words`; `app` is the application in front, which goes with it."""
        self._app = app
        self.start(words)

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Notes", "Ask for a guide"))
        self._heading.setText(translate("Notes", "Which guide do you miss?"))
        if self._app:
            words = translate(
                "Notes", "Kept for your guide team: your words and the application, {app}. No window title."
            )
            self._privacy.setText(words.format(app=app_name(self._app)))
        else:
            self._privacy.setText(
                translate("Notes", "Kept for your guide team: your words. No window title.")
            )
        self.text.setAccessibleName(self._heading.text())
        self.text.setPlaceholderText(translate("Notes", "For example: how to split an invoice"))
        say(self.save, translate("Notes", "Ask"))
        say(self.leave, translate("Notes", "Cancel"))

    def accept(self) -> None:
        if self.written():
            self._ask(self._app, self.written())
