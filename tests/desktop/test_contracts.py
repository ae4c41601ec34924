"""One suite per protocol of `overlay.triggers`, run against the fake, against X11 and against sway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from pytestqt.qtbot import QtBot
from Xlib import X

from overlay.context import WindowContext, make_context
from overlay.triggers import Chord, HotkeyBackend, WindowWatcher
from overlay.triggers.chords import parse_chord
from overlay.triggers.sway_connection import SwayConnection
from overlay.triggers.sway_hotkeys import SwayHotkeys, sway_chord
from overlay.triggers.sway_windows import SwayWindowWatcher
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_hotkeys import X11Hotkeys
from overlay.triggers.x11_windows import X11WindowWatcher
from tests.desktop.desk import Desk
from tests.desktop.fakes import FakeHotkeys, FakeWatcher
from tests.desktop.sway_desk import Client, SwayDesk

WAIT_MS = 20_000
TOGGLE, NEXT = parse_chord("Ctrl+Shift+F10"), parse_chord("Ctrl+Shift+F7")


class Stage(Protocol):
    """What a test does to the world a backend looks at."""

    watcher: WindowWatcher
    hotkeys: HotkeyBackend

    def open(self, title: str) -> int: ...
    def rename(self, title: str) -> None: ...
    def press(self, chord: Chord) -> None: ...
    def take(self, chord: Chord) -> None: ...


class FakeStage:
    def __init__(self) -> None:
        self.watcher, self.hotkeys = FakeWatcher(), FakeHotkeys()
        self._next = 1

    def open(self, title: str) -> int:
        self._next += 1
        self.watcher.put(make_context(raw_title=title, wm_class=("crm", "Crm"), window=self._next))
        return self._next

    def rename(self, title: str) -> None:
        self.watcher.rename(title)

    def press(self, chord: Chord) -> None:
        self.hotkeys.press(chord)

    def take(self, chord: Chord) -> None:
        self.hotkeys.taken.add(chord)


class X11Stage:
    def __init__(self, desk: Desk) -> None:
        connection = X11Connection(desk.display_name)
        self.watcher, self.hotkeys = X11WindowWatcher(connection, own_pid=-1), X11Hotkeys(connection)
        self._desk = desk
        self._front: Any = None

    def open(self, title: str) -> int:
        self._front = self._desk.open_window(title, "crm")
        self._desk.wait_until(self._shown, "the window is in front")
        return int(self._front.id)

    def _shown(self) -> bool:
        shown = self._front.get_attributes().map_state == X.IsViewable
        return bool(shown and self._desk.active() == self._front.id)

    def rename(self, title: str) -> None:
        self._desk.set_title(self._front, title)

    def press(self, chord: Chord) -> None:
        self._desk.press(str(chord))

    def take(self, chord: Chord) -> None:
        keycode = self._desk.keycode(chord.key)
        modifiers = X.ControlMask | X.ShiftMask
        self._desk.root.grab_key(keycode, modifiers, False, X.GrabModeAsync, X.GrabModeAsync)
        self._desk.x.sync()


class SwayStage:
    def __init__(self, desk: SwayDesk) -> None:
        connection = SwayConnection(desk.socket)
        self.watcher, self.hotkeys = SwayWindowWatcher(connection, own_pid=-1), SwayHotkeys(connection)
        self._desk = desk
        self._front: Client | None = None

    def open(self, title: str) -> int:
        self._front = self._desk.open(title)
        return int(self._desk.focused()["id"])

    def rename(self, title: str) -> None:
        assert self._front is not None
        self._front.rename(title)

    def press(self, chord: Chord) -> None:
        self._desk.press(chord)

    def take(self, chord: Chord) -> None:
        with self._desk.config.open("a") as config:
            config.write(f"bindsym {sway_chord(chord)} nop\n")
        self._desk.message("reload")


@pytest.fixture(params=["fake", "x11", "sway"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    stage: Stage
    match request.param:
        case "fake":
            stage = FakeStage()
        case "x11":
            stage = X11Stage(request.getfixturevalue("make_desk")())
        case _:
            stage = SwayStage(request.getfixturevalue("make_sway")())
    yield stage
    stage.hotkeys.stop()
    stage.watcher.stop()


def test_watcher_reports_what_is_in_front_when_it_starts_and_each_change_once(
    stage: Stage, qtbot: QtBot
) -> None:
    seen: list[WindowContext | None] = []
    first = stage.open("Case 1")
    stage.watcher.start(seen.append)
    qtbot.waitUntil(
        lambda: bool(seen) and seen[-1] is not None and seen[-1].raw_title == "Case 1", timeout=WAIT_MS
    )
    stage.rename("Case 2")
    qtbot.waitUntil(lambda: seen[-1] is not None and seen[-1].raw_title == "Case 2", timeout=WAIT_MS)
    second = stage.open("Case 3")
    qtbot.waitUntil(lambda: seen[-1] is not None and seen[-1].window == second, timeout=WAIT_MS)
    assert len(set(seen)) == len(seen)
    assert {one.window for one in seen if one is not None} == {first, second}


def test_read_answers_with_this_moment(stage: Stage) -> None:
    stage.watcher.start(lambda seen: None)
    assert stage.watcher.read() is None
    window = stage.open("Case 1")
    read = stage.watcher.read()
    assert read is not None
    assert (read.window, read.raw_title, read.app) == (window, "Case 1", "crm")


def test_activate_brings_the_exact_window_back_and_ignores_one_that_is_gone(
    stage: Stage, qtbot: QtBot
) -> None:
    first = stage.open("first")
    stage.open("second")
    stage.watcher.start(lambda seen: None)
    stage.watcher.activate(0x7FFFFFF)

    def in_front() -> bool:
        read = stage.watcher.read()
        return read is not None and read.window == first

    stage.watcher.activate(first)
    qtbot.waitUntil(in_front, timeout=WAIT_MS)


def test_nothing_is_told_after_stop_and_stop_may_be_repeated(stage: Stage, qtbot: QtBot) -> None:
    seen: list[Any] = []
    stage.watcher.start(seen.append)
    stage.hotkeys.start(seen.append)
    stage.hotkeys.grab({"toggle": TOGGLE})
    for _ in range(2):
        stage.hotkeys.stop()
        stage.watcher.stop()
    seen.clear()
    stage.open("Case 1")
    stage.press(TOGGLE)
    stage.watcher.start(seen.append)  # and it can start again: what comes is new
    qtbot.waitUntil(lambda: bool(seen), timeout=WAIT_MS)
    assert "toggle" not in seen


def test_hotkeys_fire_by_name_and_only_those_held(stage: Stage, qtbot: QtBot) -> None:
    fired: list[str] = []
    stage.hotkeys.start(fired.append)
    assert set(stage.hotkeys.grab({"toggle": TOGGLE, "next": NEXT}).held) == {"toggle", "next"}
    stage.press(TOGGLE)
    stage.press(NEXT)
    qtbot.waitUntil(lambda: fired == ["toggle", "next"], timeout=WAIT_MS)
    stage.hotkeys.grab({"other": TOGGLE})
    stage.press(NEXT)
    stage.press(TOGGLE)
    qtbot.waitUntil(lambda: fired == ["toggle", "next", "other"], timeout=WAIT_MS)


def test_hotkeys_report_the_chord_another_program_holds(stage: Stage) -> None:
    stage.take(NEXT)
    stage.hotkeys.start(lambda name: None)
    report = stage.hotkeys.grab({"toggle": TOGGLE, "next": NEXT})
    assert report.held == {"toggle": TOGGLE}
    assert report.conflicts == {"next": NEXT}
