"""Installing and removing packs: each makes a new generation, or leaves everything as it was.

The order is the promise (docs/adr/0020-content-generations.md): the pack's copy is whole on disk, then the generation
built from it, then `content.current` is replaced in one step. What a crash leaves before that step is litter, what it
leaves after is litter too, and the next install removes it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from overlay.content import generations, pack_copy
from overlay.content.authoring import archive
from overlay.content.build import Kept, build
from overlay.content.disk import Disk, locked
from overlay.content.generations import COPIES, LOCK, POINTER, SCHEMA, Generation
from overlay.content.lookup import Content, PackInfo
from overlay.content.pack import Pack, read_pack
from overlay.content.problem import Problem
from overlay.errors import ContentUnavailableError, OverlayError, PackRejectedError

WAITING = "Another installation is under way. Waiting until it is done."
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)
_SHOWN_PROBLEMS = 20


class InstallFailedError(OverlayError):
    """The disk did not take the new content: what is in use is whole; make room or mend the rights, then try again."""


class PackNotInstalledError(OverlayError):
    """No installed pack has this id."""


@dataclass(frozen=True, slots=True)
class InstallReport:
    """What an installation did. `generation` is the number of the one it made; `problems` are warnings.

    `dropped` says which other packs this version of overlay could not take over, and why (a sentence each).
    """

    pack: str
    version: str
    guides: int
    problems: tuple[Problem, ...]
    generation: int
    dropped: tuple[str, ...] = ()


def install(path: Path, data_dir: Path, on_wait: Callable[[], None] = lambda: None) -> InstallReport:
    """Install the pack at `path`, a folder or a built file (see `Installer.install`)."""
    installer = Installer(data_dir, on_wait=on_wait)
    if not path.is_file():
        return installer.install(path)
    with ExitStack() as files:
        try:
            folder = files.enter_context(archive.unpacked(path))
        except OSError as error:
            raise _failed(error) from error
        return installer.install(folder)


def remove(pack_id: str, data_dir: Path, on_wait: Callable[[], None] = lambda: None) -> None:
    """Remove an installed pack (see `Installer.remove`)."""
    Installer(data_dir, on_wait=on_wait).remove(pack_id)


def installed(data_dir: Path) -> tuple[PackInfo, ...]:
    """Return the installed packs by id. Raises ContentUnavailableError when the content cannot be read."""
    if generations.current(data_dir) is None:
        return ()
    with Content.open(data_dir) as content:
        return content.packs()


class Installer:
    """Changes the content in `data_dir`. One at a time: a second one calls `on_wait` once and waits for the first.

    `tz` is the zone in which a guide's days begin (None: this machine's).
    """

    def __init__(
        self,
        data_dir: Path,
        disk: Disk | None = None,
        on_wait: Callable[[], None] = lambda: None,
        tz: tzinfo | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._disk = disk or Disk()
        self._on_wait = on_wait
        self._tz = tz

    def install(self, folder: Path) -> InstallReport:
        """Install the pack at `folder`, in place of the installed one of the same id.

        Raises PackRejectedError when the pack is not fit, InstallFailedError when the disk does not take it. Either way
        the content is what it was.
        """
        with _translated():
            before = pack_copy.state(folder)
        pack = read_pack(folder)
        _refuse_fatal(pack)
        with _translated(), self._alone() as old:
            copy = self._keep_copy(folder, pack)
            if pack_copy.state(folder) != before:
                raise PackRejectedError(f"{folder} changed while it was read. Install it again.")
            copies = {**(old.copies if old else {}), pack.id: copy}
            new, dropped = self._make(old, copies, [pack])
        return InstallReport(pack.id, pack.version, _guides(pack), pack.problems, new.number, dropped)

    def remove(self, pack_id: str) -> None:
        """Remove an installed pack. Raises PackNotInstalledError, or InstallFailedError: then it is still there."""
        with _translated(), self._alone() as old:
            if old is None or pack_id not in old.copies:
                raise PackNotInstalledError(f"No pack “{pack_id}” is installed. See: overlay pack list.")
            self._make(old, {pack: copy for pack, copy in old.copies.items() if pack != pack_id}, [])

    def tidy(self) -> None:
        """Remove what an installation left that was killed after its content was in use."""
        with _translated(), self._alone():
            pass

    def rebuild(self) -> tuple[str, ...]:
        """Build the content anew from the pack copies, as a new version of overlay needs it.

        Return which packs this version could not take over, and why. Their copies stay, for a version that can.
        """
        with _translated(), self._alone() as old:
            if old is None:
                return ()
            _, dropped = self._make(Generation(old.number, schema=0), old.copies, [])
            return dropped

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Generation | None]:
        """Hold the lock, with litter removed before and after; give the generation in use."""
        self._disk.make_directory(self._data_dir)
        self._disk.make_directory(self._data_dir / COPIES)
        with locked(self._data_dir / LOCK, self._on_wait):
            try:
                old = generations.current(self._data_dir)
            except ContentUnavailableError:
                old = None  # a damaged pointer leads nowhere: what is installed now is the content
            self._clean(old)
            try:
                yield old
            finally:
                with contextlib.suppress(ContentUnavailableError):
                    self._clean(generations.current(self._data_dir))

    def _clean(self, generation: Generation | None) -> None:
        for path in generations.litter(self._data_dir, generation):
            # It harms nobody, and on Windows it may still be open: the next install tries again.
            with contextlib.suppress(OSError):
                self._disk.remove(path)

    def _keep_copy(self, folder: Path, pack: Pack) -> str:
        """Put a copy of the pack on disk, whole and synced; return its file name."""
        if not _FILE_NAME.fullmatch(pack.id):
            raise PackRejectedError(f"“{pack.id}” cannot be the id of a pack. Use a–z, 0–9, dots and dashes.")
        directory = self._data_dir / COPIES
        fresh = generations.temporary(directory / f"{pack.id}.zip")
        with self._disk.create(fresh) as out:
            pack_copy.write(folder, out)
        self._disk.sync(fresh)
        name = f"{pack.id}-{pack_copy.digest(fresh)[:16]}.zip"
        self._disk.replace(fresh, directory / name)
        self._disk.sync_directory(directory)
        return name

    def _make(
        self, old: Generation | None, copies: Mapping[str, str], packs: Sequence[Pack]
    ) -> tuple[Generation, tuple[str, ...]]:
        """Build the generation that holds `copies`, of which `packs` are read already, and put it in use."""
        number = 1 + max([old.number if old else 0, *self._numbers()])
        new = Generation(number, SCHEMA, dict(sorted(copies.items())))
        path = self._data_dir / new.file_name
        rest = {
            pack_id: name
            for pack_id, name in new.copies.items()
            if pack_id not in {pack.id for pack in packs}
        }
        dropped: tuple[str, ...] = ()
        if not (rest and old and self._taken_over(old, path, packs, tuple(rest))):
            dropped = self._build_from_copies(path, packs, rest)
        self._disk.sync(path)
        self._disk.sync_directory(self._data_dir)
        self._point_to(new)
        return new, dropped

    def _taken_over(self, old: Generation, path: Path, packs: Sequence[Pack], rest: tuple[str, ...]) -> bool:
        """Build with the rows of `rest` as they are in `old`; False when `old` is damaged or of another schema."""
        source = self._data_dir / old.file_name
        if old.schema != SCHEMA:
            return False
        try:
            generations.open_database(source).close()
            build(self._disk.database(path), packs, Kept(source, rest), self._tz)
        except (ContentUnavailableError, FileNotFoundError):
            return False
        except DBAPIError as error:
            if not _is_damage(error.orig):
                raise
            self._disk.remove(path)
            return False
        return True

    def _build_from_copies(
        self, path: Path, packs: Sequence[Pack], copies: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Build with `copies` read anew; return what could not be used of them."""
        read, dropped = list(packs), []
        with ExitStack() as folders:
            for pack_id, name in copies.items():
                copy = self._data_dir / COPIES / name
                try:
                    pack = read_pack(folders.enter_context(pack_copy.unpacked(copy)))
                    _refuse_fatal(pack)
                except PackRejectedError as error:
                    dropped.append(str(error))
                except (FileNotFoundError, zipfile.BadZipFile):
                    dropped.append(f"{pack_id}: its copy is damaged ({copy}). Install it again.")
                else:
                    read.append(pack)
            build(self._disk.database(path), read, tz=self._tz)
        return tuple(dropped)

    def _point_to(self, generation: Generation) -> None:
        pointer = self._data_dir / POINTER
        fresh = generations.temporary(pointer)
        with self._disk.create(fresh) as out:
            out.write(generation.to_text().encode("utf-8"))
        self._disk.sync(fresh)
        self._disk.replace(fresh, pointer)
        try:
            self._disk.sync_directory(self._data_dir)
        except OSError as error:
            raise InstallFailedError(
                f"The new content is in use, but the disk does not confirm that it is kept ({_why(error)}). Try again."
            ) from error

    def _numbers(self) -> list[int]:
        """Return the numbers of the generations on disk: one that Windows would not let go must not be written over."""
        return [
            int(path.stem.partition("-")[2])
            for path in self._data_dir.glob("content-*.db")
            if path.stem[8:].isdigit()
        ]


def _refuse_fatal(pack: Pack) -> None:
    fatal = [str(problem) for problem in pack.problems if problem.fatal]
    if fatal:
        more = [f"… and {len(fatal) - _SHOWN_PROBLEMS} more."] if len(fatal) > _SHOWN_PROBLEMS else []
        raise PackRejectedError("\n".join([f"{pack.id} was not installed:", *fatal[:_SHOWN_PROBLEMS], *more]))


def _guides(pack: Pack) -> int:
    return len({parsed.guide.ref for parsed in pack.guides})


def _is_damage(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn what the disk raises into InstallFailedError."""
    try:
        yield
    except DBAPIError as error:
        raise _failed(error.orig or error) from error
    except (OSError, sqlite3.Error) as error:
        raise _failed(error) from error


def _failed(error: BaseException) -> InstallFailedError:
    return InstallFailedError(
        f"The new content could not be written ({_why(error)}). The old content stays in use."
    )


def _why(error: BaseException) -> str:
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return said.rstrip(".")
