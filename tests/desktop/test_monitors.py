"""Two monitors: the panel goes along with the work, survives one that is unplugged, and has its size on each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.assistant import NEXT, TOGGLE, Assistant
from tests.desktop.desk import Desk

CASE = "Case 1042 · Refund – Northwind CRM - Chromium"
LEFT, RIGHT = (0, 0, 1000, 800), (1000, 0, 2000, 800)
Place = tuple[int, int, int, int]


def inside(place: Place | None, monitor: Place) -> bool:
    if place is None:
        return False
    x, y, width, height = place
    return (
        monitor[0] <= x
        and monitor[1] <= y
        and x + width <= monitor[0] + monitor[2]
        and y + height <= monitor[1] + monitor[3]
    )


class Job:
    """A CRM on the left of two monitors, its guide open at step 2."""

    def __init__(self, desk: Desk, home: Path, **env: str) -> None:
        self.desk = desk
        desk.set_monitors(LEFT, RIGHT)
        self.assistant = Assistant(desk, home)
        self.assistant.env |= env
        self.assistant.start()
        self.work: Any = desk.open_window(CASE, app="chromium", place=(20, 40, 600, 500))
        desk.wait_until(lambda: desk.active() == self.work.id, "the CRM is in front")
        desk.press(TOGGLE)
        self.assistant.wait("shown", mode="shown", step=1)
        desk.press(NEXT)
        self.assistant.wait("one step on", step=2)

    def move_work(self, x: int) -> None:
        self.work.configure(x=x, y=40)
        self.desk.x.sync()

    def wait_panel(self, monitor: Place) -> Place:
        """Wait until all of the panel is on `monitor`; return where."""
        self.desk.wait_until(
            lambda: inside(self.assistant.panel_place(), monitor), f"the panel is on {monitor}"
        )
        place = self.assistant.panel_place()
        assert place is not None
        return place


@pytest.fixture
def wide_desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk("openbox", (3000, 800))


def test_panel_follows_the_work_to_another_monitor_and_back(wide_desk: Desk, tmp_path: Path) -> None:
    job = Job(wide_desk, tmp_path / "home")
    job.wait_panel(LEFT)
    job.move_work(1040)
    job.wait_panel(RIGHT)
    job.move_work(20)
    job.wait_panel(LEFT)
    assert job.assistant.panel["step"] == 2


def test_panel_stays_in_reach_when_its_monitor_is_unplugged_in_mid_walk(
    wide_desk: Desk, tmp_path: Path
) -> None:
    job = Job(wide_desk, tmp_path / "home")
    job.move_work(1040)
    job.wait_panel(RIGHT)
    wide_desk.run("xrandr", "--delmonitor", "desk-1")
    job.wait_panel(LEFT)
    wide_desk.press("Ctrl+Shift+F6")
    assert job.assistant.wait("the walk goes on", step=1)["mode"] == "shown"
    assert "ERROR" not in job.assistant.log()


def test_panel_is_twice_as_large_in_pixels_on_a_monitor_of_scale_two(wide_desk: Desk, tmp_path: Path) -> None:
    job = Job(wide_desk, tmp_path / "home", QT_SCREEN_SCALE_FACTORS="desk-0=1;desk-1=2")
    before = job.wait_panel(LEFT)
    job.move_work(1040)
    after = job.wait_panel(RIGHT)
    assert after[2] == 2 * before[2]
    job.move_work(20)
    assert job.wait_panel(LEFT)[2:] == before[2:]
