"""Every control of the running assistant has a role, a name and a state for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.assistant import NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.desktop.screen_reader import Node, State, tree

CONTROLS = {"push button", "button", "check box", "combo box", "text", "entry", "list", "list item"}


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
