"""Runs a guide's `copy`, `type` and `open` blocks, and refuses when they could do harm.

The window in front is read anew at the moment of acting: the text of one customer never goes into the case of another.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from overlay.assist.effects import Perform
from overlay.assist.state import Front
from overlay.context import WindowContext
from overlay.errors import ActionRefusedError
from overlay.guide import ActionKind
from overlay.triggers import Typist

OPEN_SCHEMES = ("http", "https", "mailto")

# What clipboard histories honour, by system (names as their owners document them).
_SECRET_MARKS = {
    "x-kde-passwordManagerHint": b"secret",  # Klipper, GPaste, CopyQ
    "ExcludeClipboardContentFromMonitorProcessing": b"1",  # Windows
    "CanIncludeInClipboardHistory": b"\0\0\0\0",  # Windows 10 and later
    "CanUploadToCloudClipboard": b"\0\0\0\0",
    "org.nspasteboard.ConcealedType": b"1",  # macOS
}


class Actions:
    """Runs one action at a time. `done` gets the action's id and, when refused, a code."""

    def __init__(
        self,
        look: Callable[[], WindowContext | None],
        compare: Callable[[Perform, WindowContext | None], Front],
        typist: Typist | None,
        done: Callable[[str, str], None],
    ) -> None:
        self._look = look
        self._compare = compare
        self._typist = typist
        self._done = done

    def perform(self, wanted: Perform) -> None:
        try:
            self._run(wanted)
        except ActionRefusedError as refusal:
            self._done(wanted.action.id, refusal.code)

    def _run(self, wanted: Perform) -> None:
        seen = self._look()
        front = self._compare(wanted, seen)
        if front is Front.OTHER:
            raise ActionRefusedError("Another case is in front.", "case")
        match wanted.action.kind:
            case ActionKind.COPY:
                copy(wanted.text)
                self._done(wanted.action.id, "")
            case ActionKind.OPEN:
                open_address(wanted.text)
                self._done(wanted.action.id, "")
            case ActionKind.TYPE:
                self._type(wanted, seen, front)

    def _type(self, wanted: Perform, seen: WindowContext | None, front: Front) -> None:
        if self._typist is None:
            raise ActionRefusedError("Typing does not work on this system.", "typing")
        if seen is None or seen.window != wanted.window:
            raise ActionRefusedError("The work window is not in front.", "window")
        if wanted.captures and front is not Front.SAME:
            raise ActionRefusedError("The case is not in front.", "case")

        def still() -> bool:
            return self._compare(wanted, self._look()) is (Front.SAME if wanted.captures else front)

        self._typist.type_text(
            wanted.text, wanted.window, still, lambda refused: self._done(wanted.action.id, refused)
        )


def copy(text: str) -> None:
    """Put `text` on the clipboard, marked so that clipboard histories skip it where they can."""
    data = QMimeData()
    data.setText(text)
    for name, value in _SECRET_MARKS.items():
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


def open_address(address: str) -> None:
    """Open a web or mail address in its program; anything else is refused."""
    target = address.strip()
    try:
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in OPEN_SCHEMES or any(ord(c) < 32 for c in target):
        raise ActionRefusedError("Only web and mail addresses are opened.", "link")
    if not QDesktopServices.openUrl(QUrl(target, QUrl.ParsingMode.StrictMode)):
        raise ActionRefusedError("No program on this computer opens this address.", "link")
