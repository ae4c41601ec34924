"""The copy of a pack that an installation keeps: one zip file, the same bytes for the same pack.

From it the next generation is built when overlay itself changed, long after the folder or the download is gone. One file
is one sync, where a folder of 10,000 guides would be 10,000.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_PARTS = ("pack.yaml", "snippets.yaml", "synonyms.yaml", "guides", "media")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name
_STORED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})  # compressed already
_CHUNK_BYTES = 1 << 20

State = tuple[tuple[str, int, int], ...]


def state(folder: Path) -> State:
    """Return path, size and time of change of every file of the pack: equal states hold the same text."""
    found = []
    for path in _files(folder):
        about = path.stat()
        found.append((path.relative_to(folder).as_posix(), about.st_size, about.st_mtime_ns))
    return tuple(found)


def write(folder: Path, out: BinaryIO) -> None:
    """Write the pack at `folder` to `out`. Links are left out, as the reader of packs refuses them."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = (
                zipfile.ZIP_STORED if path.suffix.lower() in _STORED else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, path.read_bytes())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the folder that a copy was made from, for as long as it is used. Raises zipfile.BadZipFile when damaged."""
    with tempfile.TemporaryDirectory(prefix="overlay-pack-") as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        yield Path(folder)


def _files(folder: Path) -> list[Path]:
    found = []
    for part in _PARTS:
        start = folder / part
        if start.is_symlink():
            continue
        if start.is_file():
            found.append(start)
        for directory, _, names in os.walk(start):
            found += [
                path for name in names if (path := Path(directory, name)).is_file() and not path.is_symlink()
            ]
    return sorted(found)
