"""What an install does to the disk, one operation a method, so that a test can let any one of them fail.

Order matters more than calls here: a file is synced before its name is used, a name is synced before the next one
depends on it. Errors are the system's own (OSError, sqlite3.Error); `install` translates them.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_AGAIN_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # nothing tells when a file is closed


class Disk:
    """The real disk."""

    def make_directory(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)

    def create(self, path: Path) -> BinaryIO:
        """Return a new, empty file to write. Raises FileExistsError when the name is taken."""
        return path.open("xb")

    def append(self, path: Path) -> BinaryIO:
        """Return a file to write on at its end; new when there is none."""
        return path.open("ab")

    def database(self, path: Path) -> sqlite3.Connection:
        """Return a connection to a new database, without a journal: nobody reads it before it is synced and whole."""
        # SQLite of Windows and macOS reads `file:` names (of what is attached) only when it is asked to.
        db = sqlite3.connect(path, isolation_level=None, uri=True)
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA cache_size = -65536")  # KiB; an install is a short-lived process
        return db

    def sync(self, path: Path) -> None:
        """Wait until the file is on the disk."""
        with path.open("rb+") as file:
            os.fsync(file.fileno())

    def sync_directory(self, path: Path) -> None:
        """Wait until the names in the directory are on the disk (Windows does that with the rename itself)."""
        if sys.platform == "win32":
            return
        directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name of `target` in one step; readers see the one or the other.

        Windows refuses while anybody has the target open, which readers and virus scanners do for a moment: then again.
        """
        for wait_s in _AGAIN_S if sys.platform == "win32" else ():
            try:
                source.replace(target)
            except PermissionError:
                threading.Event().wait(wait_s)
            else:
                return
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file. On Windows one that is open raises PermissionError; elsewhere its readers keep it."""
        path.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """Return the text of a file that others replace while it is read.

    Windows refuses to open it in the moment of the replacement: then again. Raises what `Path.read_text` raises.
    """
    for wait_s in _AGAIN_S if sys.platform == "win32" else ():
        try:
            return path.read_text("utf-8")
        except PermissionError:
            threading.Event().wait(wait_s)
    return path.read_text("utf-8")


@contextlib.contextmanager
def locked(path: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock file at `path`; only one process (or thread) does at a time.

    When another holds it, `on_wait` is called once and this waits. The system lets go of the lock of a process that ends,
    however it ends, and the file itself stays: removing it would let two hold "the" lock.
    """
    with path.open("ab") as file:
        if not _try_lock(file):
            on_wait()
            _wait_lock(file)
        try:
            yield
        finally:
            _unlock(file)


if sys.platform == "win32":

    def _try_lock(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_lock(file: BinaryIO) -> None:
        while True:
            file.seek(0)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # waits ten seconds, then raises
            except OSError:
                continue
            return

    def _unlock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:

    def _try_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
