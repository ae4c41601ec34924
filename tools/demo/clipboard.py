"""What is on the clipboard of an X display, read as an application that pastes reads it (ICCCM 2.4)."""

from __future__ import annotations

import select
import time

from Xlib import X, display

WITHIN_S = 5.0


class Clipboard:
    """Reads through an X connection and an invisible window of its own."""

    def __init__(self, display_name: str) -> None:
        self._x = display.Display(display_name)
        self._window = self._x.screen().root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent)
        self._names = [self._x.intern_atom(name) for name in ("CLIPBOARD", "UTF8_STRING", "OVERLAY_DEMO")]

    def text(self) -> str:
        """Return the text on the clipboard, "" when there is none. One transfer: up to about 250 KB."""
        clipboard, utf8, answer = self._names
        self._window.convert_selection(clipboard, utf8, answer, X.CurrentTime)
        self._x.flush()
        end = time.monotonic() + WITHIN_S
        while time.monotonic() < end:
            while self._x.pending_events():
                event = self._x.next_event()
                if event.type == X.SelectionNotify:
                    if event.property == X.NONE:
                        return ""
                    found = self._window.get_full_property(answer, utf8)
                    self._window.delete_property(answer)
                    return bytes(found.value).decode("utf-8", "replace") if found is not None else ""
            select.select([self._x.fileno()], [], [], 0.1)
        raise AssertionError(f"the owner of the clipboard did not answer within {WITHIN_S:g} s")

    def close(self) -> None:
        self._x.close()
