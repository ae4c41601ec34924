"""Reports new guides in the store that all users of this machine share: the folder is watched, nothing polls.

Who renews it (`overlay sync --system`) is another user, who cannot reach this assistant.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from overlay.content.store.generations import POINTER

_SETTLE_MS = 300  # an install makes and removes some files around the one that counts


class SharedContent(QObject):
    """`changed` is called when another generation is in use in `folder`, which need not be there yet."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        super().__init__()
        self._folder = folder
        self._changed = changed
        self._seen = self._read()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._settle.start())
        self._watch()

    def _watch(self) -> None:
        nearest = next(path for path in (self._folder, *self._folder.parents) if path.is_dir())
        if str(nearest) not in self._watcher.directories():
            self._watcher.addPath(str(nearest))

    def _look(self) -> None:
        self._watch()  # the folder may have come meanwhile
        now = self._read()
        if now != self._seen:
            self._seen = now
            self._changed()

    def _read(self) -> bytes:
        try:
            return (self._folder / POINTER).read_bytes()
        except OSError:
            return b""
