"""What the generation before holds of a pack: which guides need not be read again when the pack changes."""

from __future__ import annotations

import json
import sqlite3

from overlay.content.format.pack import Unchanged, Unread
from overlay.content.packed.index import PackIndex

_BASIS = "SELECT basis FROM pack WHERE id = ?"
# A guide that is valid from or until a day is read again: when the day begins depends on the zone the desk is in today.
_GUIDES = """
    SELECT name, id, reads FROM guide WHERE pack_id = ? AND valid_from_s IS NULL AND valid_until_s IS NULL
"""


def unread(db: sqlite3.Connection, old: PackIndex, new: PackIndex) -> Unread:
    """Return what knows the guides that are in `new` as they were in `old`, of which the generation in `db` was built.

    The same are those whose own files, and other files that their reading depended on, are the same to the byte. Raises
    sqlite3.Error when the generation is damaged.
    """
    row = db.execute(_BASIS, (old.top.pack,)).fetchone()
    changed = {item.path for item in {*old.items} ^ {*new.items}}
    known: dict[tuple[str, ...], Unchanged] = {}
    for name, guide_pk, reads in db.execute(_GUIDES, (old.top.pack,)):
        files = tuple(item.path for item in old.guides.get(name, ()))
        others = tuple(json.loads(reads))
        if files and changed.isdisjoint(files) and changed.isdisjoint(others):
            known[files] = Unchanged(guide_pk, name, others)

    def of(basis: str, files: tuple[str, ...]) -> Unchanged | None:
        return known.get(tuple(sorted(files))) if row and row[0] == basis else None

    return of
