"""Installing and removing packs: each makes a new generation, or leaves everything as it was.

The order is the promise (docs/adr/0020-content-generations.md): the pack's copy is whole on disk, then the generation
built from it, then `content.current` is replaced in one step. What a crash leaves before that step is litter, what it
leaves after is litter too, and the next install removes it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import tzinfo
from pathlib import Path

from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from overlay.content.format.files import folder_state
from overlay.content.format.pack import Pack, read_files, read_pack
from overlay.content.format.problem import Problem
from overlay.content.lookup import Content, PackInfo
from overlay.content.packed import built
from overlay.content.packed.index import PackIndex
from overlay.content.packed.opened import OpenPack, open_pack
from overlay.content.store import generations, previous
from overlay.content.store.build import Part, build
from overlay.content.store.copies import Copies
from overlay.content.store.disk import Disk, locked
from overlay.content.store.generations import LOCK, POINTER, SCHEMA, Copy, Generation
from overlay.errors import ContentUnavailableError, OverlayError, PackRejectedError

WAITING = "Another installation is under way. Waiting until it is done."
_SHOWN_PROBLEMS = 20


class InstallFailedError(OverlayError):
    """The disk did not take the new content: what is in use is whole; make room or fix the rights, then try again."""


class PackNotInstalledError(OverlayError):
    """No installed pack has this id."""


class InstallReport(Struct, frozen=True):
    """What an installation did. `generation` is the number of the one it made; `problems` are warnings.

    `dropped` says which other packs this version of overlay could not take over, and why (a sentence each).
    """

    pack: str
    version: str
    guides: int
    problems: tuple[Problem, ...]
    generation: int
    dropped: tuple[str, ...] = ()


Check = Callable[[PackIndex], None]
"""May refuse what arrived, by raising PackRejectedError, before anything of it is parsed."""


class Arrival(Struct, frozen=True):
    """A built pack, or an update to the installed pack `updates` (`file`), which `check` may refuse."""

    updates: str
    file: Path
    check: Check


class _Fit(Struct, frozen=True):
    """A pack that may come into use: what was read of it, its copy, and how to read the rest should it be needed."""

    part: Part
    copy: Copy
    read_whole: Callable[[], Pack]


def install(path: Path, data_dir: Path, on_wait: Callable[[], None] = lambda: None) -> InstallReport:
    """Install the pack at `path`, a folder or a built file (see `Installer`)."""
    installer = Installer(data_dir, on_wait=on_wait)
    return installer.install_file(path) if path.is_file() else installer.install(path)


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
        self._copies = Copies(data_dir, self._disk)
        self._on_wait = on_wait
        self._tz = tz

    def install(self, folder: Path) -> InstallReport:
        """Install the pack at `folder`, in place of the installed one of the same id.

        Raises PackRejectedError when the pack is not fit, InstallFailedError when the disk does not take it. Either way
        the content is what it was.
        """
        with _translated():
            state = folder_state(folder)
        pack = read_pack(folder)
        _refuse_fatal(pack)
        with _translated(), self._alone() as old:
            copy = self._copies.keep_contents(built.contents_of(folder, pack))
            if folder_state(folder) != state:
                raise PackRejectedError(f"{folder} changed while it was read. Install it again.")
            return self._put_in_use(old, [_Fit(Part(pack), copy, lambda: pack)])[0]

    def install_file(self, file: Path, check: Check = lambda _: None) -> InstallReport:
        """Install a built pack, in place of the installed one of the same id; what did not change is not read again.

        `check` may refuse it by raising PackRejectedError before anything of it is parsed. Else as `install`; `problems` are
        those of what was read.
        """
        with _translated(), self._alone() as old, ExitStack() as opened:
            return self._put_in_use(old, [self._fit(old, Arrival("", file, check), opened)])[0]

    def update(self, pack_id: str, file: Path, check: Check = lambda _: None) -> InstallReport:
        """Install an update to an installed pack; only what changed is read. As `install_file`.

        Raises PackRejectedError also when the pack is not installed, or not as the update wants it.
        """
        with _translated(), self._alone() as old, ExitStack() as opened:
            return self._put_in_use(old, [self._fit(old, Arrival(pack_id, file, check), opened)])[0]

    def together(
        self, arrivals: Sequence[Arrival], removed: Iterable[str] = ()
    ) -> tuple[PackRejectedError | None, ...]:
        """Install `arrivals`, each of another pack, and remove the packs `removed` (those there are) in one generation.

        Return for each arrival why it was refused, or None; a refused one keeps no other out. With nothing to do, what an
        installation left that was killed is removed. Raises InstallFailedError when the disk does not take it all: then
        nothing was changed.
        """
        with _translated(), self._alone() as old, ExitStack() as opened:
            fit: list[_Fit] = []
            refused: list[PackRejectedError | None] = []
            for arrival in arrivals:
                try:
                    fit.append(self._fit(old, arrival, opened))
                    refused.append(None)
                except PackRejectedError as error:
                    refused.append(error)
            gone = {*removed} & {*(old.copies if old else ())}
            if fit or gone:
                self._put_in_use(old, fit, gone)
            return tuple(refused)

    def remove(self, pack_id: str) -> None:
        """Remove an installed pack. Raises PackNotInstalledError, or InstallFailedError: then it is still there."""
        with _translated(), self._alone() as old:
            if old is None or pack_id not in old.copies:
                raise PackNotInstalledError(f"No pack “{pack_id}” is installed. See: overlay pack list.")
            self._put_in_use(old, [], {pack_id})

    def rebuild(self) -> tuple[str, ...]:
        """Build the content anew from the pack copies, as a new version of overlay needs it.

        Return which packs this version could not take over, and why. Their copies stay, for a version that can.
        """
        with _translated(), self._alone() as old:
            if old is None:
                return ()
            _, dropped = self._make(Generation(old.number, schema=0), old.copies)
            return dropped

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Generation | None]:
        """Hold the lock, with litter removed before and after; give the generation in use."""
        self._disk.make_directory(self._data_dir)
        self._copies.make_folder()
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

    def _index(self, copy: Copy) -> PackIndex | None:
        """Return the index of an installed pack; None when its copy is damaged."""
        try:
            with self._copies.opened(copy) as pack:
                return pack.index
        except (PackRejectedError, FileNotFoundError):
            return None

    def _read(self, old: Generation | None, pack: OpenPack, before_it: PackIndex | None) -> Part:
        """Read a pack, without the guides that are in the generation `old` as they are."""
        if old is not None and old.schema == SCHEMA and before_it is not None:
            with contextlib.suppress(ContentUnavailableError, FileNotFoundError, sqlite3.DatabaseError):
                with contextlib.closing(generations.open_database(self._data_dir / old.file_name)) as db:
                    unread = previous.unread(db, before_it, pack.index)
                return Part(*read_files(pack, unread))
        return Part(_read_whole(pack))

    def _fit(self, old: Generation | None, arrival: Arrival, opened: ExitStack) -> _Fit:
        """Read what an arrival changes and keep its copy. It stays open with `opened`. Raises PackRejectedError."""
        if not arrival.updates:
            pack = opened.enter_context(open_pack([arrival.file]))
            arrival.check(pack.index)
            known = old.copies.get(pack.index.top.pack) if old else None
            part = self._read(old, pack, self._index(known) if known else None)
            _refuse_fatal(part.pack)
            return _Fit(part, self._copies.keep_file(arrival.file, pack.index), lambda: _read_whole(pack))
        copy = old.copies.get(arrival.updates) if old else None
        if copy is None:
            raise PackRejectedError(f"The update is for “{arrival.updates}”, which is not installed.")
        pack = opened.enter_context(self._copies.opened(copy, (arrival.file,)))
        arrival.check(pack.index)
        part = self._read(old, pack, pack.before)
        _refuse_fatal(part.pack)
        return _Fit(part, self._copies.keep_update(copy, arrival.file, pack), lambda: _read_whole(pack))

    def _put_in_use(
        self, old: Generation | None, fit: Sequence[_Fit], removed: Collection[str] = ()
    ) -> tuple[InstallReport, ...]:
        """Build the generation in which `fit` are what there is of their packs, and put it in use."""
        copies = {pack: copy for pack, copy in (old.copies if old else {}).items() if pack not in removed}
        copies |= {each.part.pack.id: each.copy for each in fit}
        new, dropped = self._make(old, copies, fit)
        return tuple(_report(each.part, new, dropped) for each in fit)

    def _make(
        self, old: Generation | None, copies: Mapping[str, Copy], fit: Sequence[_Fit] = ()
    ) -> tuple[Generation, tuple[str, ...]]:
        """Build the generation that holds `copies`, of which `fit` are read already, and put it in use."""
        number = 1 + max([old.number if old else 0, *self._numbers()])
        new = Generation(number, SCHEMA, dict(sorted(copies.items())))
        path = self._data_dir / new.file_name
        read = {each.part.pack.id for each in fit}
        rest = {pack_id: copy for pack_id, copy in new.copies.items() if pack_id not in read}
        dropped: tuple[str, ...] = ()
        if not self._built_on(old, path, [each.part for each in fit], tuple(rest)):
            dropped = self._build_from_copies(path, [each.read_whole() for each in fit], rest)
        self._disk.sync(path)
        self._disk.sync_directory(self._data_dir)
        self._point_to(new)
        return new, dropped

    def _built_on(
        self, old: Generation | None, path: Path, parts: Sequence[Part], rest: tuple[str, ...]
    ) -> bool:
        """Build with the rows of what was not read as they are in `old`; False when it is damaged or of another schema."""
        if not rest and not any(part.unchanged for part in parts):
            build(self._disk.database(path), parts, tz=self._tz)
            return True
        if old is None or old.schema != SCHEMA:
            return False
        source = self._data_dir / old.file_name
        try:
            generations.open_database(source).close()
            build(self._disk.database(path), parts, rest, source, self._tz)
        except (ContentUnavailableError, FileNotFoundError):
            return False
        except DBAPIError as error:
            if not _is_damage(error.orig):
                raise
            self._disk.remove(path)
            return False
        return True

    def _build_from_copies(
        self, path: Path, packs: Sequence[Pack], copies: Mapping[str, Copy]
    ) -> tuple[str, ...]:
        """Build with `copies` read anew; return what could not be used of them."""
        dropped = []
        with ExitStack() as opened:
            read = list(packs)
            for pack_id, copy in copies.items():
                try:
                    files = opened.enter_context(self._copies.opened(copy))
                except (FileNotFoundError, PackRejectedError):
                    dropped.append(f"{pack_id}: its copy is damaged ({copy.files[0]}). Install it again.")
                    continue
                try:
                    read.append(_read_whole(files))
                except PackRejectedError as error:
                    dropped.append(str(error))
            build(self._disk.database(path), [Part(pack) for pack in read], tz=self._tz)
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


def _report(part: Part, generation: Generation, dropped: tuple[str, ...]) -> InstallReport:
    pack = part.pack
    guides = len({parsed.guide.ref for parsed in pack.guides}) + len(part.unchanged)
    return InstallReport(pack.id, pack.version, guides, pack.problems, generation.number, dropped)


def _refuse_fatal(pack: Pack) -> None:
    fatal = [str(problem) for problem in pack.problems if problem.fatal]
    if fatal:
        more = [f"… and {len(fatal) - _SHOWN_PROBLEMS} more."] if len(fatal) > _SHOWN_PROBLEMS else []
        raise PackRejectedError("\n".join([f"{pack.id} was not installed:", *fatal[:_SHOWN_PROBLEMS], *more]))


def _read_whole(files: OpenPack) -> Pack:
    pack, _ = read_files(files)
    _refuse_fatal(pack)
    return pack


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
