"""The assistant's schedule: when it syncs, and what it hears of the child that does."""

from __future__ import annotations

import hashlib
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from pytestqt.qtbot import QtBot

from overlay.app.child import Children
from overlay.app.sources import DeskSources
from overlay.app.sync import SyncSchedule, has_source, on_battery, wait_s
from overlay.assist import events as ev
from overlay.content.lookup import Content
from overlay.content.store.disk import locked
from overlay.content.sync.sources import Source, SourceList, root_file
from overlay.paths import paths
from overlay.policy import Policy, PolicySource
from overlay.settings import Sync
from overlay.ui.sources.port import NewSource
from tests.patience import WAIT_MS
from tests.unit.source.publisher import Publisher


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_wait_differs_by_a_fifth_at_most_when_all_is_well(chance: float) -> None:
    assert wait_s(1800, 0, chance) == pytest.approx(1800, rel=0.2001)


def test_wait_grows_to_hours_when_the_source_is_silent() -> None:
    waits = [wait_s(1800, failures, 0.5) for failures in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] == 60
    assert waits[-1] == 4 * 3600


def test_wait_is_never_shorter_than_set_when_that_is_long() -> None:
    assert wait_s(86_400, 30, 0.5) == 86_400


def test_battery_is_the_machines_not_the_mouses(tmp_path: Path) -> None:
    assert not on_battery(tmp_path)
    for name in ("BAT0", "hidpp_battery_0"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "status").write_text("Discharging\n")
    (tmp_path / "hidpp_battery_0" / "scope").write_text("Device\n")
    assert on_battery(tmp_path)
    (tmp_path / "BAT0" / "status").write_text("Charging\n")
    assert not on_battery(tmp_path)


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher whose source this desk follows."""
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "home"))
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("1")
    folder = paths().config
    source = Source("office", f"{publisher.folder.as_uri()}/", root_file(folder, "office"))
    assert not has_source(paths(), Policy())
    SourceList(folder).add(source, publisher.root_bytes())
    assert has_source(paths(), Policy())
    assert has_source(paths(), Policy(sources=(PolicySource("a", "https://a.example/", "/root.json"),)))
    return publisher


def test_desk_follows_nothing_once_its_last_source_was_left(publisher: Publisher) -> None:
    SourceList(paths().config).remove("office")
    assert not has_source(paths(), Policy())


def test_list_that_cannot_be_read_is_for_the_sync_to_complain_of(publisher: Publisher) -> None:
    (paths().config / "sources.toml").write_text("[[source")
    assert has_source(paths(), Policy())


def run_once(qtbot: QtBot) -> list[ev.Event]:
    posted: list[ev.Event] = []
    schedule = SyncSchedule(posted.append, Sync, lambda: True)
    schedule.now()
    schedule.now()  # pressed twice: one sync
    qtbot.waitUntil(lambda: bool(posted) and getattr(posted[-1], "total", 1) == 0, timeout=WAIT_MS)
    schedule.stop()
    return posted


def test_progress_reaches_the_assistant_and_the_guides_are_there(qtbot: QtBot, publisher: Publisher) -> None:
    posted = run_once(qtbot)
    assert posted[-1] == ev.SyncProgress()
    assert any(isinstance(event, ev.SyncProgress) and event.total > 0 for event in posted)
    with Content.open(paths().data) as content:
        assert [info.id for info in content.packs()] == ["orders"]


def test_silence_of_the_source_reaches_the_assistant(qtbot: QtBot, publisher: Publisher) -> None:
    publisher.folder.rename(publisher.base / "away")
    last = run_once(qtbot)[-1]
    assert isinstance(last, ev.SyncProgress)
    assert len(last.failed_since) == len("2026-11-22")


def test_sync_that_is_cancelled_ends_and_the_next_one_goes_on(qtbot: QtBot, publisher: Publisher) -> None:
    posted: list[ev.Event] = []
    schedule = SyncSchedule(posted.append, Sync, lambda: True)
    with locked(sync_lock(paths().data)):  # so that it is still at it
        schedule.now()
        assert schedule.running
        schedule.cancel()
        qtbot.waitUntil(lambda: not schedule.running, timeout=WAIT_MS)
    assert posted == [ev.SyncProgress()]
    assert schedule.waits
    schedule.stop()
    run_once(qtbot)
    with Content.open(paths().data) as content:
        assert [info.id for info in content.packs()] == ["orders"]


def sync_lock(data: Path) -> Path:
    (data / "sync").mkdir(parents=True)
    return data / "sync" / "lock"


def test_nothing_is_planned_while_no_source_is_followed(qtbot: QtBot) -> None:
    follows = False
    schedule = SyncSchedule(lambda _: None, Sync, lambda: follows)
    schedule.follow()
    assert not schedule.waits
    follows = True
    schedule.follow()
    assert schedule.waits
    follows = False
    schedule.follow()
    assert not schedule.waits


def titles() -> dict[str, str]:
    return {"orders": "Orders"}


class Told:
    """What a page hears of what it asked for."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def __call__(self, code: str) -> None:
        self.codes.append(code)


def test_source_is_followed_shown_and_left_from_the_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "home"))
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("1")
    address = publisher.folder.as_uri()
    children = Children()
    schedule = SyncSchedule(lambda _: None, Sync, lambda: has_source(paths(), Policy()))
    followed = SourceList(paths().config)
    port, told = DeskSources(followed, paths().data / "sync", schedule, children, titles), Told()

    port.add(NewSource("office", address, "00" * 32), told)
    qtbot.waitUntil(lambda: told.codes == ["fingerprint"], timeout=WAIT_MS)
    assert port.sources() == []

    fingerprint = hashlib.sha256(publisher.root_bytes()).hexdigest()
    port.add(NewSource("office", address, fingerprint), told)
    qtbot.waitUntil(lambda: len(told.codes) == 2 and not schedule.running, timeout=WAIT_MS)
    (source,) = port.sources()
    assert (source.name, source.code, source.packs) == ("office", "", (("Orders", "1"),))
    assert source.read_s > 0
    assert source.valid_until_s > source.read_s

    publisher.folder.rename(tmp_path / "away")
    port.sync()
    qtbot.waitUntil(lambda: not schedule.running, timeout=WAIT_MS)
    (source,) = port.sources()
    assert source.code == "missing"
    assert source.silent_since

    port.remove("office", told)
    qtbot.waitUntil(lambda: len(told.codes) == 3, timeout=WAIT_MS)
    assert told.codes == ["fingerprint", "", ""]
    assert port.sources() == []
    schedule.stop()


def test_children_that_still_run_end_with_the_assistant(qtbot: QtBot, publisher: Publisher) -> None:
    children, told = Children(), Told()
    with locked(sync_lock(paths().data)):
        children.ask("sync", "--json", then=lambda _code, text: told(text))
        children.run("sync")
        children.stop()
    assert told.codes == []


def test_no_child_holds_what_started_it(qtbot: QtBot) -> None:
    """Else that went with its last child, in the middle of that one's own end."""
    children, loop = Children(), QEventLoop()
    children.ask("no-such-verb", then=lambda *_: loop.quit())
    loop.exec()  # the child is to be deleted, and is not yet
    held = weakref.ref(children)
    del children
    assert held() is None


def test_sync_ends_whole_when_it_is_stopped(qtbot: QtBot, publisher: Publisher) -> None:
    schedule = SyncSchedule(lambda _: None, Sync, lambda: True)
    schedule.now()
    schedule.stop()
    run_once(qtbot)
    with Content.open(paths().data) as content:
        assert [info.id for info in content.packs()] == ["orders"]
