"""Keyboard focus in the panel: taken only on purpose; Tab and F6 cycle, Esc gives the focus back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

if TYPE_CHECKING:
    from overlay.ui.panel.window import Panel

_SETTLE_MS = 600  # a window manager may hand the focus on once more after another window of ours went
_MOST_RETAKES = 3
_STRIDE_PX = 32
_MOVES = {
    "Ctrl+Left": QPoint(-_STRIDE_PX, 0),
    "Ctrl+Right": QPoint(_STRIDE_PX, 0),
    "Ctrl+Up": QPoint(0, -_STRIDE_PX),
    "Ctrl+Down": QPoint(0, _STRIDE_PX),
}


class KeyboardFocus:
    """Keeps the ring of the panel's controls, and whether the panel holds the keyboard."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self.held = False
        self._since = QElapsedTimer()
        self._retakes = 0
        self._moves: list[QShortcut] = []

    def take(self) -> None:
        """Take the focus; the first control of the body gets it."""
        self._listen_for_moves()
        self._accept_focus(True)
        self.held, self._retakes = True, 0
        self._since.start()
        self._panel.activateWindow()
        ring = self._ring()
        body = (w for w in ring if self._panel.body.isAncestorOf(w))
        wanted = next(body, None) or next(iter(ring), None)
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def keep(self) -> None:
        """The panel shows something else: the keyboard stays on a control that is there."""
        if self.held and self._panel.focusWidget() not in self._ring():
            ring = self._ring()
            body = (w for w in ring if self._panel.body.isAncestorOf(w))
            wanted = next(body, None) or next(iter(reversed(ring)), None)
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Be a window again that does not take the focus."""
        self.held = False
        focused = self._panel.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self._accept_focus(False)

    def give_back(self) -> None:
        """Drop the focus, and say that the window it came from shall have it."""
        if self.held:
            self.drop()
            self._panel.focus_given_back.emit()

    def activation_changed(self) -> None:
        """The panel got or lost the keyboard: what went to another window is not wanted back, but for a moment."""
        if not self.held or self._panel.isActiveWindow() or QApplication.activePopupWidget() is not None:
            return
        if self._since.elapsed() < _SETTLE_MS and self._retakes < _MOST_RETAKES:
            self._retakes += 1
            self._panel.activateWindow()
        else:
            self.drop()
            self._panel.focus_left.emit()

    def used(self) -> None:
        """The agent is here: whoever takes the focus from now on may have it."""
        self._retakes = _MOST_RETAKES

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for while the panel has the keyboard; return whether it was for anything."""
        panel, key = self._panel, Qt.Key(event.key())
        self.used()
        if key == Qt.Key.Key_Escape:
            self.give_back()
        elif key == Qt.Key.Key_F6:
            self._next_part(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            panel.body.page(down=key == Qt.Key.Key_PageDown)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = panel.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.go(forward=key == Qt.Key.Key_Down)
        else:
            return False
        return True

    def go(self, *, forward: bool) -> bool:
        """Go to the next control as they stand, from top to bottom, whenever each was made."""
        ring = self._ring()
        if not ring:
            return False
        focused = self._panel.focusWidget()
        at = ring.index(focused) if focused in ring else -1 if forward else 0
        self._focus(ring[(at + (1 if forward else -1)) % len(ring)])
        return True

    def _next_part(self, *, back: bool) -> None:
        """Go to the first control of the next part: header, body, footer."""
        ring, focused = self._ring(), self._panel.focusWidget()
        parts = sorted({self._part(w) for w in ring})
        if not parts:
            return
        here = self._part(focused) if focused in ring else parts[-1]
        wanted = parts[(parts.index(here) + (-1 if back else 1)) % len(parts)]
        self._focus(next(w for w in ring if self._part(w) == wanted))

    def _focus(self, wanted: QWidget) -> None:
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        if self._panel.body.isAncestorOf(wanted):
            self._panel.body.reveal(wanted)

    def _listen_for_moves(self) -> None:
        """Shortcuts, because buttons keep arrow keys to themselves. Made when first needed."""
        if not self._moves:
            for keys, by in _MOVES.items():
                shortcut = QShortcut(QKeySequence(keys), self._panel)
                shortcut.activated.connect(partial(self._move, by))
                self._moves.append(shortcut)

    def _move(self, by: QPoint) -> None:
        """Move the panel as dragging does, but never off its screen."""
        panel = self._panel
        area = panel.screen().availableGeometry()
        rect = panel.geometry().translated(by)
        rect.moveLeft(max(area.left(), min(rect.left(), area.right() + 1 - rect.width())))
        rect.moveTop(max(area.top(), min(rect.top(), area.bottom() + 1 - rect.height())))
        panel.move(rect.topLeft())
        panel.moved.emit(rect.topLeft())

    def _part(self, widget: QWidget) -> int:
        panel = self._panel
        return 1 if panel.body.isAncestorOf(widget) else 2 if panel.footer.isAncestorOf(widget) else 0

    def _ring(self) -> list[QWidget]:
        controls = [
            w
            for w in self._panel.findChildren(QAbstractButton)
            if w.isVisibleTo(self._panel) and w.isEnabled() and w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        rtl = self._panel.isRightToLeft()

        def place(widget: QWidget) -> tuple[int, int, int]:
            at = widget.mapTo(self._panel, QPoint(0, 0))
            return self._part(widget), at.y(), -at.x() if rtl else at.x()

        return sorted(controls, key=place)

    def _accept_focus(self, on: bool) -> None:
        handle = self._panel.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not on)
