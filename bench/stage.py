"""A desktop with one program and one work window, and a stopwatch from a key or a title to pixels."""

from __future__ import annotations

import random
import select
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from Xlib import XK, X
from Xlib import error as xerror
from Xlib.ext import xtest  # noqa: F401  # registers the request that presses keys

from bench import large_pack, processes
from bench.programs import Program
from bench.screen import Area, Pixels, Screen, View
from tests.desktop.desk import Desk

SIZE = (1280, 800)
WORK_WINDOW = (20, 560, 420, 160)
_WORK_FRAME = (
    0,
    520,
    470,
    260,
)  # x, y, width, height around the work window and its title bar: not looked at
_COLUMN_PX = 64
_QUIET_S = 0.2  # no further change for so long: all is drawn
_TIMEOUT_S = 5.0
_RELEASE_AFTER_S = 0.008  # how long a quick finger holds the key
_FINGER_S = 0.03  # between the modifiers and the key
_POLL_S = 0.0002
_TITLE_PX = 20  # that change at least when two titles differ in a few letters only
_MODIFIERS = {"Ctrl": "Control_L", "Alt": "Alt_L", "Shift": "Shift_L"}

ns = time.perf_counter_ns


class NotSeenError(Exception):
    """The program did not show what was waited for."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """When the watched column changed first and last after the trigger, in ms."""

    first_ms: float
    full_ms: float


class Stage:
    """One program on a desktop of its own. Use as a context manager; the work window is in front."""

    def __init__(self, program: Program, *, start: bool = True) -> None:
        self.program = program
        self.mark = uuid.uuid4().hex
        self.desk = Desk(size=SIZE)
        self._column: View | None = None
        self._changed_px = 0
        self._there: frozenset[int] = frozenset()  # windows before the program started
        try:
            self.screen = Screen(self.desk.display_name, *SIZE)
            self.desk.move_pointer(5, 5)
            self._case = random.Random(self.mark).randrange(10_000, 90_000)
            self.window = self.desk.open_window(
                large_pack.title(1042, large_pack.topics()[0]), "benchclient", WORK_WINDOW
            )
            self._modifiers, self._key = self._codes(program.chord) if program.chord else ((), 0)
            program.prepare(self.desk)
            self.focus()
            if start:
                self.start()
                self.settle()
                program.then(self.desk)
                self.focus()
                self.settle()
                if program.shown_by_itself:
                    self.hide()
                    self.settle()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        screen: Screen | None = getattr(self, "screen", None)
        if screen is not None:
            screen.close()
        self.desk.close()

    # The program

    def start(self, **env: str) -> None:
        self._there = self._top_windows()
        own = {"OVERLAY_HOME": str(self.desk.home / "overlay"), processes.MARK: self.mark}
        self.desk.spawn(self.program.command, **own, **self.program.env, **env)

    @property
    def pids(self) -> tuple[int, ...]:
        return processes.of_mark(self.mark)

    def settle(self, quiet_s: float = 1.0, limit_s: float = 20.0) -> None:
        """Wait until the program has done nothing for `quiet_s`."""
        end = time.monotonic() + limit_s
        before = -1
        while time.monotonic() < end:
            now = processes.cost(self.pids).cpu_ns
            if now and now - before < 2_000_000 and before >= 0:
                return
            before = now
            time.sleep(quiet_s)

    # Keys

    def _codes(self, chord: str) -> tuple[tuple[int, ...], int]:
        *modifiers, key = chord.split("+")
        code = self.desk.x.keysym_to_keycode
        names = XK.string_to_keysym
        keysym = names(key) or names(key.lower())
        return tuple(code(names(_MODIFIERS[name])) for name in modifiers), code(keysym)

    def tap(self, chord: str) -> None:
        modifiers, key = self._codes(chord)
        for code in modifiers:
            self.desk.fake(code, down=True)
        self.desk.x.sync()
        time.sleep(_FINGER_S)
        self.desk.fake(key, down=True)
        self.desk.x.sync()
        time.sleep(_RELEASE_AFTER_S)
        for code in (key, *reversed(modifiers)):
            self.desk.fake(code, down=False)
        self.desk.x.sync()

    def hide(self) -> None:
        if self.program.hide:
            self.tap(self.program.hide)

    def show(self) -> None:
        """Have the program show itself, without measuring."""
        self.tap(self.program.chord)

    def focus(self) -> None:
        """Bring the work window to the front."""
        self.desk.activate(self.window.id)

    # The work window

    def next_case(self, topic: str | None = None) -> None:
        """Give the work window the title of a case it never had before."""
        self._case += 1
        topic = topic or random.choice(large_pack.topics())
        self.desk.set_title(self.window, large_pack.title(self._case, topic))

    # The stopwatch

    def calibrate(self, trigger: Callable[[], None]) -> Area:
        """Run `trigger`, and from now on watch the column of the screen in which most detail appeared."""
        before = self.screen.picture()
        trigger()
        self._await_calm()
        after = self.screen.picture()
        column, changed_px = _busiest_column(before, after)
        if self._column is not None:
            self._column.close()
        self._column, self._changed_px = self.screen.view(column), changed_px
        return column

    def _await_calm(self) -> None:
        """Wait until the screen has changed and then stayed as it is for half a second."""
        end = time.monotonic() + _TIMEOUT_S
        time.sleep(1.0)
        last = self.screen.picture()
        while time.monotonic() < end:
            time.sleep(0.5)
            now = self.screen.picture()
            if np.array_equal(now, last):
                return
            last = now

    def time_key(self, before: Callable[[], None] = lambda: None) -> Sighting:
        """Press the hotkey and return when the program's pixels came. `before` runs just before, its time not counted."""
        for code in self._modifiers:
            self.desk.fake(code, down=True)
        self.desk.x.sync()
        time.sleep(_FINGER_S)

        def press() -> None:
            self.desk.fake(self._key, down=True)
            self.desk.x.flush()

        def release() -> None:
            for code in (self._key, *reversed(self._modifiers)):
                self.desk.fake(code, down=False)
            self.desk.x.flush()

        before()
        return self._time(press, release, self._changed_px * 0.2)

    def time_title(self, topic: str | None = None) -> Sighting:
        """Change the work window's title to a new case and return when the program's pixels followed."""
        return self._time(lambda: self.next_case(topic), lambda: None, _TITLE_PX)

    def _time(self, act: Callable[[], None], then: Callable[[], None], least_px: float) -> Sighting:
        column = self._column
        assert column is not None, "calibrate first"
        column.look()
        base = last = column.content()
        first_ns = last_ns = 0
        released = False
        started_ns = ns()
        act()
        while True:
            column.look()
            now_ns = ns()
            if column.differs(last):
                last = column.content()
                first_ns = first_ns or now_ns
                last_ns = now_ns
            if not released and now_ns - started_ns > _RELEASE_AFTER_S * 1e9:
                then()
                released = True
            if last_ns and now_ns - last_ns > _QUIET_S * 1e9:
                break
            if now_ns - started_ns > _TIMEOUT_S * 1e9:
                break
            time.sleep(_POLL_S)
        if not last_ns or _differing(base, last) < least_px:
            raise NotSeenError(f"{self.program.name} did not show anything new")
        return Sighting((first_ns - started_ns) / 1e6, (last_ns - started_ns) / 1e6)

    def hide_and_wait(self) -> None:
        """Hide the program and wait until its pixels are gone."""
        column = self._column
        assert column is not None, "calibrate first"
        column.look()
        shown = column.content()
        for _ in range(3):
            self.hide()
            end = time.monotonic() + 2.0
            while time.monotonic() < end:
                column.look()
                if _differing(shown, column.content()) > self._changed_px * 0.2:
                    time.sleep(random.uniform(0.1, 0.25))
                    return
                time.sleep(0.005)
        raise NotSeenError(f"{self.program.name} did not hide")

    def await_window(self, press_every_s: float, limit_s: float = 20.0) -> None:
        """Press the hotkey again and again until a window of a panel's size is mapped."""
        x = self.desk.x
        end = time.monotonic() + limit_s
        due = time.monotonic() + press_every_s
        while time.monotonic() < end:
            select.select([x.fileno()], [], [], max(0.0, min(due - time.monotonic(), 0.005)))
            while x.pending_events():
                event = x.next_event()
                if event.type == X.MapNotify and self._is_panel(event.window):
                    return
            if time.monotonic() >= due:
                for code in (*self._modifiers, self._key):
                    self.desk.fake(code, down=True)
                for code in (self._key, *reversed(self._modifiers)):
                    self.desk.fake(code, down=False)
                x.flush()
                due = time.monotonic() + press_every_s
        raise NotSeenError(f"{self.program.name} did not answer the hotkey")

    def _top_windows(self) -> frozenset[int]:
        return frozenset(child.id for child in self.desk.root.query_tree().children)

    def _is_panel(self, window: Any) -> bool:
        if window.id in self._there or window.id == self.window.id:
            return False
        try:
            geometry = window.get_geometry()
        except xerror.XError:
            return False
        return bool(geometry.width >= 200 and geometry.height >= 100)


def _busiest_column(before: Pixels, after: Pixels) -> tuple[Area, int]:
    """Return the column in which most edges changed, over the height of all that changed, and how many pixels did."""
    changed = before != after
    x, y, width, height = _WORK_FRAME
    changed[y : y + height, x : x + width] = False
    rows = np.nonzero(changed.any(axis=1))[0]
    if changed.sum() < 20:
        raise NotSeenError("nothing on the screen changed")
    edges = np.zeros_like(changed)
    edges[:, 1:] = after[:, 1:] != after[:, :-1]
    detail = np.convolve((edges & changed).sum(axis=0), np.ones(_COLUMN_PX, int), "valid")
    left = int(np.argmax(detail))
    top, bottom = int(rows.min()), int(rows.max()) + 1
    seen = int(changed[top:bottom, left : left + _COLUMN_PX].sum())
    return Area(left, top, _COLUMN_PX, bottom - top), seen


def _differing(one: bytes, other: bytes) -> int:
    return int((np.frombuffer(one, np.uint32) != np.frombuffer(other, np.uint32)).sum())


def stages(programs: tuple[Program, ...]) -> tuple[list[Stage], list[str]]:
    """Return a stage for each program that is installed, and the names of those that are not or did not start."""
    found, missing = [], []
    for program in programs:
        if program.missing:
            missing.append(f"{program.name} (not installed: {' '.join(program.missing)})")
            continue
        try:
            found.append(Stage(program))
        except Exception as error:  # noqa: BLE001  # a peer that does not start is named, and the rest goes on
            print(f"bench: {program.name}: {error}", file=sys.stderr, flush=True)
            missing.append(f"{program.name} (did not start)")
    return found, missing
