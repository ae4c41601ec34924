"""A field that takes a chord by pressing it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from overlay.chords import canonical_chord, chord_parts
from overlay.errors import SettingsError
from overlay.ui.managed_controls import RADIUS_PX, RING_PX, cap_width, draw_cap, inner_box, ring_around
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate
_CAP_GAP_PX = 4
_MODIFIER_KEYS = (
    *(
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Super_L,
    ),
    *(Qt.Key.Key_Super_R, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock),
)
# With Shift held X11 reports the sign above a digit. The keycodes of the digit row are the same on every evdev keyboard.
_DIGIT_ROW = {10 + n: str((n + 1) % 10) for n in range(10)}


def key_names(chord: str) -> tuple[str, ...]:
    """Return the keys of a canonical chord as they are called in the language in use ("Strg", "Umschalt", "F10")."""
    if not chord:
        return ()
    modifiers, key = chord_parts(chord)
    names = {
        "Ctrl": translate("Keys", "Ctrl"),
        "Alt": translate("Keys", "Alt"),
        "Shift": translate("Keys", "Shift"),
        "Super": translate("Keys", "Super"),
    }
    return (*(names[m] for m in modifiers), translate("Keys", "Plus") if key == "Plus" else _key_name(key))


def chord_words(chord: str) -> str:
    """Return a chord as one word for a sentence ("Ctrl+Shift+F10")."""
    return "+".join(key_names(chord))


def pressed_chord(event: QKeyEvent) -> str:
    """Return the chord of a key press; "" while only modifiers are held. Raises SettingsError when it cannot be one."""
    if event.key() in (*_MODIFIER_KEYS, Qt.Key.Key_unknown, 0):
        return ""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    digit = ""
    if modifiers & Qt.KeyboardModifier.ShiftModifier and not 0x30 <= event.key() <= 0x39:
        digit = _DIGIT_ROW.get(event.nativeScanCode(), "") if event.key() < 0x1000000 else ""
    key = digit or QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
    held = {
        "Ctrl": Qt.KeyboardModifier.ControlModifier,
        "Alt": Qt.KeyboardModifier.AltModifier,
        "Shift": Qt.KeyboardModifier.ShiftModifier,
        "Super": Qt.KeyboardModifier.MetaModifier,
    }
    return canonical_chord("+".join((*(name for name, flag in held.items() if modifiers & flag), key)))


class ChordEdit(QPushButton):
    """Shows a chord; pressed (Space, Enter, click) it takes the next chord. Escape leaves it as it was, Backspace empties it.

    While it waits, `capturing(True)` has been signalled, so that the assistant lets its own hotkeys go.
    """

    chosen = Signal(str)  # the new canonical chord, "" for none
    refused = Signal(str)  # why the keys pressed cannot be a chord
    capturing = Signal(bool)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._themes = themes
        self._chord = ""
        self._waits = False
        self._conflict = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.capture)

    @property
    def chord(self) -> str:
        return self._chord

    @property
    def waits(self) -> bool:
        """True while it takes the next chord pressed."""
        return self._waits

    def show_chord(self, chord: str, *, conflict: bool = False) -> None:
        """Show a chord; `conflict` says that another program holds it."""
        self._chord, self._conflict = chord, conflict
        self._describe()
        self.updateGeometry()
        self.update()

    def capture(self) -> None:
        """Take the next chord pressed."""
        if not self._waits:
            self._wait(on=True)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._themes.theme
        return QSize(
            max(theme.px(212), round(self._caps_width()) + 24) + 2 * RING_PX, theme.px(40) + 2 * RING_PX
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._waits:
            super().keyPressEvent(event)
            return
        event.accept()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Escape:
            self._wait(on=False)
        elif plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take("")
        else:
            self._try(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab is a key like any other while a chord is awaited, and Qt asks here before it sends the key.
        return False if self._waits else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._waits:
            self._wait(on=False)
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        c = theme.colours
        enabled = self.isEnabled()
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            box = inner_box(self)
            fill = (
                c.sunken if not enabled else c.hover if self.underMouse() and not self._waits else c.surface
            )
            line = c.divider if not enabled else c.error_line if self._conflict else c.control
            draw.frame(box, fill, line, RADIUS_PX, 2 if self._conflict else theme.border_px)
            if self.hasFocus():
                ring_around(draw, box)
            if self._waits or not self._chord:
                words = (
                    translate("ChordEdit", "Press the new keys…")
                    if self._waits
                    else translate("ChordEdit", "None")
                )
                top = (self.height() - theme.style("body").line_px) / 2
                draw.text(
                    words, box[0], top, box[2], "body", c.text_2 if self._waits else c.text_3, at=CENTRE
                )
                return
            x = (self.width() - self._caps_width()) / 2
            for key in key_names(self._chord):
                draw_cap(draw, key, x, (self.height() - theme.px(22)) / 2)
                x += cap_width(theme, key) + _CAP_GAP_PX

    def _caps_width(self) -> float:
        keys = key_names(self._chord)
        return sum(cap_width(self._themes.theme, key) for key in keys) + _CAP_GAP_PX * max(0, len(keys) - 1)

    def _try(self, event: QKeyEvent) -> None:
        try:
            chord = pressed_chord(event)
        except SettingsError as error:
            self.refused.emit(str(error))
            return
        if chord:
            self._take(chord)

    def _take(self, chord: str) -> None:
        self._wait(on=False)
        if chord != self._chord:
            self.show_chord(chord)
            self.chosen.emit(chord)

    def _wait(self, *, on: bool) -> None:
        self._waits = on
        self._describe()
        self.update()
        self.capturing.emit(on)

    def _describe(self) -> None:
        if self._waits:
            self.setAccessibleDescription(translate("ChordEdit", "Press the new keys…"))
        else:
            self.setAccessibleDescription(chord_words(self._chord) or translate("ChordEdit", "None"))


def _key_name(key: str) -> str:
    # Qt's own translations know the names of keys; a letter or F10 comes back as it is.
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key
