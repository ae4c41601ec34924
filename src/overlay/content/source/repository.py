"""A source's folder as its publisher works on it: load a role, change it, sign it, and publish everything that follows.

Which files that is: `metadata_files`. What is not signed as its delegator wants it never comes into force.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from securesystemslib.signer import Signer
from tuf.api.metadata import (
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from overlay.content.source.keys import KeyStore, add_signature
from overlay.content.source.metadata_files import (
    NEWEST_ROOT,
    PROPOSALS,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TARGETS_ROLE,
    TIMESTAMP,
    MetadataFiles,
    SourceFolderError,
)
from overlay.content.store.disk import Disk, locked
from overlay.errors import OverlayError

PACK_PREFIX = "pack-"
_LOCK = "lock"
DAYS_VALID = {ROOT: 365, TARGETS_ROLE: 365, SNAPSHOT: 14, TIMESTAMP: 14}
"""How long a role is valid. The last two are renewed by every publication and by `overlay source refresh`."""
PACK_DAYS_VALID = 365


class SignaturesMissingError(OverlayError):
    """A role needs more signatures than the keys at hand give; nothing was changed."""


class OnlineKeyMissingError(SignaturesMissingError):
    """All is signed but the state itself: whoever has the online key puts it in force."""


class Change(Struct, frozen=True):
    """What was done: the role, its new version, and which signatures it still needs (0: it is in force)."""

    role: str
    version: int
    missing: int = 0


class Repository:
    """A source's folder. `keys` holds what this person may sign with; `now` is the clock (UTC)."""

    def __init__(
        self,
        folder: Path,
        keys: KeyStore,
        now: Callable[[], datetime] | None = None,
        disk: Disk | None = None,
    ) -> None:
        self.folder = folder
        self._keys = keys
        self._now = now or (lambda: datetime.now(UTC))
        self.disk = disk or Disk()
        self.files = MetadataFiles(folder, self.disk)

    # --- what is there -----------------------------------------------------------------------------------------------

    def exists(self) -> bool:
        return self.files.exists()

    def root(self) -> Metadata[Root]:
        return self.files.load(ROOT)

    def targets(self) -> Metadata[Targets]:
        return self.files.load(TARGETS_ROLE)

    def pack(self, pack_id: str) -> Metadata[Targets] | None:
        """Return the role of a pack as it is in force; None when nothing was published yet."""
        name = PACK_PREFIX + pack_id
        return self.files.load(name) if self.files.newest(name) else None

    def snapshot(self) -> Metadata[Snapshot]:
        return self.files.load(SNAPSHOT)

    def timestamp(self) -> Metadata[Timestamp]:
        return self.files.load(TIMESTAMP)

    def delegations(self) -> Delegations:
        """Return which packs there are and who may sign each."""
        return self.targets().signed.delegations or Delegations({}, {})

    def packs(self) -> tuple[str, ...]:
        """Return the ids of the packs that somebody may publish here."""
        return tuple(sorted(name.removeprefix(PACK_PREFIX) for name in self.delegations().roles or {}))

    def target_path(self, target_path: str, sha256: str) -> Path:
        """Return where a target is, by the name that TUF's consistent snapshots give it."""
        directory, _, name = target_path.rpartition("/")
        return self.folder / TARGETS / directory / f"{sha256}.{name}"

    # --- changing ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder: two people publishing at once would overwrite each other's versions.

        Raises SourceFolderError when the disk takes nothing: what was in force still is, for the timestamp comes last.
        """
        try:
            self.disk.make_directory(self.folder / PROPOSALS)
            with locked(self.folder / PROPOSALS / _LOCK):
                yield
        except OSError as error:
            raise SourceFolderError(
                f"{self.folder} does not take it ({error.strerror or error}). What desks get is what it was. "
                "Make it writable for you, or make room, then try again."
            ) from error

    def expires(self, days: int) -> datetime:
        return (self._now() + timedelta(days=days)).replace(microsecond=0)

    def keyids(self, role: str) -> list[str]:
        """Return the ids of the keys that may sign `role`."""
        return list(self._delegator(role).get_delegated_role(role).keyids)

    def sign(self, role: str, metadata: Metadata[Any], only: tuple[str, ...] = ()) -> int:
        """Add the signatures that the keys at hand can give; return how many are still missing."""
        for signer in self._signers(role, metadata, only):
            add_signature(metadata, signer)
        return self.missing(role, metadata)

    def sign_as(self, delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> None:
        """Sign `role` with the keys at hand that `delegator`, not yet in force, names for it and that did not sign yet."""
        for signer in self._keys.signers(
            set(delegator.get_delegated_role(role).keyids) - set(metadata.signatures)
        ):
            add_signature(metadata, signer)

    def sign_after(self, role: str, metadata: Metadata[Any], changes: dict[str, Metadata[Any]]) -> None:
        """Sign `role` with the keys at hand that may once `changes` are in force."""
        if role == ROOT:
            self.sign(ROOT, metadata)
        else:
            self.sign_as(self._delegator_after(role, changes), role, metadata)

    @staticmethod
    def missing_by(delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> int:
        """Return how many signatures `metadata` lacks in the eyes of `delegator`."""
        result = delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
        return int(result.missing)

    def missing(self, role: str, metadata: Metadata[Any]) -> int:
        """Return how many signatures `metadata` still needs before it can be in force."""
        if role == ROOT and self.files.newest(ROOT):
            result = metadata.signed.get_root_verification_result(
                self.root().signed, metadata.signed_bytes, metadata.signatures
            )
            return int(max(result.first.missing, result.second.missing))
        return self.missing_by(metadata.signed if role == ROOT else self._delegator(role), role, metadata)

    def missing_after(self, role: str, metadata: Metadata[Any], changes: dict[str, Metadata[Any]]) -> int:
        """Return how many signatures `metadata` lacks once `changes` are in force."""
        if role == ROOT:
            return self.missing(ROOT, metadata)
        return self.missing_by(self._delegator_after(role, changes), role, metadata)

    def orphaned(self, targets: Targets) -> tuple[str, ...]:
        """Return the roles of packs in force that would lack signatures under these `targets`."""
        old, new = self.delegations().roles or {}, (targets.delegations or Delegations({}, {})).roles or {}
        rules = {name: (set(role.keyids), role.threshold) for name, role in old.items()}
        return tuple(
            name
            for name, role in new.items()
            if rules.get(name) != (set(role.keyids), role.threshold)
            and self.files.newest(name)
            and self.missing_by(targets, name, self.files.load(name))
        )

    def put_in_force(self, changes: dict[str, Metadata[Any]]) -> None:
        """Write fully signed roles, then the snapshot and the timestamp that make desks see them.

        Raises SignaturesMissingError, before anything is written, when a key for one of them is not at hand, or one that
        is in force would not count any more.
        """
        snapshot, timestamp = self._following(changes)
        everything = {**changes, SNAPSHOT: snapshot, TIMESTAMP: timestamp}
        for role, metadata in {**self._left_beside(changes), **everything}.items():
            if missing := self.missing_after(role, metadata, changes):
                error = OnlineKeyMissingError if role in {SNAPSHOT, TIMESTAMP} else SignaturesMissingError
                raise error(
                    f"{_words(role)} needs {missing} more signature{'s' * (missing > 1)}: none of the keys at hand may give "
                    f"{'them' if missing > 1 else 'it'}. Use --keys with the folder that holds such a key."
                )
        self.files.put_in_force(everything)

    def next_version(self, role: str) -> int:
        return self.files.newest(role) + 1

    # --- inside ------------------------------------------------------------------------------------------------------

    def _following(self, changes: dict[str, Metadata[Any]]) -> tuple[Metadata[Snapshot], Metadata[Timestamp]]:
        """Return the next snapshot and timestamp for these changes, signed with what is at hand."""
        root = changes.get(ROOT)
        snapshot = self.snapshot() if self.files.newest(SNAPSHOT) else Metadata(Snapshot(expires=self._now()))
        timestamp = (
            self.timestamp() if self.files.newest(TIMESTAMP) else Metadata(Timestamp(expires=self._now()))
        )
        for role, metadata in changes.items():
            if role != ROOT:
                snapshot.signed.meta[f"{role}.json"] = MetaFile(metadata.signed.version)
        snapshot.signed.version = self.files.newest(SNAPSHOT) + 1
        self._renew(snapshot, SNAPSHOT, root)
        data = snapshot.to_bytes(JSONSerializer())
        timestamp.signed.version = self.files.newest(TIMESTAMP) + 1
        timestamp.signed.snapshot_meta = MetaFile.from_data(snapshot.signed.version, data, ["sha256"])
        timestamp.signed.unrecognized_fields[NEWEST_ROOT] = (root or self.root()).signed.version
        self._renew(timestamp, TIMESTAMP, root)
        return snapshot, timestamp

    def _renew(self, metadata: Metadata[Any], role: str, root: Metadata[Root] | None) -> None:
        metadata.signed.expires = self.expires(DAYS_VALID[role])
        metadata.signatures.clear()
        self.sign_as(root.signed if root else self.root().signed, role, metadata)

    def _delegator_after(self, role: str, changes: dict[str, Metadata[Any]]) -> Root | Targets:
        parent = ROOT if role in DAYS_VALID else TARGETS_ROLE
        return changes[parent].signed if parent in changes else self._delegator(role)

    def _left_beside(self, changes: dict[str, Metadata[Any]]) -> dict[str, Metadata[Any]]:
        """Return the roles in force whose signatures count under other rules once `changes` are in force."""
        left: dict[str, Metadata[Any]] = {}
        if ROOT in changes and self.files.newest(TARGETS_ROLE):
            left[TARGETS_ROLE] = self.targets()
        if TARGETS_ROLE in changes and self.files.newest(TARGETS_ROLE):
            left |= {name: self.files.load(name) for name in self.orphaned(changes[TARGETS_ROLE].signed)}
        return left

    def _signers(self, role: str, metadata: Metadata[Any], only: tuple[str, ...]) -> list[Signer]:
        if role == ROOT:
            ids = set(metadata.signed.roles[ROOT].keyids)
            if self.files.newest(ROOT):
                ids |= set(self.keyids(ROOT))
        else:
            ids = set(self.keyids(role))
        return self._keys.signers(ids - set(metadata.signatures), only)

    def _delegator(self, role: str) -> Root | Targets:
        return self.root().signed if role in DAYS_VALID else self.targets().signed


def _words(role: str) -> str:
    if role.startswith(PACK_PREFIX):
        return f"The pack “{role.removeprefix(PACK_PREFIX)}”"
    return f"The role “{role}”"
