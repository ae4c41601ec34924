"""Downloads of packs and updates: several at once, and nothing leaves here that does not match what was signed.

A file is named by its pack and its SHA-256: what a killed run left half-fetched the next one goes on with, whichever source
offers it, and a team that offers the file of another pack as its own is never in the way of that pack.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from tuf.api import exceptions as tuf
from tuf.api.metadata import TargetFile

from overlay.content.packed.index import MAX_PACK_BYTES
from overlay.content.store.disk import Disk
from overlay.content.sync.fetch import Fetcher
from overlay.content.sync.parallel import at_once
from overlay.content.sync.refusals import SourceRejectedError, unreachable
from overlay.content.sync.sources import Source
from overlay.content.sync.trust import target_url
from overlay.errors import SourceUnreachableError


class Wanted(Struct, frozen=True):
    """A signed file of a source, and who fetches from there."""

    source: Source
    fetcher: Fetcher
    target: TargetFile


class Downloads:
    """The files in `folder`. `progress` gets how many bytes there are of how many; it may be called from any thread."""

    def __init__(self, folder: Path, disk: Disk, progress: Callable[[int, int], None]) -> None:
        self._folder = folder
        self._disk = disk
        self._progress = progress

    def path(self, pack: str, target: TargetFile) -> Path:
        """Return where the target of a pack is once it was fetched."""
        return self._folder / f"{pack}-{target.hashes['sha256']}"

    def forget_others(self, wanted: Mapping[str, Wanted]) -> None:
        """Remove all but these: nobody will go on with the others."""
        names = {self.path(pack, each.target).name for pack, each in wanted.items()}
        for path in self._folder.iterdir():
            if path.name not in names:
                self._disk.remove(path)

    def fetch(self, wanted: Mapping[str, Wanted]) -> Iterator[tuple[str, Callable[[], None]]]:
        """Fetch the file of each pack, several at once; yield each pack with a call that raises where its file is not there.

        That raises SourceRejectedError or SourceUnreachableError; OSError when the disk does not take it.
        """
        total, got = sum(each.target.length for each in wanted.values()), 0
        counting = threading.Lock()

        def count(some: int) -> None:
            nonlocal got
            with counting:
                got += some
                self._progress(got, total)

        yield from at_once(lambda pack: self._fetch_one(pack, wanted[pack], count), wanted)

    def _fetch_one(self, pack: str, wanted: Wanted, count: Callable[[int], None]) -> None:
        source, target = wanted.source, wanted.target
        part = self.path(pack, target)
        if target.length > MAX_PACK_BYTES:
            raise SourceRejectedError(f"A pack of “{source.name}” is larger than a pack may be.", "limit")
        resumed = part.exists() and part.stat().st_size > 0
        for last in (not resumed, True):
            try:
                wanted.fetcher.download(target_url(source, target), part, target.length, self._disk, count)
                with part.open("rb") as file:
                    target.verify_length_and_hashes(file)
                return
            except tuf.LengthOrHashMismatchError as error:
                # Short: the connection ended early, go on next time. Else it is not what was signed.
                if part.stat().st_size < target.length:
                    raise SourceUnreachableError(
                        f"“{source.name}” stopped in the middle. It is tried again later."
                    ) from error
                count(-part.stat().st_size)
                self._disk.remove(part)
                if last:
                    raise SourceRejectedError(
                        f"“{source.name}” sends a pack that is not the one that was signed. What is installed stays.",
                        "mismatch",
                    ) from error
            except tuf.DownloadLengthMismatchError as error:
                self._disk.remove(part)
                raise SourceRejectedError(
                    f"“{source.name}” sends more than was signed.", "endless"
                ) from error
            except tuf.DownloadError as error:
                raise unreachable(source, error) from error
