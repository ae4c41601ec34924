"""The page about sources: what it says of each, getting new guides, following another one and leaving one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from overlay.ui.settings.window import SettingsWindow
from overlay.ui.sources.forms import name_for
from overlay.ui.sources.port import FollowedSource, Login, NewSource
from overlay.ui.sources.words import refusal, state
from overlay.ui.widgets.button import Button
from tests.qt.managed_windows import NO_PLUGIN, SOURCES, FakePort, FakeSources, themes

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)
Key = Qt.Key


def opened(qtbot: QtBot, sources: FakeSources, page: str = "sources") -> SettingsWindow:
    window = SettingsWindow(themes(), FakePort(), sources)
    qtbot.addWidget(window)
    window.open(page)
    qtbot.waitUntil(window.isActiveWindow)
    return window


def control(window: QWidget, name: str) -> QWidget:
    """Return the visible control a screen reader calls `name`."""
    found = [w for w in window.findChildren(QWidget) if w.accessibleName() == name and w.isVisible()]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def names(window: QWidget) -> set[str]:
    return {b.accessibleName() for b in window.findChildren(Button) if b.isVisible()}


def words(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(qtbot: QtBot, window: QWidget, name: str) -> None:
    qtbot.keyClick(control(window, name), Key.Key_Space)


def write(qtbot: QtBot, window: QWidget, name: str, text: str) -> None:
    edit = control(window, name)
    assert isinstance(edit, QLineEdit)
    edit.clear()
    qtbot.keyClicks(edit, text)


def test_each_source_says_how_it_is_and_what_it_gave(qtbot: QtBot) -> None:
    window = opened(qtbot, FakeSources(*SOURCES))
    said = words(window)
    for source in SOURCES:
        assert source.name in said
        assert state(source) in said
    assert "Payments 12 · House style 4" in said


def test_source_of_the_organisation_cannot_be_removed(qtbot: QtBot) -> None:
    window = opened(qtbot, FakeSources(*SOURCES))
    assert {"Remove: branch", "Remove: partner", "Log in: partner"} <= names(window)
    assert "Remove: head-office" not in names(window)
    assert "Set by your organisation" in words(window)


def test_guides_of_the_machine_are_left_to_its_administrator(qtbot: QtBot) -> None:
    sources = FakeSources(SOURCES[0])
    sources.shared = True
    window = opened(qtbot, sources, "sources.add")
    assert "Your organisation fetches the guides" in words(window)
    assert not {"Get new guides now", "Add a source", "Add"} & names(window)


def test_tab_goes_as_the_eye_does(qtbot: QtBot) -> None:
    window = opened(qtbot, FakeSources(*SOURCES))
    gone = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Key.Key_Tab)
        focus = QApplication.focusWidget()
        gone.append(focus.accessibleName() if focus else "")
    assert gone == [
        "Remove: branch",
        "Log in: partner",
        "Remove: partner",
        "Get new guides now",
        "Add a source",
    ]
    assert window.isActiveWindow()


def test_source_is_removed_once_that_was_said_twice(qtbot: QtBot) -> None:
    sources = FakeSources(*SOURCES)
    window = opened(qtbot, sources)
    press(qtbot, window, "Remove: branch")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Keep: branch"
    assert len(sources.known) == 3
    press(qtbot, window, "Remove: branch")
    assert [source.name for source in sources.known] == ["head-office", "partner"]
    assert "branch" not in words(window)


def test_sync_shows_how_far_it_is_and_stops(qtbot: QtBot) -> None:
    sources = FakeSources(*SOURCES)
    window = opened(qtbot, sources)
    press(qtbot, window, "Get new guides now")
    sources.running = (30, 100)
    sources.tell()
    bar = control(window, "Getting new guides")
    assert isinstance(bar, QProgressBar)
    assert (bar.value(), bar.maximum()) == (30, 100)
    press(qtbot, window, "Stop getting new guides")
    assert sources.running is None
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Get new guides now"


def test_sync_that_ended_while_nobody_looked_is_not_shown_as_running(qtbot: QtBot) -> None:
    sources = FakeSources(*SOURCES)
    sources.running = (0, 100)
    window = opened(qtbot, sources, "hotkeys")
    sources.running = None
    sources.tell()
    window.open("sources")
    assert "Get new guides now" in names(window)
    assert "Stop getting new guides" not in names(window)


def test_list_follows_what_is_done_elsewhere(qtbot: QtBot) -> None:
    sources = FakeSources()
    window = opened(qtbot, sources)
    assert "No source yet" in words(window)
    assert "Get new guides now" not in names(window)
    sources.known.append(FollowedSource("new", "https://new.example/"))
    sources.tell()
    # A layout shows what is put into it later.
    qtbot.waitUntil(lambda: "https://new.example/" in words(window))
    assert "Get new guides now" in names(window)


def test_source_is_added_by_keyboard_alone(qtbot: QtBot) -> None:
    sources = FakeSources()
    window = opened(qtbot, sources, "sources.add")
    assert not control(window, "Add").isEnabled()
    focus = QApplication.focusWidget()
    assert focus is control(window, "Address")
    qtbot.keyClicks(focus, "https://guides.example/overlay/")
    write(qtbot, window, "Fingerprint or root file", "ab" * 32)
    qtbot.keyClick(control(window, "Fingerprint or root file"), Key.Key_Return)
    assert sources.added == [NewSource("guides.example", "https://guides.example/overlay/", "ab" * 32)]
    qtbot.waitUntil(lambda: "https://guides.example/overlay/" in words(window))
    assert "Add" not in names(window)


def test_refusal_is_said_and_what_was_filled_in_stays(qtbot: QtBot) -> None:
    sources = FakeSources()
    sources.refuses = "fingerprint"
    window = opened(qtbot, sources, "sources.add")
    write(qtbot, window, "Address", "https://guides.example/")
    write(qtbot, window, "Fingerprint or root file", "cd" * 32)
    press(qtbot, window, "Add")
    assert refusal("fingerprint") in words(window)
    edit = control(window, "Address")
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "https://guides.example/"
    press(qtbot, window, "Cancel")
    assert sources.known == []


def test_login_is_asked_for_where_a_source_wants_one_and_forgotten_at_once(qtbot: QtBot) -> None:
    sources = FakeSources(*SOURCES)
    window = opened(qtbot, sources)
    press(qtbot, window, "Log in: partner")
    write(qtbot, window, "User name", "desk")
    write(qtbot, window, "Password or token", "hunter2")
    secret = control(window, "Password or token")
    assert isinstance(secret, QLineEdit)
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    press(qtbot, window, "Log in")
    assert sources.logins == [Login("partner", "desk", "hunter2")]
    assert secret.text() == ""
    assert "hunter2" not in repr(sources.logins)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://guides.example/overlay/", "guides.example"),
        ("https://Guides.Example:8443/", "guides.example"),
        ("file:///srv/Our guides/", "our-guides"),
        ("file://server/share/overlay/", "server"),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_name_is_made_of_the_address(address: str, name: str) -> None:
    assert name_for(address) == name
