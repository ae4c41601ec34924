"""The assistant on sway: guides follow native windows, the hotkeys work, and nothing of ours takes the focus.

With XWayland the panel is an X11 window no manager knows of; without, sway's rules keep it in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from overlay.context import WindowContext
from overlay.triggers.chords import parse_chord
from overlay.triggers.sway_connection import SwayConnection
from overlay.triggers.sway_hotkeys import SwayHotkeys
from overlay.triggers.sway_windows import SwayWindowWatcher
from tests.desktop.assistant import NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.sway_desk import SwayDesk
from tests.patience import WAIT_MS

CASE = "Case {} · Refund – Northwind CRM - Chromium"
MakeSway = Callable[..., SwayDesk]


@pytest.fixture(params=[False, True], ids=["native", "xwayland"])
def desk(request: pytest.FixtureRequest, make_sway: MakeSway) -> SwayDesk:
    made = make_sway(xwayland=request.param)
    del made.env["QT_QPA_PLATFORM"]  # the assistant chooses by itself
    return made


@pytest.fixture
def assistant(desk: SwayDesk, tmp_path: Path) -> Assistant:
    running = Assistant(desk, tmp_path / "home")  # type: ignore[arg-type]  # asks no more of a desk than this one has
    running.start()
    return running


def panel_of(desk: SwayDesk, assistant: Assistant) -> dict[str, object]:
    """Return the panel as sway knows it; {} where it is an X11 window that no manager knows."""
    assert assistant.process is not None
    pid = assistant.process.pid
    return next((w for w in desk.windows() if w["pid"] == pid and w["rect"]["width"] == 380), {})


def test_guide_follows_the_window_and_no_key_of_the_work_is_lost(
    desk: SwayDesk, assistant: Assistant
) -> None:
    work = desk.open(CASE.format(1042), app="chromium")
    in_front = desk.focused()
    assistant.wait("the guide of the native window", guide="refund-order")
    desk.press(parse_chord(TOGGLE))
    assistant.wait("the panel is shown", mode="shown")
    desk.type_text("one")
    desk.press(parse_chord(NEXT))
    assistant.wait("one step on", step=2)
    desk.type_text(" two")
    desk.wait_until(lambda: work.look() == "one two", "all that was typed reached the work")
    work.rename(CASE.format(1043))
    assistant.wait("the other case is noticed", held="other_case")
    assert (desk.focused()["id"], desk.focused()["rect"]) == (in_front["id"], in_front["rect"])


def test_panel_floats_at_its_place_and_never_keeps_the_focus(desk: SwayDesk, assistant: Assistant) -> None:
    work = desk.open(CASE.format(1042), app="chromium")
    assistant.wait("the guide of the window", guide="refund-order")
    desk.press(parse_chord(TOGGLE))
    assistant.wait("the panel is shown", mode="shown")
    if "DISPLAY" not in desk.env:
        desk.wait_until(
            lambda: panel_of(desk, assistant).get("rect", {}).get("x") == 892, "it is beside the work"
        )
        panel = panel_of(desk, assistant)
        assert (panel["type"], panel["sticky"], panel["border"]) == ("floating_con", True, "none")
    for step in ("set 1000 300", "press button1", "release button1"):  # over the text of the panel
        desk.message(f"seat - cursor {step}")
        desk.wait_until(
            lambda: desk.focused()["app_id"] == "chromium", f"the work has the keyboard after {step}"
        )
    desk.type_text("still here")
    desk.wait_until(lambda: work.look() == "still here", "the work gets the keys")


def test_search_takes_the_keyboard_and_gives_it_back(desk: SwayDesk, assistant: Assistant) -> None:
    work = desk.open(CASE.format(1042), app="chromium")
    assistant.wait("the guide of the window", guide="refund-order")
    desk.press(parse_chord(SEARCH))
    desk.wait_until(lambda: "Search" in str(desk.focused().get("name")), "the search is in front")
    assert desk.focused()["type"] == "floating_con"
    desk.run("wtype", "-k", "Shift_L", "-k", "Escape")
    desk.wait_until(lambda: desk.focused().get("app_id") == "chromium", "the work is in front again")
    desk.type_text("back")
    desk.wait_until(lambda: work.look() == "back", "the work gets the keys")


def test_panel_gets_the_keyboard_when_asked_and_gives_it_back(make_sway: MakeSway, tmp_path: Path) -> None:
    desk = make_sway()
    del desk.env["QT_QPA_PLATFORM"]
    assistant = Assistant(
        desk, tmp_path / "home", '[look]\nlanguage = "en"\n[hotkeys]\nfocus = "Ctrl+Shift+F3"\n'
    )  # type: ignore[arg-type]
    assistant.start()
    work = desk.open(CASE.format(1042), app="chromium")
    assistant.wait("the guide of the window", guide="refund-order")
    desk.press(parse_chord(TOGGLE))
    assistant.wait("the panel is shown", mode="shown")
    desk.press(parse_chord("Ctrl+Shift+F3"))
    desk.wait_until(lambda: panel_of(desk, assistant).get("focused"), "the panel has the keyboard")
    desk.run("wtype", "-k", "Shift_L", "-k", "Escape")
    desk.wait_until(lambda: desk.focused().get("app_id") == "chromium", "the work has it again")
    desk.type_text("back")
    desk.wait_until(lambda: work.look() == "back", "the work gets the keys, and only those after Esc")


def test_hotkeys_outlive_a_reload_of_sway_and_end_with_the_assistant(
    desk: SwayDesk, assistant: Assistant
) -> None:
    desk.reload()
    for _ in range(2):  # by the second answer it has also heard of the reload
        assistant.status()
    desk.press(parse_chord(TOGGLE))
    assistant.wait("the panel is shown", mode="shown")
    assert assistant.process is not None
    desk.end(assistant.process)
    (answer,) = desk.message("unbindsym --no-repeat Ctrl+Shift+F10")
    assert "Could not find" in answer["error"]


def test_status_says_which_keys_sway_binds_itself_and_that_nothing_types(
    make_sway: MakeSway, tmp_path: Path
) -> None:
    own = "bindsym Control+Shift+f7 exec true\nbindsym Ctrl+Shift+F10 exec overlay toggle\n"
    desk = make_sway(more=own)
    assistant = Assistant(desk, tmp_path / "home")  # type: ignore[arg-type]
    assistant.start()
    desk.open(CASE.format(1042), app="chromium")
    assistant.command("show")
    status = assistant.status()
    assert {kind: status["backends"][kind]["running"] for kind in ("windows", "hotkeys", "own windows")} == {
        "windows": "sway",
        "hotkeys": "sway",
        "own windows": "sway",
    }
    assert "Copy works" in status["backends"]["typing"]["refused"]["typing"]
    assert list(status["hotkeys"]["conflicts"]) == ["next"]
    assert status["hotkeys"]["held"]["toggle"] == "Ctrl+Shift+F10"


def test_watcher_sees_x11_programs_too(make_sway: MakeSway, qtbot: QtBot) -> None:
    desk = make_sway(xwayland=True)
    desk.open("An X11 program", app="crm", platform="xcb")
    seen: list[WindowContext | None] = []
    watcher = SwayWindowWatcher(SwayConnection(desk.socket), own_pid=-1)
    watcher.start(seen.append)
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] is not None, timeout=WAIT_MS)
    assert seen[-1] is not None
    assert seen[-1].raw_title == "An X11 program"
    watcher.stop()


def test_an_empty_workspace_is_no_window(make_sway: MakeSway, qtbot: QtBot) -> None:
    desk = make_sway()
    desk.open("Case 1")
    seen: list[WindowContext | None] = []
    watcher = SwayWindowWatcher(SwayConnection(desk.socket), own_pid=-1)
    watcher.start(seen.append)
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] is not None, timeout=WAIT_MS)
    desk.message("workspace 2")
    qtbot.waitUntil(lambda: seen[-1] is None, timeout=WAIT_MS)
    assert watcher.read() is None
    watcher.stop()


def test_sway_going_away_is_survived(make_sway: MakeSway, qtbot: QtBot) -> None:
    desk = make_sway()
    connection = SwayConnection(desk.socket)
    watcher, hotkeys = SwayWindowWatcher(connection, own_pid=-1), SwayHotkeys(connection)
    watcher.start(lambda seen: None)
    hotkeys.start(lambda name: None)
    desk.message("exit")
    qtbot.waitUntil(lambda: not connection.is_open, timeout=WAIT_MS)
    assert watcher.read() is None
    assert set(hotkeys.grab({"toggle": parse_chord(TOGGLE)}).unknown) == {"toggle"}
    hotkeys.stop()
    watcher.stop()
