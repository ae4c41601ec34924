"""Opening `personal.db`: owner-only, checked, migrated to the newest schema; a damaged one is set aside."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from overlay.errors import StoreError
from overlay.journal.schema import APPLICATION_ID, TABLES, migrate

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BUSY_MS = 200  # `overlay journal` writes beside the assistant for microseconds; the Qt thread waits no longer than this
_OPENING_S = (
    3.0  # at a start: other sessions start too, and a scanner looks at a new file; going on without is dearer
)
_AGAIN_S = 0.01
_BROKEN_NAME = ".broken-"  # and a number
_SIDE_FILES = ("", "-wal", "-shm", "-journal")


class _BrokenFileError(Exception):
    """The file is no database of ours, or a damaged one."""


def open_database(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Return the database at `path` in autocommit mode, and where a broken one was moved to (None: it was fine).

    It waits some seconds for whoever else uses the file, and so does what is returned until it is `opened`. Raises
    StoreError when it cannot be opened or written, or when a newer overlay wrote it.
    """
    with translated("open what you keep here"):
        _own_directory(path.parent)
        try:
            return _patiently_checked(path), None
        except _BrokenFileError:
            aside = _move_aside(path)
            try:
                return _patiently_checked(path), aside
            except _BrokenFileError as error:
                raise StoreError(
                    f"{path} cannot be used, and a new one cannot be made in its place."
                ) from error


def opened(db: sqlite3.Connection) -> None:
    """From now on nothing waits longer for another program than the Qt thread may."""
    db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")


def memory_database() -> sqlite3.Connection:
    """Return an empty database that lives as long as this process."""
    db = _connect(":memory:")
    migrate(db)
    return db


@contextlib.contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn what SQLite and the system raise into a StoreError that says what could not be done."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(f"Could not {doing}: {_CURES.get(code, str(error))}.") from error
    except OSError as error:
        raise StoreError(f"Could not {doing}: {error.strerror or error} ({error.filename}).") from error


_CURES = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and continue",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that its folder exists and is yours",
    sqlite3.SQLITE_BUSY: "another program is using the file",
    sqlite3.SQLITE_LOCKED: "another program is using the file",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; it is put aside when overlay starts again",
}


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, isolation_level=None, timeout=_OPENING_S, cached_statements=32)
    try:
        _configure(db)
    except BaseException:
        db.close()  # Windows keeps an open file where it is: it could not be moved aside
        raise
    return db


def _configure(db: sqlite3.Connection) -> None:
    # NORMAL in WAL mode: a killed process loses nothing, a power cut at most the last steps, neither harms the file.
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON")  # what the agent erases is overwritten, not only forgotten
    db.execute("PRAGMA cache_size = -256")  # KiB


def _patiently_checked(path: Path) -> sqlite3.Connection:
    # SQLite's own waiting is not enough: of two that read and both want to switch the file to WAL, one is told "busy" at
    # once (https://www.sqlite.org/c3ref/busy_handler.html), and so is one that meets another's closing.
    until_s = time.monotonic() + _OPENING_S
    while True:
        try:
            return _checked(path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > until_s:
                raise
        time.sleep(_AGAIN_S)  # noqa: TID251 - SQLite tells nobody when a lock is free


def _checked(path: Path) -> sqlite3.Connection:
    # SQLite would create it with the umask's mode; -wal and -shm take the mode of the database.
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "posix" and os.fstat(file).st_mode & 0o077:
            os.fchmod(file, 0o600)
    finally:
        os.close(file)
    db = None
    try:
        db = _connect(str(path))
        if db.execute("PRAGMA application_id").fetchone()[0] not in {0, APPLICATION_ID}:
            raise _BrokenFileError
        db.execute("PRAGMA journal_mode = WAL").fetchone()
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise _BrokenFileError
        migrate(db)
        wanted = ", ".join(f"'{name}'" for name in TABLES)
        (found,) = db.execute(
            f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({wanted})"
        ).fetchone()
        if found != len(TABLES):
            raise _BrokenFileError
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, sqlite3.DatabaseError) and (error.sqlite_errorcode & 0xFF) in _BROKEN:
            raise _BrokenFileError from error
        raise
    return db


def broken_files(path: Path) -> tuple[Path, ...]:
    """Return the broken databases that were moved away from `path` and are still there, the newest last."""
    found = path.parent.glob(f"{path.name}{_BROKEN_NAME}*[0-9]")
    return tuple(sorted(found, key=lambda file: int(file.name.rpartition("-")[2])))


def remove_broken(path: Path) -> int:
    """Remove the broken databases that were moved away from `path`; return how many. Raises StoreError."""
    found = broken_files(path)
    with translated("erase what was put aside"):
        for file in found:
            for side in reversed(_SIDE_FILES):  # the database last: as long as it is there, it is found again
                file.with_name(file.name + side).unlink(missing_ok=True)
    return len(found)


def _move_aside(path: Path) -> Path:
    """Move the broken database with its side files to the first free `<name>.broken-<n>`, for a person to look at."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}{_BROKEN_NAME}{number}")):
        number += 1
    for side in _SIDE_FILES:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + side).replace(aside.with_name(aside.name + side))
    return aside


def _own_directory(directory: Path) -> None:
    """Make `directory` owner-only. One that others made, or a sticky one such as /tmp, stays as it is."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "posix":
        return  # a Windows profile's access list already keeps others out
    about = directory.stat()
    if about.st_mode & 0o077 and about.st_uid == os.geteuid() and not about.st_mode & stat.S_ISVTX:
        directory.chmod(0o700)
