"""A built pack and the updates to it, opened: their files by path, without a folder of ten thousand on the disk."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from overlay.content.packed import built, update
from overlay.content.packed.built import Contents, by_blob
from overlay.content.packed.container import Reader
from overlay.content.packed.index import Blob, Item, PackIndex

_IN_MEMORY_BYTES = 32 * 1024 * 1024  # what is larger goes to a file without a name


class OpenPack:
    """The files of a pack, each checked against `index`. It is a `PackFiles`. `open_pack` makes one.

    `before` is the index before the last update, if there is one.
    """

    def __init__(
        self, index: PackIndex, before: PackIndex | None, places: dict[Blob, int], data: IO[bytes]
    ) -> None:
        self.index = index
        self.before = before
        self._places = places
        self._data = data

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(item.path for item in self.index.items)

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return a file's bytes, cut off after `most_bytes`. Raises KeyError when there is none of this path."""
        blob = self.index.blobs[path]
        self._data.seek(self._places[blob])
        return self._data.read(min(blob.size_bytes, most_bytes))

    @property
    def contents(self) -> Contents:
        """What building it again would put into a file."""
        return Contents(self.index, lambda item: self.read(item.path, item.blob.size_bytes))


@contextlib.contextmanager
def open_pack(files: Sequence[Path]) -> Iterator[OpenPack]:
    """Open a built pack and the updates to it, in their order; the first of `files` is the whole pack.

    Raises PackRejectedError when they are damaged or do not belong together, OSError when one cannot be read or the disk
    has no room to unpack it.
    """
    with ExitStack() as opened:
        data = opened.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
        places: dict[Blob, int] = {}
        index: PackIndex | None = None
        before: PackIndex | None = None
        for path in files:
            with path.open("rb") as file:
                reader = Reader(file, path.name)
                if index is None:
                    index = built.index_from(reader)
                    blobs = by_blob(index.items)
                else:
                    changes = update.changes_from(reader)
                    blobs = changes.blobs(index)
                    before, index = index, update.applied(index, changes)
                for blob in blobs:
                    places[blob] = data.tell()
                    data.write(reader.blob(blob))
                reader.end()
        if index is None:
            raise ValueError("no files")
        about = next((item for item in index.items if item.path == "pack.yaml"), None)
        pack = OpenPack(index, before, places, data)
        built.check_named(files[-1].name, index, _whole(pack, about))
        yield pack


def _whole(pack: OpenPack, item: Item | None) -> bytes:
    return pack.read(item.path, item.blob.size_bytes) if item else b""
