"""What others get to see: nothing on a locked screen, and nothing of the work in what is handed to support."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.desktop.assistant import NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.patience import WAIT_S


def screen_saver(desk: Desk, active: bool) -> None:
    """Say on the session bus what a screen saver says when it locks or unlocks."""
    path, name = "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged"
    command = ["dbus-send", "--session", "--type=signal", path, name, f"boolean:{str(active).lower()}"]
    subprocess.run(command, env=desk.env, check=True, timeout=WAIT_S)


@pytest.fixture
def assistant(desk: Desk, tmp_path: Path) -> Assistant:
    running = Assistant(desk, tmp_path / "home")
    running.start()
    work = desk.open_window(
        "Case 1042 · Refund – Northwind CRM - Chromium", app="chromium", place=(20, 40, 600, 500)
    )
    desk.wait_until(lambda: desk.active() == work.id, "the CRM is in front")
    desk.wait_until(lambda: running.status()["backends"]["session lock"]["running"], "the lock is watched")
    return running


@pytest.mark.parametrize("shown", [True, False])
def test_nothing_of_ours_is_on_a_locked_screen(desk: Desk, assistant: Assistant, shown: bool) -> None:
    if shown:
        desk.press(TOGGLE)
        assistant.wait("shown", mode="shown", step=1)
    desk.wait_until(assistant.windows, "the panel or the pill is on the screen")
    screen_saver(desk, True)
    desk.wait_until(lambda: not assistant.windows(), "the screen is clear")
    desk.press(TOGGLE)
    assert assistant.panel["mode"] != "shown"
    screen_saver(desk, False)
    desk.wait_until(assistant.windows, "the pill is back")


def test_walk_goes_on_after_unlocking(desk: Desk, assistant: Assistant) -> None:
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", step=1)
    desk.press(NEXT)
    assistant.wait("one step on", step=2)
    screen_saver(desk, True)
    desk.wait_until(lambda: not assistant.windows(), "the screen is clear")
    screen_saver(desk, False)
    desk.wait_until(assistant.windows, "the pill is back")
    desk.press(TOGGLE)
    assistant.wait("where it was", mode="shown", step=2)


def test_setting_that_x11_cannot_follow_is_said_in_the_status(assistant: Assistant) -> None:
    assert "privacy.hide_from_capture" in assistant.status()["without effect here"]


def test_bundle_for_support_knows_nothing_of_the_work_that_was_done(
    desk: Desk, assistant: Assistant, tmp_path: Path
) -> None:
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", step=1)
    desk.press(NEXT)
    assistant.wait("one step on", step=2)
    other = desk.open_window("Case 7731 · Refund – Northwind CRM - Chromium", app="chromium")
    desk.wait_until(lambda: desk.active() == other.id, "another case is in front")
    desk.press(SEARCH)
    desk.wait_until(lambda: desk.title(desk.active()).startswith("Search guides"), "the search is open")
    desk.type("quixotic 7731")
    done = assistant.ask("doctor", "--bundle", str(tmp_path / "bundle.zip"))
    assert done.returncode == 0
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        told = {name: bundle.read(name).decode("utf-8").casefold() for name in bundle.namelist()}
    assert set(told) >= {"doctor.json", "status.json", "settings.json", "versions.json", "logs/overlay.log"}
    assert '"windows"' in told["status.json"]  # the running assistant was asked
    for private in ("1042", "7731", "northwind", "quixotic"):
        assert not [name for name, text in told.items() if private in text], private
