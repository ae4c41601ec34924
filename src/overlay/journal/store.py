"""`personal.db`: one agent's walks, notes and requests, for that agent. Nothing here ever holds a window title.

Times are seconds since the epoch and come from the caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType

from overlay.guide import GuideRef
from overlay.journal.file import memory_database, open_database, opened, translated
from overlay.journal.records import WALK_COLUMNS, GuideRequest, Kept, Miss, Note, StoredWalk, row_of, walk_of
from overlay.walk import Walk

DAY_S = 86_400.0
MAX_WORDS = 2_000  # characters of a note or a request; the fields of the interface allow no more
MAX_MISSES = 500  # searches counted; the rarest go first
_MAX_UNWRITTEN = 1_000  # walks held in memory while the disk cannot be written


class Journal:
    """What one agent did. One connection, one thread; each change is one commit (some ten microseconds).

    Every method may raise StoreError. A walk that could not be written is still found by `walk` and is written with the
    next one that can be.
    """

    def __init__(self, db: sqlite3.Connection, keep_days: int, moved_aside: Path | None = None) -> None:
        # Where a broken file was put when this one was begun: say so to the agent.
        self.moved_aside = moved_aside
        self._db = db
        self._keep_days = keep_days
        self._unwritten: dict[tuple[GuideRef, str], Walk] = {}
        self._latest: tuple[tuple[int, int, int], tuple[Walk, ...]] | None = None

    @classmethod
    def open(cls, path: Path, now_s: float, keep_days: int = 30) -> Journal:
        """Open or make the journal at `path` and remove the walks whose time is over.

        `keep_days` counts from a walk's last step; 0 keeps walks in memory only. A damaged file is moved to
        `<name>.broken-<n>` (see `moved_aside`). Raises StoreError when it cannot be used or was written by a newer
        version: go on with `in_memory`.
        """
        db, moved_aside = open_database(path)
        journal = cls(db, keep_days, moved_aside)
        try:
            journal.prune(now_s)
            opened(db)
        except BaseException:
            db.close()
            raise
        return journal

    @classmethod
    def in_memory(cls) -> Journal:
        """Return a journal that lasts as long as this process."""
        return cls(memory_database(), keep_days=0)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Walks

    def walk(self, ref: GuideRef, case_key: str) -> Walk | None:
        """Return the walk through this guide for this case, or None when there is none."""
        unwritten = self._unwritten.get((ref, case_key))
        if unwritten is not None:
            return unwritten
        with translated("read your place in the guide"):
            row = self._db.execute(
                f"SELECT {WALK_COLUMNS} FROM walk WHERE pack = ? AND guide = ? AND case_key = ?",
                (ref.pack, ref.guide, case_key),
            ).fetchone()
        return walk_of(row) if row else None

    def save(self, walk: Walk) -> None:
        """Keep `walk` in place of what was kept for its guide and case."""
        name = (walk.guide, walk.case_key)
        self._unwritten.pop(name, None)
        self._unwritten[name] = walk
        if len(self._unwritten) > _MAX_UNWRITTEN:
            del self._unwritten[next(iter(self._unwritten))]
        if self._keep_days == 0:
            return
        with translated("keep your place in the guide"):
            self._in_one_commit(
                lambda: self._db.executemany(
                    f"INSERT OR REPLACE INTO walk ({WALK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [row_of(unwritten) for unwritten in self._unwritten.values()],
                )
            )
        self._unwritten.clear()

    def walks(self) -> tuple[StoredWalk, ...]:
        """Return every walk, the last used first."""
        with translated("read your walks"):
            rows = self._db.execute(f"SELECT {WALK_COLUMNS} FROM walk").fetchall()
        found = {(w.guide, w.case_key): w for w in map(walk_of, rows)} | self._unwritten
        keep_s = self._keep_days * DAY_S
        return tuple(
            StoredWalk(walk, walk.changed_s + keep_s if keep_s else None)
            for walk in sorted(found.values(), key=lambda w: (w.changed_s, w.guide, w.case_key), reverse=True)
        )

    def latest(self, limit: int = 10) -> tuple[Walk, ...]:
        """Return the last used walk of each guide, the last used first. Cheap enough to ask with every window."""
        change = (self._db.total_changes, self._data_version(), limit)
        if self._latest is None or self._latest[0] != change:
            with translated("read what you used lately"):
                rows = self._db.execute(
                    # SQLite takes the other columns from the row that holds the maximum
                    # (https://sqlite.org/lang_select.html#bareagg).
                    f"SELECT {WALK_COLUMNS}, max(changed_s) FROM walk GROUP BY pack, guide ORDER BY changed_s DESC LIMIT ?",
                    (limit,),
                ).fetchall()
            self._latest = (change, tuple(walk_of(row[:-1]) for row in rows))
        if not self._unwritten:
            return self._latest[1]
        last = {walk.guide: walk for walk in self._latest[1]}
        for walk in self._unwritten.values():
            if walk.guide not in last or last[walk.guide].changed_s <= walk.changed_s:
                last[walk.guide] = walk
        return tuple(sorted(last.values(), key=lambda walk: (-walk.changed_s, walk.guide))[:limit])

    def recent(self, limit: int = 10) -> tuple[GuideRef, ...]:
        """Return the guides walked last, each once, the last used first."""
        return tuple(walk.guide for walk in self.latest(limit))

    def keep(self, days: int, now_s: float) -> None:
        """Keep walks for `days` from now on, and remove what is older."""
        self._keep_days = days
        self.prune(now_s)

    def prune(self, now_s: float) -> int:
        """Remove the walks whose time is over; return how many."""
        with translated("remove old walks"):
            if self._keep_days == 0:
                return self._erase_rows("DELETE FROM walk", ())
            # A walk dated ahead of the clock (it was wrong once) would otherwise stay for ever.
            self._db.execute("UPDATE walk SET changed_s = ? WHERE changed_s > ?", (now_s, now_s + DAY_S))
            return self._erase_rows(
                "DELETE FROM walk WHERE changed_s < ?", (now_s - self._keep_days * DAY_S,)
            )

    # Notes

    def note(self, ref: GuideRef, step_id: str = "") -> str:
        """Return the agent's note on the guide, or on one of its steps; empty when there is none."""
        return self.notes(ref).get(step_id, "")

    def notes(self, ref: GuideRef) -> Mapping[str, str]:
        """Return the agent's notes on one guide by step id; the note on the whole guide is under ""."""
        with translated("read your notes"):
            return dict(
                self._db.execute(
                    "SELECT step_id, text FROM note WHERE pack = ? AND guide = ?", (ref.pack, ref.guide)
                ).fetchall()
            )

    def all_notes(self) -> tuple[Note, ...]:
        """Return every note, the last changed first."""
        with translated("read your notes"):
            rows = self._db.execute(
                "SELECT pack, guide, step_id, text, changed_s FROM note ORDER BY changed_s DESC, pack, guide, step_id"
            ).fetchall()
        return tuple(Note(GuideRef(pack, guide), step, text, when) for pack, guide, step, text, when in rows)

    def save_note(self, ref: GuideRef, step_id: str, text: str, now_s: float) -> None:
        """Keep a note in place of the one before; an empty one is erased. Longer than `MAX_WORDS` is cut."""
        text = _storable(text)
        with translated("keep your note"):
            if not text.strip():
                self._erase_rows(
                    "DELETE FROM note WHERE pack = ? AND guide = ? AND step_id = ?",
                    (ref.pack, ref.guide, step_id),
                )
                return
            self._db.execute(
                "INSERT OR REPLACE INTO note (pack, guide, step_id, text, changed_s) VALUES (?, ?, ?, ?, ?)",
                (ref.pack, ref.guide, step_id, text, now_s),
            )

    # Requests

    def ask(self, app: str, words: str, now_s: float) -> GuideRequest:
        """Keep a request for a guide: the application's name and the agent's own words, never a title."""
        app, words = _storable(app), _storable(words).strip()
        with translated("keep your request"):
            done = self._db.execute(
                "INSERT INTO request (app, words, asked_s) VALUES (?, ?, ?)", (app, words, now_s)
            )
        return GuideRequest(done.lastrowid or 0, app, words, now_s)

    def requests(self) -> tuple[GuideRequest, ...]:
        """Return the requests for guides, the oldest first."""
        with translated("read your requests"):
            rows = self._db.execute("SELECT id, app, words, asked_s FROM request ORDER BY id").fetchall()
        return tuple(GuideRequest(*row) for row in rows)

    # Misses

    def missed(self, words: str) -> None:
        """Count a search for `words` that led to no guide. Only for who agreed to it (`privacy.count_misses`).

        What holds a digit or an @ is left out: people look for cases, customers and addresses by their number too, and
        those are nobody's to count.
        """
        words = " ".join(filter(_is_word, _storable(words).casefold().split()))
        if not words:
            return
        with translated("count a search"):
            self._db.execute(
                "INSERT INTO miss (words, times) VALUES (?, 1) ON CONFLICT (words) DO UPDATE SET times = times + 1",
                (words,),
            )
            self._db.execute(
                "DELETE FROM miss WHERE words IN (SELECT words FROM miss ORDER BY times, words LIMIT max(0, "
                "(SELECT count(*) FROM miss) - ?))",
                (MAX_MISSES,),
            )

    def misses(self) -> tuple[Miss, ...]:
        """Return the searches that led to no guide, the most frequent first."""
        with translated("read your searches"):
            rows = self._db.execute("SELECT words, times FROM miss ORDER BY times DESC, words").fetchall()
        return tuple(Miss(*row) for row in rows)

    # Erasing

    def erase(
        self, ref: GuideRef | None = None, case_key: str = "", kinds: Iterable[Kept] = (Kept.WALKS,)
    ) -> int:
        """Erase for good what is kept, of one guide or (None) of all; return how many records went.

        `case_key` narrows walks to one case. Requests and misses name no guide: they go only with `ref` None.
        """
        wanted = frozenset(kinds)
        gone = 0
        with translated("erase what is kept"):
            for kind in Kept:
                if kind in wanted and (ref is None or kind in _OF_A_GUIDE):
                    gone += self._erase_kind(kind, ref, case_key)
        return gone

    def _erase_kind(self, kind: Kept, ref: GuideRef | None, case_key: str) -> int:
        wanted = {} if ref is None else {"pack": ref.pack, "guide": ref.guide}
        if case_key and kind is Kept.WALKS:
            wanted["case_key"] = case_key
        where = " AND ".join(f"{column} = ?" for column in wanted) or "TRUE"
        gone = self._erase_rows(f"DELETE FROM {_TABLE[kind]} WHERE {where}", tuple(wanted.values()))
        if kind is Kept.WALKS:
            for name in [n for n in self._unwritten if ref in {None, n[0]} and case_key in {"", n[1]}]:
                del self._unwritten[name]
                gone += 1
        return gone

    def erase_request(self, request_id: int) -> None:
        """Erase one request for good; nothing happens when it is gone."""
        with translated("erase what is kept"):
            self._erase_rows("DELETE FROM request WHERE id = ?", (request_id,))

    def erase_miss(self, words: str) -> None:
        """Erase one counted search for good; nothing happens when it is gone."""
        with translated("erase what is kept"):
            self._erase_rows("DELETE FROM miss WHERE words = ?", (words,))

    def _erase_rows(self, statement: str, values: tuple[object, ...]) -> int:
        gone = self._db.execute(statement, values).rowcount
        if gone:
            # Deleted rows are overwritten in the file; the log still holds them until it is written back and emptied.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return gone

    def _data_version(self) -> int:
        """Return a number that differs when another process (`overlay journal erase`) changed the file."""
        with translated("read what you used lately"):
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _in_one_commit(self, change: Callable[[], object]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            change()
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


_OF_A_GUIDE = frozenset({Kept.WALKS, Kept.NOTES})  # the others name none
_TABLE = {Kept.WALKS: "walk", Kept.NOTES: "note", Kept.REQUESTS: "request", Kept.MISSES: "miss"}


def _is_word(text: str) -> bool:
    return "@" not in text and not any(char.isdigit() for char in text)


def _storable(text: str) -> str:
    """Return `text` as SQLite can hold it: no lone surrogates (an input method may send one), no more than `MAX_WORDS`."""
    return text[:MAX_WORDS].encode("utf-8", "replace").decode("utf-8")
