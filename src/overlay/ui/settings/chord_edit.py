"""A field that records a chord when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from overlay.chords import canonical_chord
from overlay.errors import SettingsError
from overlay.ui.managed.controls import RADIUS_PX, inner_box, ring_around
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import OUTSET_PX as RING_PX
from overlay.ui.widgets.drawing import CENTRE, Drawing
from overlay.ui.widgets.keycap import cap_width, key_name, key_names, paint_cap, plain_ink

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
    """Shows a chord; pressed (Space, Enter, click) it takes the next. Escape leaves it as it was, Backspace empties it.

    While it waits, `capturing(True)` has been signalled, so that the assistant lets its own hotkeys go.
    """

    chosen = Signal(str)  # the new canonical chord, "" for none
    refused = Signal()  # the keys pressed would be lost to typing
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
            max(theme.wide(212), round(self._caps_width()) + 24) + 2 * RING_PX, theme.px(40) + 2 * RING_PX
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
                waits, none = translate("ChordEdit", "Press the new keys…"), translate("ChordEdit", "None")
                style = theme.style("body")
                at = (box[0], (self.height() - style.line_px) / 2, box[2])
                ink = c.text_2 if self._waits else c.text_3
                draw.text(waits if self._waits else none, at, style, ink, side=CENTRE)
                return
            x = (self.width() - self._caps_width()) / 2
            for key in self._keys():
                x += paint_cap(draw, key, x, self.height() / 2, plain_ink(theme)) + _CAP_GAP_PX

    def _keys(self) -> list[str]:
        return [key_name(key) for key in self._chord.split("+") if key]

    def _caps_width(self) -> float:
        keys = self._keys()
        widths = [cap_width(self._themes.theme, key) for key in keys]
        return sum(widths) + _CAP_GAP_PX * max(0, len(keys) - 1)

    def _try(self, event: QKeyEvent) -> None:
        try:
            chord = pressed_chord(event)
        except SettingsError:
            self.refused.emit()
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
            self.setAccessibleDescription(key_names(self._chord) or translate("ChordEdit", "None"))
