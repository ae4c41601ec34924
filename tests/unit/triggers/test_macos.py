"""The macOS backends over fakes of what they ask of the system: untested on hardware, but not untested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from overlay.context import Rect, WindowContext
from overlay.errors import BackendUnavailableError
from overlay.triggers.chords import parse_chord
from overlay.triggers.macos_hotkeys import CarbonKeys, MacHotkeys
from overlay.triggers.macos_windows import NOT_TRUSTED, FrontApp, MacWindow, MacWindowWatcher

OWN, SAFARI, MAIL = 1, 20, 30


@dataclass
class FakeSystem:
    apps: dict[int, FrontApp] = field(
        default_factory=lambda: {
            OWN: FrontApp(OWN, "overlay", ""),
            SAFARI: FrontApp(SAFARI, "Safari", "com.apple.Safari"),
            MAIL: FrontApp(MAIL, "Mail", "com.apple.mail"),
        }
    )
    windows: dict[int, MacWindow] = field(default_factory=dict)
    front: int = 0
    followed: list[int] = field(default_factory=list)
    may_read: bool = True
    changed: Callable[[], None] | None = None

    def trusted(self) -> bool:
        return self.may_read

    def watch(self, changed: Callable[[], None]) -> None:
        self.changed = changed

    def unwatch(self) -> None:
        self.changed = None

    def follow(self, pid: int) -> None:
        self.followed.append(pid)

    def front_app(self) -> FrontApp | None:
        return self.apps.get(self.front)

    def focused_window(self, pid: int) -> MacWindow | None:
        return self.windows.get(pid) if self.may_read else None

    def activate(self, pid: int) -> None:
        self.go(pid)

    def go(self, pid: int, title: str = "", *, full_screen: bool = False) -> None:
        self.front = pid
        if title:
            self.windows[pid] = MacWindow(title, Rect(0, 25, 800, 600), full_screen)
        if self.changed is not None:
            self.changed()


def test_watcher_reports_application_and_title_and_follows_that_application() -> None:
    system, seen = FakeSystem(), list[WindowContext | None]()
    watcher = MacWindowWatcher(system, own_pid=OWN)
    system.go(SAFARI, "Case 7")
    watcher.start(seen.append)
    system.go(SAFARI, "Case 8")
    system.go(SAFARI)  # nothing changed
    system.go(MAIL, "Inbox", full_screen=True)
    told = [(one.app, one.title, one.full_screen) for one in seen if one is not None]
    assert told == [("safari", "Case 7", False), ("safari", "Case 8", False), ("mail", "Inbox", True)]
    assert system.followed == [SAFARI, MAIL]


def test_watcher_keeps_the_work_while_the_assistant_is_in_front() -> None:
    system, seen = FakeSystem(), list[WindowContext | None]()
    watcher = MacWindowWatcher(system, own_pid=OWN)
    system.go(SAFARI, "Case 7")
    watcher.start(seen.append)
    system.go(OWN)
    read = watcher.read()
    assert read is not None
    assert (read.pid, len(seen)) == (SAFARI, 1)
    watcher.activate(SAFARI)
    assert system.front == SAFARI


def test_watcher_says_when_titles_may_not_be_read() -> None:
    system, seen = FakeSystem(may_read=False), list[WindowContext | None]()
    watcher = MacWindowWatcher(system, own_pid=OWN)
    system.go(SAFARI, "Case 7")
    watcher.start(seen.append)
    assert seen[0] is not None
    assert (seen[0].app, seen[0].title) == ("safari", "")
    assert NOT_TRUSTED in watcher.limits


def test_watcher_tells_nothing_after_stop() -> None:
    system, seen = FakeSystem(), list[WindowContext | None]()
    watcher = MacWindowWatcher(system, own_pid=OWN)
    watcher.start(seen.append)
    changed = system.changed
    watcher.stop()
    watcher.stop()
    system.go(SAFARI, "Case 7")
    assert changed is not None
    changed()
    assert seen == []


@dataclass
class FakeKeys:
    taken: set[tuple[int, int]] = field(default_factory=set)
    held: dict[int, tuple[int, int]] = field(default_factory=dict)
    pressed: Callable[[int], None] | None = None

    def open(self, pressed: Callable[[int], None]) -> None:
        self.pressed = pressed

    def register(self, key: int, modifiers: int, number: int) -> object | None:
        if (key, modifiers) in self.taken:
            return None
        self.held[number] = key, modifiers
        return number

    def unregister(self, held: object) -> None:
        assert isinstance(held, int)
        del self.held[held]

    def close(self) -> None:
        self.pressed = None

    def press(self, key: int, modifiers: int) -> None:
        assert self.pressed is not None
        for number in [n for n, place in self.held.items() if place == (key, modifiers)]:
            self.pressed(number)


CTRL_SHIFT = (1 << 12) | (1 << 9)
F10, F7 = 109, 98


def test_hotkeys_fire_by_name_and_only_those_held() -> None:
    keys, fired = FakeKeys(), list[str]()
    hotkeys = MacHotkeys(keys)
    hotkeys.start(fired.append)
    toggle, next_ = parse_chord("Ctrl+Shift+F10"), parse_chord("Ctrl+Shift+F7")
    assert set(hotkeys.grab({"toggle": toggle, "next": next_}).held) == {"toggle", "next"}
    keys.press(F10, CTRL_SHIFT)
    hotkeys.grab({"other": toggle})
    keys.press(F7, CTRL_SHIFT)
    keys.press(F10, CTRL_SHIFT)
    assert fired == ["toggle", "other"]
    hotkeys.stop()
    assert (keys.held, keys.pressed) == ({}, None)


def test_hotkeys_report_what_is_taken_and_what_no_mac_has() -> None:
    hotkeys = MacHotkeys(FakeKeys(taken={(F7, CTRL_SHIFT)}))
    hotkeys.start(lambda name: None)
    taken, strange = parse_chord("Ctrl+Shift+F7"), parse_chord("ScrollLock")
    report = hotkeys.grab({"next": taken, "toggle": strange})
    assert report.conflicts == {"next": taken}
    assert set(report.unknown) == {"toggle"}


def test_carbon_refuses_where_there_is_none() -> None:
    with pytest.raises(BackendUnavailableError, match="no macOS"):
        CarbonKeys().open(lambda number: None)
