from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from overlay import logs
from overlay.errors import OverlayError

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and whole records are so on POSIX only")


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level, hook = list(root.handlers), root.level, sys.excepthook
    logs.start(tmp_path / "log")
    yield tmp_path / "log" / "overlay.log"
    for handler in [h for h in root.handlers if h not in before]:
        handler.close()
        root.removeHandler(handler)
    root.setLevel(level)
    sys.excepthook = hook


def test_log_keeps_foreign_messages_out_when_an_exception_quotes_a_title(log_file: Path) -> None:
    try:
        int("Case 1042 · Refund")
    except ValueError:
        logging.getLogger("x").exception("reading failed")
    text = log_file.read_text()
    assert "1042" not in text
    assert "ValueError" in text
    assert "test_logs.py" in text


def test_log_holds_our_own_message_when_the_error_is_ours(log_file: Path) -> None:
    try:
        raise OverlayError("The pack has no guides.")
    except OverlayError:
        logging.getLogger("x").exception("install failed")
    assert "The pack has no guides." in log_file.read_text()


def test_uncaught_errors_are_logged_without_what_they_quote(log_file: Path) -> None:
    error = KeyError("Case 1042")
    sys.excepthook(KeyError, error, None)
    assert "1042" not in log_file.read_text()


@posix
def test_log_file_is_the_owners_alone(log_file: Path) -> None:
    logging.getLogger("x").warning("hello")
    assert log_file.stat().st_mode & 0o077 == 0


WRITER = """
import logging, sys
from pathlib import Path
from overlay.logs import BoundedFile
handler = BoundedFile(Path(sys.argv[1]), 20_000)
handler.setFormatter(logging.Formatter("%(message)s"))
log = logging.getLogger("x")
log.addHandler(handler)
for n in range(400):
    log.warning("%s %03d %s", sys.argv[2], n, "." * 90)
"""


@posix
def test_log_stays_small_and_whole_when_several_processes_write_it(tmp_path: Path) -> None:
    path = tmp_path / "overlay.log"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "abc"]
    for writer in writers:
        assert writer.wait(60) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["overlay.log", "overlay.log.1", "overlay.log.lock"]
    kept = [*path.with_name("overlay.log.1").read_text().splitlines(), *path.read_text().splitlines()]
    # Who looked just before another wrote may write one record past the limit, and no more.
    for kept_file in (path, path.with_name("overlay.log.1")):
        assert kept_file.stat().st_size <= 20_000 + 3 * 97
    assert all(re.fullmatch(r"[abc] \d{3} \.{90}", line) for line in kept), "two records were mixed"
    # Nothing fell between the two files: what each process wrote last is there without a gap.
    for name in "abc":
        numbers = [int(line[2:5]) for line in kept if line[0] == name]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    assert len(kept) >= 200


def test_log_goes_on_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logs.BoundedFile(tmp_path / "overlay.log")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    handler.emit(logging.LogRecord("x", logging.WARNING, "", 0, "hello", (), None))


@posix
def test_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    (tmp_path / "overlay.log").symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match="symbolic"):
        logs.BoundedFile(tmp_path / "overlay.log")
    assert (tmp_path / "mine").read_text() == "precious"
