"""What an action may do, and when it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from overlay.app.actions import Actions, copy, open_address
from overlay.assist.effects import Perform
from overlay.assist.state import Front
from overlay.context import WindowContext
from overlay.errors import ActionRefusedError
from overlay.guide import Action, ActionKind, GuideRef

REF = GuideRef("p", "refund")
CRM = WindowContext("chrome", "Case 1042", window=7)


class Typist:
    """Types into a list, looking up before it does."""

    name = "fake"

    def __init__(self) -> None:
        self.typed: list[tuple[str, int]] = []

    def start(self) -> None: ...

    def stop(self, timeout_s: float = 2.0) -> None: ...

    def type_text(
        self, text: str, window: int, still: Callable[[], bool], done: Callable[[str], None]
    ) -> None:
        if not still():
            done("case")
            return
        self.typed.append((text, window))
        done("")


class Desk:
    def __init__(self, typist: Typist | None = None) -> None:
        self.typist = typist or Typist()
        self.seen: WindowContext | None = CRM
        self.fronts = [Front.SAME]
        self.done: list[tuple[str, str]] = []
        self.actions = Actions(
            lambda: self.seen,
            self._compare,
            self.typist,
            lambda name, refused: self.done.append((name, refused)),
        )

    def _compare(self, _wanted: Perform, _seen: WindowContext | None) -> Front:
        return self.fronts.pop(0) if len(self.fronts) > 1 else self.fronts[0]

    def run(self, kind: ActionKind, text: str, *, case: str = "1042", window: int = 7) -> tuple[str, str]:
        captures = {"case": case} if case else {}
        self.actions.perform(Perform(Action("a1", kind, text), text, captures, window, REF))
        return self.done[-1]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, qapp: object) -> list[str]:
    urls: list[str] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


def test_copied_text_is_marked_so_that_clipboard_histories_skip_it(qtbot: QtBot) -> None:
    copy("Grüße – €50 „ok“")
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Grüße – €50 „ok“"
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"
    assert data.hasFormat("ExcludeClipboardContentFromMonitorProcessing")


@pytest.mark.parametrize(
    "address",
    ["https://crm.example/1042", "http://wiki.example", "mailto:help@example.com", "HTTPS://crm.example"],
)
def test_web_and_mail_addresses_open(opened: list[str], address: str) -> None:
    open_address(address)
    assert len(opened) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "javascript:alert(1)", "\\\\server\\share", "//server/share", "/bin/sh", ""),
        *("data:text/html,x", "ftp://example.com", "https://crm.example/\nX", "vbscript:x", "ms-settings:"),
    ],
)
def test_nothing_else_opens(opened: list[str], address: str) -> None:
    with pytest.raises(ActionRefusedError) as refusal:
        open_address(address)
    assert refusal.value.code == "link"
    assert opened == []


@pytest.mark.parametrize("kind", [ActionKind.COPY, ActionKind.TYPE, ActionKind.OPEN])
def test_every_action_is_refused_when_another_case_is_in_front(qtbot: QtBot, kind: ActionKind) -> None:
    QGuiApplication.clipboard().setText("before")
    desk = Desk()
    desk.fronts = [Front.OTHER]
    assert desk.run(kind, "https://crm.example/1042") == ("a1", "case")
    assert QGuiApplication.clipboard().text() == "before"
    assert desk.typist.typed == []


def test_copy_works_in_a_window_that_names_no_case(qtbot: QtBot) -> None:
    desk = Desk()
    desk.fronts = [Front.ELSEWHERE]
    assert desk.run(ActionKind.COPY, "We refund case 1042.") == ("a1", "")


def test_typing_goes_into_the_window_of_the_walk_only() -> None:
    desk = Desk()
    assert desk.run(ActionKind.TYPE, "hello") == ("a1", "")
    assert desk.typist.typed == [("hello", 7)]
    assert desk.run(ActionKind.TYPE, "hello", window=8) == ("a1", "window")
    desk.seen = None
    assert desk.run(ActionKind.TYPE, "hello") == ("a1", "window")


def test_typing_for_a_case_needs_that_case_in_front() -> None:
    desk = Desk()
    desk.fronts = [Front.ELSEWHERE]
    assert desk.run(ActionKind.TYPE, "case 1042") == ("a1", "case")
    assert desk.run(ActionKind.TYPE, "no case", case="") == ("a1", "")


def test_typing_stops_when_the_case_changes_meanwhile() -> None:
    desk = Desk()
    desk.fronts = [Front.SAME, Front.OTHER]
    assert desk.run(ActionKind.TYPE, "case 1042") == ("a1", "case")
    assert desk.typist.typed == []
