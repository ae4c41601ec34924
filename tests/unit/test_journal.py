from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overlay.cli.running import run
from overlay.doctor.finding import Level
from overlay.doctor.personal import of_personal
from overlay.errors import StoreError
from overlay.guide import GuideRef
from overlay.journal import schema
from overlay.journal.records import GuideRequest, Kept, Miss
from overlay.journal.store import DAY_S, MAX_MISSES, MAX_WORDS, Journal
from overlay.walk import Walk
from tests.patience import WAIT_S

REFUND = GuideRef("demo", "refund")
ADDRESS = GuideRef("demo", "address")
NOW_S = 1_800_000_000.0
WALK = Walk(
    REFUND,
    "k1",
    position=3,
    choices=("card", "paid"),
    ticked=frozenset({"2/c1", "3/c1"}),
    started_s=NOW_S - 60,
    changed_s=NOW_S,
    digest="d1",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "personal.db"


def reopened(path: Path, now_s: float = NOW_S, keep_days: int = 30) -> Journal:
    return Journal.open(path, now_s, keep_days)


# Walks


def test_walk_is_where_it_was_when_the_journal_is_opened_again(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(WALK)
    with reopened(path) as journal:
        assert journal.walk(REFUND, "k1") == WALK


@given(
    walk=st.builds(
        Walk,
        guide=st.builds(GuideRef, st.text("ab-é", min_size=1), st.text("ab-é", min_size=1)),
        case_key=st.text("0123456789abcdef", min_size=1, max_size=64),
        position=st.integers(0, 2_000),
        choices=st.lists(st.text("abc-ü/", max_size=8), max_size=5).map(tuple),
        ticked=st.frozensets(st.text("abc1/", max_size=8), max_size=5),
        finished=st.booleans(),
        started_s=st.floats(0, 4e9),
        changed_s=st.floats(0, 4e9),
        digest=st.text("0123456789abcdef", max_size=16),
    )
)
def test_walk_comes_back_equal_whatever_it_holds(walk: Walk) -> None:
    with Journal.in_memory() as journal:
        journal._keep_days = 30  # written to the database, not only held
        journal.save(walk)
        assert journal.walk(walk.guide, walk.case_key) == walk


def test_walk_is_replaced_when_it_is_saved_again(path: Path) -> None:
    on = replace(WALK, position=4, finished=True)
    with reopened(path) as journal:
        journal.save(WALK)
        journal.save(on)
        assert [stored.walk for stored in journal.walks()] == [on]


def test_each_case_keeps_its_own_walk(path: Path) -> None:
    other = replace(WALK, case_key="k2", position=0)
    with reopened(path) as journal:
        journal.save(WALK)
        journal.save(other)
        assert journal.walk(REFUND, "k1") == WALK
        assert journal.walk(REFUND, "k2") == other
        assert journal.walk(ADDRESS, "k1") is None


def test_walks_are_listed_last_used_first_with_their_end(path: Path) -> None:
    older = replace(WALK, guide=ADDRESS, changed_s=NOW_S - 5)
    with reopened(path, keep_days=7) as journal:
        journal.save(WALK)
        journal.save(older)
        assert [stored.walk for stored in journal.walks()] == [WALK, older]
        assert [stored.expires_s for stored in journal.walks()] == [NOW_S + 7 * DAY_S, NOW_S - 5 + 7 * DAY_S]


def test_recent_names_each_guide_once_last_used_first(path: Path) -> None:
    with reopened(path) as journal:
        for n, ref in enumerate([REFUND, ADDRESS, REFUND]):
            journal.save(Walk(ref, f"k{n}", changed_s=NOW_S + n))
        assert journal.recent(5) == (REFUND, ADDRESS)
        assert journal.recent(1) == (REFUND,)


def test_latest_gives_the_last_walk_of_each_guide_whether_written_or_held(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(Walk(REFUND, "k1", position=1, changed_s=NOW_S))
        journal.save(Walk(REFUND, "k2", position=2, changed_s=NOW_S + 1))
        journal.save(Walk(ADDRESS, "k3", position=3, changed_s=NOW_S + 2))
        assert [walk.position for walk in journal.latest()] == [3, 2]
        journal.keep(0, NOW_S)
        journal.save(Walk(REFUND, "k1", position=4, changed_s=NOW_S + 3))
        assert [walk.position for walk in journal.latest()] == [4]


def test_recent_is_empty_when_another_process_erased_the_walks(path: Path) -> None:
    with reopened(path) as journal, reopened(path) as other:
        journal.save(WALK)
        assert journal.recent() == (REFUND,)
        other.erase()
        assert journal.recent() == ()


def test_walk_survives_when_the_process_is_killed_in_mid_walk(path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from overlay.guide import GuideRef
from overlay.journal.store import Journal
from overlay.walk import Walk
journal = Journal.open(Path(sys.argv[1]), {NOW_S})
for position in range(200):
    journal.save(Walk(GuideRef("demo", "refund"), "k1", position=position, changed_s={NOW_S}))
sys.stdout.write("saved")
sys.stdout.flush()
sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert child.stdout.read(5) == b"saved"
    finally:
        child.kill()
        child.communicate()
    with reopened(path) as journal:
        walk = journal.walk(REFUND, "k1")
        assert walk is not None
        assert walk.position == 199
        assert journal.moved_aside is None


# Retention


def test_walk_goes_when_its_time_is_over_and_not_before(path: Path) -> None:
    with reopened(path, keep_days=30) as journal:
        journal.save(WALK)
        journal.save(replace(WALK, case_key="k2", changed_s=NOW_S + 1))
        assert journal.prune(NOW_S + 30 * DAY_S) == 0
        assert journal.prune(NOW_S + 30 * DAY_S + 0.5) == 1
        assert [stored.walk.case_key for stored in journal.walks()] == ["k2"]


def test_old_walks_go_when_the_journal_is_opened(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(WALK)
    with reopened(path, NOW_S + 31 * DAY_S) as journal:
        assert journal.walks() == ()


def test_walk_dated_ahead_of_the_clock_goes_in_the_end(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(replace(WALK, changed_s=NOW_S + 3_000 * DAY_S))
        journal.prune(NOW_S)
        assert journal.prune(NOW_S + 31 * DAY_S) == 1


def test_nothing_of_a_walk_is_on_disk_when_none_are_kept(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(replace(WALK, case_key="earlier"))
    with reopened(path, keep_days=0) as journal:
        journal.save(WALK)
        assert journal.walk(REFUND, "k1") == WALK
        assert [stored.expires_s for stored in journal.walks()] == [None]
        assert journal.recent(5) == (REFUND,)
    with reopened(path) as journal:
        assert journal.walks() == ()


def test_held_walks_are_written_when_keeping_is_switched_on(path: Path) -> None:
    with reopened(path, keep_days=0) as journal:
        journal.save(WALK)
        journal.keep(30, NOW_S)
        journal.save(replace(WALK, case_key="k2"))
    with reopened(path) as journal:
        assert journal.walk(REFUND, "k1") == WALK


# Notes and requests


def test_notes_are_found_by_step(path: Path) -> None:
    with reopened(path) as journal:
        journal.save_note(REFUND, "", "ask Kim", NOW_S)
        journal.save_note(REFUND, "card/1", "button moved", NOW_S)
        journal.save_note(ADDRESS, "1", "elsewhere", NOW_S)
    with reopened(path) as journal:
        assert journal.notes(REFUND) == {"": "ask Kim", "card/1": "button moved"}
        assert journal.note(REFUND) == "ask Kim"
        assert journal.note(REFUND, "card/1") == "button moved"
        assert journal.note(REFUND, "2") == ""


def test_note_is_erased_when_it_is_emptied(path: Path) -> None:
    with reopened(path) as journal:
        journal.save_note(REFUND, "1", "x", NOW_S)
        journal.save_note(REFUND, "1", " \n", NOW_S)
        assert journal.all_notes() == ()


def test_notes_stay_when_walks_go(path: Path) -> None:
    with reopened(path) as journal:
        journal.save_note(REFUND, "1", "x", NOW_S)
        journal.prune(NOW_S + 10_000 * DAY_S)
        journal.erase()
        assert [note.text for note in journal.all_notes()] == ["x"]


def test_note_is_kept_when_it_holds_what_a_database_cannot(path: Path) -> None:
    with reopened(path) as journal:
        journal.save_note(REFUND, "1", "Grüße \ud800 €" + "x" * MAX_WORDS, NOW_S)
        assert journal.note(REFUND, "1").startswith("Grüße ? €x")
        assert len(journal.note(REFUND, "1")) == MAX_WORDS


def test_requests_are_kept_in_order(path: Path) -> None:
    with reopened(path) as journal:
        first = journal.ask("chrome", "  how to split an order ", NOW_S)
        journal.ask("xterm", "reset a lock", NOW_S + 1)
    with reopened(path) as journal:
        assert journal.requests()[0] == first == GuideRequest(1, "chrome", "how to split an order", NOW_S)
        assert [request.app for request in journal.requests()] == ["chrome", "xterm"]


# Erasing


def filled(path: Path) -> Journal:
    journal = reopened(path)
    for ref in (REFUND, ADDRESS):
        for key in ("k1", "k2"):
            journal.save(Walk(ref, key, changed_s=NOW_S))
        journal.save_note(ref, "1", "note", NOW_S)
    journal.ask("chrome", "words", NOW_S)
    return journal


@pytest.mark.parametrize(
    ("ref", "case_key", "kinds", "left"),
    [
        (None, "", [Kept.WALKS], (0, 2, 1)),
        (None, "", list(Kept), (0, 0, 0)),
        (REFUND, "", [Kept.WALKS], (2, 2, 1)),
        (REFUND, "k1", [Kept.WALKS], (3, 2, 1)),
        (None, "k1", [Kept.WALKS], (2, 2, 1)),
        (REFUND, "", list(Kept), (2, 1, 1)),
        (REFUND, "k1", [Kept.WALKS, Kept.NOTES], (3, 1, 1)),
    ],
)
def test_erase_removes_what_was_asked_and_no_more(
    path: Path, ref: GuideRef | None, case_key: str, kinds: list[Kept], left: tuple[int, int, int]
) -> None:
    with filled(path) as journal:
        gone = journal.erase(ref, case_key, kinds)
        assert (len(journal.walks()), len(journal.all_notes()), len(journal.requests())) == left
        assert gone == 7 - sum(left)


def test_misses_are_counted_by_their_words_the_most_frequent_first(path: Path) -> None:
    with reopened(path) as journal:
        for words in ("split order", "Split  order ", "gift wrap", " "):
            journal.missed(words)
        assert journal.misses() == (Miss("split order", 2), Miss("gift wrap", 1))


def test_rarest_misses_go_when_there_are_too_many(path: Path) -> None:
    with reopened(path) as journal:
        journal.missed("often")
        journal.missed("often")
        for number in range(MAX_MISSES + 5):
            journal.missed(f"once {'x' * number}")
        assert len(journal.misses()) == MAX_MISSES
        assert journal.misses()[0] == Miss("often", 2)


def test_numbers_and_addresses_are_not_counted_with_a_miss(path: Path) -> None:
    with reopened(path) as journal:
        for words in ("refund case 4711", "ana@example.org", "NL91ABNA0417164300"):
            journal.missed(words)
        assert journal.misses() == (Miss("refund case", 1),)


def test_erase_miss_removes_that_one_and_no_other(path: Path) -> None:
    with reopened(path) as journal:
        journal.missed("gift wrap")
        journal.missed("split order")
        journal.erase_miss("gift wrap")
        assert journal.misses() == (Miss("split order", 1),)


def test_misses_are_erased_with_everything_and_not_with_one_guide(path: Path) -> None:
    with reopened(path) as journal:
        journal.missed("gift wrap")
        assert journal.erase(REFUND, kinds=list(Kept)) == 0
        assert journal.erase(kinds=list(Kept)) == 1
        assert journal.misses() == ()


def test_erase_request_removes_that_one_and_no_other(path: Path) -> None:
    with reopened(path) as journal:
        first = journal.ask("chrome", "one", NOW_S)
        second = journal.ask("chrome", "two", NOW_S)
        journal.erase_request(first.id)
        journal.erase_request(first.id)
        assert journal.requests() == (second,)


def test_erase_removes_held_walks_too() -> None:
    with Journal.in_memory() as journal:
        journal.save(WALK)
        assert journal.erase(REFUND) == 1
        assert journal.walk(REFUND, "k1") is None


def test_erased_words_are_nowhere_in_the_files(path: Path) -> None:
    secret = "customer-was-rude-4711"
    with reopened(path) as journal:
        journal.save_note(REFUND, "1", secret, NOW_S)
        assert any(secret.encode() in file.read_bytes() for file in path.parent.iterdir())
        journal.erase(kinds=Kept)
        assert not [file.name for file in path.parent.iterdir() if secret.encode() in file.read_bytes()]


# The file


def test_files_are_for_their_owner_only(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(WALK)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"personal.db": 0o600, "personal.db-wal": 0o600, "personal.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_files_are_closed_to_others_when_they_were_open_to_them(path: Path) -> None:
    reopened(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    reopened(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", ["text", "cut", "overwritten", "tables gone", "another program's"])
def test_broken_file_is_moved_aside_and_a_new_one_begun(path: Path, damage: str) -> None:
    with reopened(path) as journal:
        for n in range(200):
            journal.save(replace(WALK, case_key=f"k{n}"))
    content = path.read_bytes()
    match damage:
        case "text":
            path.write_bytes(b"this is no database, it only stands in its place " * 40)
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "overwritten":
            path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
        case "tables gone":
            with sqlite3.connect(path, isolation_level=None) as db:
                db.execute("DROP TABLE walk")
            db.close()
        case _:
            with sqlite3.connect(path, isolation_level=None) as db:
                db.execute("PRAGMA application_id = 1")
            db.close()
    broken = path.read_bytes()
    with reopened(path) as journal:
        assert journal.moved_aside == path.with_name("personal.db.broken-1")
        assert journal.moved_aside.read_bytes() == broken
        assert journal.walks() == ()
        journal.save(WALK)
    with reopened(path) as journal:
        assert journal.moved_aside is None
        assert journal.walk(REFUND, "k1") == WALK


def test_second_broken_file_gets_the_next_number(path: Path) -> None:
    path.parent.mkdir()
    for n in (1, 2):
        path.write_bytes(b"broken " * 1000)
        with reopened(path) as journal:
            assert journal.moved_aside == path.with_name(f"personal.db.broken-{n}")


def test_verbs_say_what_was_put_aside_and_erasing_everything_takes_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path))
    path = tmp_path / "data" / "personal.db"
    path.parent.mkdir()
    path.write_bytes(b"broken " * 1000)
    assert run(["journal", "show"]) == 0
    assert "personal.db.broken-1" in capsys.readouterr().err
    (tmp_path / "data" / "personal.db.broken-1-wal").write_bytes(b"its side file")
    assert run(["journal", "erase"]) == 0
    assert of_personal(path.parent).level is Level.WARN
    assert run(["journal", "erase", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"erased": 1}
    assert not [file for file in path.parent.iterdir() if "broken" in file.name]
    assert of_personal(path.parent).level is Level.OK


def test_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(WALK)
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        reopened(path)
    assert path.read_bytes() == before


def test_folder_that_is_a_file_is_refused_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="Could not open"):
        reopened(tmp_path / "data" / "personal.db")


def test_migration_leaves_nothing_when_it_fails_half_way(path: Path) -> None:
    reopened(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    newer = (*schema.MIGRATIONS, ("CREATE TABLE half (x)", "CREATE TABLE walk (already_there)"))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(db, newer)
    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchone() is None
    db.close()


def test_migration_runs_once_when_two_processes_open_together(path: Path) -> None:
    path.parent.mkdir()
    barrier = threading.Barrier(4)
    problems: list[Exception] = []

    def open_one() -> None:
        barrier.wait()
        try:
            Journal.open(path, NOW_S).close()
        except Exception as error:  # noqa: BLE001
            problems.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    with reopened(path) as journal:
        assert journal.moved_aside is None


@pytest.mark.parametrize(
    "hold", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT count(*) FROM sqlite_master"]
)
@pytest.mark.parametrize("new", [True, False])
def test_opening_waits_for_another_that_is_at_the_file(path: Path, hold: str, new: bool) -> None:
    if new:
        path.parent.mkdir()
    else:
        reopened(path).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.executescript(hold)
    leaving = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
    leaving.start()
    try:
        with reopened(path) as journal:
            journal.save(WALK)
    finally:
        leaving.join()
        other.close()
    with reopened(path) as journal:
        assert journal.walk(REFUND, WALK.case_key) == WALK


# Trouble while running


def test_walk_goes_on_in_memory_and_is_written_later_when_the_disk_is_full(path: Path) -> None:
    with reopened(path) as journal:
        journal.save(WALK)
        (pages,) = journal._db.execute("PRAGMA page_count").fetchone()
        journal._db.execute(f"PRAGMA max_page_count = {pages}")
        big = replace(WALK, case_key="k2", choices=("x" * 100_000,))
        with pytest.raises(StoreError, match="disk is full"):
            journal.save(big)
        assert journal.walk(REFUND, "k2") == big
        assert len(journal.walks()) == 2
        journal._db.execute("PRAGMA max_page_count = 100000")
        journal.save(replace(WALK, case_key="k3"))
    with reopened(path) as journal:
        assert journal.walk(REFUND, "k2") == big


def test_save_says_why_when_another_program_holds_the_file(path: Path) -> None:
    with reopened(path) as journal:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program"):
            journal.save(WALK)
        other.execute("ROLLBACK")
        other.close()
        journal.save(replace(WALK, position=4))
        assert journal.walks()[0].walk.position == 4


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX's")
def test_file_is_whole_when_writing_fails_at_any_size(path: Path) -> None:
    code = f"""
import resource, sys
from pathlib import Path
from overlay.errors import StoreError
from overlay.guide import GuideRef
from overlay.journal.store import Journal
from overlay.walk import Walk
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    journal = Journal.open(Path(sys.argv[1]), {NOW_S})
    for n in range(100):
        journal.save(Walk(GuideRef("demo", "refund"), f"k{{n}}", choices=("x" * 500,), changed_s={NOW_S}))
except StoreError:
    sys.exit(7)
"""
    outcomes = set()
    for limit in (0, 1_000, 5_000, 40_000, 60_000, 10_000_000):
        here = path.with_name(f"{limit}.db")
        done = subprocess.run(
            [sys.executable, "-c", code, str(here), str(limit)], check=False, timeout=WAIT_S
        )
        outcomes.add(done.returncode)
        with reopened(here) as journal:
            assert journal.moved_aside is None
            journal.save(WALK)
    assert outcomes == {0, 7}


def test_opening_imports_nothing_heavy() -> None:
    code = "import sys, overlay.journal.store, overlay.journal.case_key; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    heavy = {"sqlalchemy", "PySide6", "keyring", "asyncio", "urllib.request", "subprocess"}
    assert not heavy & set(done.stdout.split())
