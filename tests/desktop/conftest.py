"""Desktops for the tests: one private X server each; the test process itself draws nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

# In-process parts of the tests need an event loop, no screen. Set before Qt is loaded.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from overlay.ui.immortal import make_immortal
from tests.desktop import sway_desk
from tests.desktop.desk import Desk
from tests.desktop.sway_desk import SwayDesk

make_immortal()

NEEDED = ("Xvfb", "openbox", "xfwm4", "dbus-daemon", "setxkbmap")


@pytest.fixture
def make_desk() -> Iterator[Callable[..., Desk]]:
    """Return a maker of desktops that are taken down after the test."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.fail(f"desktop tests need {', '.join(missing)}: run `make packages-test`")
    desks: list[Desk] = []

    def make(*args: object, **options: object) -> Desk:
        desks.append(Desk(*args, **options))  # type: ignore[arg-type]
        return desks[-1]

    yield make
    for desk in reversed(desks):
        desk.close()


@pytest.fixture
def make_sway() -> Iterator[Callable[..., SwayDesk]]:
    """Return a maker of Wayland desktops that are taken down after the test."""
    missing = [program for program in sway_desk.NEEDED if shutil.which(program) is None]
    if missing:
        pytest.fail(f"Wayland tests need {', '.join(missing)}: run `make packages-test`")
    desks: list[SwayDesk] = []

    def make(**options: Any) -> SwayDesk:
        desks.append(SwayDesk(**options))
        return desks[-1]

    yield make
    for desk in reversed(desks):
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A desktop with openbox."""
    return make_desk()


@pytest.fixture
def needs_chromium() -> None:
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
