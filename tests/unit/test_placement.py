"""Where the panel goes: inside the screen, beside the work, never over the control in use or the pointer."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.context import Rect
from overlay.ui.placement import (
    GAP_PX,
    Screen,
    Size,
    Spot,
    Wish,
    layout_key,
    place,
    place_pill,
    spot_of,
)

FULL_HD = Screen("one", Rect(0, 0, 1920, 1080), Rect(0, 0, 1920, 1040))
RIGHT = Screen("two", Rect(1920, 0, 3840, 2160), Rect(1920, 0, 3840, 2120), scale=2.0)
PANEL = Size(380, 740)


def rects(inside: Rect, least: int = 1, most: int = 4000) -> st.SearchStrategy[Rect]:
    return st.builds(
        Rect,
        st.integers(inside.x - 200, inside.right + 100),
        st.integers(inside.y - 200, inside.bottom + 100),
        st.integers(least, most),
        st.integers(least, most),
    )


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[Screen, ...]:
    """One to three screens in a row, of any size and scale, with docks on any side."""
    found, x = [], draw(st.integers(-3000, 3000))
    for number in range(draw(st.integers(1, 3))):
        width, height = draw(st.integers(320, 3840)), draw(st.integers(240, 2160))
        y = draw(st.integers(-500, 500))
        left, top, right, bottom = (draw(st.integers(0, 60)) for _ in range(4))
        work = Rect(x + left, y + top, width - left - right, height - top - bottom)
        found.append(
            Screen(
                f"s{number}", Rect(x, y, width, height), work, draw(st.sampled_from([1.0, 1.25, 1.5, 2.0]))
            )
        )
        x += width
    return tuple(found)


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Wish, tuple[Screen, ...]]:
    screens = draw(arrangements())
    whole = draw(st.sampled_from(screens)).rect
    wish = Wish(
        Size(draw(st.integers(100, 900)), draw(st.integers(60, 1200))),
        window=draw(st.none() | rects(whole)),
        avoid=draw(st.none() | rects(whole, most=700)),
        pointer=draw(
            st.none()
            | st.tuples(st.integers(whole.x, whole.right - 1), st.integers(whole.y, whole.bottom - 1))
        ),
        spot=draw(st.none() | st.builds(Spot, st.floats(0, 1), st.floats(0, 1))),
        side=draw(st.sampled_from(["auto", "left", "right"])),
        rtl=draw(st.booleans()),
    )
    return wish, screens


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@given(wishes())
def test_place_is_inside_the_work_area_always(case: tuple[Wish, tuple[Screen, ...]]) -> None:
    rect, screen = place(*case)
    area = screen.work
    assert area.x <= rect.x
    assert area.y <= rect.y
    assert rect.right <= area.right
    assert rect.bottom <= area.bottom


@given(wishes())
def test_place_is_the_same_when_asked_again(case: tuple[Wish, tuple[Screen, ...]]) -> None:
    wish, screens = case
    assert place(wish, screens) == place(wish, screens)


@given(wishes())
def test_place_is_free_when_any_spot_is(case: tuple[Wish, tuple[Screen, ...]]) -> None:
    """Against brute force: looks at every place on a grid for one free of the control and the pointer."""
    wish, screens = case
    rect, screen = place(wish, screens)
    area = screen.work
    blocks = [wish.avoid] if wish.avoid else []
    blocks += [Rect(*wish.pointer, 1, 1)] if wish.pointer else []

    def free(x: int, y: int) -> bool:
        return not any(overlap(Rect(x, y, rect.width, rect.height), b) for b in blocks)

    room_x, room_y = area.width - rect.width, area.height - rect.height
    grid = [(area.x + room_x * i // 12, area.y + room_y * j // 12) for i in range(13) for j in range(13)]
    if any(free(x, y) for x, y in grid):
        assert free(rect.x, rect.y)


def test_place_is_beside_the_window_when_there_is_room() -> None:
    window = Rect(0, 0, 1400, 1000)
    rect, _ = place(Wish(PANEL, window=window), [FULL_HD])
    assert (rect.x, rect.y) == (1400 + GAP_PX, 0)


def test_place_is_left_of_the_window_when_only_there_is_room() -> None:
    window = Rect(500, 40, 1420, 900)
    rect, _ = place(Wish(PANEL, window=window), [FULL_HD])
    assert rect.right == 500 - GAP_PX


def test_place_is_at_the_trailing_edge_when_the_window_fills_the_screen() -> None:
    full = Rect(0, 0, 1920, 1040)
    right, _ = place(Wish(PANEL, window=full), [FULL_HD])
    left, _ = place(Wish(PANEL, window=full, rtl=True), [FULL_HD])
    assert right.right == 1920 - GAP_PX
    assert left.x == GAP_PX


def test_place_moves_away_when_the_pointer_is_there() -> None:
    full = Rect(0, 0, 1920, 1040)
    rect, _ = place(Wish(PANEL, window=full, pointer=(1800, 200)), [FULL_HD])
    assert not overlap(rect, Rect(1800, 200, 1, 1))


def test_place_follows_the_window_to_a_screen_of_another_scale() -> None:
    rect, screen = place(Wish(PANEL, window=Rect(2000, 100, 2400, 1800)), [FULL_HD, RIGHT])
    assert screen is RIGHT
    assert (rect.width, rect.height) == (760, 1480)


def test_place_is_on_what_is_left_when_a_screen_is_unplugged() -> None:
    window = Rect(2000, 100, 2400, 1800)  # the window manager has not moved it yet
    rect, screen = place(Wish(PANEL, window=window, pointer=(10, 10)), [FULL_HD])
    assert screen is FULL_HD
    assert overlap(rect, FULL_HD.work)


def test_place_keeps_the_spot_the_agent_chose() -> None:
    put = Rect(700, 200, 380, 740)
    spot = spot_of(put, [FULL_HD])
    rect, _ = place(Wish(PANEL, window=Rect(0, 0, 1400, 1000), spot=spot), [FULL_HD])
    assert (rect.x, rect.y) == (700, 200)


def test_place_raises_when_there_is_no_screen() -> None:
    with pytest.raises(ValueError, match="no screen"):
        place(Wish(PANEL), [])


def test_layout_key_differs_when_a_screen_is_unplugged() -> None:
    assert layout_key([FULL_HD, RIGHT]) == layout_key([RIGHT, FULL_HD])
    assert layout_key([FULL_HD]) != layout_key([FULL_HD, RIGHT])


@given(arrangements(), st.floats(-1, 2), st.sampled_from(["left", "right"]))
def test_pill_is_flush_with_its_edge_always(screens: tuple[Screen, ...], down: float, edge: str) -> None:
    screen = screens[0]
    rect = place_pill(Size(232, 40), edge, down, screen)
    assert rect.x == screen.work.x if edge == "left" else rect.right == screen.work.right
    assert screen.work.y <= rect.y
    assert rect.bottom <= screen.work.bottom


def test_placement_needs_no_qt() -> None:
    source = Path(str(sys.modules[place.__module__].__file__)).read_text(encoding="utf-8")
    names = {n.module for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)}
    assert not any(name and name.startswith("PySide6") for name in names)
