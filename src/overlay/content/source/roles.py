"""Who may sign what in a source: begin one, let packs in, change keys, renew what expires.

The offline keys (root, targets) say which keys count; they are needed rarely and rest in a safe. The online key signs
snapshot and timestamp with every publication and every `refresh`. A pack's keys sign that pack and nothing else: the
delegation ends there (terminating) and covers `packs/<id>/*` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from securesystemslib.signer import Key
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Targets

from overlay.content.source.keys import KeyInfo
from overlay.content.source.repository import (
    DAYS_VALID,
    PACK_DAYS_VALID,
    PACK_PREFIX,
    ROOT,
    SNAPSHOT,
    TARGETS_ROLE,
    TIMESTAMP,
    Change,
    Repository,
    SourceFolderError,
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
) -> None:
    """Make a new, empty source. `targets_keys` (the root's when empty) let packs in.

    Raises SourceFolderError when there is one, SignaturesMissingError when too few of the keys can be used here.
    """
    if repository.exists():
        raise SourceFolderError(f"{repository.folder} is a source already.")
    if not 1 <= root_threshold <= len({key.id for key in root_keys}):
        raise SourceFolderError(
            f"{root_threshold} signatures were asked for, but {len(root_keys)} root keys were named. Name as many keys."
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
        repository.put_in_force({ROOT: metadata, TARGETS_ROLE: offline})


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
        metadata = repository.targets()
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
        changes: dict[str, Metadata[Any]] = {TARGETS_ROLE: metadata}
        pack = repository.pack(pack_id)
        if pack is not None and repository.missing_by(metadata.signed, name, pack):
            pack.signed.version += 1
            pack.signatures.clear()
            repository.sign_as(metadata.signed, name, pack)
            if repository.missing_by(metadata.signed, name, pack):
                raise SourceFolderError(
                    f"What is published of “{pack_id}” would be left without a valid signature. Use --keep, let the team "
                    "publish with the new key, then grant again without --keep; or run this where the new keys are at hand."
                )
            changes[name] = pack
        return _renew(repository, TARGETS_ROLE, metadata, changes)


def name_program(repository: Repository, version: str) -> Change:
    """Say which version of the program this organisation has released; desks tell of it where their policy lets them."""
    if not version.replace(".", "").isdecimal() or not version.isascii():
        raise SourceFolderError(f"“{version}” is no version of the program. Write it as 1.4.0.")
    with repository.alone():
        metadata = repository.targets()
        metadata.signed.unrecognized_fields[FIELD] = {"version": version}
        return _renew(repository, TARGETS_ROLE, metadata, {TARGETS_ROLE: metadata})


def set_role_keys(
    repository: Repository, role: str, keys: Sequence[KeyInfo], threshold: int | None = None
) -> Change:
    """Replace the keys of "root", "targets" or "online" by these; `threshold` stays when None.

    A new root needs the signatures of the old root and of the new one; with fewer at hand it waits as a proposal.
    """
    names = {ROOT: (ROOT,), TARGETS_ROLE: (TARGETS_ROLE,), ONLINE: (SNAPSHOT, TIMESTAMP)}.get(role)
    if names is None:
        raise SourceFolderError(f"“{role}” is no role. Say root, targets, online, or pack:ID.")
    with repository.alone():
        metadata = repository.proposal(ROOT) or repository.root()
        for name in names:
            old = metadata.signed.roles[name]
            wanted = threshold or old.threshold
            if wanted > len({key.id for key in keys}):
                raise SourceFolderError(f"“{role}” needs {wanted} signatures: name at least {wanted} keys.")
            _set_keys(metadata.signed, name, [key.public for key in keys], wanted)
        changes: dict[str, Metadata[Any]] = {ROOT: metadata}
        if role == TARGETS_ROLE:
            targets = repository.targets()
            targets.signed.version += 1
            targets.signatures.clear()
            repository.sign_as(metadata.signed, TARGETS_ROLE, targets)
            changes[TARGETS_ROLE] = targets
        return _renew(repository, ROOT, metadata, changes)


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
                if metadata is None:
                    continue
                metadata.signed.version += 1
                metadata.signed.expires = repository.expires(DAYS_VALID.get(role, PACK_DAYS_VALID))
                metadata.signatures.clear()
                missing = repository.sign(role, metadata)
                done.append(Change(role, metadata.signed.version, missing))
                if not missing:
                    changes[role] = metadata
        repository.put_in_force(changes)
        done.append(Change(TIMESTAMP, repository.timestamp().signed.version))
    return tuple(done)


def sign_proposal(repository: Repository, role: str, only: tuple[str, ...] = ()) -> Change:
    """Add this person's signatures to a root or targets role that waits, and put it in force when that was the last."""
    with repository.alone():
        metadata = repository.proposal(role)
        if metadata is None:
            raise SourceFolderError(f"Nothing waits for a signature of “{role}”.")
        before = len(metadata.signatures)
        missing = repository.sign(role, metadata, only)
        if len(metadata.signatures) == before and missing:
            raise SourceFolderError(f"None of the keys at hand may sign “{role}”, or they all did.")
        if missing:
            repository.propose(role, metadata)
        else:
            repository.put_in_force({role: metadata})
            repository.drop_proposal(role)
        return Change(role, metadata.signed.version, missing)


def _renew(
    repository: Repository, role: str, metadata: Metadata[Any], changes: dict[str, Metadata[Any]]
) -> Change:
    """Give `role` its next version, sign it, and put `changes` in force; or propose it when signatures are missing."""
    metadata.signed.version = repository.next_version(role)
    metadata.signed.expires = repository.expires(DAYS_VALID[role])
    metadata.signatures.clear()
    missing = repository.sign(role, metadata)
    if missing:
        repository.propose(role, metadata)
    else:
        repository.put_in_force(changes)
        repository.drop_proposal(role)
    return Change(role, metadata.signed.version, missing)


def _set_keys(root: Root, role: str, keys: Sequence[Key], threshold: int) -> None:
    for keyid in list(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    for key in keys:
        root.add_key(key, role)
    root.roles[role].threshold = threshold
