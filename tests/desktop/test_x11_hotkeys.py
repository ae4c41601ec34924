"""Hotkeys on a real X server: consumed, told from auto-repeat, and never at the cost of a typed key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from Xlib import X, display

from overlay.triggers import Chord
from overlay.triggers.chords import parse_chord
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_hotkeys import X11Hotkeys
from overlay.triggers.x11_windows import X11WindowWatcher
from tests.desktop.desk import Desk
from tests.patience import WAIT_MS

DEFAULTS = {"toggle": "Ctrl+Shift+F10", "next": "Ctrl+Shift+F7", "back": "Ctrl+Shift+F6"}


def chords(**texts: str) -> dict[str, Chord]:
    return {name: parse_chord(text) for name, text in texts.items()}


class Keys:
    """Running hotkeys and the names that fired, beside a focused window that records its own keys."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.fired: list[str] = []
        self.connection = X11Connection(desk.display_name)
        self.hotkeys = X11Hotkeys(self.connection)
        self.hotkeys.start(self.fired.append)
        self._qtbot = qtbot
        self.work = desk.open_window("work")
        desk.wait_until(
            lambda: desk.active() == self.work.id and desk.focused() == self.work.id, "work has the focus"
        )

    def until(self, condition: Callable[[], Any]) -> None:
        def checked() -> bool:
            self.desk.pump()
            return bool(condition())

        self._qtbot.waitUntil(checked, timeout=WAIT_MS)

    def pressed(self) -> list[str]:
        """Return the keys the window in front saw pressed, modifiers left out."""
        self.desk.pump()
        names = [
            self.desk.key_name(event.detail) for event in self.desk.keys_seen if event.type == X.KeyPress
        ]
        return [
            name for name in names if name not in {"Control_L", "Shift_L", "Super_L", "Caps_Lock", "Num_Lock"}
        ]

    def until_pressed(self, *names: str) -> None:
        self.until(lambda: self.pressed() == list(names))


@pytest.fixture
def keys(desk: Desk, qtbot: QtBot) -> Iterator[Keys]:
    keys = Keys(desk, qtbot)
    yield keys
    keys.hotkeys.stop()


def test_hotkey_fires_once_and_is_consumed(keys: Keys, desk: Desk) -> None:
    report = keys.hotkeys.grab(chords(**DEFAULTS))
    assert set(report.held) == set(DEFAULTS)
    assert not report.conflicts
    assert not report.unknown
    for _ in range(20):
        desk.press("Ctrl+Shift+F10")
        desk.press("Ctrl+Shift+F7")
    desk.press("x")
    keys.until_pressed("x")
    assert keys.fired == ["toggle", "next"] * 20


def test_other_chords_reach_the_application(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    for chord in ("F10", "Shift+F10", "Ctrl+F10", "Super+F10"):
        desk.press(chord)
    keys.until(lambda: keys.pressed().count("F10") == 4)
    assert keys.fired == []


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_hotkey_fires_whatever_locks_are_on(keys: Keys, desk: Desk, lock: str) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    desk.press(lock)
    desk.press("Ctrl+Shift+F10")
    desk.press(lock)
    keys.until(lambda: keys.fired == ["toggle"])


def test_hotkey_fires_once_when_it_is_held_down(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    desk.run("xset", "r", "rate", "120", "60")  # first repeat after 120 ms, then 60 a second
    desk.key_down("Ctrl", "Shift", "F10")
    keys.until(lambda: keys.fired)
    releases: list[int] = []
    keys.connection.listen((X.KeyRelease,), lambda event: releases.append(event.time))
    keys.until(lambda: len(releases) >= 20)  # the server repeats
    desk.key_up("Shift", "Ctrl")
    keys.until(lambda: len(releases) >= 30)  # plain F10 by now: the application must not see that either
    desk.key_up("F10")
    desk.press("x")
    keys.until_pressed("x")
    assert keys.fired == ["toggle"]
    desk.run("xset", "r", "rate")
    desk.press("Ctrl+Shift+F10")
    keys.until(lambda: keys.fired == ["toggle", "toggle"])


def test_no_key_is_lost_when_typing_goes_on_while_the_chord_is_held(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(**DEFAULTS))
    for _ in range(30):
        desk.type("ab")
        desk.key_down("Ctrl", "Shift", "F10")
        desk.key_up("Shift", "Ctrl")
        desk.type("cd")
        desk.key_up("F10")
        desk.type("ef")
    keys.until(lambda: len(keys.pressed()) >= 180)
    assert "".join(keys.pressed()) == "abcdef" * 30
    assert keys.fired == ["toggle"] * 30


def test_second_hotkey_fires_when_the_first_is_still_held(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(**DEFAULTS))
    desk.key_down("Ctrl", "Shift", "F10", "F7")
    desk.key_up("F10", "F7", "Shift", "Ctrl")
    desk.press("x")
    keys.until_pressed("x")
    assert keys.fired == ["toggle", "next"]


def test_conflict_names_the_chord_another_program_holds(keys: Keys, desk: Desk) -> None:
    other = display.Display(desk.display_name)
    f7 = desk.keycode("F7")
    other.screen().root.grab_key(f7, X.ControlMask | X.ShiftMask, False, X.GrabModeAsync, X.GrabModeAsync)
    other.sync()
    report = keys.hotkeys.grab(chords(**DEFAULTS))
    assert set(report.held) == {"toggle", "back"}
    assert {name: str(chord) for name, chord in report.conflicts.items()} == {"next": "Ctrl+Shift+F7"}
    other.close()
    assert set(keys.hotkeys.grab(chords(**DEFAULTS)).held) == set(DEFAULTS)  # asked again, it is free


def test_let_go_hotkeys_are_free_for_others(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(**DEFAULTS))
    report = keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    assert set(report.held) == {"toggle"}
    desk.wait_until(lambda: not desk.is_grabbed("Ctrl+Shift+F7"), "the server has let it go")
    desk.press("Ctrl+Shift+F7")
    keys.until_pressed("F7")
    desk.press("Ctrl+Shift+F10")
    keys.until(lambda: keys.fired == ["toggle"])
    keys.hotkeys.stop()
    desk.press("Ctrl+Shift+F10")
    keys.until_pressed("F7", "F10")


def test_unknown_and_repeated_chords_are_reported(keys: Keys) -> None:
    report = keys.hotkeys.grab(
        chords(one="F35", two="Ctrl+Shift+F10", three="Ctrl+Shift+F10", four="Ctrl+Shift+漢")
    )
    assert set(report.held) == {"two"}
    assert set(report.unknown) == {"one", "three", "four"}


@pytest.mark.parametrize("layout", ["de", "nl", "fr", "us,de -option grp:alt_shift_toggle"])
def test_hotkeys_go_on_when_the_layout_changes(keys: Keys, desk: Desk, layout: str) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10", letter="Ctrl+Shift+Z"))
    desk.set_layout(layout)
    keys.until(lambda: desk.is_grabbed("Ctrl+Shift+z"))  # where the letter is now
    desk.press("Ctrl+Shift+F10")
    desk.press("Ctrl+Shift+z")
    keys.until(lambda: keys.fired == ["toggle", "letter"])
    desk.set_layout("us")
    keys.until(lambda: desk.is_grabbed("Ctrl+Shift+z"))
    desk.press("Ctrl+Shift+z")
    keys.until(lambda: keys.fired == ["toggle", "letter", "letter"])


def test_hotkeys_rest_while_another_program_has_the_keyboard_and_work_again_afterwards(
    keys: Keys, desk: Desk
) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    assert not keys.hotkeys.keyboard_taken()
    other = display.Display(desk.display_name)
    root = other.screen().root
    assert root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) == X.GrabSuccess
    assert keys.hotkeys.keyboard_taken()
    desk.press("Ctrl+Shift+F10")
    other.ungrab_keyboard(X.CurrentTime)
    other.sync()
    assert not keys.hotkeys.keyboard_taken()
    desk.press("Ctrl+Shift+F10")
    desk.press("x")
    keys.until_pressed("x")
    keys.until(lambda: keys.fired == ["toggle"])
    other.close()


def test_title_that_changed_before_the_press_is_reported_before_it(keys: Keys, desk: Desk) -> None:
    order: list[str] = []
    watcher = X11WindowWatcher(keys.connection, own_pid=-1)
    watcher.start(lambda seen: order.append(seen.raw_title if seen is not None else "none"))
    keys.hotkeys.stop()
    hotkeys = X11Hotkeys(keys.connection)
    hotkeys.start(order.append)
    hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    keys.until(lambda: "work" in order)
    order.clear()
    for number in range(50):
        desk.set_title(keys.work, f"case {number}")
        desk.press("Ctrl+Shift+F10")
    keys.until(lambda: order.count("toggle") == 50)
    hotkeys.stop()
    watcher.stop()
    for press in (index for index, what in enumerate(order) if what == "toggle"):
        number = order[:press].count("toggle")
        newest = max(int(what.split()[1]) for what in order[:press] if what != "toggle")
        assert newest >= number  # never an older case than the one in front at the press


def test_events_that_came_with_an_answer_are_handled_without_further_events(keys: Keys, desk: Desk) -> None:
    keys.hotkeys.grab(chords(toggle="Ctrl+Shift+F10"))
    for _ in range(30):
        desk.press("Ctrl+Shift+F10")
        keys.connection.sync()  # reads the press into python-xlib's queue
        keys.connection.catch_up()
    keys.until(lambda: len(keys.fired) == 30)
