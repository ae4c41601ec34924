from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.content.store import generations
from overlay.content.store.disk import Disk, locked
from overlay.content.store.generations import Copy, Generation, OutdatedContentError
from overlay.errors import ContentUnavailableError
from tests.patience import WAIT_S


def make(data_dir: Path, number: int) -> Generation:
    """Put an empty but valid generation in place and in use."""
    data_dir.mkdir(exist_ok=True)
    generation = Generation(number)
    with sqlite3.connect(data_dir / generation.file_name, isolation_level=None) as db:
        db.execute(f"PRAGMA application_id = {generations.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {generations.SCHEMA}")
        db.execute("CREATE TABLE mark (number)")
        db.execute("INSERT INTO mark VALUES (?)", (number,))
    db.close()
    (data_dir / generations.POINTER).write_text(generation.to_text())
    return generation


COPY = Copy("ab", ("demo-ab.overlaypack", "demo-ab-cd.delta"))


def test_pointer_comes_back_as_it_was_written(tmp_path: Path) -> None:
    generation = Generation(7, 3, {"demo": COPY})
    (tmp_path / generations.POINTER).write_text(generation.to_text())
    assert generations.current(tmp_path) == generation


def test_current_is_none_when_nothing_was_installed(tmp_path: Path) -> None:
    assert generations.current(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"content-7.db",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"generation": "x", "schema": 1, "packs": {}}',
        b'{"generation": 1, "schema": 1, "packs": []}',
        b'{"generation": 1, "schema": 1, "packs": {"demo": "../../etc/passwd"}}',
    ],
)
def test_damaged_pointer_is_said_and_not_followed(tmp_path: Path, text: bytes) -> None:
    (tmp_path / generations.POINTER).write_bytes(text)
    with pytest.raises(ContentUnavailableError):
        generations.current(tmp_path)


@pytest.mark.parametrize(
    "name", ["plain", "with space", "100%25", "what?mode=rw", "a#b", "Grüße", "semi;colon&amp"]
)
def test_generation_opens_wherever_it_lies(tmp_path: Path, name: str) -> None:
    make(tmp_path / name, 3)
    generation, db = generations.open_current(tmp_path / name)
    assert generation.number == 3
    assert db.execute("SELECT number FROM mark").fetchone() == (3,)
    db.close()


def test_open_generation_cannot_be_written(tmp_path: Path) -> None:
    make(tmp_path, 1)
    _, db = generations.open_current(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO mark VALUES (2)")
    db.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["content-1.db", "content.current"]


def test_open_says_install_a_pack_when_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ContentUnavailableError, match="overlay pack install"):
        generations.open_current(tmp_path)


def test_open_says_what_is_missing_when_the_file_is_gone(tmp_path: Path) -> None:
    generation = make(tmp_path, 1)
    (tmp_path / generation.file_name).unlink()
    with pytest.raises(ContentUnavailableError, match=r"content-1\.db"):
        generations.open_current(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no database at all, but longer than a header" * 50])
def test_open_refuses_a_file_that_is_no_generation(tmp_path: Path, content: bytes) -> None:
    generation = make(tmp_path, 1)
    (tmp_path / generation.file_name).write_bytes(content)
    with pytest.raises(ContentUnavailableError, match="overlay pack rebuild"):
        generations.open_current(tmp_path)


def test_open_tells_outdated_content_apart(tmp_path: Path) -> None:
    make(tmp_path, 1)
    old = Generation(1, generations.SCHEMA + 1)
    (tmp_path / generations.POINTER).write_text(old.to_text())
    with pytest.raises(OutdatedContentError):
        generations.open_current(tmp_path)


def test_open_follows_the_pointer_when_an_install_commits_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make(tmp_path, 1)
    real = generations.current
    answers = iter([old])

    def stale(data_dir: Path) -> Generation | None:
        answer = next(answers, None)
        if answer is None:
            return real(data_dir)
        make(tmp_path, 2)
        (tmp_path / old.file_name).unlink()
        return answer

    monkeypatch.setattr(generations, "current", stale)
    generation, db = generations.open_current(tmp_path)
    assert generation.number == 2
    db.close()


@pytest.mark.skipif(
    os.name != "posix", reason="Windows refuses to remove an open file; the next install removes it"
)
def test_reader_keeps_its_generation_when_that_is_removed(tmp_path: Path) -> None:
    old = make(tmp_path, 1)
    _, db = generations.open_current(tmp_path)
    make(tmp_path, 2)
    Disk().remove(tmp_path / old.file_name)
    assert db.execute("SELECT number FROM mark").fetchone() == (1,)
    db.close()


def test_litter_is_ours_and_unused(tmp_path: Path) -> None:
    packs = tmp_path / generations.COPIES
    packs.mkdir()
    kept = [
        "content-7.db",
        "content.current",
        "content.lock",
        "personal.db",
        "case.key",
        "content-x.db",
        "notes.txt",
    ]
    gone = ["content-6.db", "content-8.db", "content-8.db-journal", "content.current.new"]
    for name in kept + gone:
        (tmp_path / name).touch()
    for name in ("a-1.overlaypack", "a-2.delta", "a-3.delta", "b-1.overlaypack.new", "readme.txt"):
        (packs / name).touch()
    found = generations.litter(
        tmp_path, Generation(7, copies={"a": Copy("x", ("a-1.overlaypack", "a-2.delta"))})
    )
    assert {p.name for p in found} == {*gone, "a-3.delta", "b-1.overlaypack.new"}


# The lock


_HOLD = """
import sys
from pathlib import Path
from overlay.content.store.disk import locked
with locked(Path(sys.argv[1]), on_wait=lambda: print("waiting", flush=True)):
    print("held", flush=True)
    sys.stdin.read(1)
"""


def holder(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_second_waits_and_says_so_until_the_first_is_done(tmp_path: Path) -> None:
    first, second = holder(tmp_path / "lock"), None
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        second = holder(tmp_path / "lock")
        assert second.stdout is not None
        assert second.stdout.readline() == "waiting\n"
        first.communicate("x", timeout=WAIT_S)
        assert second.stdout.readline() == "held\n"
        second.communicate("x", timeout=WAIT_S)
        assert second.returncode == 0
    finally:
        for child in (first, second):
            if child is not None and child.poll() is None:
                child.kill()
                child.communicate()


def test_lock_is_free_when_its_holder_was_killed(tmp_path: Path) -> None:
    first = holder(tmp_path / "lock")
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    first.kill()
    first.communicate()
    waited: list[bool] = []
    with locked(tmp_path / "lock", on_wait=lambda: waited.append(True)):
        assert not waited


def test_pointer_is_plain_json_for_people_and_tools() -> None:
    assert json.loads(Generation(7, 1, {"demo": COPY}).to_text()) == {
        "generation": 7,
        "schema": 1,
        "packs": {"demo": {"content": "ab", "files": ["demo-ab.overlaypack", "demo-ab-cd.delta"]}},
    }
