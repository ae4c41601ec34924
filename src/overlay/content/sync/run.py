"""One sync: look at every source, fetch what is missing in parallel, install it, remember.

Nothing is changed before it was verified, and then only through `Installer`, so a crash at any instant leaves whole content.

    data/sync/
      lock                one sync at a time, also of two sessions of one user
      state.json          see `state`
      looks.json          see `last_checks`
      sources/<name>/     what was verified of a source (python-tuf's cache)
      downloads/          see `downloads`; removed once installed
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from tuf.api.metadata import TargetFile

from overlay.content.install import Arrival, Installer, InstallFailedError
from overlay.content.packed.built import OtherPackError
from overlay.content.packed.index import PackIndex
from overlay.content.store import generations
from overlay.content.store.disk import Disk, locked
from overlay.content.sync import last_checks as looks_of
from overlay.content.sync import state as states
from overlay.content.sync.downloads import Downloads, Wanted
from overlay.content.sync.fetch import Fetcher
from overlay.content.sync.last_checks import Look
from overlay.content.sync.parallel import at_once
from overlay.content.sync.plan import Plan, make_plan
from overlay.content.sync.refusals import SourceRejectedError
from overlay.content.sync.sources import Source
from overlay.content.sync.state import Installed, SyncState
from overlay.content.sync.trust import Offer, View, look
from overlay.errors import ContentUnavailableError, OverlayError, PackRejectedError

_TOGETHER_BYTES = 4 << 20  # compressed: some ten thousand guides


class PackChange(Struct, frozen=True):
    """What happened to a pack: `to` is empty when it was removed, `was` when it is new; `fetched_bytes` is what it cost."""

    pack: str
    was: str
    to: str
    fetched_bytes: int


class SyncReport(Struct, frozen=True):
    """What a sync did, or with `check` would do. `problems` name what was not done; all else was."""

    changes: tuple[PackChange, ...]
    problems: tuple[OverlayError, ...]
    silent_since: Mapping[str, str]


Progress = Callable[[str, int, int], None]
"""Gets the phase ("look", "fetch", "install"), how much of it is done and how much there is (bytes, or packs)."""


class Sync:
    """Brings the packs in `data_dir` in line with `sources`. `connect` opens a source; `now` is the clock (UTC)."""

    def __init__(
        self,
        data_dir: Path,
        sources: Sequence[Source],
        connect: Callable[[Source], Fetcher],
        *,
        disk: Disk | None = None,
        progress: Progress = lambda *_: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / "sync"
        self._sources = tuple(sources)
        self._connect = connect
        self._disk = disk or Disk()
        self._progress = progress
        self._now = now
        self._problems: list[OverlayError] = []
        self._to_blame: dict[str, OverlayError] = {}  # by source, the first problem of each
        self._downloads = Downloads(self._folder / "downloads", self._disk, partial(progress, "fetch"))

    def run(self, *, check: bool = False, on_wait: Callable[[], None] = lambda: None) -> SyncReport:
        """Sync once. With `check`, look only.

        Problems of one source or pack are in the report and keep nothing else from being done. Raises InstallFailedError
        when this machine's disk takes nothing.
        """
        try:
            self._disk.make_directory(self._folder / "downloads")
            with locked(self._folder / "lock", on_wait):
                return self._run(check=check)
        except OSError as error:
            raise _disk_failed(error) from error

    def _run(self, *, check: bool) -> SyncReport:
        state = states.load(self._folder)
        fetchers: dict[str, Fetcher] = {}
        try:
            views = self._look(fetchers)
            plan = make_plan(self._sources, views, state)
            self._problems += [OverlayError(text) for text in plan.held]
            state = self._with_silence(state, views)
            have = self._installed(state)
            todo = {
                pack: offer
                for pack, offer in plan.wanted.items()
                if have.get(pack, Installed("", "", "")).content != offer.content
            }
            adopted = {
                pack: replace(have[pack], source=offer.source, version=offer.version)
                for pack, offer in plan.wanted.items()
                if pack not in todo
            }
            state = replace(state, installed={**state.installed, **adopted})
            if check:
                changes = [PackChange(p, _version(have, p), o.version, 0) for p, o in todo.items()]
                changes += [PackChange(pack, _version(have, pack), "", 0) for pack in plan.withdrawn]
                return SyncReport(tuple(changes), tuple(self._problems), state.silent_since)
            states.save(self._folder, state, self._disk)
            report = self._bring(plan, todo, have, state, fetchers)
            self._note_looks(views)
            return report
        finally:
            for fetcher in fetchers.values():
                fetcher.close()

    # --- looking -----------------------------------------------------------------------------------------------------

    def _look(self, fetchers: dict[str, Fetcher]) -> dict[str, View]:
        """Return what each source offers that can be read; all are asked at once."""

        def ask(source: Source) -> View:
            fetchers[source.name] = self._connect(source)
            return look(source, fetchers[source.name], self._folder / "sources" / source.name, self._disk)

        views: dict[str, View] = {}
        self._progress("look", 0, len(self._sources))
        for done, (source, outcome) in enumerate(at_once(ask, self._sources), 1):
            name = source.name
            try:
                views[name] = outcome()
                for problem in views[name].problems:
                    self._blame(name, problem)
            except OverlayError as error:
                self._blame(name, error)
            self._progress("look", done, len(self._sources))
        return views

    def _with_silence(self, state: SyncState, views: Mapping[str, View]) -> SyncState:
        today = self._now().date().isoformat()
        silent = {s.name: state.silent_since.get(s.name, today) for s in self._sources if s.name not in views}
        return replace(state, silent_since=silent)

    def _blame(self, source: str, problem: OverlayError) -> None:
        self._problems.append(problem)
        self._to_blame.setdefault(source, problem)

    def _note_looks(self, views: Mapping[str, View]) -> None:
        """Keep how it went with each source, for those who ask later."""
        before, now = looks_of.load(self._folder), self._now().isoformat(timespec="seconds")
        looks = {}
        for source in self._sources:
            view, problem = views.get(source.name), self._to_blame.get(source.name)
            was = before.get(source.name, Look(now))
            looks[source.name] = Look(
                now,
                now if view else was.read,
                view.valid_until if view else was.valid_until,
                getattr(problem, "code", "unreachable") if problem else "",
                getattr(problem, "role", ""),
                str(problem) if problem else "",
            )
        looks_of.save(self._folder, looks)

    def _installed(self, state: SyncState) -> dict[str, Installed]:
        """Return every pack on this machine with the digest of its content, by hand or by sync."""
        try:
            generation = generations.current(self._data_dir)
        except ContentUnavailableError:
            generation = None
        found = {}
        for pack, copy in generation.copies.items() if generation else ():
            known = state.installed.get(pack)
            if known is None or known.content != copy.content:
                known = Installed("", known.version if known else "", copy.content)
            found[pack] = known
        return found

    # --- bringing ----------------------------------------------------------------------------------------------------

    def _bring(
        self,
        plan: Plan,
        todo: Mapping[str, Offer],
        have: Mapping[str, Installed],
        state: SyncState,
        fetchers: Mapping[str, Fetcher],
    ) -> SyncReport:
        sources = {source.name: source for source in self._sources}
        wanted = {
            pack: Wanted(sources[offer.source], fetchers[offer.source], _cheapest(offer, have.get(pack)))
            for pack, offer in todo.items()
        }
        self._downloads.forget_others(wanted)
        targets = {pack: wanted[pack].target for pack in self._fetch(wanted)}
        changes: list[PackChange] = []
        self._progress("install", 0, len(targets))
        for group in _groups(targets):
            for pack, target in self._install(group, wanted, todo, plan.withdrawn).items():
                offer = todo[pack]
                now_installed = Installed(offer.source, offer.version, offer.content)
                state = replace(state, installed={**state.installed, pack: now_installed})
                changes.append(PackChange(pack, _version(have, pack), offer.version, target.length))
            states.save(self._folder, state, self._disk)
            self._progress("install", len(changes), len(targets))
        if plan.withdrawn or not changes:  # else it was done with the rest, and nothing was left behind
            Installer(self._data_dir, self._disk).together((), plan.withdrawn)
        if plan.withdrawn:
            left = {pack: was for pack, was in state.installed.items() if pack not in plan.withdrawn}
            states.save(self._folder, replace(state, installed=left), self._disk)
            changes += [PackChange(pack, _version(have, pack), "", 0) for pack in plan.withdrawn]
        return SyncReport(tuple(changes), tuple(self._problems), state.silent_since)

    def _fetch(self, wanted: Mapping[str, Wanted]) -> tuple[str, ...]:
        """Fetch the file of each pack; return the packs whose file is there."""
        whole = []
        for pack, outcome in self._downloads.fetch(wanted):
            try:
                outcome()
                whole.append(pack)
            except OverlayError as error:
                self._blame(wanted[pack].source.name, error)
        return tuple(whole)

    def _install(
        self,
        targets: Mapping[str, TargetFile],
        wanted: Mapping[str, Wanted],
        todo: Mapping[str, Offer],
        withdrawn: Sequence[str],
    ) -> Mapping[str, TargetFile]:
        """Install what was fetched, without the packs `withdrawn`, in one generation; return what of it is in use."""
        arrivals = [self._arrival(todo[pack], target) for pack, target in targets.items()]
        try:
            refused = Installer(self._data_dir, self._disk).together(arrivals, withdrawn)
        except InstallFailedError as error:
            if len(targets) == 1:
                self._blame(todo[next(iter(targets))].source, error)
                return {}
            # What there is no room for keeps nothing else out.
            alone = [self._install({p: t}, wanted, todo, withdrawn) for p, t in targets.items()]
            return {pack: target for used in alone for pack, target in used.items()}
        reasons = {
            pack: _told(todo[pack], reason) for pack, reason in zip(targets, refused, strict=True) if reason
        }
        used = {pack: target for pack, target in targets.items() if pack not in reasons}
        for pack, target in used.items():
            self._disk.remove(self._downloads.path(pack, target))
        # What an update is for changed under us, or is not what it was: the whole pack always fits.
        whole = {
            pack: replace(wanted[pack], target=todo[pack].full)
            for pack in reasons
            if targets[pack] is not todo[pack].full
        }
        fetched = self._fetch(whole)
        for pack, reason in reasons.items():
            if pack not in fetched:
                self._blame(todo[pack].source, reason)
        if fetched:
            used |= self._install({pack: todo[pack].full for pack in fetched}, wanted, todo, withdrawn)
        return used

    def _arrival(self, offer: Offer, target: TargetFile) -> Arrival:
        """Return what was fetched, to be installed when it is what was signed."""

        def check(index: PackIndex) -> None:
            if index.top.pack != offer.pack or index.digest != offer.content:
                raise OtherPackError

        updates = "" if target is offer.full else offer.pack
        return Arrival(updates, self._downloads.path(offer.pack, target), check)


def pin(data_dir: Path, pack: str, version: str | None) -> None:
    """Keep a pack at a version, or (None) let it follow its source again. Takes effect with the next sync."""
    folder, disk = data_dir / "sync", Disk()
    try:
        disk.make_directory(folder)
        with locked(folder / "lock"):
            state = states.load(folder)
            pins = {p: v for p, v in state.pins.items() if p != pack}
            states.save(
                folder, replace(state, pins=pins if version is None else {**pins, pack: version}), disk
            )
    except OSError as error:
        raise _disk_failed(error) from error


def _told(offer: Offer, reason: PackRejectedError) -> PackRejectedError:
    if not isinstance(reason, OtherPackError):
        return reason
    return SourceRejectedError(
        f"What “{offer.source}” offers as “{offer.pack}” is another pack. What is installed stays.",
        "other-pack",
        f"pack-{offer.pack}",
    )


def _groups(targets: Mapping[str, TargetFile]) -> Iterator[Mapping[str, TargetFile]]:
    """Yield what is installed together: all of it, but no more than is well held in memory (a large pack is by itself)."""
    group: dict[str, TargetFile] = {}
    for pack, target in targets.items():
        if group and target.length + sum(t.length for t in group.values()) > _TOGETHER_BYTES:
            yield group
            group = {}
        group[pack] = target
    if group:
        yield group


def _cheapest(offer: Offer, base: Installed | None) -> TargetFile:
    """Return the difference to what is there, or the whole pack: whichever is fewer bytes."""
    delta = offer.deltas.get(base.content) if base else None
    return delta if delta is not None and delta.length < offer.full.length else offer.full


def _version(have: Mapping[str, Installed], pack: str) -> str:
    return have[pack].version if pack in have else ""


def _disk_failed(error: OSError) -> InstallFailedError:
    denied = error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}
    cure = "Make the data folder writable for you" if denied else "Make room"
    return InstallFailedError(
        f"The disk does not take the new content ({error.strerror or error}). What is installed stays. "
        f"{cure}, then try again."
    )
