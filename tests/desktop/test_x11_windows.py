"""What the watcher reports of real windows under real window managers."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from Xlib import X, Xatom, display

from overlay.context import Rect, WindowContext
from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_windows import OWN_CLASS, X11WindowWatcher
from tests.desktop.desk import Desk
from tests.patience import WAIT_MS


class Watch:
    """A running watcher and all it reported."""

    def __init__(self, desk: Desk, qtbot: QtBot, own_pid: int = -1) -> None:
        self.seen: list[WindowContext | None] = []
        self._qtbot = qtbot
        self.connection = X11Connection(desk.display_name)
        self.watcher = X11WindowWatcher(self.connection, own_pid=own_pid)
        self.watcher.start(self.seen.append)

    @property
    def last(self) -> WindowContext | None:
        return self.seen[-1] if self.seen else None

    def until(self, condition: Callable[[], Any]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def until_title(self, title: str) -> WindowContext:
        self.until(lambda: self.last is not None and self.last.raw_title == title)
        assert self.last is not None
        return self.last


@pytest.fixture
def watching(qtbot: QtBot) -> Iterator[Callable[..., Watch]]:
    watches: list[Watch] = []

    def watch(desk: Desk, own_pid: int = -1) -> Watch:
        watches.append(Watch(desk, qtbot, own_pid))
        return watches[-1]

    yield watch
    for each in watches:
        each.watcher.stop()


@pytest.mark.parametrize("manager", ["openbox", "xfwm4"])
def test_watcher_follows_the_active_window_and_its_title(
    make_desk: Callable[..., Desk], watching: Callable[..., Watch], manager: str
) -> None:
    desk = make_desk(manager)
    first = desk.open_window("Case 1042", "crm")
    watch = watching(desk)
    seen = watch.until_title("Case 1042")
    assert (seen.window, seen.apps[0], seen.full_screen) == (first.id, "crm", False)
    second = desk.open_window("Inbox", "mail")
    watch.until_title("Inbox")
    desk.set_title(second, "Inbox (3)")
    watch.until_title("Inbox (3)")
    desk.activate(first.id)
    watch.until_title("Case 1042")
    desk.set_title(first, "Case 1043")
    watch.until_title("Case 1043")
    assert None not in watch.seen
    assert watch.watcher.limits == ()


def test_watcher_reports_nothing_twice(desk: Desk, watching: Callable[..., Watch]) -> None:
    window = desk.open_window("Case 1042")
    watch = watching(desk)
    watch.until_title("Case 1042")
    for _ in range(5):
        desk.set_title(window, "Case 1042")
    desk.set_title(window, "Case 1043")
    watch.until_title("Case 1043")
    assert len(watch.seen) == len(set(watch.seen))


def test_watcher_settles_on_the_last_title_of_a_storm(desk: Desk, watching: Callable[..., Watch]) -> None:
    window = desk.open_window("calm")
    watch = watching(desk)
    watch.until_title("calm")
    for number in range(1000):
        desk.set_title(window, f"storm {number}")
    watch.until_title("storm 999")
    assert len(watch.seen) < 1000  # many changes, one read


def test_watcher_does_not_hear_of_a_window_it_left(desk: Desk, watching: Callable[..., Watch]) -> None:
    first = desk.open_window("left behind")
    watch = watching(desk)
    watch.until_title("left behind")
    second = desk.open_window("in front")
    watch.until_title("in front")
    desk.set_title(first, "changed behind")
    desk.set_title(second, "still in front")
    watch.until_title("still in front")
    assert "changed behind" not in {seen.raw_title for seen in watch.seen if seen is not None}


def test_watcher_reports_where_the_window_is_when_it_moves(
    desk: Desk, watching: Callable[..., Watch]
) -> None:
    desk.set_monitors((0, 0, 640, 800), (640, 0, 640, 800))
    window = desk.open_window("mover", place=(60, 80, 300, 200))
    watch = watching(desk)
    before = watch.until_title("mover").rect
    assert before is not None
    assert before.width >= 300
    assert before.height > 200  # the title bar belongs to the window
    window.configure(x=700, y=300)
    desk.x.flush()
    watch.until(lambda: watch.last is not None and watch.last.screen == Rect(640, 0, 640, 800))
    assert watch.last is not None
    assert watch.last.rect is not None
    assert (watch.last.rect.width, watch.last.rect.height) == (before.width, before.height)


def test_watcher_knows_a_full_screen_window(desk: Desk, watching: Callable[..., Watch]) -> None:
    window = desk.open_window("film")
    watch = watching(desk)
    watch.until_title("film")
    state, full = desk.x.intern_atom("_NET_WM_STATE"), desk.x.intern_atom("_NET_WM_STATE_FULLSCREEN")
    desk.tell_manager(window, state, 1, full)
    watch.until(lambda: watch.last is not None and watch.last.full_screen)
    assert watch.last is not None
    assert watch.last.rect == Rect(0, 0, 1280, 800)


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        (b"Gr\xfc\xdfe \xff\xfe", "Gr��e ��"),
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
        (b"tab\tbell\x07esc\x1b[31m", "tab\tbell\x07esc\x1b[31m"),
        (b"x" * 3_000_000, "x" * 512),
        ("Zürich · Größe 漢字 🙂".encode(), "Zürich · Größe 漢字 🙂"),
        (b"before\0after", "before"),
    ],
    ids=["invalid", "html", "control", "huge", "unicode", "nul"],
)
def test_watcher_reads_hostile_titles_as_text(
    desk: Desk, watching: Callable[..., Watch], raw: bytes, start: str
) -> None:
    window = desk.open_window("harmless")
    watch = watching(desk)
    watch.until_title("harmless")
    limit = desk.x.display.info.max_request_length * 4 - 64
    desk.set_title(window, raw[:limit])
    desk.x.sync()
    assert watch.until_title(start).raw_title == start


def test_watcher_reads_wm_name_when_there_is_no_other_title(
    desk: Desk, watching: Callable[..., Watch]
) -> None:
    window = desk.open_window("new style")
    watch = watching(desk)
    watch.until_title("new style")
    window.delete_property(desk.x.intern_atom("_NET_WM_NAME"))
    window.change_property(Xatom.WM_NAME, Xatom.STRING, 8, "Größe".encode("latin-1"))
    desk.x.flush()
    watch.until_title("Größe")
    compound = desk.x.intern_atom("COMPOUND_TEXT")
    window.change_property(Xatom.WM_NAME, compound, 8, b"\x1b-B\xb1 \x1b%G\xe2\x82\xac\x1b%@")
    desk.x.flush()
    watch.until_title("ą €")


def test_watcher_reports_none_when_nothing_is_in_front_and_the_window_when_it_is_back(
    desk: Desk, watching: Callable[..., Watch]
) -> None:
    window = desk.open_window("only one")
    watch = watching(desk)
    watch.until_title("only one")
    window.unmap()
    desk.x.flush()
    watch.until(lambda: watch.last is None)
    assert watch.watcher.read() is None
    window.map()
    desk.x.flush()
    watch.until_title("only one")


def test_watcher_survives_bogus_active_windows(desk: Desk, watching: Callable[..., Watch]) -> None:
    window = desk.open_window("real")
    watch = watching(desk)
    watch.until_title("real")
    active = desk.x.intern_atom("_NET_ACTIVE_WINDOW")
    for bogus in ([0], [0xDEADBEEF], [0x12345], [desk.root.id + 1]):
        desk.root.change_property(active, Xatom.WINDOW, 32, bogus)
        desk.x.sync()
    desk.root.change_property(active, Xatom.STRING, 8, b"nonsense")
    desk.root.change_property(active, Xatom.WINDOW, 32, [window.id])
    desk.set_title(window, "still read")
    watch.until_title("still read")


def test_watcher_survives_windows_that_vanish_while_they_are_read(
    desk: Desk, watching: Callable[..., Watch]
) -> None:
    stays = desk.open_window("stays")
    watch = watching(desk)
    watch.until_title("stays")
    for number in range(60):
        other = display.Display(desk.display_name)  # its windows go with its connection
        fleeting = other.screen().root.create_window(0, 0, 50, 50, 0, other.screen().root_depth)
        fleeting.set_wm_name(f"fleeting {number}")
        fleeting.map()
        other.sync()
        if number % 3 == 0:
            watch.watcher.read()
        other.close()
    desk.activate(stays.id)
    desk.set_title(stays, "stays here")
    watch.until_title("stays here")
    read = watch.watcher.read()
    assert read is not None
    assert read.window == stays.id


def test_watcher_never_sees_the_assistants_own_windows(desk: Desk, watching: Callable[..., Watch]) -> None:
    work = desk.open_window("work", "crm")
    watch = watching(desk, own_pid=4242)
    watch.until_title("work")
    by_class = desk.open_window("palette", OWN_CLASS)
    by_pid = desk.open_window("menu", "other", pid=4242)
    for number in range(60):
        for own in (by_class, by_pid):
            desk.activate(own.id)
            seen = watch.watcher.read()
            assert seen is not None
            assert seen.window == work.id
        desk.set_title(work, f"work {number}")  # the last real window is followed behind the palette
        watch.until_title(f"work {number}")
    assert {seen.window for seen in watch.seen if seen is not None} == {work.id}


def test_watcher_gives_the_focus_back_to_the_exact_window(desk: Desk, watching: Callable[..., Watch]) -> None:
    first, second = desk.open_window("first"), desk.open_window("second")
    watch = watching(desk)
    for window in (first, second, first):
        watch.watcher.activate(window.id)
        desk.wait_until(lambda wanted=window.id: desk.active() == wanted, "the window is in front")
    second.destroy()
    desk.x.sync()
    watch.watcher.activate(second.id)  # gone: nothing happens
    watch.until_title("first")
    assert desk.active() == first.id


def test_watcher_takes_the_focus_for_the_front_when_there_is_no_window_manager(
    make_desk: Callable[..., Desk], watching: Callable[..., Watch]
) -> None:
    desk = make_desk(None)
    first, second = desk.open_window("first", "crm"), desk.open_window("second", "mail")
    first.set_input_focus(X.RevertToParent, X.CurrentTime)
    desk.x.sync()
    watch = watching(desk)
    watch.until_title("first")
    assert watch.watcher.limits
    second.set_input_focus(X.RevertToParent, X.CurrentTime)
    desk.x.sync()
    watch.until_title("second")
    read = watch.watcher.read()
    assert read is not None
    assert read.window == second.id
    watch.watcher.activate(first.id)
    watch.until_title("first")


def test_watcher_picks_up_a_window_manager_that_starts_later_and_one_that_dies(
    make_desk: Callable[..., Desk], watching: Callable[..., Watch]
) -> None:
    desk = make_desk(None)
    window = desk.open_window("early")
    window.set_input_focus(X.RevertToParent, X.CurrentTime)
    desk.x.sync()
    watch = watching(desk)
    watch.until_title("early")
    desk.start_manager("openbox")
    watch.until(lambda: watch.watcher.limits == ())
    later = desk.open_window("later")
    watch.until_title("later")
    assert desk.manager is not None
    desk.end(desk.manager, signal.SIGKILL)
    watch.until(lambda: watch.watcher.limits)
    window.set_input_focus(X.RevertToParent, X.CurrentTime)
    desk.x.sync()
    watch.until_title("early")
    assert later.id != window.id


def test_watcher_reads_real_applications(
    desk: Desk, watching: Callable[..., Watch], tmp_path: Path, needs_chromium: None
) -> None:
    watch = watching(desk)
    terminal = desk.xterm("read forever", "terminal")
    assert watch.until_title("terminal").app == "xterm"
    pad = desk.mousepad(desk.home / "letter.txt")
    watch.until(lambda: watch.last is not None and watch.last.window == pad)
    assert watch.last is not None
    assert watch.last.app == "mousepad"
    for name in ("one", "two"):
        (desk.home / f"{name}.html").write_text(f"<meta charset=utf-8><title>Case {name} · Refund</title>")
    browser = desk.chromium(*(f"file://{desk.home}/{name}.html" for name in ("one", "two")), title="Case")
    watch.until(lambda: watch.last is not None and watch.last.window == browser)
    for _ in range(3):
        for title in ("Case one · Refund", "Case two · Refund"):
            while watch.last is None or title not in watch.last.raw_title:
                before = watch.last
                desk.press("Ctrl+Tab")
                watch.until(lambda seen=before: watch.last != seen)
    assert watch.last is not None
    assert "chromium" in watch.last.apps
    desk.activate(terminal)
    watch.until_title("terminal")


def test_what_the_last_window_does_is_not_reported_while_none_is_in_front(
    desk: Desk, watching: Callable[..., Watch]
) -> None:
    """So it is under XWayland while a native window has the focus; a tiling manager resizes the X11 one then."""
    window = desk.open_window("Case 1042", "crm")
    watch = watching(desk)
    watch.until_title("Case 1042")
    desk.root.change_property(desk.x.intern_atom("_NET_ACTIVE_WINDOW"), Xatom.WINDOW, 32, [0])
    desk.x.flush()
    watch.until(lambda: watch.last is None)
    heard: list[Any] = []
    watch.connection.listen((X.PropertyNotify,), heard.append)
    desk.set_title(window, "Case 1043")
    watch.until(lambda: any(event.window.id == window.id for event in heard))
    assert watch.last is None
    desk.root.change_property(desk.x.intern_atom("_NET_ACTIVE_WINDOW"), Xatom.WINDOW, 32, [window.id])
    desk.x.flush()
    watch.until_title("Case 1043")
