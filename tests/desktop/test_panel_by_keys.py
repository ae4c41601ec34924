"""All the panel and its windows can do, by keys alone, under a strict and a common window manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from overlay.autostart.xdg import XdgAutostart
from tests.desktop.assistant import ACCEPT, NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.patience import WAIT_S

CASE = "Case 1042 · Refund – Northwind CRM - Chromium"
FOCUS, MATCHES, WHY = "Ctrl+Shift+F4", "Ctrl+Shift+F3", "Ctrl+Shift+F2"
SETTINGS = f"""
[look]
theme = "light"
language = "en"
motion = "reduced"
[hotkeys]
focus = "{FOCUS}"
matches = "{MATCHES}"
why = "{WHY}"
digits = "Ctrl+Shift"
"""


class Job:
    """A CRM in front, the assistant running, and hands that only know keys."""

    def __init__(self, desk: Desk, home: Path, packs: tuple[Path, ...] | None = None) -> None:
        self.desk = desk
        options = {} if packs is None else {"packs": packs}
        self.assistant = Assistant(desk, home, SETTINGS, **options)
        self.assistant.start()
        self.work: Any = desk.open_window(CASE, app="chromium", place=(20, 40, 600, 500))
        desk.wait_until(self.works, "the CRM is in front")

    def works(self) -> bool:
        """Tell whether the CRM is active and gets the keys."""
        return self.desk.active() == self.work.id == self.desk.focused()

    def wait_work(self) -> None:
        self.desk.wait_until(self.works, "the CRM has the keyboard again")

    def wait_panel_focus(self) -> None:
        panels = self.assistant.windows
        self.desk.wait_until(lambda: self.desk.focused() in panels(), "the panel has the keyboard")

    def command(self, query: str) -> None:
        """Open the palette, type what a command is called, and take it."""
        self.desk.press(SEARCH)
        self.wait_window("Search guides")
        self.desk.type(query)
        self.desk.press("Return")

    def wait_window(self, title: str) -> int:
        """Wait until a window whose title begins so is in front and gets the keys; return it."""

        def there() -> int:
            window = self.desk.active()
            others = {0, 1, self.work.id, *self.assistant.windows()}
            here = self.desk.title(window).startswith(title) and self.desk.focused() not in others
            return window if here else 0

        return int(self.desk.wait_until(there, f"the window {title!r}"))

    def leave(self) -> None:
        self.desk.press("Escape")
        self.wait_work()


@pytest.fixture(params=["openbox", "xfwm4"])
def job(make_desk: Callable[..., Desk], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Job]:
    made = Job(make_desk(request.param), tmp_path / "home")
    yield made
    assert "ERROR" not in made.assistant.log()


def test_every_window_opens_by_a_command_and_gives_the_focus_back(job: Job) -> None:
    job.assistant.wait("the case is seen", guide="refund-order")
    for query, title in {
        "settings": "Settings",
        "what is recorded": "Settings",
        "why this": "Why this guide?",
        "write a note on this guide": "My note",
        "write a note on this step": "My note",
        "ask for": "Ask for a guide",
    }.items():
        job.command(query)
        job.wait_window(title)
        job.leave()


def test_note_and_request_are_written_and_kept_by_keys(job: Job) -> None:
    job.assistant.wait("the case is seen", guide="refund-order")
    job.command("write a note on this step")
    job.wait_window("My note")
    job.desk.type("ask ana first")
    job.desk.press("Ctrl+Return")
    job.wait_work()
    job.command("ask for a")
    job.wait_window("Ask for a guide")
    job.desk.type("split an invoice")
    job.desk.press("Ctrl+Return")
    job.wait_work()
    kept = job.assistant.files
    job.desk.wait_until(lambda: b"ask ana first" in kept() and b"split an invoice" in kept(), "both are kept")
    assert b"Northwind" not in kept()


def test_commands_walk_fold_and_end_the_assistant(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    job.desk.press(NEXT)
    job.assistant.wait("one step on", step=2)
    job.command("start this guide")
    job.assistant.wait("from the start", mode="shown", step=1)
    job.wait_work()
    job.command("fold the")
    job.assistant.wait("folded", mode="folded")
    job.command("show the")
    job.assistant.wait("shown again", mode="shown")
    job.wait_work()
    job.command("quit")
    process = job.assistant.process
    assert process is not None
    assert process.wait(WAIT_S) == 0


def test_keyboard_goes_into_the_panel_walks_there_and_comes_back(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", guide="refund-order", step=1)
    job.desk.press(FOCUS)
    job.wait_panel_focus()
    for _ in range(2):  # header, body, footer: Back is off, so Next is the first of the footer
        job.desk.press("F6")
    job.desk.press("F6")
    job.desk.press("F6")
    job.desk.press("Return")
    job.assistant.wait("Next was pressed with the keyboard", step=2)
    job.desk.press("Escape")
    job.wait_work()
    assert job.assistant.panel["guide"] == "refund-order"


def test_panel_that_goes_gives_the_keyboard_back(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    job.desk.press(FOCUS)
    job.wait_panel_focus()
    job.desk.press(TOGGLE)
    job.assistant.wait("hidden", mode="hidden")
    job.wait_work()


def test_menu_of_the_panel_opens_by_key_and_does_what_it_says(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    job.desk.press(FOCUS)
    job.wait_panel_focus()
    before = len(job.assistant.windows())
    job.desk.press("Menu")
    job.desk.wait_until(lambda: len(job.assistant.windows()) > before, "the menu is open")
    job.desk.press("Return")  # the first entry is chosen already
    job.wait_window("Why this guide?")
    job.leave()


def test_panel_is_moved_by_keys_and_comes_back_there_until_that_is_forgotten(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    own = job.assistant.panel_place()
    job.desk.press(FOCUS)
    job.wait_panel_focus()
    for _ in range(3):
        job.desk.press("Ctrl+Right")
    place = job.assistant.panel_place
    job.desk.wait_until(
        lambda: own and place() == (own[0] + 96, *own[1:]), "the panel went 96 px to the right"
    )
    job.desk.press("Escape")
    job.wait_work()
    job.desk.press(TOGGLE)
    job.assistant.wait("hidden", mode="hidden")
    job.desk.press(TOGGLE)
    job.desk.wait_until(lambda: own and place() == (own[0] + 96, *own[1:]), "it comes back there")
    job.command("forget where")
    job.desk.wait_until(lambda: place() == own, "it is where it was at first")


def test_hotkeys_open_the_matches_fold_the_reasons_and_answer_by_number(job: Job) -> None:
    job.desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    job.desk.press(MATCHES)
    job.desk.press("Ctrl+Shift+2")
    job.assistant.wait("the second guide of the list", guide="greet-caller")
    job.desk.press(MATCHES)
    job.desk.press(NEXT)  # from the guide in use round to the first
    job.desk.press(ACCEPT)
    job.assistant.wait("the first guide of the list", guide="refund-order")
    job.desk.press(WHY)
    job.wait_work()


def test_demo_is_installed_by_a_command_when_there_is_nothing(desk: Desk, tmp_path: Path) -> None:
    job = Job(desk, tmp_path / "home", packs=())
    assert job.assistant.panel["face"] == "no_content"
    job.command("try the demo")
    job.assistant.wait("the demo's guide fits", guide="refund-order")


def brightness(desk: Desk, place: tuple[int, int, int, int]) -> float:
    """Return how bright what is on the screen there is, from 0 to 255."""
    seen = desk.pixels(*place)
    return sum(seen[1::4]) / (len(seen) / 4)


def test_theme_size_and_language_change_at_once_by_keys(job: Job) -> None:
    desk, place = job.desk, job.assistant.panel_place
    desk.press(TOGGLE)
    job.assistant.wait("shown", mode="shown", step=1)
    at = place()
    assert at is not None
    desk.wait_until(lambda: brightness(desk, at) > 200, "the panel is light")
    job.command("settings")
    job.wait_window("Settings")
    desk.press("Down")  # Look
    desk.press("Tab")
    desk.press("Down")  # from light to dark
    desk.wait_until(lambda: brightness(desk, at) < 80, "the panel is dark")
    desk.press("Tab")
    desk.press("End")  # 200 %
    desk.wait_until(lambda: (now := place()) is not None and now[2] > at[2], "the panel is wider")
    for _ in range(2):
        desk.press("Shift+Tab")
    desk.press("Down")
    desk.press("Down")  # Language
    desk.press("Tab")
    desk.press("Down")  # from English
    job.wait_window("Instellingen")
    job.leave()
    assert job.assistant.panel["step"] == 1


def test_start_at_login_is_set_at_once_by_keys(job: Job) -> None:
    items = XdgAutostart.of(job.desk.env | job.assistant.env)
    assert items.own.is_relative_to(job.desk.env["HOME"])  # never that of whoever runs this
    job.command("settings")
    job.wait_window("Settings")
    for _ in range(4):
        job.desk.press("Down")  # Start
    job.desk.press("Tab")
    job.desk.press("Down")  # from “as it was installed” to “always”
    job.desk.wait_until(lambda: items.read().starts, "the entry is there")
    assert f"--home={job.assistant.home}" in items.read().command
    job.desk.press("Down")  # to “never”
    job.desk.wait_until(lambda: not items.read().starts, "the entry is gone")
    job.leave()
