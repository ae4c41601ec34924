"""A screen with 150 %: Windows speaks of its pixels, Qt of its own, and the panel stands where both agree."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# The test process itself draws nothing. Set before Qt is loaded.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from overlay.ui.theme import tokens
from tests.desktop.assistant import TOGGLE
from tests.desktop.desk import Desk
from tests.wine.desk import CRM, RUN, WindowsAssistant, end_windows, press, scale_windows

WIDTH, HEIGHT = 1920, 1200


@pytest.fixture
def desk() -> Iterator[Desk]:
    scale_windows(144)
    try:
        with Desk(size=(WIDTH, HEIGHT)) as desk:
            yield desk
            end_windows()
    finally:
        scale_windows(96)


def test_panel_is_scaled_and_stands_beside_the_work_when_the_screen_is_scaled(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assistant = WindowsAssistant(desk, tmp_path_factory.mktemp("scaled") / "home")
    assistant.start()
    desk.spawn([*RUN, str(CRM), "Case 7 · Refund"])
    work = desk.wait_window(title="Case 7 · Refund")
    assistant.wait("the refund's guide fits", guide="refund")
    press(desk, TOGGLE)
    assistant.wait("shown", mode="shown")
    place = assistant.panel_place()
    assert place is not None
    x, y, width, height = place
    assert width == round(1.5 * tokens()["size"]["panel-width"])
    window = desk.window(work)
    at = window.translate_coords(desk.root, 0, 0)
    right = window.get_geometry().width - at.x  # X tells where the root is in the window
    assert right <= x <= WIDTH - width
    assert 0 <= y <= HEIGHT - height
