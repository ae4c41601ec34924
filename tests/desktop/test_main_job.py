"""The main job: a key in a real application, the right guide, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from Xlib import X

from tests.desktop.assistant import ACCEPT, BACK, DEMO_CRM, FOLD, NEXT, SEARCH, TOGGLE, Assistant
from tests.desktop.desk import Desk

CASE_1042 = "Case 1042 · Refund – Northwind CRM"
CASE_1043 = "Case 1043 · Refund – Northwind CRM"
WITH_FOLD = f'[look]\ntheme = "light"\nlanguage = "en"\nmotion = "reduced"\n[hotkeys]\nfold = "{FOLD}"\n'


@pytest.fixture
def assistant(desk: Desk, tmp_path: Path) -> Iterator[Assistant]:
    running = Assistant(desk, tmp_path / "home", WITH_FOLD)
    running.start()
    yield running
    assert "ERROR" not in running.log()


def crm(desk: Desk, title: str = CASE_1042) -> Any:
    """Return a window titled as a browser with the demo CRM."""
    window = desk.open_window(f"{title} - Chromium", app="chromium", place=(20, 40, 600, 500))
    desk.wait_until(lambda: desk.active() == window.id, "the CRM is in front")
    return window


def retitle(desk: Desk, window: Any, title: str) -> None:
    desk.set_title(window, f"{title} - Chromium")


def typed(desk: Desk) -> list[str]:
    """Return the keys the test's own windows saw pressed, modifiers left out."""
    names = [desk.key_name(e.detail) for e in desk.keys_seen if e.type == X.KeyPress]
    return [name for name in names if name not in {"Control_L", "Shift_L"}]


def palette_listens(desk: Desk, work: int) -> bool:
    """Tell whether another window than `work` is in front and gets the keys."""
    return desk.active() not in {0, work} and desk.focused() not in {0, 1, work}


def test_key_walks_the_guide_of_the_case_in_front(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    desk.press(TOGGLE)
    seen = assistant.wait("the guide is shown", mode="shown", guide="refund-order", step=1)
    assert seen["matches"][0] == "refund-order"
    desk.press(NEXT)
    assistant.wait("one step on", step=2)
    desk.press(NEXT)
    assert assistant.wait("the box holds it", held="confirm")["step"] == 2
    desk.press(ACCEPT)
    assistant.wait("ticked", held="")
    desk.press(NEXT)
    assistant.wait("on", step=3)
    desk.press(BACK)
    assistant.wait("back", step=2)
    assert desk.active() == work.id
    desk.press(TOGGLE)
    assistant.wait("hidden", mode="hidden")
    assert assistant.panel_place() is None


def test_each_case_keeps_its_step_even_when_the_assistant_is_killed(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    desk.press(TOGGLE)
    assistant.wait("shown", guide="refund-order")
    desk.press(NEXT)
    assistant.wait("step 2 of case 1042", step=2)
    retitle(desk, work, CASE_1043)
    assert assistant.wait("held", held="other_case")["actions_on"] is False
    desk.press(ACCEPT)
    assistant.wait("case 1043 from its start", step=1, held="")
    assistant.kill()
    assistant.start()
    retitle(desk, work, CASE_1042)
    assistant.wait("the walk is where it was", guide="refund-order", step=2, mode="hidden")
    retitle(desk, work, CASE_1043)
    assistant.wait("each its own", step=1)
    assert b"1042" not in assistant.files()


def test_assistant_never_sees_itself(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    desk.press(TOGGLE)
    assistant.wait("shown", guide="refund-order")
    for _ in range(250):
        desk.press(TOGGLE)
        desk.press(TOGGLE)
        desk.press(NEXT)
        desk.press(BACK)
    assert assistant.wait("still the CRM", mode="shown")["guide"] == "refund-order"
    for _ in range(10):
        desk.press(SEARCH)
        desk.wait_until(lambda: palette_listens(desk, work.id), "the palette has the focus")
        assert assistant.panel["guide"] == "refund-order"
        desk.press("Escape")
        desk.wait_until(lambda: desk.active() == work.id, "the focus is back")
    assert assistant.panel["matches"][0] == "refund-order"


def test_palette_gives_the_focus_back_two_hundred_times(assistant: Assistant, desk: Desk) -> None:
    other = desk.open_window("Notes", place=(650, 400, 300, 200))
    work = crm(desk)
    for number in range(200):
        wanted = (work, other)[number % 2]
        if desk.active() != wanted.id:
            desk.activate(wanted.id)
        desk.press(SEARCH)
        desk.wait_until(lambda w=wanted: palette_listens(desk, w.id), f"palette {number} is open")
        desk.press("Escape")
        desk.wait_until(
            lambda w=wanted: desk.active() == w.id and desk.focused() == w.id, "the focus is back"
        )


@pytest.mark.parametrize("manager", ["openbox", "xfwm4"])
def test_no_key_is_lost_while_the_panel_works(
    make_desk: Callable[..., Desk], tmp_path: Path, manager: str
) -> None:
    desk = make_desk(manager, layout="us -variant intl")
    assistant = Assistant(desk, tmp_path / "home", WITH_FOLD)
    assistant.start()
    file = tmp_path / "reply-1042.txt"
    pad = desk.mousepad(file)
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")
    word = 'Case "u "oK \'e Then ~n '  # dead keys: ü, öK is two strokes, é, ñ; capitals with Shift
    shown = "Case ü öK é Then ñ "
    chords = (TOGGLE, NEXT, FOLD, BACK, TOGGLE)
    rounds = 10_000 // len(shown) + 1
    typed = 0
    for number in range(rounds):
        middle = len(word) // 2
        desk.type(word[:middle])
        if typed < 500:
            desk.press(chords[number % len(chords)])  # in mid-word
            typed += 1
        desk.type(word[middle:])
    desk.press("Ctrl+s")
    wanted = shown * rounds
    desk.wait_until(
        lambda: file.read_text() == wanted or len(file.read_text()) > len(wanted), "it is saved", 60
    )
    assert file.read_text() == wanted
    assert desk.active() == pad
    assert "ERROR" not in assistant.log()


def test_title_storm_settles_on_the_last_title_and_loses_no_key(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")
    desk.pump()
    desk.keys_seen.clear()
    for number in range(1000):
        desk.set_title(work, f"Case {2000 + number} · Refund – Northwind CRM - Chromium")
        if number % 10 == 0:
            desk.type("x")
    retitle(desk, work, "Case 1044 · Address – Northwind CRM")
    assistant.wait("the last one counts", guide="change-address")
    desk.wait_until(lambda: len(typed(desk)) >= 100, "the keys have arrived")
    assert typed(desk) == ["x"] * 100


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)><b>Case 1042</b> · Refund – Northwind CRM",
        "Case \x1b]0;owned\x07\x1b[2J1042\r\n · Refund – Northwind CRM",
        "Case ../../../../etc/passwd · Refund – Northwind CRM",
        "Case \u202e2401\u2066 · Refund – Northwind CRM",
        "Case {{case}} %s %n $(reboot) `id` · Refund – Northwind CRM",
        "Case " + "9" * 100_000 + " · Refund – Northwind CRM",
    ],
)
def test_hostile_title_injects_nothing(assistant: Assistant, desk: Desk, title: str) -> None:
    work = crm(desk)
    desk.press(TOGGLE)
    assistant.wait("shown", guide="refund-order")
    retitle(desk, work, title)
    desk.press(NEXT)
    assistant.desk.wait_until(lambda: assistant.status()["version"], "it still answers")
    retitle(desk, work, CASE_1042)
    desk.press(TOGGLE)
    desk.press(TOGGLE)
    assistant.wait("it goes on", guide="refund-order")
    assert b"owned" not in assistant.files()
    assert b"passwd" not in assistant.files()


def test_full_screen_application_keeps_the_focus_below_the_panel(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    state = desk.x.intern_atom("_NET_WM_STATE")
    desk.tell_manager(work, state, 1, desk.x.intern_atom("_NET_WM_STATE_FULLSCREEN"), 0, 1)
    desk.wait_until(lambda: work.get_geometry().width == 1280, "it fills the screen")
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")
    place = desk.wait_until(assistant.panel_place, "the panel is there")
    x, y, width, height = place
    blue = desk.pixels(30, 30, 1, 1)
    desk.wait_until(lambda: desk.pixels(x + width // 2, y + height - 4, 1, 1) != blue, "it is above")
    assert desk.active() == work.id
    assert desk.focused() == work.id


def test_panel_is_beside_the_work_and_not_over_the_pointer(assistant: Assistant, desk: Desk) -> None:
    work = crm(desk)
    desk.move_pointer(640, 700)
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")
    x, y, width, height = desk.wait_until(assistant.panel_place, "the panel is there")
    geometry = work.get_geometry()
    origin = work.translate_coords(desk.root, 0, 0)
    right = -origin.x + geometry.width
    assert x >= right or x + width <= -origin.x
    assert not (x <= 640 < x + width and y <= 700 < y + height)


def test_panel_stays_where_it_was_dragged_even_when_started_again(assistant: Assistant, desk: Desk) -> None:
    crm(desk)
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")
    x, y, _, _ = desk.wait_until(assistant.panel_place, "the panel is there")
    desk.drag((x + 120, y + 12), (x + 60, y + 32))
    desk.wait_until(lambda: assistant.panel_place()[:2] == (x - 60, y + 20), "it went along")  # type: ignore[index]
    desk.press(TOGGLE)
    assistant.wait("hidden", mode="hidden")
    assistant.kill()
    assistant.start()
    desk.move_pointer(5, 5)  # the panel never opens under the pointer
    desk.press(TOGGLE)
    place = desk.wait_until(assistant.panel_place, "the panel is there again")
    assert abs(place[0] - (x - 60)) <= 1
    assert abs(place[1] - (y + 20)) <= 1


def test_guide_is_there_when_the_key_follows_a_new_window_at_once(assistant: Assistant, desk: Desk) -> None:
    for case in range(2001, 2006):
        work = crm(desk, f"Case {case} · Refund – Northwind CRM")
        desk.press(SEARCH)
        desk.wait_until(lambda w=work: palette_listens(desk, w.id), "the palette is open")
        desk.press("Return")  # the first of what fits this window
        assistant.wait("it is the guide for it", mode="shown", guide="refund-order", step=1)
        desk.press(TOGGLE)
        assistant.wait("hidden again", mode="hidden")


def test_second_start_tells_the_first_to_show(assistant: Assistant, desk: Desk) -> None:
    crm(desk)
    assistant.wait("matched", guide="refund-order")
    second = assistant.ask()
    assert second.returncode == 0
    assistant.wait("shown by the second", mode="shown")


def test_commands_do_what_the_keys_do(assistant: Assistant, desk: Desk) -> None:
    crm(desk)
    assistant.wait("matched", guide="refund-order")
    assert assistant.command("show")["mode"] == "shown"
    assert assistant.command("next")["step"] == 2
    assert assistant.command("accept")["held"] == ""
    assistant.command("next")
    assert assistant.command("back")["step"] == 2
    assert assistant.command("fold")["mode"] == "folded"
    assert assistant.command("toggle")["mode"] == "shown"
    assert assistant.command("hide")["mode"] == "hidden"
    assert assistant.ask("choose", "0", check=False).returncode == 2


def test_chord_of_another_program_is_named(desk: Desk, tmp_path: Path) -> None:
    keycode = desk.keycode("F10")
    desk.root.grab_key(keycode, 5, False, 1, 1)
    desk.x.sync()
    assistant = Assistant(desk, tmp_path / "home")
    assistant.start()
    assert "Ctrl+Shift+F10" in assistant.status()["hotkeys"]["conflicts"]["toggle"]


def test_installed_pack_is_used_at_once(assistant: Assistant, desk: Desk, tmp_path: Path) -> None:
    desk.open_window("Ticket 7 of 9", app="tickets", place=(20, 40, 500, 400))
    desk.press(TOGGLE)
    assistant.wait("nothing fits", face="no_match", mode="shown")
    pack = tmp_path / "more"
    (pack / "guides").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: more\ntitle: More\nversion: '1'\nowner: us\nlanguage: en\n")
    (pack / "guides" / "ticket.md").write_text(
        '---\nid: ticket\ntitle: Close a ticket\nwhen:\n  - title: "Ticket {no} *"\n---\n1. Close it.\n'
    )
    assistant.command("pack", "install", str(pack))
    assistant.wait("it is there", guide="ticket")
    assistant.command("pack", "remove", "more")
    assistant.wait("it is gone", face="no_match")


def test_type_block_writes_into_the_work_window_and_refuses_another(
    assistant: Assistant, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "reply-1042.txt"
    pad = desk.mousepad(file)
    assistant.wait("the mail guide fits", guide="reply-by-email")
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown")

    def at_type_step() -> bool:
        return assistant.panel["step"] == 5

    for _ in range(12):
        if at_type_step():
            break
        desk.press(ACCEPT if assistant.panel["held"] else NEXT)
    assert at_type_step()
    desk.press(ACCEPT)

    def saved() -> bool:
        desk.press("Ctrl+s")
        return "Grüße – €50 „ok“" in file.read_text()

    desk.wait_until(saved, "it is typed")
    other = desk.open_window("Notes", place=(700, 500, 300, 200))
    desk.wait_until(lambda: desk.active() == other.id, "another window is in front")
    before = file.read_text()
    desk.pump()
    desk.keys_seen.clear()
    desk.press(ACCEPT)
    assistant.command("status")
    desk.pump()
    assert typed(desk) == []
    desk.activate(pad)
    desk.press("Ctrl+s")
    assert file.read_text() == before


def test_browser_tabs_are_followed(assistant: Assistant, desk: Desk, needs_chromium: None) -> None:
    pages = [(DEMO_CRM / f"case-{n}.html").as_uri() for n in (1042, 1044, 1045)]
    work = desk.chromium(*pages)
    desk.press(TOGGLE)
    for number, guide in ((1, "refund-order"), (2, "change-address"), (3, "handle-complaint")):
        desk.press(f"Ctrl+{number}")
        assistant.wait(f"tab {number}", guide=guide)
    assert desk.active() == work


def test_assistant_works_when_there_is_no_window_manager(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(None)
    assistant = Assistant(desk, tmp_path / "home")
    assistant.start()
    work = desk.open_window(f"{CASE_1042} - Chromium", app="chromium")
    work.set_input_focus(1, 0)
    desk.x.sync()
    desk.press(TOGGLE)
    assistant.wait("shown", mode="shown", guide="refund-order")
    assert assistant.status()["backends"]["windows"]["limits"]


def test_broken_settings_are_said_and_do_not_stop_the_start(desk: Desk, tmp_path: Path) -> None:
    assistant = Assistant(desk, tmp_path / "home", '[look]\ntheme = "pink"\n[hotkeys]\ntogle = "F1"\n')
    assistant.start()
    told = "\n".join(assistant.status()["settings"])
    assert "settings.toml:2" in told
    assert "togle" in told
