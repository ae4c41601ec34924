"""The bottom line of the palette: which keys work there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from overlay.ui.managed.controls import KeyCaps
from overlay.ui.managed.window import Words
from overlay.ui.panel.wording import app_name
from overlay.ui.theme import ThemeSource

translate = QCoreApplication.translate


class Footer(QWidget):
    """The keys that work, and where Escape returns to. Hints that do not fit are left out, from the end."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._hints: list[tuple[KeyCaps, Words]] = [
            (KeyCaps(themes), Words("label", "text_2")) for _ in range(3)
        ]
        self._back_keys, self._back = KeyCaps(themes), Words("label", "text_2")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(6)
        for caps, words in self._hints:
            row.addWidget(caps)
            row.addWidget(words)
            row.addSpacing(10)
        row.addStretch(1)
        row.addWidget(self._back_keys)
        row.addWidget(self._back)

    def say(self, app: str) -> None:
        """Say the hints in the language in use; `app` is the application Escape returns to."""
        keys: list[tuple[list[str], str]] = [
            (["↑", "↓"], translate("Palette", "Move")),
            ([translate("Keys", "Enter")], translate("Palette", "Open")),
            ([translate("Keys", "Ctrl"), "C"], translate("Palette", "Copy text")),
        ]
        for (caps, words), (names, text) in zip(self._hints, keys, strict=True):
            caps.show_keys(names)
            words.setText(text)
        self._back_keys.show_keys([translate("Keys", "Esc")])
        back = (
            translate("Palette", "Back to {app}").format(app=app_name(app))
            if app
            else translate("Palette", "Close")
        )
        self._back.setText(back)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setWidth(0)
        return hint

    def _fit(self) -> None:
        room = self.width() - 32 - self._back_keys.sizeHint().width() - self._back.sizeHint().width() - 24
        for caps, words in self._hints:
            room -= caps.sizeHint().width() + words.sizeHint().width() + 28
            caps.setVisible(room >= 0)
            words.setVisible(room >= 0)
