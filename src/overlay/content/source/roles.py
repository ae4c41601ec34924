"""Who may sign what in a source: create it, delegate packs, change keys, renew what expires.

The offline keys (root, targets) say which keys count; they are needed rarely and rest in a safe. The online key signs
snapshot and timestamp with every publication and every `refresh`. A pack's keys sign that pack and nothing else: the
delegation ends there (terminating) and covers `packs/<id>/*` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from securesystemslib.signer import Key
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Targets

from overlay.content.source import waiting
from overlay.content.source.keys import KeyInfo
from overlay.content.source.metadata_files import ROOT, SNAPSHOT, TARGETS_ROLE, TIMESTAMP, SourceFolderError
from overlay.content.source.repository import (
    DAYS_VALID,
    PACK_DAYS_VALID,
    PACK_PREFIX,
    Change,
    OnlineKeyMissingError,
    Repository,
)
from overlay.content.sync.newer import FIELD

ONLINE = "online"
"""Names snapshot and timestamp together: one key signs both."""


def begin(
    repository: Repository,
    root_keys: Sequence[KeyInfo],
    online_keys: Sequence[KeyInfo],
    *,
    root_threshold: int = 1,
    targets_keys: Sequence[KeyInfo] = (),
) -> Change:
    """Make a new, empty source. `targets_keys` (the root's when empty) let packs in.

    Where keys are on several machines it waits for the others as every change does. Raises SourceFolderError when there
    is a source, or one waits; OnlineKeyMissingError as `waiting.settle` does.
    """
    if repository.exists():
        raise SourceFolderError(f"{repository.folder} is a source already.")
    if repository.files.proposal(ROOT):
        raise SourceFolderError(
            f"A source waits in {repository.folder} already. Sign it: overlay source sign root --source DIR."
        )
    if not 1 <= root_threshold <= len({key.id for key in root_keys}):
        raise SourceFolderError(
            f"{root_threshold} signatures were asked for, and root keys named: {len(root_keys)}. Name as many."
        )
    root = Root(expires=repository.expires(DAYS_VALID[ROOT]), consistent_snapshot=True)
    _set_keys(root, ROOT, [key.public for key in root_keys], root_threshold)
    _set_keys(root, TARGETS_ROLE, [key.public for key in (targets_keys or root_keys)], 1)
    for role in (SNAPSHOT, TIMESTAMP):
        _set_keys(root, role, [key.public for key in online_keys], 1)
    targets = Targets(expires=repository.expires(DAYS_VALID[TARGETS_ROLE]), delegations=Delegations({}, {}))
    with repository.alone():
        metadata = Metadata(root)
        repository.sign(ROOT, metadata)
        offline = Metadata(targets)
        repository.sign_as(root, TARGETS_ROLE, offline)
        return waiting.settle(repository, ROOT, {ROOT: metadata, TARGETS_ROLE: offline})


def grant(
    repository: Repository,
    pack_id: str,
    keys: Sequence[KeyInfo],
    threshold: int | None = None,
    *,
    keep: bool = False,
) -> Change:
    """Say which keys sign a pack, and how many of them must; a pack that is new here is let in.

    `threshold` None leaves it as it is: four eyes do not become two by a change of keys. For a new pack it is 1 then.
    With `keep` the keys it had stay beside the new ones. What is published must be signed under the new rule too: when it
    is not yet, the keys at hand sign it anew; when they cannot, SourceFolderError says the way.
    """
    name = PACK_PREFIX + pack_id
    with repository.alone():
        metadata = waiting.newest(repository, TARGETS_ROLE, repository.targets())
        delegations = metadata.signed.delegations or Delegations({}, {})
        roles = delegations.roles or {}
        publics = {key.id: key.public for key in keys}
        if keep and name in roles:
            publics |= {keyid: delegations.keys[keyid] for keyid in roles[name].keyids}
        if threshold is None:
            threshold = roles[name].threshold if name in roles else 1
        if not 1 <= threshold <= len(publics):
            raise SourceFolderError(
                f"{threshold} signatures of {len(publics)} key(s) cannot be. Name more keys, or say --threshold."
            )
        roles[name] = DelegatedRole(name, [], threshold, terminating=True, paths=[f"packs/{pack_id}/*"])
        delegations.roles = roles
        metadata.signed.delegations = delegations
        for public in publics.values():
            metadata.signed.add_key(public, name)
        used = {keyid for role in roles.values() for keyid in role.keyids}
        delegations.keys = {keyid: key for keyid, key in delegations.keys.items() if keyid in used}
        return _settle_targets(repository, metadata)


def name_program(repository: Repository, version: str) -> Change:
    """Say which version of the program this organisation has released; desks tell of it where their policy lets them."""
    if not version.replace(".", "").isdecimal() or not version.isascii():
        raise SourceFolderError(f"“{version}” is not a version of the program. Write it as 1.4.0.")
    with repository.alone():
        metadata = waiting.newest(repository, TARGETS_ROLE, repository.targets())
        metadata.signed.unrecognized_fields[FIELD] = {"version": version}
        return _settle_targets(repository, metadata)


def set_role_keys(
    repository: Repository, role: str, keys: Sequence[KeyInfo], threshold: int | None = None
) -> Change:
    """Replace the keys of "root", "targets" or "online" by these; `threshold` stays when None.

    A new root needs the signatures of the old root and of the new one; with fewer at hand it waits. Targets that had the
    root's keys get its new ones.
    """
    names = {ROOT: (ROOT,), TARGETS_ROLE: (TARGETS_ROLE,), ONLINE: (SNAPSHOT, TIMESTAMP)}.get(role)
    if names is None:
        raise SourceFolderError(f"“{role}” is not a role. Say root, targets, online, or pack:ID.")
    with repository.alone():
        metadata = waiting.newest(repository, ROOT, repository.root())
        if role == ROOT and _same_keys(metadata.signed):
            names = (
                ROOT,
                TARGETS_ROLE,
            )  # where one set of keys is both, a stolen one must not stay the other
        for name in names:
            old = metadata.signed.roles[name]
            wanted = threshold or old.threshold
            if wanted > len({key.id for key in keys}):
                raise SourceFolderError(f"“{role}” needs {wanted} signatures: name at least {wanted} keys.")
            _set_keys(metadata.signed, name, [key.public for key in keys], wanted)
        _renewed(repository, ROOT, metadata)
        changes: dict[str, Metadata[Any]] = {ROOT: metadata}
        if repository.missing_by(metadata.signed, TARGETS_ROLE, repository.targets()):
            targets = waiting.newest(repository, TARGETS_ROLE, repository.targets())
            targets.signed.version = repository.next_version(TARGETS_ROLE)
            targets.signatures.clear()
            repository.sign_as(metadata.signed, TARGETS_ROLE, targets)
            changes[TARGETS_ROLE] = targets
        return waiting.settle(repository, ROOT, changes)


def refresh(repository: Repository, *, offline: bool = False) -> tuple[Change, ...]:
    """Renew snapshot and timestamp; with `offline`, also root, targets and every pack whose keys are at hand."""
    done: list[Change] = []
    with repository.alone():
        changes: dict[str, Metadata[Any]] = {}
        if offline:
            current: list[tuple[str, Metadata[Any] | None]] = [
                (ROOT, repository.root()),
                (TARGETS_ROLE, repository.targets()),
                *((PACK_PREFIX + pack, repository.pack(pack)) for pack in repository.packs()),
            ]
            for role, metadata in current:
                if metadata is None or waiting.waits(repository, role, metadata):
                    continue  # a change of it that waits comes into force with new dates
                metadata.signed.version += 1
                metadata.signed.expires = repository.expires(DAYS_VALID.get(role, PACK_DAYS_VALID))
                metadata.signatures.clear()
                missing = repository.sign(role, metadata)
                done.append(Change(role, metadata.signed.version, missing))
                if not missing:
                    changes[role] = metadata
        try:
            repository.put_in_force(changes)
        except OnlineKeyMissingError as error:
            if not changes:
                raise
            waiting.keep(repository, changes)
            raise OnlineKeyMissingError(
                "Renewed and kept. The online key is on another machine. There, with this folder:\n"
                + "\n".join(f"    {waiting.command(role)}" for role in changes)
            ) from error
        done.append(Change(SNAPSHOT, repository.snapshot().signed.version))
        done.append(Change(TIMESTAMP, repository.timestamp().signed.version))
    return tuple(done)


def _settle_targets(repository: Repository, targets: Metadata[Targets]) -> Change:
    """Bring new targets into force, with the packs that they leave without a valid signature signed anew."""
    _renewed(repository, TARGETS_ROLE, targets)
    changes: dict[str, Metadata[Any]] = {TARGETS_ROLE: targets}
    for name in repository.orphaned(targets.signed):
        pack = repository.files.proposal(name)
        if (
            pack is None
            or pack.signed.version != repository.next_version(name)
            or repository.missing_by(targets.signed, name, pack)
        ):
            pack = repository.pack(name.removeprefix(PACK_PREFIX))
            assert pack is not None  # or nothing of it were in force
            pack.signed.version += 1
            pack.signatures.clear()
            repository.sign_as(targets.signed, name, pack)
        if repository.missing_by(targets.signed, name, pack):
            raise SourceFolderError(
                f"What is published of “{name.removeprefix(PACK_PREFIX)}” would be left without a valid signature. Use "
                "--keep, let the team publish with the new key, then grant again without --keep; or run this where the new "
                "keys are at hand."
            )
        changes[name] = pack
    return waiting.settle(repository, TARGETS_ROLE, changes)


def _same_keys(root: Root) -> bool:
    return set(root.roles[ROOT].keyids) == set(root.roles[TARGETS_ROLE].keyids)


def _renewed(repository: Repository, role: str, metadata: Metadata[Any]) -> None:
    """Give `role` its next version and the signatures of the keys at hand."""
    metadata.signed.version = repository.next_version(role)
    metadata.signed.expires = repository.expires(DAYS_VALID[role])
    metadata.signatures.clear()
    repository.sign(role, metadata)


def _set_keys(root: Root, role: str, keys: Sequence[Key], threshold: int) -> None:
    for keyid in list(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    for key in keys:
        root.add_key(key, role)
    root.roles[role].threshold = threshold
