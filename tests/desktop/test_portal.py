"""Hotkeys by the GlobalShortcuts portal, against a mock portal on a bus of the test's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from overlay.errors import BackendUnavailableError
from overlay.triggers import portal_hotkeys
from overlay.triggers.chords import parse_chord
from overlay.triggers.portal_hotkeys import PortalHotkeys
from tests.desktop.bus import bus_command
from tests.patience import WAIT_MS

TOGGLE, NEXT, FOLD = (parse_chord(f"Ctrl+Shift+F{n}") for n in (10, 7, 4))
ALL = {"toggle": TOGGLE, "next": NEXT, "digit 1": parse_chord("Super+1")}


class Portal:
    """A mock portal in a process of its own; `told` is what it was asked."""

    def __init__(self, kind: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("mock_portal.py")), kind]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.read()["what"] == "ready"

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        return line

    def do(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.wait(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    daemon = subprocess.Popen(
        bus_command(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    with daemon.stdout as pipe:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", pipe.readline().strip())
    yield
    daemon.terminate()
    daemon.wait(5)


@pytest.fixture
def start(bus: None) -> Iterator[Callable[[str], Portal]]:
    portals: list[Portal] = []

    def started(kind: str) -> Portal:
        portals.append(Portal(kind))
        return portals[-1]

    yield started
    for portal in portals:
        portal.end()


@pytest.fixture
def hotkeys() -> Iterator[PortalHotkeys]:
    made = PortalHotkeys()
    yield made
    made.stop()


def answered(hotkeys: PortalHotkeys) -> bool:
    return portal_hotkeys.WAITING not in hotkeys.limits


def test_keys_are_asked_for_once_in_words_and_fire_while_grabbed(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys, qtbot: QtBot
) -> None:
    portal, fired = start("accept"), []
    hotkeys.start(fired.append)
    hotkeys.ask(ALL, lambda name: f"does {name}")
    assert set(hotkeys.grab({"toggle": TOGGLE}).unknown) == {"toggle"}
    qtbot.waitUntil(lambda: answered(hotkeys), timeout=WAIT_MS)
    assert hotkeys.grab({"toggle": TOGGLE}).held == {"toggle": TOGGLE}
    assert portal.read()["what"] == "session"
    assert portal.read()["shortcuts"] == {
        "toggle": {"description": "does toggle", "preferred_trigger": "CTRL+SHIFT+F10"},
        "next": {"description": "does next", "preferred_trigger": "CTRL+SHIFT+F7"},
        "digit-1": {"description": "does digit 1", "preferred_trigger": "LOGO+1"},
    }
    portal.do("press next")  # held by the desktop, but not wanted at the moment
    portal.do("press toggle")
    qtbot.waitUntil(lambda: fired == ["toggle"], timeout=WAIT_MS)
    hotkeys.grab(ALL)
    portal.do("press digit-1")
    qtbot.waitUntil(lambda: fired == ["toggle", "digit 1"], timeout=WAIT_MS)


@pytest.mark.parametrize(("kind", "said"), [("cancel", "turned down"), ("refuse", "NotAllowed")])
def test_a_refusal_holds_no_key_and_says_what_to_do(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys, qtbot: QtBot, kind: str, said: str
) -> None:
    start(kind)
    hotkeys.start(lambda name: None)
    hotkeys.ask(ALL, str)
    qtbot.waitUntil(lambda: answered(hotkeys), timeout=WAIT_MS)
    report = hotkeys.grab(ALL)
    assert report.held == {}
    assert all(said in why for why in (*report.unknown.values(), *hotkeys.limits))


def test_a_key_the_agent_left_out_is_not_held(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys, qtbot: QtBot
) -> None:
    portal = start("accept")
    hotkeys.start(lambda name: None)
    hotkeys.ask({"toggle": TOGGLE, "fold": FOLD}, str)
    qtbot.waitUntil(lambda: answered(hotkeys), timeout=WAIT_MS)
    report = hotkeys.grab({"toggle": TOGGLE, "fold": FOLD})
    assert (set(report.held), set(report.unknown)) == ({"toggle"}, {"fold"})
    portal.do("change fold")  # later, in the desktop's settings
    qtbot.waitUntil(lambda: set(hotkeys.grab({"fold": FOLD}).held) == {"fold"}, timeout=WAIT_MS)


def test_a_portal_that_starts_again_is_asked_again(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys, qtbot: QtBot
) -> None:
    first = start("cancel")
    hotkeys.start(lambda name: None)
    hotkeys.ask(ALL, str)
    qtbot.waitUntil(lambda: answered(hotkeys), timeout=WAIT_MS)
    first.end()
    start("accept")
    qtbot.waitUntil(lambda: set(hotkeys.grab(ALL).held) == set(ALL), timeout=WAIT_MS)


def test_the_session_is_closed_at_the_end(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys, qtbot: QtBot
) -> None:
    portal = start("accept")
    hotkeys.start(lambda name: None)
    hotkeys.ask(ALL, str)
    qtbot.waitUntil(lambda: answered(hotkeys), timeout=WAIT_MS)
    hotkeys.stop()
    assert [portal.read()["what"] for _ in range(3)] == ["session", "bind", "closed"]


def test_a_desktop_without_such_a_portal_refuses(
    start: Callable[[str], Portal], hotkeys: PortalHotkeys
) -> None:
    start("without")
    with pytest.raises(BackendUnavailableError, match="keyboard settings"):
        hotkeys.start(lambda name: None)


def test_a_bus_without_a_portal_refuses(bus: None, hotkeys: PortalHotkeys) -> None:
    with pytest.raises(BackendUnavailableError, match="keyboard settings"):
        hotkeys.start(lambda name: None)


def test_no_bus_refuses(monkeypatch: pytest.MonkeyPatch, hotkeys: PortalHotkeys) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(BackendUnavailableError, match="session bus"):
        hotkeys.start(lambda name: None)
