"""Writes the search index of a generation, from the words that stand in it."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from overlay.content.base import Base
from overlay.content.search import index, text
from overlay.content.search.index import Indexer, Synonyms
from overlay.content.search.models import (
    SearchForm,
    SearchGram,
    SearchLanguage,
    SearchStem,
    SearchSynonym,
)
from overlay.content.words import Words, unpacked

_MEASURED = 2_000  # guides
_BATCH = 2_000  # rows in memory at a time
_LANGUAGES = "SELECT DISTINCT lang FROM guide_text ORDER BY lang"
_WORDS = (
    "SELECT w.data FROM guide_text AS t JOIN guide_words AS w ON w.id = t.id WHERE t.lang = ? ORDER BY t.id"
)
# As `Indexer.add` numbers them.
_SLOTS = """
    INSERT INTO search_slot (lang, slot, text_pk)
    SELECT t.lang, row_number() OVER (ORDER BY t.id) - 1, t.id
    FROM guide_text AS t JOIN guide_words AS w ON w.id = t.id WHERE t.lang = ?
"""
_SYNONYMS = "SELECT lang, words FROM synonym ORDER BY id"


def write(connection: Connection) -> None:
    """Fill the empty tables of `search.models` for the guides in the database."""
    with _no_collector():
        _write(connection)


def _write(connection: Connection) -> None:
    languages = [row[0] for row in connection.exec_driver_sql(_LANGUAGES)]
    synonyms = [
        (lang, Synonyms(tuple(json.loads(words)))) for lang, words in connection.exec_driver_sql(_SYNONYMS)
    ]
    first_id = 1
    for lang in languages:
        same = [group for code, group in synonyms if not code or text.primary(code) == text.primary(lang)]
        first_id = _write_language(connection, lang, same, first_id)


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Keep Python's cycle collector out: it would walk all postings again and again, and there are no cycles in them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_language(connection: Connection, lang: str, synonyms: list[Synonyms], first_id: int) -> int:
    indexer = Indexer(lang, index.mean_chars(_some_words(connection, lang)), first_id)
    connection.exec_driver_sql(_SLOTS, (lang,))
    for (data,) in connection.exec_driver_sql(_WORDS, (lang,)):
        indexer.add(unpacked(data))
    _insert(connection, SearchLanguage, [{"lang": lang, "guides": indexer.guides}])
    long_forms: dict[str, int] = {}
    _insert(connection, SearchForm, _noting_long(indexer.form_rows(), long_forms))
    _insert(connection, SearchStem, sorted(indexer.stem_rows(), key=_stem_key))
    _insert(connection, SearchGram, indexer.gram_rows(long_forms))
    _insert(connection, SearchSynonym, indexer.synonym_rows(synonyms))
    return indexer.next_id


def _some_words(connection: Connection, lang: str) -> Iterator[Words[str]]:
    """Yield the words of guides evenly spaced among all: enough to know how long they are on average."""
    guides = (
        connection.exec_driver_sql("SELECT count(*) FROM guide_text WHERE lang = ?", (lang,)).scalar() or 0
    )
    rows = connection.exec_driver_sql(_WORDS, (lang,))
    for (data,) in islice(rows, 0, None, max(1, guides // _MEASURED)):
        yield unpacked(data)


def _noting_long(rows: Iterable[dict[str, Any]], ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if index.is_long(row["form"]):
            ids[row["form"]] = row["id"]
        yield row


def _stem_key(row: dict[str, Any]) -> tuple[str, bool, str]:
    return row["stem"], row["is_part"], row["form"]


def _insert(connection: Connection, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, all with the same keys in the same order. The driver's own way: a third of the time of SQLAlchemy's."""
    rest = iter(rows)
    columns = list(model.__table__.columns.keys())
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) VALUES ({marks})"
    while batch := [tuple(row[name] for name in columns) for row in islice(rest, _BATCH)]:
        connection.exec_driver_sql(statement, batch)
