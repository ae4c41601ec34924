"""Where the panel and the pill go: pure geometry in device pixels of the virtual desktop.

`screens.py` converts to and from the logical pixels Qt's windows live in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec import Struct

from overlay.context import Rect

GAP_PX = 8  # logical: between the panel and the window it stands beside, and the edge of the screen


class Size(Struct, frozen=True):
    """Width and height in logical pixels."""

    width: int
    height: int


class Screen(Struct, frozen=True):
    """One screen: all of it, the part no dock or taskbar reserves (`work`), and device pixels a logical one (`scale`)."""

    name: str
    rect: Rect
    work: Rect
    scale: float = 1.0


class Spot(Struct, frozen=True):
    """Where the agent put the panel, as shares (0–1) of the room it had: it fits any screen, whatever its size."""

    across: float
    down: float


class Wish(Struct, frozen=True):
    """What a place is chosen for. `window` is the window worked in, `avoid` the control in use, `pointer` the mouse."""

    panel: Size
    window: Rect | None = None
    avoid: Rect | None = None
    pointer: tuple[int, int] | None = None
    spot: Spot | None = None  # where the agent put it before, with these screens
    side: str = "auto"  # "auto", "left", "right"
    rtl: bool = False


def place(wish: Wish, screens: Sequence[Screen]) -> tuple[Rect, Screen]:
    """Return where the panel goes, in device pixels, and on which screen.

    It is always inside the work area of the screen the window is on; it never intersects `avoid` nor covers `pointer`
    while a spot free of both is large enough. Raises ValueError when there is no screen.
    """
    screen = screen_of(wish, screens)
    area = screen.work
    width = min(round(wish.panel.width * screen.scale), area.width)
    height = min(round(wish.panel.height * screen.scale), area.height)
    gap = round(GAP_PX * screen.scale)
    wanted = _wanted(wish, area, Size(width, height), gap)

    def cost(at: tuple[int, int]) -> tuple[int, int, int, int, tuple[int, int]]:
        rect = Rect(*at, width, height)
        hits = wish.avoid is not None and _overlap(rect, wish.avoid) > 0
        under = wish.pointer is not None and _holds(rect, wish.pointer)
        covered = _overlap(rect, wish.window) if wish.window is not None and wish.spot is None else 0
        away = abs(at[0] - wanted[0]) + abs(at[1] - wanted[1])
        return int(hits) + int(under), int(hits), covered, away, at

    best = min(_candidates(wish, area, Size(width, height), wanted, gap), key=cost)
    return Rect(*best, width, height), screen


def screen_of(wish: Wish, screens: Sequence[Screen]) -> Screen:
    """Return the screen most of the window is on, else the pointer's, else the first. Raises ValueError without any."""
    if not screens:
        msg = "no screen to place a window on"
        raise ValueError(msg)
    window = wish.window
    if window is not None:
        found = max(screens, key=lambda s: _overlap(s.rect, window))
        if _overlap(found.rect, window):
            return found
    pointer = wish.pointer
    if pointer is not None:
        return next((s for s in screens if _holds(s.rect, pointer)), screens[0])
    return screens[0]


def spot_of(rect: Rect, screens: Sequence[Screen]) -> Spot:
    """Return the spot to remember for a panel that was put at `rect`."""
    screen = max(screens, key=lambda s: _overlap(s.rect, rect))
    area = screen.work

    def share(at: int, start: int, room: int) -> float:
        return min(1.0, max(0.0, (at - start) / room)) if room > 0 else 0.0

    return Spot(
        share(rect.x, area.x, area.width - rect.width), share(rect.y, area.y, area.height - rect.height)
    )


def layout_key(screens: Sequence[Screen]) -> str:
    """Return a name for this arrangement of screens: a spot is remembered under it."""
    return " ".join(
        sorted(f"{s.rect.width}x{s.rect.height}+{s.rect.x}+{s.rect.y}@{s.scale:g}" for s in screens)
    )


def place_pill(pill: Size, edge: str, down: float, screen: Screen) -> Rect:
    """Return where the pill goes: flush with the "left" or "right" edge, at share `down` (0–1) of the height."""
    area = screen.work
    width = min(round(pill.width * screen.scale), area.width)
    height = min(round(pill.height * screen.scale), area.height)
    x = area.x if edge == "left" else area.right - width
    return Rect(x, area.y + round(min(1.0, max(0.0, down)) * (area.height - height)), width, height)


def _wanted(wish: Wish, area: Rect, panel: Size, gap: int) -> tuple[int, int]:
    """Return the place that would be best if nothing were in the way."""
    if wish.spot is not None:
        across, down = (
            (area.width - panel.width) * wish.spot.across,
            (area.height - panel.height) * wish.spot.down,
        )
        return area.x + round(across), area.y + round(down)
    at_left, at_right = area.x + min(gap, area.width - panel.width), area.right - panel.width - gap
    trailing = "left" if wish.rtl else "right"
    window = wish.window
    if window is None:
        side = trailing if wish.side == "auto" else wish.side
        return (at_left if side == "left" else max(at_right, area.x)), _clamp(area.y + gap, area, panel)
    room = {"left": window.x - area.x, "right": area.right - window.right}
    fits = {side: room[side] >= panel.width + gap for side in room}
    if wish.side != "auto":
        side = wish.side
    elif fits[trailing] or room["left"] == room["right"]:
        side = trailing
    else:
        side = max(room, key=lambda s: (fits[s], room[s], s == trailing))
    beside = window.x - gap - panel.width if side == "left" else window.right + gap
    x = beside if fits[side] else at_left if side == "left" else at_right
    return min(max(x, area.x), area.right - panel.width), _clamp(window.y, area, panel)


def _clamp(y: int, area: Rect, panel: Size) -> int:
    return min(max(y, area.y), area.bottom - panel.height)


def _candidates(
    wish: Wish, area: Rect, panel: Size, wanted: tuple[int, int], gap: int
) -> Iterator[tuple[int, int]]:
    """Yield the places worth looking at, inside the area.

    A free spot can be pushed left and up until it touches the area or what is in the way, so looking at those edges (and,
    for short ways, at their opposites) misses none.
    """
    blocks = [wish.avoid] if wish.avoid is not None else []
    if wish.pointer is not None:
        blocks.append(Rect(*wish.pointer, 1, 1))
    window = [wish.window] if wish.window is not None else []
    xs, ys = {wanted[0], area.x, area.right - panel.width}, {wanted[1], area.y, area.bottom - panel.height}
    for block, room in [*((b, 0) for b in blocks), *((b, gap) for b in [*blocks, *window])]:
        xs |= {block.right + room, block.x - panel.width - room}
        ys |= {block.bottom + room, block.y - panel.height - room}
    yield from (
        (x, y)
        for x, y in product(sorted(xs), sorted(ys))
        if area.x <= x <= area.right - panel.width and area.y <= y <= area.bottom - panel.height
    )


def _overlap(one: Rect, other: Rect) -> int:
    wide = min(one.right, other.right) - max(one.x, other.x)
    tall = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide * tall if wide > 0 and tall > 0 else 0


def _holds(rect: Rect, point: tuple[int, int]) -> bool:
    return rect.x <= point[0] < rect.right and rect.y <= point[1] < rect.bottom
