"""Disks that fail, or end the process, at the n-th thing an install does to them."""

from __future__ import annotations

import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from overlay.content.store.disk import Disk

# Of SQLite, between two points at which building a generation can fail. Under wine each point costs ten times as much.
VM_STEPS = 50 if os.name == "posix" else 200


class FaultyDisk(Disk):
    """Calls `fail` at operation `at` (from 0), and with `and_after` at each later one. Counts in `operations`.

    Every write to a file, sync, rename, removal and new directory is an operation, and so is every stretch of `vm_steps`
    instructions while SQLite writes the generation. A failing write has written half.
    """

    def __init__(
        self, at: int, fail: Callable[[], None], *, and_after: bool = False, vm_steps: int = VM_STEPS
    ) -> None:
        self._vm_steps = vm_steps
        self.operations = 0
        self._at = at
        self._fail = fail
        self._and_after = and_after

    def fails_now(self) -> bool:
        now = self.operations
        self.operations += 1
        return now == self._at or (self._and_after and now > self._at)

    def make_directory(self, path: Path) -> None:
        self._step()
        super().make_directory(path)

    def create(self, path: Path) -> BinaryIO:
        self._step()
        return cast(BinaryIO, _FaultyFile(path, "x", self))

    def append(self, path: Path) -> BinaryIO:
        self._step()
        return cast(BinaryIO, _FaultyFile(path, "a", self))

    def database(self, path: Path) -> sqlite3.Connection:
        self._step()
        db = super().database(path)
        db.set_progress_handler(self._interrupted, self._vm_steps)
        return db

    def sync(self, path: Path) -> None:
        self._step()
        super().sync(path)

    def sync_directory(self, path: Path) -> None:
        self._step()
        super().sync_directory(path)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def fail(self) -> None:
        self._fail()

    def _step(self) -> None:
        if self.fails_now():
            self._fail()

    def _interrupted(self) -> int:
        if not self.fails_now():
            return 0
        try:
            self._fail()
        except OSError:
            return 1  # SQLite gives up what it is doing with SQLITE_INTERRUPT
        return 0


class _FaultyFile(io.FileIO):
    def __init__(self, path: Path, mode: str, disk: FaultyDisk) -> None:
        super().__init__(path, mode)
        self._disk = disk

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self._disk.fails_now():
            super().write(data[: len(data) // 2])
            self._disk.fail()
        return super().write(data)


def disk_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
