"""The rows of the settings window: a name, a control at the end, and below them what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from overlay.settings_file import DEFAULT_WHO
from overlay.ui.managed.controls import DropDown, IconView, TickBox, say
from overlay.ui.managed.window import Words
from overlay.ui.settings.chord_edit import ChordEdit
from overlay.ui.settings.words import choices, limit_words, login_words, row_words
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.keycap import key_names

translate = QCoreApplication.translate
Change = Callable[[str, Any], None]


class SettingRow(QFrame):
    """One setting. `show_value` shows what it is and who locked it; the agent's change goes to `change`."""

    def __init__(self, themes: ThemeSource, key: str, control: QWidget) -> None:
        super().__init__()
        self.key = key
        self.control = control
        self._who = ""
        self.limited = False  # this system cannot do it
        self._name = Words("body", weight=500, wrap=True)
        self._hint = Words("label", "text_3", weight=400, wrap=True)
        self._lock = IconView(themes, "lock")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._hint)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self._lock)
        row.addWidget(control)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 7, 0, 7)
        self.column.setSpacing(8)
        self.column.addLayout(row)

    def show_value(self, value: Any, who: str) -> None:
        """Show the value; `who` locked it, or nobody."""
        self._who = who
        self.control.setEnabled(not who and not self.limited)
        self._lock.setVisible(bool(who))
        self.put(value)
        self.retranslate()

    def put(self, value: Any) -> None:
        """Show the value in the control, without signalling a change."""
        raise NotImplementedError

    def words(self) -> tuple[str, str]:
        """Return what the setting is called, and the hint where nobody locked it."""
        return row_words(self.key)

    def retranslate(self) -> None:
        name, hint = self.words()
        if self.limited:
            hint = limit_words(self.key)
        elif self._who:
            own = translate("Settings", "Set by your organisation")
            hint = (
                own
                if self._who == DEFAULT_WHO
                else translate("Settings", "Set by {who}").format(who=self._who)
            )
        self._name.setText(name)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.control.setAccessibleName(name)
        if not isinstance(self.control, ChordEdit):
            self.control.setAccessibleDescription(hint)


class ChoiceRow(SettingRow):
    """One of a few values."""

    def __init__(self, themes: ThemeSource, key: str, change: Change) -> None:
        self._drop = DropDown(themes)
        super().__init__(themes, key, self._drop)
        self._value: Any = None
        self._drop.activated.connect(lambda _index: change(key, self._drop.currentData()))

    def put(self, value: Any) -> None:
        self._value = value

    def retranslate(self) -> None:
        super().retranslate()
        self._drop.offer(choices(self.key, self._value), self._value)


class LoginRow(ChoiceRow):
    """The start at login, and what a login does as things are: that hangs on how the program was installed, too."""

    starts = False

    def words(self) -> tuple[str, str]:
        return row_words(self.key)[0], login_words(starts=self.starts)


class TickRow(SettingRow):
    """Yes or no."""

    def __init__(self, themes: ThemeSource, key: str, change: Change) -> None:
        self._tick = TickBox(themes)
        super().__init__(themes, key, self._tick)
        self._tick.clicked.connect(lambda on: change(key, bool(on)))

    def put(self, value: Any) -> None:
        self._tick.setChecked(bool(value))


class ChordRow(SettingRow):
    """A hotkey, and below it whether its keys belong to another program."""

    def __init__(
        self,
        themes: ThemeSource,
        key: str,
        change: Change,
        capturing: Callable[[bool], None],
        free: Callable[[str], None],
    ) -> None:
        self.edit = ChordEdit(themes)
        super().__init__(themes, key, self.edit)
        self._conflict = ""
        self._refused = False
        self._other = ""
        self._words = Words("label", "error_text", weight=500, wrap=True)
        self._choose = Button(self, themes.theme, Kind.LINK)
        self._choose.ink = themes.theme.colours.error_text
        self._choose.clicked.connect(lambda: free(key))
        self._strip = QFrame()
        self._strip.setProperty("ground", "error")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(12, 8, 8, 8)
        strip.addWidget(IconView(themes, "circle-alert", "error_icon"), 0, Qt.AlignmentFlag.AlignTop)
        strip.addWidget(self._words, 1)
        strip.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._strip)
        themes.changed.connect(lambda theme: setattr(self._choose, "ink", theme.colours.error_text))
        self.edit.chosen.connect(lambda chord: change(key, chord))
        self.edit.capturing.connect(self._captured)
        self.edit.capturing.connect(capturing)
        self.edit.refused.connect(self._refuse)

    def put(self, value: Any) -> None:
        self.edit.show_chord(str(value), conflict=bool(self._conflict))

    def show_conflict(self, chord: str) -> None:
        """Say that another program holds `chord`; "" when none does."""
        self._conflict = chord
        self.edit.show_chord(self.edit.chord, conflict=bool(chord))
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.edit.retranslate()
        if self._other:
            text = translate("Settings", "These keys are already used for “{other}”.")
            self._words.setText(text.format(other=row_words(self._other)[0]))
        elif self._refused:
            self._words.setText(
                translate("Settings", "These keys are needed for typing or editing. Choose others.")
            )
        else:
            text = translate(
                "Settings",
                "{chord} is taken by another program. It will not work until you choose other keys.",
            )
            self._words.setText(text.format(chord=key_names(self._conflict)))
        say(self._choose, translate("Settings", "Choose for me"))
        own_doing = self._refused or bool(self._other)
        self._choose.setVisible(not own_doing)
        self._strip.setVisible(bool(self._conflict) or own_doing)

    def show_other(self, key: str) -> None:
        """Say that the keys just pressed are those of another hotkey of ours; nothing was changed."""
        self._other = key
        self.retranslate()

    def _refuse(self) -> None:
        self._refused = True
        self.retranslate()

    def _captured(self, on: bool) -> None:
        if (on and self._other) or (not on and self._refused):
            self._refused, self._other = False, ""
            self.retranslate()


class OwnPlaceRow(QFrame):
    """Where the agent put the panel: said, and forgotten on a press."""

    def __init__(self, themes: ThemeSource, forget: Callable[[], None]) -> None:
        super().__init__()
        self._name = Words("body", weight=500, wrap=True)
        self._hint = Words("label", "text_3", weight=400, wrap=True)
        self._button = Button(self, themes.theme, Kind.SECONDARY)
        self._button.clicked.connect(forget)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 7, 0, 7)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self._button)

    def show_dragged(self, dragged: bool) -> None:
        """Say whether there is a place to forget, in the language in use."""
        self._name.setText(translate("Settings", "Where I put the panel"))
        self._hint.setText(
            translate(
                "Settings", "Drag its top, or move it with Ctrl and the arrow keys while it has the keyboard."
            )
        )
        say(self._button, translate("Settings", "Forget it"), "rotate-ccw")
        self._button.setAccessibleDescription(self._name.text())
        self._button.setEnabled(dragged)


class DigitsRow(ChoiceRow):
    """The modifiers that choose an answer together with a digit."""

    def retranslate(self) -> None:
        SettingRow.retranslate(self)
        offered = ["", "Ctrl+Shift", "Alt+Shift", "Ctrl+Super", "Alt+Super"]
        if self._value not in offered:
            offered.append(self._value)
        words = [(m, f"{key_names(m)}+1–9" if m else translate("Settings", "No keys")) for m in offered]
        self._drop.offer(words, self._value)
