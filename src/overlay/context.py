"""What the agent is looking at. Titles and what rules capture from them live in memory only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in device pixels of the virtual desktop (x grows right, y grows down)."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class WindowContext:
    """One window as rules see it.

    `app` is the name people use for the application, lower case without `.exe` ("chrome"); `apps` holds every name it
    answers to (process, WM_CLASS, bundle id, aliases; lower case). `title` is normalised (see `normalise_title`). Private
    parts stay out of `repr`, so that no log or traceback can hold them.
    """

    app: str
    title: str = field(repr=False)
    apps: tuple[str, ...] = ()
    raw_title: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    window: int = 0
    pid: int = 0
    rect: Rect | None = None
    screen: Rect | None = None
    full_screen: bool = False
