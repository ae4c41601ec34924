"""The two forms of the sources page: adding a source, and logging in to one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, say
from overlay.ui.managed.window import Words
from overlay.ui.sources.port import Login, NewSource
from overlay.ui.sources.words import refusal
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind

translate = QCoreApplication.translate


class Field(QWidget):
    """A line to fill in, its name above it and a hint below."""

    def __init__(self, *, secret: bool = False) -> None:
        super().__init__()
        self.edit = QLineEdit()
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._name = Words("body", weight=500, wrap=True)
        self._name.setBuddy(self.edit)
        self._hint = Words("label", "text_3", weight=400, wrap=True)
        self.line = QHBoxLayout()
        self.line.setSpacing(0)
        self.line.addWidget(self.edit, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addLayout(self.line)
        column.addWidget(self._hint)

    def call(self, name: str, hint: str = "") -> None:
        """Name the field, in the language in use."""
        self._name.setText(name)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.edit.setAccessibleName(name)
        self.edit.setAccessibleDescription(hint)

    @property
    def text(self) -> str:
        return self.edit.text().strip()


class Form(QFrame):
    """Fields, a button that sends them and one that leaves; what was wrong stands above the buttons."""

    left = Signal()

    def __init__(self, themes: ThemeSource, *fields: Field) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.fields = fields
        self._code = ""
        self._busy = False
        self._wrong = Words("label", "error_text", weight=500, wrap=True)
        self._strip = QFrame()
        self._strip.setProperty("ground", "error")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(12, 8, 8, 8)
        strip.addWidget(IconView(themes, "circle-alert", "error_icon"), 0, Qt.AlignmentFlag.AlignTop)
        strip.addWidget(self._wrong, 1)
        self.send = Button(self, themes.theme, Kind.PRIMARY)
        self.leave = Button(self, themes.theme, Kind.SECONDARY)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.send)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for field in fields:
            column.addWidget(field)
            field.edit.textChanged.connect(self._state)
            field.edit.returnPressed.connect(self._send)
        column.addWidget(self._strip)
        column.addLayout(buttons)
        self.send.clicked.connect(self._send)
        self.leave.clicked.connect(self.left)
        self._state()

    def start(self) -> None:
        """Show the form, empty."""
        for field in self.fields:
            field.edit.clear()
        self._busy, self._code = False, ""
        self._state()
        self.show()
        self.fields[0].edit.setFocus()

    def ended(self, code: str) -> None:
        """Say why it was not done (`code`), or close."""
        self._busy, self._code = False, code
        self._state()
        if code:
            announce(self, self._wrong.text(), urgent=True)
        else:
            self.left.emit()

    def complete(self) -> bool:
        """Tell whether there is enough in it to send it."""
        return all(field.text for field in self.fields)

    def carry_out(self, done: Callable[[str], None]) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    def retranslate(self) -> None:
        say(self.leave, translate("Sources", "Cancel"))
        self._state()

    def _send(self) -> None:
        if not self._busy and self.complete():
            self._busy, self._code = True, ""
            self._state()
            self.carry_out(self.ended)

    def _state(self) -> None:
        self._strip.setVisible(bool(self._code))
        self._wrong.setText(refusal(self._code) if self._code else "")
        self.send.setEnabled(not self._busy and self.complete())


class AddForm(Form):
    """Asks for the address of a source and for what shows that it is the right one."""

    def __init__(self, themes: ThemeSource, add: Callable[[NewSource, Callable[[str], None]], None]) -> None:
        self._add = add
        self._address, self._trust, self._name = Field(), Field(), Field()
        super().__init__(themes, self._address, self._trust, self._name)
        self._choose = Button(self, themes.theme, Kind.SECONDARY)
        self._trust.line.addWidget(self._choose)
        self._choose.clicked.connect(self._pick)
        self._address.edit.textChanged.connect(self._suggest)
        self.retranslate()

    def complete(self) -> bool:
        return bool(self._address.text and self._trust.text)

    def carry_out(self, done: Callable[[str], None]) -> None:
        name = self._name.text or name_for(self._address.text)
        self._add(NewSource(name, self._address.text, self._trust.text), done)

    def retranslate(self) -> None:
        self._address.call(
            translate("Sources", "Address"), translate("Sources", "As your team gave it to you")
        )
        self._trust.call(
            translate("Sources", "Fingerprint or root file"),
            translate("Sources", "Shows that it is your team's. Never take it from the address itself."),
        )
        self._name.call(translate("Sources", "Name"))
        say(self._choose, translate("Sources", "Choose file"))
        say(self.send, translate("Sources", "Add"), "plus")
        super().retranslate()

    def _suggest(self, address: str) -> None:
        self._name.edit.setPlaceholderText(name_for(address))

    def _pick(self) -> None:
        title = translate("Sources", "Root file of the source")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", "*.json")
        if chosen:
            self._trust.edit.setText(chosen)


class LoginForm(Form):
    """Asks for the login that a source wants."""

    def __init__(self, themes: ThemeSource, log_in: Callable[[Login, Callable[[str], None]], None]) -> None:
        self._log_in = log_in
        self._user, self._secret = Field(), Field(secret=True)
        self.source = ""
        super().__init__(themes, self._user, self._secret)
        self.retranslate()

    def complete(self) -> bool:
        return bool(self._secret.edit.text())

    def carry_out(self, done: Callable[[str], None]) -> None:
        self._log_in(Login(self.source, self._user.text, self._secret.edit.text()), done)
        self._secret.edit.clear()

    def retranslate(self) -> None:
        self._user.call(translate("Sources", "User name"), translate("Sources", "Leave it empty for a token"))
        self._secret.call(
            translate("Sources", "Password or token"),
            translate("Sources", "Stored in this computer's keyring and nowhere else."),
        )
        say(self.send, translate("Sources", "Log in"))
        super().retranslate()


def name_for(address: str) -> str:
    """Return a name for the source at `address`: its host, or the last folder of a share."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    wanted = parts.hostname or parts.path.rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z0-9._-]+", "-", wanted.casefold()).strip("-._")[:64]
