from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from overlay import logs
from overlay.errors import OverlayError


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


def test_log_file_is_the_owners_alone(log_file: Path) -> None:
    logging.getLogger("x").warning("hello")
    assert log_file.stat().st_mode & 0o077 == 0


def test_big_log_is_put_aside_when_the_assistant_starts(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / "overlay.log").write_bytes(b"x" * (logs.MAX_BYTES + 1))
    handlers = list(logging.getLogger().handlers)
    hook = sys.excepthook
    logs.start(folder)
    sys.excepthook = hook
    for handler in [h for h in logging.getLogger().handlers if h not in handlers]:
        handler.close()
        logging.getLogger().removeHandler(handler)
    assert (folder / "overlay.log.1").stat().st_size > logs.MAX_BYTES
