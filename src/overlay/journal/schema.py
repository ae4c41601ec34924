"""The tables of `personal.db`, as numbered migrations.

A migration is never changed once released: the next one is added below it. `PRAGMA user_version` is the record of what
was applied; SQLite writes it in the same transaction as the tables, so there is no moment between the two.
"""

from __future__ import annotations

import sqlite3

from overlay.errors import StoreError

APPLICATION_ID = 0x6F766C6A  # "ovlj"; `file` and forensic tools read it

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE walk (
            pack TEXT NOT NULL,
            guide TEXT NOT NULL,
            case_key TEXT NOT NULL,
            position INTEGER NOT NULL,
            choices TEXT NOT NULL,
            ticked TEXT NOT NULL,
            finished INTEGER NOT NULL,
            started_s REAL NOT NULL,
            changed_s REAL NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (pack, guide, case_key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX walk_changed ON walk (changed_s)",
        """CREATE TABLE note (
            pack TEXT NOT NULL,
            guide TEXT NOT NULL,
            step_id TEXT NOT NULL,
            text TEXT NOT NULL,
            changed_s REAL NOT NULL,
            PRIMARY KEY (pack, guide, step_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE request (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            app TEXT NOT NULL,
            words TEXT NOT NULL,
            asked_s REAL NOT NULL
        ) STRICT""",
    ),
    # Words that were searched for and led nowhere, and how often: no application, no time of day, no order.
    (
        """CREATE TABLE miss (
            words TEXT PRIMARY KEY,
            times INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
)
TABLES = ("walk", "note", "request", "miss")


def migrate(db: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring `db` (in autocommit mode) to the newest schema, one transaction a migration.

    Raises StoreError when a newer overlay wrote it, sqlite3.Error when it cannot be written; then every migration is
    either whole or not there.
    """
    while (done := _version(db)) < len(migrations):
        db.execute("BEGIN IMMEDIATE")
        try:
            if _version(db) == done:  # another process may have been first
                for statement in migrations[done]:
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {done + 1}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    if done > len(migrations):
        raise StoreError(
            f"Your walks and notes were kept by a newer version of overlay (schema {done}, this version knows "
            f"{len(migrations)}). Install that version again to use them; nothing was changed."
        )


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
