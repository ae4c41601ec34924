"""A search index as an installation makes it, from words alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from overlay.content.search import write
from overlay.content.store.models import Base, PackRow
from overlay.content.words import Words, packed, parts

PACK = "bench"
_BATCH = 1_000
# The driver's own way, as the peers are filled: what is measured is the index.
_GUIDE = """
    INSERT INTO guide (id, pack_id, name, kind, priority, audience, owner, review_by, apps, reads)
    VALUES (?, ?, ?, 'guide', 0, '[]', '', '', '', '[]')
"""
_TEXT = "INSERT INTO guide_text (id, guide_pk, lang, title, summary, data) VALUES (?, ?, ?, ?, '', '')"
_WORDS = """
    INSERT INTO guide_words (id, title_chars, keywords_chars, headings_chars, body_chars, data)
    VALUES (?, ?, ?, ?, ?, ?)
"""


def make(path: Path, guides: Iterable[tuple[str, str, Words[str]]]) -> sqlite3.Connection:
    """Return a database at `path` that holds `guides` (name, language, words) and their search index, ready to search."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        Base.metadata.create_all(connection)
        pack = {"id": PACK, "title": PACK, "version": "1", "owner": PACK, "language": "en", "priority": 0}
        connection.execute(insert(PackRow), {**pack, "licence": "", "guides": 0, "basis": ""})
        numbered = enumerate(guides, 1)
        while batch := list(islice(numbered, _BATCH)):
            connection.exec_driver_sql(_GUIDE, [(pk, PACK, name) for pk, (name, _, _) in batch])
            texts = [(pk, pk, lang, words.title) for pk, (_, lang, words) in batch]
            connection.exec_driver_sql(_TEXT, texts)
            connection.exec_driver_sql(
                _WORDS, [(pk, *map(len, parts(words)), packed(words)) for pk, (_, _, words) in batch]
            )
        write.write(connection)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    db.close()
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
