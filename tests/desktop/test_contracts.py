"""One suite per protocol of `overlay.triggers`, run against the fake, against X11 and against sway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from Xlib import X

from overlay.triggers import Chord
from overlay.triggers.sway_connection import SwayConnection
from overlay.triggers.sway_hotkeys import SwayHotkeys, sway_chord
from overlay.triggers.sway_windows import SwayWindowWatcher
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_hotkeys import X11Hotkeys
from overlay.triggers.x11_windows import X11WindowWatcher
from tests.contracts import *  # noqa: F403  the tests themselves
from tests.contracts import FakeStage, Stage
from tests.desktop.desk import Desk
from tests.desktop.sway_desk import Client, SwayDesk


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
        self._desk.reload()


@pytest.fixture(params=["fake", "x11", "sway"])
def stage(request: pytest.FixtureRequest, qapp: object) -> Iterator[Stage]:
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
