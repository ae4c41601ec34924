"""Packs and updates on their way: fetched several at once, and nothing leaves here that is not what was signed.

A file is named by its SHA-256, so what a killed run left half-fetched the next one goes on with, whoever offers it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tuf.api import exceptions as tuf
from tuf.api.metadata import TargetFile

from overlay.content.disk import Disk
from overlay.content.packed.index import MAX_PACK_BYTES
from overlay.content.sync.at_once import at_once
from overlay.content.sync.fetch import Fetcher
from overlay.content.sync.refusals import SourceRejectedError, unreachable
from overlay.content.sync.sources import Source
from overlay.content.sync.trust import target_url
from overlay.errors import SourceUnreachableError


@dataclass(frozen=True, slots=True)
class Wanted:
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

    def path(self, target: TargetFile) -> Path:
        """Return where a target is once it was fetched."""
        return self._folder / target.hashes["sha256"]

    def forget_others(self, targets: Iterable[TargetFile]) -> None:
        """Remove all but these: nobody will go on with the others."""
        wanted = {self.path(target).name for target in targets}
        for path in self._folder.iterdir():
            if path.name not in wanted:
                self._disk.remove(path)

    def fetch(self, wanted: Mapping[str, Wanted]) -> Iterator[tuple[str, Callable[[], None]]]:
        """Fetch these files, several at once; yield each one's name with a call that raises where it is not there.

        That raises SourceRejectedError or SourceUnreachableError; OSError when the disk does not take it.
        """
        total, got = sum(each.target.length for each in wanted.values()), 0
        counting = threading.Lock()

        def count(some: int) -> None:
            nonlocal got
            with counting:
                got += some
                self._progress(got, total)

        yield from at_once(lambda name: self._fetch_one(wanted[name], count), wanted)

    def _fetch_one(self, wanted: Wanted, count: Callable[[int], None]) -> None:
        source, target = wanted.source, wanted.target
        part = self.path(target)
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
