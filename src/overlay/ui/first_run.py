"""The first window ever shown: press the hotkey in any application, and see that it works."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, KeyCaps, say
from overlay.ui.managed.window import ManagedWindow, Words
from overlay.ui.mark import mark_pixmap
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.keycap import key_names

translate = QCoreApplication.translate


class FirstRun(ManagedWindow):
    """460 wide. `pressed` is called when the hotkey came; `done` is told once the window is closed."""

    def __init__(self, themes: ThemeSource, other_keys: Callable[[], None], done: Callable[[], None]) -> None:
        super().__init__(themes)
        self._done = done
        self._chord = ""
        self._taken = False
        self._worked = False
        self._heading = Words("display", wrap=True)
        self._go = Words("body", "text_2", wrap=True)
        self._keys = KeyCaps(themes, large=True)
        self._after = Words("body", "text_2", wrap=True)
        self._promises = [Words("body", "text_2", wrap=True) for _ in range(2)]
        self._state_icon = IconView(themes, "keyboard", "accent")
        self._state = Words("body", "text_2", wrap=True)
        self._other = Button(self, themes.theme, Kind.LINK)
        self._close = Button(self, themes.theme, Kind.PRIMARY)
        self._lay_out(themes)
        self._other.clicked.connect(other_keys)
        self._close.clicked.connect(self.close)
        self.dress()

    def open_for(self, chord: str, *, taken: bool = False) -> None:
        """Ask to press `chord`; `taken` says that another program holds it."""
        self.show_chord(chord, taken=taken)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the agent may be typing already
        self.show()

    def show_chord(self, chord: str, *, taken: bool = False) -> None:
        """Ask for other keys from now on."""
        self._chord, self._taken, self._worked = chord, taken, False
        self.retranslate()

    def pressed(self) -> None:
        """Say that the hotkey came. The focus stays where the agent works."""
        if not self._worked:
            self._worked = True
            self.retranslate()
            announce(self._state, self._state.text())

    def restyle(self) -> None:
        self.resize(min(round(460 * max(1.0, 1 + 0.5 * (self.theme.factor - 1))), 720), self.height())
        self.hug()

    def retranslate(self) -> None:
        self.setWindowTitle(translate("FirstRun", "Welcome"))
        self._heading.setText(translate("FirstRun", "Help, right where you work"))
        self._go.setText(translate("FirstRun", "Go to any application and press"))
        self._keys.show_chord(self._chord)
        self._after.setText(
            translate(
                "FirstRun",
                "The steps appear beside your work. You keep typing where you were. Press the same keys to hide them.",
            )
        )
        promises = (
            translate("FirstRun", "Nothing you type is read, and no window title is kept."),
            translate("FirstRun", "Works without a network."),
        )
        for label, words in zip(self._promises, promises, strict=True):
            label.setText(words)
        say(self._other, translate("FirstRun", "Use other keys"))
        say(self._close, translate("FirstRun", "Start working"))
        self._say_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._done()

    def _say_state(self) -> None:
        if self._worked:
            self._state.setText(translate("FirstRun", "It works. The guide is beside your work."))
            self._state_icon.show_icon("circle-check", "accent")
        elif self._taken:
            words = translate("FirstRun", "{chord} is taken by another program. Choose other keys.")
            self._state.setText(words.format(chord=key_names(self._chord)))
            self._state_icon.show_icon("circle-alert", "error_icon")
        else:
            self._state.setText(translate("FirstRun", "Waiting for the keys…"))
            self._state_icon.show_icon("keyboard", "accent")
        self._close.setVisible(self._worked)
        self._other.setVisible(not self._worked)
        self.hug()

    def _lay_out(self, themes: ThemeSource) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 28, 36, 24)
        column.setSpacing(12)
        column.addWidget(Mark(themes), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self._heading, self._go):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        column.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignHCenter)
        self._after.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._after)
        column.addSpacing(8)
        for words, icon_name in zip(self._promises, ("shield-check", "wifi-off"), strict=True):
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(IconView(themes, icon_name), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            column.addLayout(line)
        column.addSpacing(8)
        frame = QFrame()
        frame.setProperty("ground", "sunken")
        line = QHBoxLayout(frame)
        line.setContentsMargins(12, 10, 8, 10)
        line.setSpacing(10)
        line.addWidget(self._state_icon)
        line.addWidget(self._state, 1)
        line.addWidget(self._other)
        column.addWidget(frame)
        column.addWidget(self._close)
        column.addStretch(1)


class Mark(QWidget):
    """The mark, large."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(48, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            pixmap = mark_pixmap(48, self._themes.theme.colours.accent, self.devicePixelRatioF())
            painter.drawPixmap(QRectF(0, 0, 48, 48).topLeft(), pixmap)
