"""Text typed into real applications is exactly the text, and the keyboard is as it was afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from pytestqt.qtbot import QtBot
from Xlib import X

from overlay.triggers.x11_connection import X11Connection
from overlay.triggers.x11_typing import X11Typist
from tests.desktop.desk import Desk
from tests.patience import WAIT_MS

GREETING = "Grüße – €50 „ok“ & <b>Ünïcödé</b> {case}: ß µ @ Ω 'x' \"y\" ~^`\\|"
MANY_SIGNS = "".join(chr(code) for code in [*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x391, 0x3A0)])

PAGE = """<meta charset=utf-8><title>loading</title><textarea rows=20 cols=80></textarea>
<script>const area = document.querySelector('textarea')
area.addEventListener('keydown', () => { document.title = 'ready' }, {once: true})
window.addEventListener('focus', () => area.focus()); area.focus()
area.addEventListener('input', () => { document.title = encodeURIComponent(area.value) })</script>"""


class Typing:
    """A running typist and what it answered."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.typist = X11Typist(X11Connection(desk.display_name))
        self.typist.start()
        self.answers: list[str] = []
        self._qtbot = qtbot
        self.still: Callable[[], bool] = lambda: True

    def until(self, condition: Callable[[], Any]) -> None:
        def checked() -> bool:
            self.desk.pump()
            return bool(condition())

        self._qtbot.waitUntil(checked, timeout=WAIT_MS)

    def type(self, text: str, window: int) -> str:
        """Return the answer to typing `text`."""
        before = len(self.answers)
        self.typist.type_text(text, window, self.still, self.answers.append)
        self.until(lambda: len(self.answers) > before)
        return self.answers[-1]


@pytest.fixture
def make_typing(qtbot: QtBot) -> Iterator[Callable[[Desk], Typing]]:
    made: list[Typing] = []

    def make(desk: Desk) -> Typing:
        made.append(Typing(desk, qtbot))
        return made[-1]

    yield make
    for each in made:
        each.typist.stop()


def keyboard(desk: Desk) -> list[list[int]]:
    info = desk.x.display.info
    count = info.max_keycode - info.min_keycode + 1
    return [list(row) for row in desk.x.get_keyboard_mapping(info.min_keycode, count)]


@pytest.mark.parametrize("layout", ["us", "de"])
def test_terminal_gets_exactly_the_text(
    make_desk: Callable[..., Desk], make_typing: Callable[[Desk], Typing], layout: str
) -> None:
    desk = make_desk(layout=layout)
    got = desk.home / "got.txt"
    window = desk.xterm(f"stty -echo -icanon; exec cat > {got}")
    desk.wait_until(got.exists, "the terminal reads")
    before = keyboard(desk)
    typing = make_typing(desk)
    assert typing.type(GREETING + "\nline two\tend\n", window) == ""
    desk.wait_until(lambda: got.read_text().endswith("end\n"), "the text has arrived")
    assert got.read_text() == GREETING + "\nline two\tend\n"
    assert keyboard(desk) == before


@pytest.mark.parametrize(("manager", "layout"), [("openbox", "us"), ("xfwm4", "de")])
def test_editor_gets_exactly_the_text(
    make_desk: Callable[..., Desk], make_typing: Callable[[Desk], Typing], manager: str, layout: str
) -> None:
    desk = make_desk(manager, layout=layout)
    file = desk.home / "letter.txt"
    window = desk.mousepad(file)
    before = keyboard(desk)
    typing = make_typing(desk)
    text = f"{GREETING}\n{MANY_SIGNS}\n\tindented"
    assert typing.type(text, window) == ""
    assert keyboard(desk) == before
    desk.press("Ctrl+s")
    desk.wait_until(file.read_text, "the editor has saved")
    assert file.read_text().removesuffix("\n") == text


@pytest.mark.parametrize("layout", ["us", "de"])
def test_browser_gets_exactly_the_text(
    make_desk: Callable[..., Desk], make_typing: Callable[[Desk], Typing], needs_chromium: None, layout: str
) -> None:
    desk = make_desk(layout=layout)
    page = desk.home / "page.html"
    page.write_text(PAGE)
    window = desk.chromium(f"file://{page}", title="loading")

    def takes_keys() -> bool:
        """Chromium drops keys until it has painted a page once: press one that writes nothing until it arrives."""
        desk.press("Scroll_Lock")
        return desk.title(window).startswith("ready")

    desk.wait_until(takes_keys, "the page takes keys")
    typing = make_typing(desk)
    assert typing.type(f"{GREETING}\nend.¶", window) == ""
    # The window's title ends with the browser's name, so the text ends with a sign of its own.
    shown = desk.wait_until(
        lambda: (title := unquote(desk.title(window))).find("¶") > 0 and title, "the text is in"
    )
    assert shown.partition("¶")[0] == f"{GREETING}\nend."


def test_caps_lock_turns_nothing_round_and_stays_on(
    desk: Desk, make_typing: Callable[[Desk], Typing]
) -> None:
    file = desk.home / "letter.txt"
    window = desk.mousepad(file)
    desk.press("Caps_Lock")
    typing = make_typing(desk)
    assert typing.type("Aa Öö Zz", window) == ""
    assert desk.root.query_pointer().mask & X.LockMask
    desk.press("Ctrl+s")
    desk.wait_until(file.read_text, "the editor has saved")
    assert file.read_text().removesuffix("\n") == "Aa Öö Zz"


def test_typing_waits_until_the_modifiers_are_up(desk: Desk, make_typing: Callable[[Desk], Typing]) -> None:
    got = desk.home / "got.txt"
    window = desk.xterm(f"stty -echo -icanon; exec cat > {got}")
    desk.wait_until(got.exists, "the terminal reads")
    typing = make_typing(desk)
    looked: list[bool] = []

    def still() -> bool:
        looked.append(True)
        if len(looked) == 20:
            desk.key_up("Shift", "Ctrl")
        return True

    typing.still = still
    desk.key_down("Ctrl", "Shift")
    assert typing.type("quiet text\n", window) == ""
    desk.wait_until(lambda: got.read_text().endswith("\n"), "the text has arrived")
    assert got.read_text() == "quiet text\n"
    assert len(looked) > 20


def test_typing_is_refused_when_modifiers_stay_down(
    desk: Desk, make_typing: Callable[[Desk], Typing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overlay.triggers.x11_typing._MODIFIERS_UP_WITHIN_MS", 50)
    window = desk.open_window("work")
    desk.wait_until(lambda: desk.active() == window.id, "work is in front")
    typing = make_typing(desk)
    with desk.held("Ctrl"):
        assert typing.type("never", window.id) == "modifiers"
    desk.x.sync()
    desk.pump()
    assert {desk.key_name(event.detail) for event in desk.keys_seen} <= {"Control_L"}


def test_typing_is_refused_when_another_window_is_in_front(
    desk: Desk, make_typing: Callable[[Desk], Typing]
) -> None:
    first, second = desk.open_window("first"), desk.open_window("second")
    desk.activate(second.id)
    before = keyboard(desk)
    typing = make_typing(desk)
    assert typing.type("text of the first case", first.id) == "window"
    desk.x.sync()
    desk.pump()
    assert desk.keys_seen == []
    assert keyboard(desk) == before


def test_typing_stops_when_the_window_or_the_case_changes_in_between(
    desk: Desk, make_typing: Callable[[Desk], Typing]
) -> None:
    first = desk.open_window("first")
    desk.wait_until(lambda: desk.active() == first.id, "first is in front")
    before = keyboard(desk)
    typing = make_typing(desk)
    looked: list[bool] = []

    def still() -> bool:
        looked.append(True)
        return len(looked) < 4

    typing.still = still
    assert typing.type("a" * 2000, first.id) == "case"
    second = desk.open_window("second")
    desk.wait_until(lambda: desk.active() == second.id, "second is in front")
    desk.activate(first.id)
    looked.clear()

    def leave() -> bool:
        looked.append(True)
        if len(looked) == 3:
            desk.activate(second.id)
        return True

    typing.still = leave
    assert typing.type("b" * 2000, first.id) == "window"
    desk.x.sync()
    desk.pump()
    seen = [event for event in desk.keys_seen if event.type == X.KeyPress]
    assert 0 < len(seen) < 200
    assert keyboard(desk) == before


def test_second_text_is_refused_while_one_is_typed(desk: Desk, make_typing: Callable[[Desk], Typing]) -> None:
    window = desk.open_window("work")
    desk.wait_until(lambda: desk.active() == window.id, "work is in front")
    typing = make_typing(desk)
    typing.typist.type_text(
        "first", window.id, lambda: True, lambda code: typing.answers.append(f"first {code}")
    )
    typing.typist.type_text(
        "second", window.id, lambda: True, lambda code: typing.answers.append(f"second {code}")
    )
    typing.until(lambda: len(typing.answers) == 2)
    assert sorted(typing.answers) == ["first ", "second typing"]


def test_stopping_in_the_middle_puts_the_keyboard_back(
    desk: Desk, make_typing: Callable[[Desk], Typing]
) -> None:
    window = desk.open_window("work")
    desk.wait_until(lambda: desk.active() == window.id, "work is in front")
    before = keyboard(desk)
    typing = make_typing(desk)
    typing.typist.type_text("ü" * 5000, window.id, lambda: True, typing.answers.append)
    typing.until(lambda: keyboard(desk) != before)
    typing.typist.stop()
    desk.wait_until(lambda: keyboard(desk) == before, "the keyboard is as it was")
    assert typing.answers == []
