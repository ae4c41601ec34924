"""Four eyes: what waits for another signature, shown guide by guide before anybody signs it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuf.api.metadata import Metadata, Targets

from overlay.content.packed.opened import open_pack
from overlay.content.source.publish import Publication, prune, publications, target_path
from overlay.content.source.repository import (
    PACK_PREFIX,
    Repository,
    SignaturesMissingError,
    SourceFolderError,
)

_MAX_SHOWN_LINES = 2_000


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of the pack that differs. `kind` is "added", "removed" or "changed"; `lines` is a unified diff of text."""

    path: str
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A publication that waits. `signed_by` and `may_sign` are key ids; `missing` counts signatures."""

    pack: str
    version: str
    was: str
    missing: int
    signed_by: tuple[str, ...]
    may_sign: tuple[str, ...]
    changes: tuple[FileChange, ...]


def proposal(repository: Repository, pack_id: str) -> Proposal:
    """Return what waits for a pack, with the difference to what is in force. Raises SourceFolderError when nothing does.

    The pack shown is the one that will be signed: its hash is checked against the proposed role first.
    """
    role, name = _waiting(repository, pack_id), PACK_PREFIX + pack_id
    new, old = publications(role), publications(repository.pack(pack_id))
    _refuse_outdated(repository, name, role)
    changes = _changes(_files(repository, old[:1]), _files(repository, new[:1]))
    return Proposal(
        pack_id,
        new[0].version if new else "",
        old[0].version if old else "",
        repository.missing(name, role),
        tuple(sorted(role.signatures)),
        tuple(sorted(repository.keyids(name))),
        changes,
    )


def approve(repository: Repository, pack_id: str, *, only: tuple[str, ...] = ()) -> int:
    """Sign what waits, and put it in force when that was the last signature. Return how many are still missing."""
    name = PACK_PREFIX + pack_id
    with repository.alone():
        role = _waiting(repository, pack_id)
        _refuse_outdated(repository, name, role)
        before = set(role.signatures)
        missing = repository.sign(name, role, only)
        if set(role.signatures) == before and missing:
            raise SignaturesMissingError(
                f"None of the keys at hand adds a signature to “{pack_id}”: another of the team's keys must sign."
            )
        if missing:
            repository.propose(name, role)
            return missing
        repository.put_in_force({name: role})
        repository.drop_proposal(name)
        prune(repository, pack_id)
        return 0


def _waiting(repository: Repository, pack_id: str) -> Metadata[Targets]:
    role: Metadata[Any] | None = repository.proposal(PACK_PREFIX + pack_id)
    if role is None:
        raise SourceFolderError(f"Nothing of “{pack_id}” waits for approval.")
    return role


def _refuse_outdated(repository: Repository, name: str, role: Metadata[Targets]) -> None:
    if role.signed.version != repository.next_version(name):
        raise SourceFolderError("Something else was published since this was proposed. Propose it again.")


def _files(repository: Repository, newest: tuple[Publication, ...]) -> dict[str, bytes]:
    if not newest:
        return {}
    with open_pack([target_path(repository, newest[0].target)]) as pack:
        return {item.path: pack.read(item.path, item.blob.size_bytes) for item in pack.index.items}


def _changes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    found = []
    for path in sorted({*old, *new}):
        before, after = old.get(path), new.get(path)
        if before == after:
            continue
        kind = "added" if before is None else "removed" if after is None else "changed"
        found.append(FileChange(path, kind, _lines(path, before or b"", after or b"")))
    return tuple(found)


def _lines(path: str, before: bytes, after: bytes) -> tuple[str, ...]:
    try:
        texts = [data.decode("utf-8").splitlines() for data in (before, after)]
    except UnicodeDecodeError:
        return (f"{len(before)} bytes before, {len(after)} bytes after",)
    lines = list(difflib.unified_diff(texts[0], texts[1], path, path, lineterm=""))
    cut = [f"… and {len(lines) - _MAX_SHOWN_LINES} lines more"] if len(lines) > _MAX_SHOWN_LINES else []
    return tuple(lines[:_MAX_SHOWN_LINES] + cut)
