"""The bar for a Qt program: a bare panel that does nothing but show nine labels on a key grab and follow the title.

    python bench/proto.py [--bypass]     (--bypass: the window manager is not asked)

It matches nothing, reads no content, keeps no state: what overlay needs on top of it is the price of being useful.
"""

from __future__ import annotations

import gc
import signal
import sys
from typing import Any

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from Xlib import XK, X, display
from Xlib import error as xerror

STEPS = 8


class Panel(QWidget):
    """Nine labels, created once and laid out before they are first shown."""

    def __init__(self, *, bypass: bool) -> None:
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        if bypass:
            flags |= Qt.WindowType.X11BypassWindowManagerHint
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFixedSize(420, 420)  # a window that grows with its text would be placed anew by the manager
        self.move(700, 100)
        self.setStyleSheet("background:#fbfbfd;color:#102030;font-size:14px")
        rows = QVBoxLayout(self)
        self.heading = QLabel("<b>Refund a case</b>")
        self.heading.setWordWrap(True)
        rows.addWidget(self.heading)
        self.steps = [QLabel() for _ in range(STEPS)]
        for label in self.steps:
            label.setWordWrap(True)
            rows.addWidget(label)
        self.write("Open the case")
        self.winId()
        self.ensurePolished()
        self.grab()

    def write(self, title: str) -> None:
        self.heading.setText(f"<b>{title}</b>")
        for number, label in enumerate(self.steps, 1):
            label.setText(f"{number}. <b>{title}</b>: check the refund amount against the order")


class Triggers:
    """The chord and the title of the active window, from one X connection on the Qt thread."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.x = display.Display()
        self.root = self.x.screen().root
        self.active_atom = self.x.intern_atom("_NET_ACTIVE_WINDOW")
        self.name_atom = self.x.intern_atom("_NET_WM_NAME")
        self.utf8_atom = self.x.intern_atom("UTF8_STRING")
        self.window: Any = None
        self.title = ""
        key = self.x.keysym_to_keycode(XK.string_to_keysym("g"))
        for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
            self.root.grab_key(
                key, X.ControlMask | X.Mod1Mask | locks, True, X.GrabModeAsync, X.GrabModeAsync
            )
        self.root.change_attributes(event_mask=X.PropertyChangeMask)
        self.follow()
        self.notifier = QSocketNotifier(self.x.fileno(), QSocketNotifier.Type.Read)
        self.notifier.activated.connect(self.drain)
        self.drain()

    def drain(self) -> None:
        while self.x.pending_events():
            event = self.x.next_event()
            if event.type == X.KeyPress:
                self.panel.setVisible(not self.panel.isVisible())
            elif event.type == X.PropertyNotify and event.atom == self.active_atom:
                self.follow()
            elif event.type == X.PropertyNotify and event.atom == self.name_atom:
                self.read_title()

    def follow(self) -> None:
        found = self.root.get_full_property(self.active_atom, X.AnyPropertyType)
        number = found.value[0] if found and len(found.value) else 0
        if number and (self.window is None or self.window.id != number):
            self.window = self.x.create_resource_object("window", number)
            self.window.change_attributes(event_mask=X.PropertyChangeMask)
            self.read_title()

    def read_title(self) -> None:
        try:
            found = self.window.get_full_property(self.name_atom, self.utf8_atom)
        except xerror.XError:
            return
        title = bytes(found.value).decode("utf-8", "replace") if found else ""
        if title != self.title:
            self.title = title
            self.panel.write(title)


def main() -> int:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    triggers = Triggers(Panel(bypass="--bypass" in sys.argv))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.collect()
    gc.freeze()
    code = app.exec()
    del triggers
    return code


if __name__ == "__main__":
    raise SystemExit(main())
