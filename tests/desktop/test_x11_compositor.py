"""Whether a compositor runs, told by the server when it comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from Xlib import X

from overlay.triggers.x11_compositor import X11Compositor
from overlay.triggers.x11_connection import X11Connection
from tests.desktop.desk import Desk
from tests.patience import WAIT_MS


@pytest.fixture
def started(qapp: QApplication) -> Iterator[Callable[[Desk], list[bool]]]:
    running: list[X11Compositor] = []

    def start(desk: Desk) -> list[bool]:
        told: list[bool] = []
        running.append(X11Compositor(X11Connection(desk.display_name)))
        running[-1].start(told.append)
        return told

    yield start
    for each in running:
        each.stop()


@pytest.mark.parametrize(("manager", "runs"), [("openbox", False), ("xfwm4", True)])
def test_compositor_is_told_at_the_start(
    make_desk: Callable[..., Desk], started: Callable[[Desk], list[bool]], manager: str, runs: bool
) -> None:
    assert started(make_desk(manager)) == [runs]


def test_compositor_that_comes_and_goes_is_told_once_each(
    desk: Desk, started: Callable[[Desk], list[bool]], qtbot: QtBot
) -> None:
    told = started(desk)
    owner = desk.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    owner.set_selection_owner(desk.x.intern_atom("_NET_WM_CM_S0"), X.CurrentTime)
    desk.x.sync()
    qtbot.waitUntil(lambda: told == [False, True], timeout=WAIT_MS)
    owner.destroy()
    desk.x.sync()
    qtbot.waitUntil(lambda: told == [False, True, False], timeout=WAIT_MS)
