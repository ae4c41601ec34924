"""Writes the search index of a generation, from the words that stand in it and, where there is one, the index before."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from overlay.content.search import index, text
from overlay.content.search.incremental import InconsistentIndexError, Revised
from overlay.content.search.index import Form, Indexer, Made, Synonyms
from overlay.content.search.models import (
    SearchForm,
    SearchGram,
    SearchLanguage,
    SearchStem,
    SearchSynonym,
)
from overlay.content.search.relevance import Relevance, mean_length
from overlay.content.search.slots import Slots
from overlay.content.store.base import Base
from overlay.content.words import Words, unpacked

_BATCH = 2_000  # rows in memory at a time
_MOST_CHANGED = 0.25  # of the guides of a language: with more, the index is made anew as fast
_LANGUAGES = "SELECT lang, count(*) FROM guide_text GROUP BY lang ORDER BY lang"
_WORDS = (
    "SELECT w.data FROM guide_text AS t JOIN guide_words AS w ON w.id = t.id WHERE t.lang = ? ORDER BY t.id"
)
_LENGTHS = """
    SELECT avg(w.title_chars), avg(w.keywords_chars), avg(w.headings_chars), avg(w.body_chars)
    FROM {0}.guide_text AS t JOIN {0}.guide_words AS w ON w.id = t.id WHERE t.lang = ?
"""
# As `Indexer.add` numbers them.
_SLOTS = """
    INSERT INTO search_slot (lang, slot, text_pk)
    SELECT t.lang, row_number() OVER (ORDER BY t.id) - 1, t.id
    FROM guide_text AS t JOIN guide_words AS w ON w.id = t.id WHERE t.lang = ?
"""
_SYNONYMS = "SELECT lang, words FROM synonym ORDER BY id"
_KEPT = """
    SELECT o.slot, m.new FROM old.search_slot AS o CROSS JOIN moved_text AS m ON m.old = o.text_pk
    WHERE o.lang = ? ORDER BY o.slot
"""
_TEXTS = "SELECT text_pk, slot FROM main.search_slot WHERE lang = ?"
_WORDS_BY_SLOT = """
    SELECT s.slot, w.data FROM {0}.search_slot AS s JOIN {0}.guide_words AS w ON w.id = s.text_pk WHERE s.lang = ?
"""


def write(connection: Connection, *, before: bool = False) -> None:
    """Fill the empty tables of `search.models` for the guides in the database.

    With `before`, the index of the generation attached as `old` is taken over (`store.carry_over`), but for the guides
    that changed. The rows are the same either way.
    """
    with _no_collector():
        _write(connection, before=before)


def _write(connection: Connection, *, before: bool) -> None:
    synonyms = [
        (lang, Synonyms(tuple(json.loads(words)))) for lang, words in connection.exec_driver_sql(_SYNONYMS)
    ]
    first_id = 1
    for lang, guides in connection.exec_driver_sql(_LANGUAGES).fetchall():
        same = [group for code, group in synonyms if not code or text.primary(code) == text.primary(lang)]
        connection.exec_driver_sql(_SLOTS, (lang,))
        try:
            made = (_revised(connection, lang, guides) if before else None) or _indexed(connection, lang)
            next_id = _write_language(connection, lang, made, first_id)
        except InconsistentIndexError:
            connection.exec_driver_sql("DELETE FROM search_form WHERE id >= ?", (first_id,))
            next_id = _write_language(connection, lang, _indexed(connection, lang), first_id)
        _insert(connection, SearchSynonym, index.synonym_rows(lang, same))
        first_id = next_id


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


def _indexed(connection: Connection, lang: str) -> Indexer:
    """Return the index of a language, made of all its guides' words."""
    indexer = Indexer(lang, _mean_lengths(connection, lang))
    for (data,) in connection.exec_driver_sql(_WORDS, (lang,)):
        indexer.add(unpacked(data))
    return indexer


def _revised(connection: Connection, lang: str, guides: int) -> Revised | None:
    """Return the index of a language with what the one before holds; None when it is as well made of all words."""
    before = _Before(connection, lang)
    slot_of = dict(map(tuple, connection.exec_driver_sql(_TEXTS, (lang,))))
    kept = [(was, slot_of[text_pk]) for was, text_pk in connection.exec_driver_sql(_KEPT, (lang,))]
    changed = guides + before.guides - 2 * len(kept)
    if not before.guides or changed > _MOST_CHANGED * guides:
        return None
    lengths = _mean_lengths(connection, lang)
    if lengths != _mean_lengths(connection, lang, "old"):
        return None
    gone = set(range(before.guides)) - {was for was, _ in kept}
    new = set(range(guides)) - {now for _, now in kept}
    return Revised(
        lang,
        before,
        Slots(before.guides, guides, kept),
        Relevance(lengths),
        _words(connection, lang, "old", gone),
        _words(connection, lang, "main", new),
    )


def _words(connection: Connection, lang: str, schema: str, slots: set[int]) -> dict[int, Words[str]]:
    statement = _WORDS_BY_SLOT.format(schema) + " AND s.slot = ?"
    found = (connection.exec_driver_sql(statement, (lang, slot)).one() for slot in sorted(slots))
    return {slot: unpacked(data) for slot, data in found}


class _Before:
    """The index of one language in the generation attached as `old` (see `incremental.Before`)."""

    def __init__(self, connection: Connection, lang: str) -> None:
        self._connection = connection
        self._lang = lang
        self.guides: int = self._all(
            "SELECT coalesce(max(guides), 0) FROM old.search_language WHERE lang = ?"
        )[0][0]

    def forms(self) -> Iterator[Form]:
        statement = "SELECT form, guides, postings FROM old.search_form WHERE lang = ? ORDER BY id"
        return (Form(*row) for row in self._connection.exec_driver_sql(statement, (self._lang,)))

    def counts(self) -> dict[str, int]:
        return dict(map(tuple, self._all("SELECT form, guides FROM old.search_form WHERE lang = ?")))

    def members(self) -> Iterator[tuple[str, bool, str]]:
        rows = self._all("SELECT stem, is_part, form FROM old.search_stem WHERE lang = ?")
        return ((stem, bool(is_part), form) for stem, is_part, form in rows)

    def postings(self, form: str) -> bytes:
        rows = self._all("SELECT postings FROM old.search_form WHERE lang = ? AND form = ?", form)
        data: bytes = rows[0][0]
        return data

    def _all(self, statement: str, *more: str) -> list[Any]:
        return list(self._connection.exec_driver_sql(statement, (self._lang, *more)).fetchall())


def _mean_lengths(connection: Connection, lang: str, schema: str = "main") -> Words[float]:
    row = connection.exec_driver_sql(_LENGTHS.format(schema), (lang,)).one()
    return Words(*(mean_length(mean or 0.0) for mean in row))


def _write_language(connection: Connection, lang: str, made: Made, first_id: int) -> int:
    """Write the index of one language but for its synonyms, and return the next id that is free."""
    last_id, long_forms = first_id - 1, {}

    def numbered() -> Iterator[dict[str, Any]]:
        nonlocal last_id
        for last_id, form in enumerate(made.forms(), first_id):
            if index.is_long(form.form):
                long_forms[form.form] = last_id
            yield {
                "id": last_id,
                "lang": lang,
                "form": form.form,
                "guides": form.guides,
                "postings": form.postings,
            }

    _insert(connection, SearchForm, numbered())
    _insert(connection, SearchLanguage, [{"lang": lang, "guides": made.guides}])
    _insert(connection, SearchStem, _stem_rows(lang, made))
    _insert(connection, SearchGram, index.gram_rows(lang, long_forms))
    return last_id + 1


def _stem_rows(lang: str, made: Made) -> Iterator[dict[str, Any]]:
    """Yield the rows of `SearchStem` in the order of its key: each goes to the end of the tree."""
    for stem, members in sorted(made.members().items()):
        for is_part, form in sorted((member.is_part, member.form) for member in members):
            yield {"lang": lang, "stem": stem, "is_part": is_part, "form": form}


def _insert(connection: Connection, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, all with the same keys in the same order. The driver's own way: a third of the time of SQLAlchemy's."""
    rest = iter(rows)
    columns = list(model.__table__.columns.keys())
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) VALUES ({marks})"
    while batch := [tuple(row[name] for name in columns) for row in islice(rest, _BATCH)]:
        connection.exec_driver_sql(statement, batch)
