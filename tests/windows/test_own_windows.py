"""The assistant's own windows, and what Windows tells it: by real windows and real messages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from ctypes import wintypes as w

assert sys.platform == "win32"

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from overlay.triggers import windows_api as api
from overlay.triggers import windows_front
from overlay.triggers.windows_front import front_window
from overlay.triggers.windows_messages import WindowsMessages
from overlay.triggers.windows_panel import WindowsPanelKeeper
from overlay.triggers.windows_session import WindowsSessionLock
from overlay.triggers.windows_watcher import WindowsWindowWatcher
from overlay.ui.panel.window import WINDOW_FLAGS
from tests.patience import WAIT_MS
from tests.windows.other_program import OtherProgram, post, send


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[QWidget]:
    keeper = WindowsPanelKeeper(WindowsMessages())
    keeper.start()
    panel = QWidget(None, WINDOW_FLAGS)
    qtbot.addWidget(panel)
    panel.setGeometry(300, 200, 200, 100)
    keeper.adopt(int(panel.winId()))
    yield panel
    keeper.stop()


def style(window: int) -> int:
    return int(api.user32.GetWindowLongPtrW(window, api.GWL_EXSTYLE))


def above(window: int) -> list[int]:
    """Return the windows above `window`, the highest last."""
    get_window = api.user32.GetWindow
    get_window.restype, get_window.argtypes = w.HWND, (w.HWND, w.UINT)
    found: list[int] = []
    previous = 3
    while (window := get_window(window, previous) or 0) and len(found) < 1000:
        found.append(window)
    return found


def test_panel_leaves_the_work_in_front_when_it_is_shown(
    panel: QWidget, open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    work = open_program("work")
    panel.show()
    qtbot.waitUntil(panel.isVisible, timeout=WAIT_MS)
    assert front_window() == work.window


def test_panel_has_the_styles_of_a_window_that_is_never_activated(panel: QWidget) -> None:
    panel.show()
    wanted = api.WS_EX_NOACTIVATE | api.WS_EX_TOOLWINDOW | api.WS_EX_TOPMOST
    assert style(int(panel.winId())) & wanted == wanted


def test_click_on_the_panel_activates_nothing(panel: QWidget) -> None:
    panel.show()
    assert send(int(panel.winId()), api.WM_MOUSEACTIVATE, int(panel.winId()), 1) == api.MA_NOACTIVATE


def test_panel_is_never_activated_again_when_it_has_given_the_keyboard_back(
    panel: QWidget, open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    work = open_program("work")
    panel.show()
    handle, own = panel.windowHandle(), int(panel.winId())
    handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, False)  # as when the agent asks for it
    panel.activateWindow()
    qtbot.waitUntil(lambda: front_window() == own, timeout=WAIT_MS)
    handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, True)
    WindowsWindowWatcher().activate(work.window)
    qtbot.waitUntil(lambda: front_window() == work.window, timeout=WAIT_MS)
    wanted = api.WS_EX_NOACTIVATE | api.WS_EX_TOOLWINDOW | api.WS_EX_TOPMOST
    assert style(own) & wanted == wanted
    assert send(own, api.WM_MOUSEACTIVATE, own, 1) == api.MA_NOACTIVATE


def test_click_on_an_ordinary_window_of_ours_activates_it(panel: QWidget, qtbot: QtBot) -> None:
    settings = QWidget()
    qtbot.addWidget(settings)
    settings.show()
    assert send(int(settings.winId()), api.WM_MOUSEACTIVATE, int(settings.winId()), 1) != api.MA_NOACTIVATE


def test_panel_comes_above_a_window_that_is_topmost_too(panel: QWidget, qtbot: QtBot) -> None:
    panel.show()
    panel.hide()
    film = QWidget(None, WINDOW_FLAGS)  # full screen, and on top as well
    qtbot.addWidget(film)
    film.setGeometry(film.screen().geometry())
    film.show()
    qtbot.waitUntil(film.isVisible, timeout=WAIT_MS)
    panel.show()
    assert int(panel.winId()) in above(int(film.winId()))


def test_hiding_from_captures_says_so_when_windows_refuses(qtbot: QtBot) -> None:
    keeper = WindowsPanelKeeper(WindowsMessages())
    keeper.adopt(0)
    assert "does not keep the panel out of screen captures" in keeper.hide_from_capture(hidden=True)


def test_hiding_from_captures_takes_windows_that_are_shown_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """wine accepts the call and forgets it: what was asked for each window is what can be seen."""
    asked: dict[int, int] = {}

    def affinity(window: int, wanted: int) -> bool:
        asked[window] = wanted
        return True

    monkeypatch.setattr(api.user32, "SetWindowDisplayAffinity", affinity)
    keeper = WindowsPanelKeeper(WindowsMessages())
    keeper.start()
    there, later = QWidget(), QWidget()
    for window in (there, later):
        qtbot.addWidget(window)
    there.show()
    keeper.hide_from_capture(hidden=True)
    later.show()
    at = int(there.winId()), int(later.winId())
    hidden = [asked.get(window) for window in at]
    later.hide()
    keeper.hide_from_capture(hidden=False)
    later.show()
    keeper.stop()
    assert hidden == [api.WDA_EXCLUDEFROMCAPTURE] * 2
    assert [asked.get(window) for window in at] == [api.WDA_NONE] * 2


def test_own_window_is_no_context(open_program: Callable[..., OtherProgram], qtbot: QtBot) -> None:
    work = open_program("work")
    watcher = WindowsWindowWatcher()
    seen: list[object] = []
    watcher.start(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1, timeout=WAIT_MS)
    settings = QWidget()
    qtbot.addWidget(settings)
    settings.show()
    settings.activateWindow()
    qtbot.waitUntil(lambda: front_window() == int(settings.winId()), timeout=WAIT_MS)
    watcher.settle()
    read = watcher.read()
    watcher.stop()
    assert len(seen) == 1
    assert read is not None
    assert read.window == work.window


def test_title_is_found_by_the_slow_look_when_a_program_does_not_tell(
    open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    work = open_program("before", "silent")
    watcher = WindowsWindowWatcher()
    titles: list[str] = []
    watcher.start(lambda context: titles.append(context.raw_title if context else ""))
    qtbot.waitUntil(lambda: titles == ["before"], timeout=WAIT_MS)
    work.rename("after")
    qtbot.waitUntil(lambda: titles == ["before", "after"], timeout=WAIT_MS)
    watcher.stop()


def test_context_says_which_program_where_and_on_which_screen(
    open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    work = open_program("Case 7")
    read = WindowsWindowWatcher().read()
    assert read is not None
    assert (read.app, read.pid, read.window, read.full_screen) == ("crm", work.pid, work.window, False)
    assert read.rect is not None
    assert (read.rect.x, read.rect.y, read.rect.width, read.rect.height) == (40, 40, 500, 300)
    assert read.screen is not None
    assert read.screen.width >= read.rect.right


def test_title_that_is_hostile_is_cut(open_program: Callable[..., OtherProgram], qtbot: QtBot) -> None:
    work = open_program("short")
    work.rename("x" * 30_000)
    read = WindowsWindowWatcher().read()
    assert read is not None
    assert 0 < len(read.raw_title) <= 2_048


def test_store_app_is_the_one_inside_its_frame(
    open_program: Callable[..., OtherProgram], monkeypatch: pytest.MonkeyPatch
) -> None:
    """wine has no store apps: the frame's class is put on a real window, the app's on a real window inside it."""
    work = open_program("Calculator")
    monkeypatch.setattr(windows_front, "window_class", lambda window: "ApplicationFrameWindow")
    inner = {work.window: 4711}
    monkeypatch.setattr(
        api.user32, "FindWindowExW", lambda frame, *_: 0xC0DE if frame == work.window else None
    )
    monkeypatch.setattr(windows_front, "process_id", lambda window: inner.get(window, 815))
    inner[0xC0DE] = 4711
    inner[work.window] = 1
    assert windows_front.application_of(work.window) == 4711


def test_window_is_restored_when_it_was_minimised_before_it_gets_the_focus_back(
    open_program: Callable[..., OtherProgram], qtbot: QtBot
) -> None:
    work = open_program("work")
    send(work.window, api.WM_SYSCOMMAND, api.SC_MINIMIZE)
    assert api.user32.IsIconic(work.window)
    WindowsWindowWatcher().activate(work.window)
    qtbot.waitUntil(
        lambda: not api.user32.IsIconic(work.window) and front_window() == work.window, timeout=WAIT_MS
    )


@pytest.mark.parametrize("program", ["SearchHost", "StartMenuExperienceHost"])
def test_start_menu_and_search_are_no_work_in_another_window(
    program: str, open_program: Callable[..., OtherProgram], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    work = open_program("work")
    watcher = WindowsWindowWatcher()
    seen: list[object] = []
    watcher.start(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1, timeout=WAIT_MS)
    monkeypatch.setattr(windows_front, "process_name", lambda pid: "crm" if pid == work.pid else program)
    open_program("Start")
    watcher.settle()
    read = watcher.read()
    watcher.stop()
    assert read is not None
    assert read.window == work.window
    assert len(seen) == 1


def test_window_on_another_virtual_desktop_is_no_context(
    open_program: Callable[..., OtherProgram], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = open_program("elsewhere")

    def cloaked(window: int, what: int, value: object, size: int) -> int:
        if what != api.DWMWA_CLOAKED:
            return -1
        value._obj.value = api.DWM_CLOAKED_SHELL  # type: ignore[attr-defined]  # what byref points to
        return 0

    monkeypatch.setattr(api.dwmapi, "DwmGetWindowAttribute", cloaked)
    watcher = WindowsWindowWatcher()
    assert watcher.read() is None
    foreground: list[int] = []
    monkeypatch.setattr(api.user32, "SetForegroundWindow", foreground.append)
    watcher.activate(work.window)
    assert foreground == []


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ((api.WTS_SESSION_LOCK, api.WTS_SESSION_UNLOCK), [True, False]),
        ((api.WTS_REMOTE_DISCONNECT, api.WTS_REMOTE_CONNECT), [True, False]),
        (
            (api.WTS_REMOTE_DISCONNECT, api.WTS_SESSION_LOCK, api.WTS_REMOTE_CONNECT, api.WTS_SESSION_UNLOCK),
            [True, False],
        ),
        ((api.WTS_CONSOLE_DISCONNECT, api.WTS_REMOTE_CONNECT), [True, False]),
        ((api.WTS_SESSION_LOCK, api.WTS_SESSION_LOCK), [True]),
    ],
)
def test_session_is_away_from_lock_or_disconnection_to_its_end(
    qtbot: QtBot, told: tuple[int, ...], heard: list[bool]
) -> None:
    messages = WindowsMessages()
    lock = WindowsSessionLock(messages)
    got: list[bool] = []
    lock.start(got.append)
    for what in told:
        send(messages.window, api.WM_WTSSESSION_CHANGE, what, 1)
    lock.stop()
    assert got == heard


def test_posted_messages_reach_who_listens_and_nobody_after_closing(qtbot: QtBot) -> None:
    messages = WindowsMessages()
    messages.open()
    window, wm_app = messages.window, 0x8001
    got: list[tuple[int, int]] = []

    def hear(where: int, one: int, two: int) -> int:
        got.append((one, two))
        return 0

    messages.listen(wm_app, hear)
    post(window, wm_app, 5, 6)
    qtbot.waitUntil(lambda: got == [(5, 6)], timeout=WAIT_MS)
    messages.close()
    assert not api.user32.IsWindow(window)
