"""What `overlay sync` says while it runs."""

from __future__ import annotations

import io
import json
import sys

import pytest

from overlay.cli.syncing import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(progress: Progress) -> None:
    for done in range(1001):
        progress.progress("fetch", done, 1000)
    progress.end()


def at(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO) -> io.StringIO:
    monkeypatch.setattr(sys, "stderr", stderr)
    return stderr


def test_progress_renews_one_line_and_leaves_it_empty_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at(monkeypatch, Terminal())
    run(Progress(as_json=False))
    assert "\n" not in terminal.getvalue()
    *lines, empty, last = terminal.getvalue().split("\r")[1:]
    assert [line.rstrip() for line in lines] == [f"Fetching {percent} %" for percent in range(101)]
    assert (empty.strip(), last) == ("", "")


def test_progress_says_nothing_when_nobody_sits_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = at(monkeypatch, io.StringIO())
    run(Progress(as_json=False))
    assert pipe.getvalue() == ""
    assert capsys.readouterr().out == ""


def test_progress_is_at_most_a_hundred_lines_of_json_a_phase(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = at(monkeypatch, Terminal())
    run(Progress(as_json=True))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 101
    assert lines[-1] == {"progress": {"phase": "fetch", "done": 1000, "total": 1000}}
    assert terminal.getvalue() == ""
