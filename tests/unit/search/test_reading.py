"""The texts of guides as search reads them: in pieces, with the form of each, and the last few kept."""

from __future__ import annotations

import sqlite3

import pytest

from overlay.content.search import reading
from overlay.content.search.reading import Part, Texts
from overlay.content.search.text import Forms
from overlay.content.words import Words, packed


@pytest.fixture
def db() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE guide_words (id INTEGER PRIMARY KEY, data BLOB)")
    texts = ((pk, packed(Words(f"Guide {pk}", "", "", "Open the door"))) for pk in range(3))
    db.executemany("INSERT INTO guide_words VALUES (?, ?)", texts)
    return db


def test_forms_of_a_stretch_are_the_same_whatever_was_read_before() -> None:
    text = "Open the door, then close it"
    part = Part(text, Forms(100))
    part.forms(0, 2)
    assert part.forms(1, 5) == Part(text, Forms(100)).forms(0, 6)[1:5]


def test_forms_end_with_the_text_when_more_is_asked_for() -> None:
    assert len(Part("Open the door", Forms(100)).forms(0, 2_000)) == 3


def test_text_is_kept_when_it_was_read_lately(db: sqlite3.Connection) -> None:
    texts = Texts(db)
    assert texts.read(1) is texts.read(1)
    assert texts.read(2).title.chunks == ["Guide", "2"]


def test_text_read_longest_ago_goes_when_others_are_read(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_KEPT", 2)
    texts = Texts(db)
    first, second = texts.read(0), texts.read(1)
    texts.read(0)
    texts.read(2)
    assert texts.read(0) is first
    assert texts.read(1) is not second
