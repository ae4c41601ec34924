"""The contracts of `overlay.triggers` as tests. A folder of tests for one system imports them and has a fixture `stage`."""

from __future__ import annotations

from typing import Any, Protocol

from pytestqt.qtbot import QtBot

from overlay.context import WindowContext, make_context
from overlay.triggers import Chord, HotkeyBackend, WindowWatcher
from overlay.triggers.chords import parse_chord
from tests.desktop.fakes import FakeHotkeys, FakeWatcher
from tests.patience import WAIT_MS

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
