"""Decisions that are not in force yet: root, targets and packs that wait for signatures, or for the online key.

Keys are on several machines, and the offline ones on none that publishes. What one of them decided is kept in the source's
folder, with all that has to come into force together; each machine adds the signatures it can, and the one that has the
online key puts it in force.
"""

from __future__ import annotations

from typing import Any, TypeVar

from tuf.api.metadata import Metadata, Root, Targets

from overlay.content.source.metadata_files import ROOT, TARGETS_ROLE, SourceFolderError
from overlay.content.source.repository import (
    PACK_PREFIX,
    Change,
    OnlineKeyMissingError,
    Repository,
    SignaturesMissingError,
)

Role = TypeVar("Role", Root, Targets)


def newest(repository: Repository, role: str, in_force: Metadata[Role]) -> Metadata[Role]:
    """Return what waits of a role where something does, else what is `in_force`: the next change builds on it.

    What was overtaken, because another change of that role came into force since, counts no more.
    """
    waiting = repository.files.proposal(role)
    return waiting if waiting and waits(repository, role, in_force) else in_force


def waits(repository: Repository, role: str, in_force: Metadata[Any]) -> bool:
    """Tell whether a change of the role waits that was not overtaken."""
    waiting = repository.files.proposal(role)
    return waiting is not None and bool(waiting.signed.version == in_force.signed.version + 1)


def command(role: str) -> str:
    """Return the command that puts a role in force where all keys it wants are at hand."""
    if role.startswith(PACK_PREFIX):
        return f"overlay pack approve {role.removeprefix(PACK_PREFIX)} --source DIR"
    return f"overlay source sign {role} --source DIR"


def settle(repository: Repository, role: str, changes: dict[str, Metadata[Any]]) -> Change:
    """Put `changes` in force when each has all its signatures; else keep them until it has. `role` is what they are about.

    Raises OnlineKeyMissingError, with all of it kept, when only the machine with the online key is left to act.
    """
    missing = {
        name: n
        for name, metadata in changes.items()
        if (n := repository.missing_after(name, metadata, changes))
    }
    if not missing:
        try:
            repository.put_in_force(changes)
        except OnlineKeyMissingError as error:
            keep(repository, changes)
            raise OnlineKeyMissingError(
                f"{role} {changes[role].signed.version} has all its signatures, and is kept so. The online key is on "
                f"another machine. There, with this folder: {command(role)}."
            ) from error
        for name in changes:
            repository.files.drop_proposal(name)
        return Change(role, changes[role].signed.version)
    keep(repository, changes)
    late = role if role in missing else next(iter(missing))
    return Change(late, changes[late].signed.version, missing[late])


def sign(repository: Repository, role: str) -> Change:
    """Add the signatures of the keys at hand to a root or targets role that waits, and to what belongs to it; then settle.

    Raises SourceFolderError when nothing waits or it was overtaken, SignaturesMissingError when no key here adds anything,
    OnlineKeyMissingError as `settle` does.
    """
    with repository.alone():
        changes = _together(repository, role)
        for name, metadata in changes.items():
            if metadata.signed.version != repository.next_version(name):
                raise SourceFolderError(
                    f"Another change of “{name}” came into force since this one was made. Make it again."
                )
        before = sum(len(metadata.signatures) for metadata in changes.values())
        for name, metadata in changes.items():
            repository.sign_after(name, metadata, changes)
        added = sum(len(metadata.signatures) for metadata in changes.values()) - before
        if not added and any(repository.missing_after(n, m, changes) for n, m in changes.items()):
            raise SignaturesMissingError(f"None of the keys at hand may sign “{role}”, or they all did.")
        return settle(repository, role, changes)


def _together(repository: Repository, role: str) -> dict[str, Metadata[Any]]:
    """Return what waits of `role`, and what has to come into force with it."""
    waiting = {
        name: metadata
        for name in repository.files.proposals()
        if (metadata := repository.files.proposal(name))
    }
    if role not in waiting:
        raise SourceFolderError(f"Nothing waits for a signature of “{role}”.")
    found = {role: waiting[role]}
    root = waiting.get(ROOT)
    if root and TARGETS_ROLE in waiting and (not repository.exists() or _orphans_targets(repository, root)):
        found = {ROOT: root, TARGETS_ROLE: waiting[TARGETS_ROLE]}
    if TARGETS_ROLE in found:
        needed = repository.orphaned(found[TARGETS_ROLE].signed) if repository.exists() else ()
        found |= {name: waiting[name] for name in needed if name in waiting}
    return found


def _orphans_targets(repository: Repository, root: Metadata[Root]) -> bool:
    """Tell whether the targets in force are not signed as `root` wants them to be."""
    return bool(repository.missing_by(root.signed, TARGETS_ROLE, repository.targets()))


def keep(repository: Repository, changes: dict[str, Metadata[Any]]) -> None:
    """Keep `changes` in the source's folder; desks see nothing of them."""
    for name, metadata in changes.items():
        repository.files.propose(name, metadata)
