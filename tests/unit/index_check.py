"""Whether the search index of a generation is whole: it must be what its guides' words make when indexed anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from overlay.content.search import write
from overlay.content.store.models import Base

_DERIVED = [table.name for table in Base.metadata.sorted_tables if table.info.get("derived")]


def index_is_whole(path: Path) -> bool:
    """Tell whether every row of the search index in the database at `path` is there, as it was made, and no other."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as stored:
        stored.backup(copy)
    stored.close()
    found = _rows(copy)
    for table in _DERIVED:
        copy.execute(f"DELETE FROM {table}")
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    with engine.connect() as connection:
        write.write(connection)
    made = _rows(copy)
    engine.dispose()
    copy.close()
    return bool(found["search_form"]) and found == made


def _rows(db: sqlite3.Connection) -> Mapping[str, list[Any]]:
    return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in _DERIVED}
