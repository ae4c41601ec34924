"""The main job on Windows: a real program in front, one key, the right steps, and the keyboard never leaves the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# The test process itself draws nothing. Set before Qt is loaded.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.desktop.assistant import ACCEPT, NEXT, TOGGLE
from tests.desktop.desk import Desk
from tests.wine.desk import CRM, RUN, WINDOWS, WindowsAssistant, end_windows, press, scale_windows, xdotool


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    if not (WINDOWS / "python" / "python.exe").exists() or not CRM.exists():
        pytest.fail("these tests need a Windows CPython under wine: run `make test-windows`")
    scale_windows(96)
    with Desk() as desk:
        yield desk
        end_windows()


@pytest.fixture(scope="module")
def started(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> WindowsAssistant:
    """One for all tests: the program starts slowly in wine."""
    assistant = WindowsAssistant(desk, tmp_path_factory.mktemp("walk") / "home")
    assistant.start()
    return assistant


@pytest.fixture
def assistant(started: WindowsAssistant) -> WindowsAssistant:
    started.command("hide")
    return started


def test_every_part_runs_on_windows(assistant: WindowsAssistant) -> None:
    backends = assistant.status()["backends"]
    parts = ("windows", "hotkeys", "typing", "session lock", "panel")
    assert {part: backends[part]["running"] for part in parts} == dict.fromkeys(parts, "windows")
    assert not any(backends[part]["refused"] for part in parts)


def test_hotkey_shows_the_guide_and_type_writes_into_notepad_which_keeps_the_keyboard(
    assistant: WindowsAssistant, desk: Desk, tmp_path: Path
) -> None:
    letter = tmp_path / "reply-1042.txt"
    letter.write_text("", encoding="utf-8-sig")  # the mark makes notepad keep UTF-8
    desk.spawn([*RUN, "notepad", "Z:" + str(letter).replace("/", "\\")])
    pad = desk.wait_window(title="reply-1042.txt - Notepad")
    assistant.wait("the letter's guide fits", guide="reply")
    assert assistant.panel["mode"] == "hidden"

    press(desk, TOGGLE)
    assistant.wait("shown", mode="shown", step=1)
    assert desk.active() == pad
    place = assistant.panel_place()
    assert place is not None
    assert len(set(desk.pixels(*place))) > 8, "the panel is drawn"

    press(desk, NEXT)
    press(desk, NEXT)
    assistant.wait("at the step that types", step=3)
    press(desk, ACCEPT)

    def saved() -> bool:
        press(desk, "ctrl+s")
        return letter.read_text(encoding="utf-8-sig") == "Grüße – case 1042, €50 „ok“ 😀"

    desk.wait_until(saved, "it is typed, once and whole")
    assert desk.active() == pad

    press(desk, TOGGLE)
    assistant.wait("hidden", mode="hidden")
    xdotool(desk, "type", "!")
    desk.wait_until(
        lambda: press(desk, "ctrl+s") or letter.read_text("utf-8-sig").endswith("!"), "keys go on"
    )


def test_panel_follows_the_title_of_another_program(assistant: WindowsAssistant, desk: Desk) -> None:
    desk.spawn([*RUN, str(CRM), "Case 7 · Refund"])
    window = desk.wait_window(title="Case 7 · Refund")
    press(desk, TOGGLE)
    assistant.wait("the refund's guide fits", guide="refund", mode="shown")
    assert desk.active() == window
    assert "Case 7" not in assistant.log()


def test_second_start_shows_the_first(assistant: WindowsAssistant, desk: Desk) -> None:
    done = assistant.ask(check=False)
    assert done.returncode == 0
    assistant.wait("the first shows", mode="shown")
