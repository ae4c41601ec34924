"""The assistant on a Wayland desktop that tells programs nothing: sway without its IPC stands in for one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from overlay.triggers import wayland
from tests.desktop.assistant import Assistant
from tests.desktop.sway_desk import SwayDesk

CASE = "Case {} · Refund – Northwind CRM - Chromium"


@pytest.fixture
def desk(make_sway: Callable[..., SwayDesk]) -> SwayDesk:
    made = make_sway(xwayland=True)
    for name in ("SWAYSOCK", "QT_QPA_PLATFORM"):
        del made.env[name]
    return made


@pytest.fixture
def assistant(desk: SwayDesk, tmp_path: Path) -> Assistant:
    return Assistant(desk, tmp_path / "home")  # type: ignore[arg-type]  # asks no more of a desk than this one has


def test_x11_programs_are_followed_native_ones_are_not_and_status_says_so(
    desk: SwayDesk, assistant: Assistant
) -> None:
    assistant.start()
    desk.open(CASE.format(1042), app="chromium", platform="xcb")
    assistant.wait("the guide of the X11 window", guide="refund-order")
    desk.open(CASE.format(1043), app="chromium")
    assistant.wait("a native window is none", guide="")
    backends = assistant.status()["backends"]
    assert backends["windows"]["running"] == "xwayland"
    assert backends["windows"]["refused"] == {"native": wayland.NO_FRONT_WINDOW}
    assert backends["windows"]["limits"] == [wayland.ONLY_XWAYLAND_WINDOWS]
    assert (backends["hotkeys"]["running"], list(backends["hotkeys"]["refused"])) == ("xwayland", ["portal"])


def test_the_portal_s_keys_show_the_panel_which_does_not_take_the_focus(
    desk: SwayDesk, assistant: Assistant
) -> None:
    command = [sys.executable, str(Path(__file__).with_name("mock_portal.py")), "accept"]
    portal = subprocess.Popen(
        command, env=desk.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=desk.home
    )
    assert portal.stdin is not None
    assert portal.stdout is not None
    try:
        assert json.loads(portal.stdout.readline())["what"] == "ready"
        assistant.start()
        work = desk.open("Any native window", app="crm")
        desk.wait_until(
            lambda: "toggle" in assistant.status()["hotkeys"]["held"], "the desktop gave the keys"
        )
        portal.stdin.write("press toggle\n")
        portal.stdin.flush()
        assistant.wait("the panel is shown", mode="shown")
        desk.type_text("mine")
        desk.wait_until(lambda: work.look() == "mine", "the work gets the keys")
        status = assistant.status()
        assert status["backends"]["hotkeys"]["running"] == "portal"
        assert status["hotkeys"]["not on this keyboard"] == {}
    finally:
        portal.kill()
        portal.wait(5)
        portal.stdin.close()
        portal.stdout.close()
