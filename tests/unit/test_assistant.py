"""The loop over real stores: the demo pack installed, a desk that only remembers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import overlay
from overlay.app.assistant import Assistant
from overlay.app.library import Library
from overlay.assist import effects as fx
from overlay.assist import events as ev
from overlay.assist.state import Front
from overlay.assist.view import Face, Mode, PanelView
from overlay.content.install import install
from overlay.context import WindowContext, make_context
from overlay.journal.case_key import CaseKeys
from overlay.journal.store import Journal

DEMO = Path(overlay.__file__).parent / "resources" / "packs" / "demo-service"
NOON_S = 1_795_000_000.0  # 2026-11-18: the demo's notices are valid or over on that day


class Desk:
    def __init__(self) -> None:
        self.views: list[PanelView] = []
        self.grabs: list[bool] = []
        self.after_s: float | None = None
        self.palette: list[str] = []
        self.pictures_forgotten = 0

    def draw(self, view: PanelView, context: WindowContext | None) -> None:
        self.views.append(view)

    def follow(self, context: WindowContext | None) -> None:
        self.followed = context

    def grab_walk_keys(self, *, on: bool) -> None:
        self.grabs.append(on)

    def announce(self, view: PanelView) -> None:
        pass

    def show_palette(self, text: str) -> None:
        self.palette.append(text)

    def settle_later(self) -> None:
        pass

    def forget_pictures(self) -> None:
        self.pictures_forgotten += 1

    def expect_change(self, after_s: float | None) -> None:
        self.after_s = after_s


class Office:
    """An assistant at work, started again when asked."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.now_s = NOON_S
        self.performed: list[fx.Perform] = []
        self.start()

    def start(self) -> None:
        self.desk = Desk()
        journal = Journal.open(self.data / "personal.db", self.now_s)
        self.library = Library(self.data, journal, CaseKeys(self.data / "case.key"))
        self.assistant = Assistant(self.library, self.desk, lambda: self.now_s)
        self.assistant.perform_with(self.performed.append)

    def see(self, title: str, app: str = "chromium", window: int = 7) -> PanelView:
        self.assistant.window_seen(make_context(process=app, raw_title=title, window=window))
        return self.seen

    def next(self, times: int = 1) -> PanelView:
        for _ in range(times):
            self.assistant.post(ev.Next(self.now_s))
        return self.seen

    @property
    def seen(self) -> PanelView:
        return self.desk.views[-1]

    def close(self) -> None:
        self.library.close()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    install(DEMO, data)
    return data


@pytest.fixture
def office(installed: Path, tmp_path: Path) -> Iterator[Office]:
    for path in installed.iterdir():
        target = tmp_path / path.name
        if path.is_file():
            target.write_bytes(path.read_bytes())
    office = Office(tmp_path)
    yield office
    office.close()


CASE_1042 = "Case 1042 · Refund – Northwind CRM - Chromium"
CASE_1043 = "Case 1043 · Refund – Northwind CRM - Chromium"


def test_key_shows_the_guide_of_the_window_with_its_case_filled_in(office: Office) -> None:
    office.see(CASE_1042)
    office.assistant.post(ev.Toggle(NOON_S))
    assert (office.seen.mode, office.seen.face, office.seen.title) == (
        Mode.SHOWN,
        Face.WALK,
        "Refund an order",
    )
    assert office.seen.captures == {"case": "1042"}
    assert office.desk.grabs == [True]


def test_walk_is_where_it_was_when_the_assistant_was_killed(office: Office) -> None:
    office.see(CASE_1042)
    office.assistant.post(ev.Toggle(NOON_S))
    assert office.next().now == 1
    office.start()  # nothing was closed: as after kill -9
    office.see(CASE_1042)
    assert office.seen.now == 1
    assert office.see(CASE_1043).now == 0


def test_no_case_is_readable_in_the_agents_store(office: Office) -> None:
    office.see("Case 77042 · Refund – Northwind CRM - Chromium")
    office.assistant.post(ev.Toggle(NOON_S))
    office.next()
    office.close()
    for path in office.data.glob("personal.db*"):
        assert b"77042" not in path.read_bytes()
    office.start()


def test_walks_go_on_in_memory_when_the_disk_takes_nothing(office: Office) -> None:
    office.see(CASE_1042)
    office.assistant.post(ev.Toggle(NOON_S))
    with sqlite3.connect(office.data / "personal.db") as other:
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        office.next()
        office.see(CASE_1043)
        office.assistant.post(ev.SwitchCase(NOON_S))
        assert office.see(CASE_1042).now == 1


def test_moved_window_is_not_matched_anew(office: Office) -> None:
    office.see(CASE_1042)
    drawn = len(office.desk.views)
    matches = office.assistant.state.matches
    office.see(CASE_1042)
    assert office.assistant.state.matches is matches
    assert len(office.desk.views) == drawn


def test_actions_compare_with_the_window_that_is_in_front_when_they_run(office: Office) -> None:
    office.see(CASE_1042)
    office.assistant.post(ev.Toggle(NOON_S))
    office.next()
    for _ in range(4):
        office.assistant.post(ev.Accept(NOON_S))
        office.next()
        if office.performed:
            break
    wanted = office.performed[-1]
    assert "1042" in wanted.text
    assert (
        office.assistant.compare(wanted, make_context(process="chromium", raw_title=CASE_1042)) is Front.SAME
    )
    assert (
        office.assistant.compare(wanted, make_context(process="chromium", raw_title=CASE_1043)) is Front.OTHER
    )
    elsewhere = make_context(process="mousepad", raw_title="notes.txt - Mousepad")
    assert office.assistant.compare(wanted, elsewhere) is Front.ELSEWHERE


def test_new_content_is_used_at_once(office: Office, tmp_path: Path) -> None:
    office.see("Ticket 9 – Shop - Chromium")
    office.assistant.post(ev.Show(NOON_S))
    assert office.seen.face is Face.NO_MATCH
    pack = tmp_path / "more"
    (pack / "guides").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: more\ntitle: More\nversion: '1'\nowner: us\nlanguage: en\n")
    (pack / "guides" / "ticket.md").write_text(
        '---\nid: ticket\ntitle: Close a ticket\nwhen:\n  - title: "Ticket {no} *"\n---\n1. Close it.\n'
    )
    assert not office.library.is_behind()
    install(pack, office.data)  # as another session of this user may: its own assistant alone is told
    assert office.library.is_behind()
    office.assistant.content_changed()
    assert not office.library.is_behind()
    assert office.seen.title == "Close a ticket"


def test_guide_gives_way_when_its_time_is_over(office: Office, tmp_path: Path) -> None:
    pack = tmp_path / "short"
    (pack / "guides").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: short\ntitle: Short\nversion: '1'\nowner: us\nlanguage: en\n")
    (pack / "guides" / "sale.md").write_text(
        '---\nid: sale\ntitle: Sale\nvalid_until: 2026-11-18T23:00:00+00:00\nwhen:\n  - title: "Shop*"\n---\n1. Sell.\n'
    )
    install(pack, office.data)
    office.assistant.content_changed()
    office.see("Shop")
    assert office.seen.title == "Sale"
    assert office.desk.after_s is not None
    office.now_s += office.desk.after_s + 1
    office.assistant.look_again()
    assert office.seen.face is Face.NO_MATCH
