"""A search index as an installation makes it, from words alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from overlay.content.models import Base, GuideRow, GuideText, GuideWords, PackRow
from overlay.content.search import write
from overlay.content.words import Words, packed

PACK = "bench"
_BATCH = 1_000


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
        connection.execute(insert(PackRow), {**pack, "licence": "", "guides": 0})
        numbered = enumerate(guides, 1)
        while batch := list(islice(numbered, _BATCH)):
            connection.execute(insert(GuideRow), [_guide(pk, name) for pk, (name, _, _) in batch])
            connection.execute(insert(GuideText), [_text(pk, lang, words) for pk, (_, lang, words) in batch])
            connection.execute(insert(GuideWords), [{"id": pk, "data": packed(w)} for pk, (_, _, w) in batch])
        write.write(connection)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    db.close()
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _guide(pk: int, name: str) -> dict[str, Any]:
    about = {"kind": "guide", "priority": 0, "audience": "[]", "owner": "", "review_by": "", "apps": ""}
    return {"id": pk, "pack_id": PACK, "name": name, "valid_from_s": None, "valid_until_s": None, **about}


def _text(pk: int, lang: str, words: Words[str]) -> dict[str, Any]:
    return {"id": pk, "guide_pk": pk, "lang": lang, "title": words.title, "summary": "", "data": ""}
