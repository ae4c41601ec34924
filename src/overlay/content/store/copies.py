"""What an installation keeps of each pack: a built pack and the updates that came to it since, as they were verified.

From them the next generation is built when overlay itself changed, long after the folder or the download is gone. An update
of one guide in 10,000 adds one small file; when the updates have become many, or as large as the pack, the pack is written
anew as one.
Everything that is written is synced and has its name before `content.current` names it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from overlay.content.packed import built, update
from overlay.content.packed.built import Contents
from overlay.content.packed.container import FAST
from overlay.content.packed.index import PackIndex
from overlay.content.packed.opened import OpenPack, open_pack
from overlay.content.store import generations
from overlay.content.store.disk import Disk
from overlay.content.store.generations import COPIES, Copy

MAX_UPDATES = 16


class Copies:
    """The pack copies in `data_dir`. Hold the lock of the content. Raises OSError when the disk does not take a copy."""

    def __init__(self, data_dir: Path, disk: Disk) -> None:
        self._folder = data_dir / COPIES
        self._disk = disk

    def make_folder(self) -> None:
        self._disk.make_directory(self._folder)

    @contextlib.contextmanager
    def opened(self, copy: Copy, more: tuple[Path, ...] = ()) -> Iterator[OpenPack]:
        """Open a copy, with `more` updates to it. Raises PackRejectedError when it is damaged, OSError when it is gone."""
        with open_pack([*(self._folder / name for name in copy.files), *more]) as pack:
            yield pack

    def keep_contents(self, contents: Contents) -> Copy:
        """Write a built pack. Raises PackRejectedError when a file changed since it was read."""
        name = _whole_name(contents.index)
        self._keep(name, lambda out: built.write(contents, out, FAST))
        return Copy(contents.index.digest, (name,))

    def keep_file(self, file: Path, index: PackIndex) -> Copy:
        """Keep a built pack as it is."""
        name = _whole_name(index)
        self._keep(name, _copied(file))
        return Copy(index.digest, (name,))

    def keep_update(self, copy: Copy, file: Path, pack: OpenPack) -> Copy:
        """Keep an update to `copy`, which together are `pack`."""
        index = pack.index
        updates = sum((self._folder / name).stat().st_size for name in copy.files[1:]) + file.stat().st_size
        if len(copy.files) > MAX_UPDATES or updates > (self._folder / copy.files[0]).stat().st_size:
            return self.keep_contents(pack.contents)
        name = f"{index.top.pack}-{copy.content[:16]}-{index.digest[:16]}{update.SUFFIX}"
        self._keep(name, _copied(file))
        return Copy(index.digest, (*copy.files, name))

    def _keep(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        fresh = generations.temporary(self._folder / name)
        with self._disk.create(fresh) as out:
            write(out)
        self._disk.sync(fresh)
        self._disk.replace(fresh, self._folder / name)
        self._disk.sync_directory(self._folder)


def _whole_name(index: PackIndex) -> str:
    return f"{index.top.pack}-{index.digest[:16]}{built.SUFFIX}"


def _copied(file: Path) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        with file.open("rb") as source:
            shutil.copyfileobj(source, out)

    return write
