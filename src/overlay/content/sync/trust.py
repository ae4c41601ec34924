"""What a source offers, verified: signatures, versions, expiry and hashes checked by python-tuf before anything is parsed.

What was verified is kept in the source's own folder, so that an older state is recognised for what it is: a rollback.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field
from tuf.api import exceptions as tuf
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from overlay.content.packed import built, update
from overlay.content.source.metadata_files import AHEAD, NEWEST_ROOT
from overlay.content.store.disk import Disk
from overlay.content.sync.fetch import PARALLEL, Fetcher
from overlay.content.sync.refusals import SourceExpiredError, SourceRejectedError, translated
from overlay.content.sync.sources import Source
from overlay.errors import OverlayError

MAX_PACKS = 2_000
_MOST_BYTES = 8 << 20  # of one pack's role, or the targets
_TOP = ("timestamp", "snapshot", "targets")
_PACK_ROLE = re.compile(r"pack-([a-z0-9][a-z0-9._-]{0,63})", re.ASCII)


class Offer(Struct, frozen=True):
    """One publication of a pack. `deltas` is by the digest of the content they are for; empty for all but the newest.

    `content` is the digest of the pack's index.
    """

    source: str
    pack: str
    number: int
    version: str
    content: str
    audience: tuple[str, ...]
    full: TargetFile
    deltas: Mapping[str, TargetFile] = field(default_factory=dict)


class View(Struct, frozen=True):
    """A source as it is now. `packs` is id → publications, the newest first; `problems` are packs that were refused.

    `valid_until` is the ISO time (UTC) when the first of the signatures that count for all of it runs out.
    """

    packs: Mapping[str, tuple[Offer, ...]]
    problems: tuple[OverlayError, ...]
    valid_until: str = ""


def look(source: Source, fetcher: Fetcher, folder: Path, disk: Disk) -> View:
    """Return what `source` offers; `folder` on `disk` keeps what was verified before. One at a time for each folder.

    Raises SourceRejectedError, SourceExpiredError or SourceUnreachableError; OSError when `folder` cannot be written.
    """
    _clean(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    base = f"{source.url.rstrip('/')}/metadata/"
    with translated(source):
        trusted = source.trusted_root()
    with ThreadPoolExecutor(PARALLEL) as pool:
        asked = _Ahead(fetcher, pool, base)
        if known := _version(folder / "snapshot.json"):
            asked.ask_all(f"{base}{known + 1}{AHEAD}")
        with translated(source, lambda: asked.role, fetcher):
            updater = _Updater(folder, base, asked, trusted, disk)
            updater.refresh()
        # Read back from where the updater put it: its public interface gives single targets only.
        timestamp, snapshot, targets = (_signed(folder / f"{name}.json") for name in _TOP)
        versions = {
            name: int(snapshot["meta"][f"{name}.json"]["version"])
            for name in (role["name"] for role in targets.get("delegations", {}).get("roles", ()))
            if f"{name}.json" in snapshot["meta"]
        }
        if len(versions) > MAX_PACKS:
            raise SourceRejectedError(
                f"“{source.name}” names more than {MAX_PACKS} packs.", "limit", "targets"
            )
        asked.ask(_changed(base, folder, versions, disk))
        packs, problems = _offered(source, updater, folder, versions)
        ends = [role["expires"] for role in (_newest_root(folder), timestamp, snapshot, targets)]
        return View(packs, problems, min(ends))


def _offered(
    source: Source, updater: Updater, folder: Path, names: Iterable[str]
) -> tuple[Mapping[str, tuple[Offer, ...]], tuple[OverlayError, ...]]:
    """Return what the packs' roles say; one that is refused does not keep the others from being read."""
    packs: dict[str, tuple[Offer, ...]] = {}
    problems: list[OverlayError] = []
    for name in names:
        named = _PACK_ROLE.fullmatch(name)
        if named is None:
            problems.append(
                SourceRejectedError(
                    f"“{source.name}” names a pack in a way that cannot be.", "name", "targets"
                )
            )
            continue
        try:
            with translated(source, partial(str, name)):
                updater.get_targetinfo(f"packs/{named[1]}/-")  # loads and verifies the pack's role
                role: Metadata[Targets] = Metadata.from_file(str(folder / f"{name}.json"))
            packs[named[1]] = _offers(source, named[1], role.signed)
        except (SourceRejectedError, SourceExpiredError) as error:
            problems.append(error)
    return packs, tuple(problems)


def _changed(base: str, folder: Path, versions: Mapping[str, int], disk: Disk) -> dict[str, int]:
    """Return the packs' roles that are not here yet, and remove the older ones that are.

    Left there, python-tuf would check every signature of an old one before it asks for the new one. Nothing rests on it: how
    old a pack's role may be is what the snapshot says.
    """
    missing = {}
    for name, version in versions.items():
        path = folder / f"{quote(name, '')}.json"
        if _version(path) != version:
            disk.remove(path)
            missing[f"{base}{version}.{quote(name, '')}.json"] = _MOST_BYTES
    return missing


def _version(path: Path) -> int:
    """Return the version of a role that was verified before, 0 when there is none."""
    try:
        return int(_signed(path)["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return 0


def _signed(path: Path) -> dict[str, Any]:
    """Return what a role says that python-tuf verified and kept."""
    signed: dict[str, Any] = json.loads(path.read_bytes())["signed"]
    return signed


def _newest_root(folder: Path) -> dict[str, Any]:
    """Return the root in use; `root.json` leads to it, but not every file system can make that link."""
    return _signed(
        max((folder / "root_history").glob("*.root.json"), key=lambda path: int(path.name.partition(".")[0]))
    )


def fetch_first_root(source: Source, fetcher: Fetcher) -> bytes:
    """Return the first root metadata that a source serves: to be compared with a fingerprint, not to be believed."""
    with closing(fetcher), translated(source):
        return fetcher.download_bytes(f"{source.url.rstrip('/')}/metadata/1.root.json", 512_000)


def refuse_untrusted_root(source: Source, data: bytes) -> None:
    """Raise SourceRejectedError unless `data` is root metadata that is signed by its own keys."""
    with translated(source, lambda: "root"):
        root: Metadata[Root] = Metadata.from_bytes(data)
        if not isinstance(root.signed, Root):
            raise tuf.RepositoryError("root expected")
        root.signed.verify_delegate("root", root.signed_bytes, root.signatures)


def target_url(source: Source, target: TargetFile) -> str:
    """Return where a target is: the name has its hash in it, so caches and desks never mix two states."""
    directory, _, name = target.path.rpartition("/")
    return f"{source.url.rstrip('/')}/targets/{directory}/{target.hashes['sha256']}.{name}"


def _offers(source: Source, pack: str, role: Targets) -> tuple[Offer, ...]:
    """Read a verified role. Only paths below the pack's own folder count: the delegation covers no others."""
    own = {path: target for path, target in role.targets.items() if path.startswith(f"packs/{pack}/")}
    try:
        deltas = {
            str(target.custom["base"]): target for path, target in own.items() if path.endswith(update.SUFFIX)
        }
        offers = [
            Offer(
                source.name,
                pack,
                int(target.custom["number"]),
                str(target.custom["version"]),
                str(target.custom["content"]),
                tuple(map(str, target.custom["audience"])),
                target,
            )
            for path, target in own.items()
            if path.endswith(built.SUFFIX)
        ]
        if any(not re.fullmatch(r"[0-9a-f]{64}", target.hashes["sha256"]) for target in own.values()):
            raise ValueError
    except (TypeError, LookupError, ValueError) as error:
        raise SourceRejectedError(
            f"What “{source.name}” says of “{pack}” cannot be understood. It may be for a newer version of overlay.",
            "malformed",
            f"pack-{pack}",
        ) from error
    offers.sort(key=lambda offer: -offer.number)
    if offers:
        newest = offers[0]
        fits = {
            base: delta for base, delta in deltas.items() if delta.custom.get("content") == newest.content
        }
        offers[0] = Offer(
            newest.source,
            pack,
            newest.number,
            newest.version,
            newest.content,
            newest.audience,
            newest.full,
            fits,
        )
    return tuple(offers)


def _clean(folder: Path) -> None:
    """Remove what an updater that was killed left: each file is `tmp…` before it gets its name."""
    for path in folder.glob("tmp*"):
        with contextlib.suppress(OSError):
            path.unlink()


class _Updater(Updater):
    """python-tuf's updater, writing through our disk, and only what is not there already: tuf writes the root at each start.

    How files are written is all that differs. Should tuf stop to call these, syncs get slower and no less careful.
    """

    def __init__(self, folder: Path, base: str, asked: _Ahead, trusted: bytes, disk: Disk) -> None:
        self._disk = disk
        config = UpdaterConfig(max_root_rotations=256, targets_max_length=_MOST_BYTES)
        super().__init__(str(folder), base, fetcher=asked, config=config, bootstrap=trusted)

    def _persist_file(self, filename: str, data: bytes) -> None:
        path = Path(filename)
        with contextlib.suppress(OSError):
            if path.read_bytes() == data:
                return
        fresh = Path(self._dir, f"tmp-{path.name}")  # one name will do: one at a time works in this folder
        self._disk.remove(fresh)
        with self._disk.create(fresh) as out:
            out.write(data)
        self._disk.replace(fresh, path)

    def _update_root_symlink(self) -> None:
        link, current = (
            Path(self._dir, "root.json"),
            f"root_history/{self._trusted_set.root.version}.root.json",
        )
        if not (link.is_symlink() and link.readlink() == Path(current)):
            super()._update_root_symlink()


class _Ahead(FetcherInterface):
    """Has answers ready before python-tuf, which asks for one after the other, wants them; knows what it asked last.

    It does not always say whose metadata it refuses. What was fetched ahead is as untrusted as all else.
    """

    def __init__(self, fetcher: Fetcher, pool: Executor, base: str) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._base = base
        self._timestamp = pool.submit(fetcher.download_bytes, f"{base}timestamp.json", 16_384)
        self._ready: dict[str, Future[bytes]] = {f"{base}timestamp.json": self._timestamp}
        self._all: Future[bytes] | None = None
        self._together: dict[str, bytes] = {}
        self.role = ""

    def ask(self, urls: Mapping[str, int]) -> None:
        """Begin to fetch these; a number is the most bytes an answer may have."""
        for url, most_bytes in urls.items():
            if url not in self._together:
                self._ready[url] = self._pool.submit(self._fetcher.download_bytes, url, most_bytes)

    def ask_all(self, url: str) -> None:
        """Begin to fetch what is new since the state that is known, in one answer.

        That is a guess: it is there when one thing was published since. Else it costs one short answer.
        """
        self._all = self._pool.submit(self._fetcher.download_bytes, url, _MOST_BYTES)

    def download_bytes(self, url: str, max_length: int) -> bytes:
        name = url.rpartition("/")[2]
        self.role = name.removesuffix(".json").partition(".")[2] or "timestamp"
        if self.role == "root" and int(name.partition(".")[0]) > self._newest_root():
            raise tuf.DownloadHTTPError(f"{url}: the source has no newer root", 404)
        data = self._at_hand(url)
        if data is None:
            return self._fetcher.download_bytes(url, max_length)
        if len(data) > max_length:
            raise tuf.DownloadLengthMismatchError(f"{url} is longer than {max_length} bytes")
        return data

    def _fetch(self, url: str) -> Iterator[bytes]:
        return iter((self.download_bytes(url, _MOST_BYTES),))

    def _at_hand(self, url: str) -> bytes | None:
        ready = self._ready.pop(url, None)
        if ready is not None:
            return ready.result()
        if self.role != "root" and self._all is not None:
            waiting, self._all = self._all, None
            self._together = _taken_apart(self._base, waiting)
        return self._together.get(url)

    def _newest_root(self) -> float:
        """Return the version of the newest root as the timestamp says it, infinity when it does not.

        Nobody has verified it yet, and nobody need: who can forge it can as well answer that there is no newer root.
        """
        try:
            return int(json.loads(self._timestamp.result())["signed"][NEWEST_ROOT])
        except (tuf.DownloadError, ValueError, LookupError, TypeError, RecursionError):
            return math.inf


def _taken_apart(base: str, answer: Future[bytes]) -> dict[str, bytes]:
    """Return address → metadata; nothing when there is no such answer, or none of ours. A bomb is cut off."""
    try:
        data = zlib.decompressobj().decompress(answer.result(), _MOST_BYTES)
        return {base + str(name): str(text).encode("utf-8") for name, text in json.loads(data).items()}
    except (tuf.DownloadError, zlib.error, ValueError, AttributeError, RecursionError):
        return {}
