"""The search beside the Qt thread: the newest question is answered, by the newest content."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from overlay.app.search_thread import Answer, Asked, SearchThread
from overlay.content.install import install
from tests.patience import WAIT_S
from tests.unit.packs import guide_text, write_pack


def asked(query: str, generation: int = 1) -> Asked:
    return Asked(query, ("en",), generation, now_s=1.79e9)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    steps = "1. Open it.\n2. Close it."
    install(
        write_pack(tmp_path / "pack", guides={"refund.md": guide_text("Refund", steps=steps)}), tmp_path / "d"
    )
    return tmp_path / "d"


class Reader:
    """Collects answers; holds the thread back in the first one until `go` is set."""

    def __init__(self, data_dir: Path, *, hold: bool = False) -> None:
        self.answers: Queue[Answer] = Queue()
        self.began, self.go = threading.Event(), threading.Event()
        self.thread = SearchThread(data_dir, self._answered)
        if not hold:
            self.go.set()

    def _answered(self, answer: Answer) -> None:
        self.answers.put(answer)
        self.began.set()
        assert self.go.wait(WAIT_S)

    def next(self) -> Answer:
        return self.answers.get(timeout=WAIT_S)


@pytest.fixture
def reader(data_dir: Path) -> Iterator[Reader]:
    reading = Reader(data_dir)
    yield reading
    reading.thread.stop()


def test_answer_holds_hits_with_their_steps(reader: Reader) -> None:
    reader.thread.ask(asked("refund"))
    answer = reader.next()
    assert [(hit.ref.guide, steps) for hit, steps in answer.hits] == [("refund", 2)]


def test_only_the_newest_question_is_answered_of_those_that_waited(data_dir: Path) -> None:
    reader = Reader(data_dir, hold=True)
    reader.thread.ask(asked("r"))
    assert reader.began.wait(WAIT_S)
    for query in ("re", "ref", "refu"):
        reader.thread.ask(asked(query))
    reader.go.set()
    assert [reader.next().query for _ in range(2)] == ["r", "refu"]
    reader.thread.stop()
    assert reader.answers.empty()


def test_new_content_is_searched_once_the_asker_reads_it(
    data_dir: Path, tmp_path: Path, reader: Reader
) -> None:
    reader.thread.ask(asked("invoice"))
    assert reader.next().hits == ()
    install(write_pack(tmp_path / "two", "two", {"i.md": guide_text("Send an invoice")}), data_dir)
    reader.thread.ask(asked("invoice", generation=2))
    assert [hit.ref.guide for hit, _ in reader.next().hits] == ["i"]


def test_nothing_is_found_when_the_content_is_gone(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.thread.ask(asked("refund"))
    assert reader.next() == Answer("refund")
    reader.thread.stop()


def test_stop_ends_the_thread(reader: Reader) -> None:
    reader.thread.ask(asked("refund"))
    reader.next()
    reader.thread.stop()
    assert "search" not in {thread.name for thread in threading.enumerate()}
