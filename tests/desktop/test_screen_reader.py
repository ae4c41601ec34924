"""Every control of the running assistant has a role, a name and a state for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import overlay
from tests.desktop.assistant import NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.desktop.screen_reader import Ear, Node, State, tree

ICONS = Path(overlay.__file__).parent / "resources" / "icons"
CONTROLS = {
    *(
        "push button",
        "button",
        "toggle button",
        "check box",
        "radio button",
        "combo box",
        "text",
        "entry",
        "link",
    ),
    *("list", "list item", "menu item", "slider", "spin button"),
}


@pytest.fixture
def assistant(desk: Desk, tmp_path: Path) -> Iterator[Assistant]:
    running = Assistant(desk, tmp_path / "home")
    running.env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"  # as when a screen reader runs
    running.start()
    yield running
    assert "ERROR" not in running.log()


@pytest.fixture
def work(desk: Desk) -> Any:
    window = desk.open_window(
        "Case 1042 · Refund – Northwind CRM - Chromium", app="chromium", place=(20, 40, 600, 500)
    )
    desk.wait_until(lambda: desk.active() == window.id, "the CRM is in front")
    return window


def read(desk: Desk, assistant: Assistant) -> Node:
    """Return the assistant's tree as it is now."""
    assert assistant.process is not None
    pid = assistant.process.pid

    def now() -> Node | None:
        try:
            return tree(desk.env["DBUS_SESSION_BUS_ADDRESS"], pid)
        except LookupError:  # an object went while it was read
            return None

    found: Node = desk.wait_until(now, "the accessibility tree")
    return found


def controls(root: Node) -> list[Node]:
    return [node for node in root.showing() if node.role in CONTROLS]


def test_panel_says_what_each_control_is_and_whether_it_works(
    desk: Desk, assistant: Assistant, work: Any
) -> None:
    desk.press(TOGGLE)
    assistant.wait("the guide is shown", mode="shown", step=1)
    root = read(desk, assistant)
    assert controls(root)
    assert [node for node in controls(root) if not node.name.strip()] == []
    back, on = root.find("push button", "Back"), root.find("push button", "Next")
    assert back is not None
    assert on is not None
    assert (back.has(State.ENABLED), on.has(State.ENABLED)) == (False, True)
    assert any("Refund" in node.name for node in root.showing())


def test_box_that_holds_the_walk_says_its_state(desk: Desk, assistant: Assistant, work: Any) -> None:
    desk.press(TOGGLE)
    assistant.wait("the guide is shown", mode="shown", step=1)
    desk.press(NEXT)
    assistant.wait("one step on", step=2)
    box = next(node for node in read(desk, assistant).showing() if node.role == "check box")
    assert box.name
    assert not box.has(State.CHECKED)
    assert box.has(State.FOCUSABLE)


def test_palette_has_a_named_field_with_the_focus_and_named_results(
    desk: Desk, assistant: Assistant, work: Any
) -> None:
    assistant.wait("the case is seen", guide="refund-order")
    desk.press(SEARCH)
    desk.wait_until(lambda: desk.active() not in {0, work.id}, "the palette is open")

    def focused() -> Node | None:
        found = (
            n for n in read(desk, assistant).showing() if n.has(State.FOCUSED) and n.role in {"text", "entry"}
        )
        return next(found, None)

    field: Node = desk.wait_until(focused, "the field has the focus")
    assert field.name == "Search guides"
    root = read(desk, assistant)
    assert root.find("list", "Guides found") is not None
    assert any("Refund" in node.name for node in root.showing() if node.role == "list item")
    assert [node for node in controls(root) if not node.name.strip()] == []


def unnamed(root: Node) -> list[str]:
    """Return what a screen reader would only call by its role."""
    return [f"{node.role}: {node.description}" for node in controls(root) if not node.name.strip()]


@pytest.mark.parametrize(
    ("title", "face"),
    [("Case 1042 · Refund – Northwind CRM - Chromium", "walk"), ("Something else", "no_match")],
)
def test_no_control_of_the_panel_is_without_a_name(
    desk: Desk, assistant: Assistant, work: Any, title: str, face: str
) -> None:
    desk.set_title(work, title)
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", face=face)
    root = read(desk, assistant)
    assert len(controls(root)) >= 4
    assert unnamed(root) == []
    said = {word for node in root.showing() for word in node.name.split() if "-" in word}
    assert said.isdisjoint(icon.stem for icon in ICONS.glob("*.svg")), "icons are not said"


def test_whole_way_is_said_and_not_only_painted(desk: Desk, assistant: Assistant, work: Any) -> None:
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", step=1)
    steps = next(n for n in read(desk, assistant).showing() if n.name == "6 steps")
    assert steps.description.splitlines()[5].startswith("6. Close the case")


def test_each_step_is_announced_and_what_holds_it(desk: Desk, assistant: Assistant, work: Any) -> None:
    ear = Ear(desk.env["DBUS_SESSION_BUS_ADDRESS"])
    ear.start()
    try:
        read(desk, assistant)  # it is on the accessibility bus: before that it speaks to nobody
        desk.press(TOGGLE)
        assistant.wait("shown", mode="shown", step=1)
        desk.wait_until(lambda: ear.heard, "the step is announced")
        desk.press(NEXT)
        desk.wait_until(lambda: len(ear.heard) > 1, "the next step is announced")
        assert ear.heard[0].startswith("Step 1 of 6: Open the Payments tab.")
        assert ear.heard[1].startswith("Step 2 of 6: Check who is calling.")
        assert "Tick first" in ear.heard[1]
    finally:
        ear.stop()


def test_keyboard_in_the_panel_is_known_to_the_screen_reader(
    desk: Desk, assistant: Assistant, work: Any
) -> None:
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", step=1)
    desk.press(SEARCH)
    desk.wait_until(lambda: desk.title(desk.active()).startswith("Search guides"), "the palette is open")
    desk.type("go to the panel")
    desk.press("Return")

    def focused() -> str:
        return next((n.name for n in read(desk, assistant).showing() if n.has(State.FOCUSED)), "")

    assert desk.wait_until(focused, "a control of the panel has the focus") == "Why"
    desk.press("F6")
    desk.wait_until(lambda: focused() == "Next", "F6 went to the footer")


@pytest.mark.parametrize("page", range(8))
def test_no_control_of_the_settings_is_without_a_name(
    desk: Desk, assistant: Assistant, work: Any, page: int
) -> None:
    assistant.wait("the case is seen", guide="refund-order")
    desk.press(SEARCH)
    desk.wait_until(lambda: desk.title(desk.active()).startswith("Search guides"), "the palette is open")
    desk.type("settings")
    desk.press("Return")
    desk.wait_until(lambda: desk.title(desk.active()).startswith("Settings"), "the settings are open")
    for _ in range(page):
        desk.press("Down")

    def there() -> Node | None:
        root = read(desk, assistant)
        items = [n for n in root.showing() if n.role == "list item" and n.has(State.SELECTED)]
        pages = root.find("list", "Pages")
        return root if pages and items and items[0] == pages.children[page] else None

    root = desk.wait_until(there, "the page is shown")
    assert unnamed(root) == []
