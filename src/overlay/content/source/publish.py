"""Publishing a pack: the files desks fetch, and the signed role that names them.

Each publication has a number, counted from 1 for the pack. The role keeps the last ones as targets, so that a desk that is
behind fetches the difference only, one that pins a version still finds it, and a bad one can be taken back:

    packs/<id>/<n>.overlaypack   the built pack (`packed.built`) as it was published then
    packs/<id>/<m>-<n>.delta     what makes publication n of publication m (`packed.update`); only to the newest n
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, TargetFile, Targets

from overlay.content.format.pack import Pack, read_files, read_pack
from overlay.content.packed import built, update
from overlay.content.packed.built import Contents
from overlay.content.packed.container import Reader
from overlay.content.packed.index import PackIndex
from overlay.content.packed.opened import open_pack
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.source.repository import (
    PACK_DAYS_VALID,
    PACK_PREFIX,
    OnlineKeyMissingError,
    Repository,
    SignaturesMissingError,
)
from overlay.errors import PackRejectedError

KEPT = 10
"""Publications of a pack that stay fetchable; a desk further behind fetches the whole pack."""
_DELTA_WORTH = 0.8  # a delta larger than this part of the whole pack is not kept


class Publication(Struct, frozen=True):
    """One publication as its target says it. `content` is the digest of its index, `guides` their number."""

    number: int
    version: str
    content: str
    guides: int
    audience: tuple[str, ...]
    published: str
    target: TargetFile


class Published(Struct, frozen=True):
    """What a publication came to. `missing` counts the signatures it waits for; desks see it when that is 0.

    `full_bytes` and `delta_bytes` (from the publication before; None: none was worth it) are what desks fetch.
    """

    pack: str
    version: str
    number: int
    missing: int
    full_bytes: int
    delta_bytes: int | None


class NothingToPublishError(SourceFolderError):
    """The source offers exactly this content already."""


def publications(role: Metadata[Targets] | None) -> tuple[Publication, ...]:
    """Return what a pack's role offers, the newest first. Targets that are none of ours are passed over."""
    found = []
    for target in role.signed.targets.values() if role else ():
        about = target.custom
        if target.path.endswith(built.SUFFIX) and isinstance(about, Mapping):
            found.append(
                Publication(
                    int(about["number"]),
                    str(about["version"]),
                    str(about["content"]),
                    int(about["guides"]),
                    tuple(map(str, about["audience"])),
                    str(about["published"]),
                    target,
                )
            )
    return tuple(sorted(found, key=lambda p: -p.number))


def publish(
    repository: Repository,
    folder: Path,
    *,
    propose: bool = False,
    audience: tuple[str, ...] | None = None,
    only: tuple[str, ...] = (),
) -> Published:
    """Publish the pack at `folder`, or in a built file.

    `audience` (None: as before) names the groups that get it, none: every desk. With `propose`, or when the pack needs more
    signatures than the keys at hand give, it waits for `approve`. Raises PackRejectedError, NothingToPublishError,
    SourceFolderError, SignaturesMissingError.
    """
    with _read(folder) as read:
        return _publish(repository, read, propose=propose, audience=audience, only=only)


class _Read(Struct, frozen=True):
    """A pack to publish; `write` writes it whole."""

    pack: Pack
    contents: Contents
    write: Callable[[BinaryIO], None]


@contextlib.contextmanager
def _read(path: Path) -> Iterator[_Read]:
    """Read a pack folder, or a built file: that is served as it is, so that its SHA-256 stays what its builder saw."""
    if path.is_file():
        data = path.read_bytes()
        with open_pack([path]) as files:
            yield _Read(read_files(files)[0], files.contents, lambda out: _write(out, data, files.index))
    else:
        pack = read_pack(path)
        contents = built.contents_of(path, pack)
        yield _Read(pack, contents, lambda out: built.write(contents, out))


def _write(out: BinaryIO, data: bytes, index: PackIndex) -> None:
    if built.index_from(Reader(io.BytesIO(data), "The file")).digest != index.digest:
        raise PackRejectedError("The file changed while it was read. Publish it again.")
    out.write(data)


def _publish(
    repository: Repository,
    read: _Read,
    *,
    propose: bool,
    audience: tuple[str, ...] | None,
    only: tuple[str, ...],
) -> Published:
    pack, contents = read.pack, read.contents
    if pack.fatal:
        raise PackRejectedError("\n".join([f"{pack.id} cannot be published:", *map(str, pack.fatal)]))
    if pack.id not in repository.packs():
        raise SourceFolderError(
            f"This source does not know the pack “{pack.id}”. "
            f"Add it: overlay source grant {pack.id} --source DIR --key NAME."
        )
    index = contents.index
    with repository.alone():
        role = repository.pack(pack.id)
        before = publications(role)
        groups = audience if audience is not None else (before[0].audience if before else ())
        _refuse_repeated(before, index.digest, pack.version, groups)
        number = 1 + max([p.number for p in before], default=_last_number(role))
        full = _add(repository, f"packs/{pack.id}/{number}{built.SUFFIX}", read.write)
        full.unrecognized_fields["custom"] = {
            "number": number,
            "version": pack.version,
            "content": index.digest,
            "guides": index.top.guides,
            "audience": list(groups),
            "published": repository.expires(0).isoformat(),
        }
        kept = before[: KEPT - 1]
        deltas = [
            delta
            for old in kept
            if (delta := _delta(repository, contents, old, number, full.length)) is not None
        ]
        signed = role.signed if role else Targets(expires=repository.expires(PACK_DAYS_VALID))
        signed.targets = {target.path: target for target in (full, *(p.target for p in kept), *deltas)}
        signed.unrecognized_fields["x-last-publication"] = number
        missing = sign_and_write(repository, pack.id, Metadata(signed), propose=propose, only=only)
    nearest = next((d.length for d in deltas if kept and d.custom["base"] == kept[0].content), None)
    return Published(pack.id, pack.version, number, missing, full.length, nearest)


@contextlib.contextmanager
def unpacked(repository: Repository, publication: Publication) -> Iterator[Path]:
    """Give the folder of a publication for as long as it is used."""
    with built.unpacked(target_path(repository, publication.target)) as folder:
        yield folder


def target_path(repository: Repository, target: TargetFile) -> Path:
    """Return where a target is. Raises SourceFolderError when it is not there or not what was signed."""
    path = repository.target_path(target.path, target.hashes["sha256"])
    try:
        with path.open("rb") as file:
            target.verify_length_and_hashes(file)
    except (OSError, RepositoryError) as error:
        raise SourceFolderError(f"{path} is missing or damaged. Bring it back from your copy.") from error
    return path


def sign_and_write(
    repository: Repository, pack_id: str, role: Metadata[Targets], *, propose: bool, only: tuple[str, ...]
) -> int:
    """Give the pack's role its next version and signatures; put it in force, or keep it as a proposal."""
    name = PACK_PREFIX + pack_id
    role.signed.version = repository.next_version(name)
    role.signed.expires = repository.expires(PACK_DAYS_VALID)
    role.signatures.clear()
    missing = repository.sign(name, role, only)
    if not role.signatures:
        raise SignaturesMissingError(
            f"None of the keys at hand may sign “{pack_id}”. Use --keys with the folder that holds your team's key, "
            "or have it granted: overlay source grant."
        )
    if missing or propose:
        repository.files.propose(name, role)
        return max(missing, 1) if propose else missing
    put_in_force(repository, pack_id, role)
    return 0


def put_in_force(repository: Repository, pack_id: str, role: Metadata[Targets]) -> None:
    """Make desks see a role that has all its signatures.

    Without the online key it is kept for whoever has that: raises OnlineKeyMissingError, which says what to run there.
    """
    name = PACK_PREFIX + pack_id
    try:
        repository.put_in_force({name: role})
    except OnlineKeyMissingError as error:
        repository.files.propose(name, role)
        raise OnlineKeyMissingError(
            f"“{pack_id}” has all signatures of its team, and is kept so. The online key is on another machine. "
            f"There, with this folder: overlay pack approve {pack_id} --source DIR."
        ) from error
    repository.files.drop_proposal(name)
    prune(repository, pack_id)


def prune(repository: Repository, pack_id: str) -> None:
    """Remove targets that no role names any more; those of the role before stay for desks that fetch right now."""
    name = PACK_PREFIX + pack_id
    keep: set[str] = set()
    for role in (repository.pack(pack_id), repository.files.proposal(name), repository.files.before(name)):
        for target in role.signed.targets.values() if role else ():
            keep.add(repository.target_path(target.path, target.hashes["sha256"]).name)
    folder = repository.target_path(f"packs/{pack_id}/x", "").parent
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.name not in keep:
            repository.disk.remove(path)


def _refuse_repeated(
    before: tuple[Publication, ...], digest: str, version: str, groups: tuple[str, ...]
) -> None:
    if before and before[0].content == digest and before[0].audience == groups:
        raise NothingToPublishError(f"The source offers exactly this already, as version {version}.")
    for old in before:
        if old.version == version and old.content != digest:
            raise PackRejectedError(
                f"Version {version} is published already, with other content. Raise “version” in pack.yaml."
            )


def _last_number(role: Metadata[Targets] | None) -> int:
    """Return the number of the last publication, also when all of them are withdrawn."""
    return int(role.signed.unrecognized_fields.get("x-last-publication", 0)) if role else 0


def _delta(
    repository: Repository, contents: Contents, old: Publication, number: int, full_bytes: int
) -> TargetFile | None:
    """Return the target that makes `contents` of `old`; None when it would save next to nothing."""
    before = published_index(repository, old)
    path = f"packs/{contents.index.top.pack}/{old.number}-{number}{update.SUFFIX}"
    delta = _add(repository, path, lambda out: update.write(before, contents, out))
    if delta.length > full_bytes * _DELTA_WORTH:
        repository.disk.remove(repository.target_path(delta.path, delta.hashes["sha256"]))
        return None
    delta.unrecognized_fields["custom"] = {"base": old.content, "content": contents.index.digest}
    return delta


def published_index(repository: Repository, publication: Publication) -> PackIndex:
    """Return the index of a publication. Raises SourceFolderError when its file is not what was signed."""
    return built.read_index(target_path(repository, publication.target))


def _add(repository: Repository, path: str, write: Callable[[BinaryIO], None]) -> TargetFile:
    """Write a target under the name its own hash gives it, whole and synced."""
    disk = repository.disk
    directory = repository.target_path(path, "").parent
    disk.make_directory(directory)
    fresh = directory / "fresh.new"
    disk.remove(fresh)
    with disk.create(fresh) as out:
        write(out)
    disk.sync(fresh)
    with fresh.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    target = TargetFile(fresh.stat().st_size, {"sha256": digest}, path)
    disk.replace(fresh, repository.target_path(path, digest))
    disk.sync_directory(directory)
    return target
