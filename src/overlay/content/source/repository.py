"""The metadata of a source in its folder: load a role, change it, sign it, and put everything that follows in place.

    DIR/
      metadata/      N.root.json, N.targets.json, N.pack-<id>.json, N.snapshot.json, timestamp.json (TUF, served);
                     N.ahead: the roles that are new with snapshot N, in one zlib stream of JSON (name → text)
      targets/       packs/<id>/<sha256>.<name>: packs and updates, never changed once written (served)
      proposals/     what waits for a second signature (not for desks; leave it out when copying to a web server)

The order of writing is the promise: targets, then the role that names them, then the snapshot, then the timestamp. A desk
that looks at any moment sees the source before or after, never between.
https://theupdateframework.github.io/specification/latest/
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
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

from overlay.content.disk import Disk, locked
from overlay.content.source.keys import KeyStore, SigningKeyError
from overlay.errors import OverlayError

METADATA, TARGETS, PROPOSALS = "metadata", "targets", "proposals"
ROOT, TARGETS_ROLE, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
PACK_PREFIX = "pack-"
AHEAD = ".ahead"
NEWEST_ROOT = "x-newest-root"
"""In the timestamp, the version of the newest root: a desk need not ask for one more, which nearly always is not there."""
_LOCK = "proposals/lock"
DAYS_VALID = {ROOT: 365, TARGETS_ROLE: 365, SNAPSHOT: 14, TIMESTAMP: 14}
"""How long a role is valid. The last two are renewed by every publication and by `overlay source refresh`."""
PACK_DAYS_VALID = 365
KEPT_VERSIONS = 10

Role = TypeVar("Role", Root, Targets, Snapshot, Timestamp)


class SourceFolderError(OverlayError):
    """The source folder is not what the call needs: the text says what to do."""


class SignaturesMissingError(OverlayError):
    """A role needs more signatures than the keys at hand give; nothing was changed."""


class OnlineKeyMissingError(SignaturesMissingError):
    """All is signed but the state itself: whoever has the online key puts it in force."""


@dataclass(frozen=True, slots=True)
class Change:
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

    # --- what is there -----------------------------------------------------------------------------------------------

    def exists(self) -> bool:
        return (self.folder / METADATA / "timestamp.json").exists()

    def root(self) -> Metadata[Root]:
        return self._load(ROOT)

    def targets(self) -> Metadata[Targets]:
        return self._load(TARGETS_ROLE)

    def pack(self, pack_id: str) -> Metadata[Targets] | None:
        """Return the role of a pack as it is in force; None when nothing was published yet."""
        name = PACK_PREFIX + pack_id
        return self._load(name) if self._newest(name) else None

    def before(self, role: str) -> Metadata[Any] | None:
        """Return the version of a role before the one in force, where it is still on disk."""
        path = self._path(role, self._newest(role) - 1)
        return _read(path) if path.exists() else None

    def snapshot(self) -> Metadata[Snapshot]:
        return self._load(SNAPSHOT)

    def timestamp(self) -> Metadata[Timestamp]:
        return self._load(TIMESTAMP)

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
        """Hold the folder: two people publishing at once would overwrite each other's versions."""
        self.disk.make_directory(self.folder / PROPOSALS)
        with locked(self.folder / _LOCK):
            yield

    def expires(self, days: int) -> datetime:
        return (self._now() + timedelta(days=days)).replace(microsecond=0)

    def keyids(self, role: str) -> list[str]:
        """Return the ids of the keys that may sign `role`."""
        return list(self._delegator(role).get_delegated_role(role).keyids)

    def sign(self, role: str, metadata: Metadata[Any], only: tuple[str, ...] = ()) -> int:
        """Add the signatures that the keys at hand can give; return how many are still missing."""
        for signer in self._signers(role, metadata, only):
            _add_signature(metadata, signer)
        return self.missing(role, metadata)

    def sign_as(self, delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> None:
        """Sign `role` with the keys at hand that `delegator`, not yet in force, names for it."""
        for signer in self._keys.signers(delegator.get_delegated_role(role).keyids):
            _add_signature(metadata, signer)

    @staticmethod
    def missing_by(delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> int:
        """Return how many signatures `metadata` lacks in the eyes of `delegator`."""
        result = delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
        return int(result.missing)

    def missing(self, role: str, metadata: Metadata[Any]) -> int:
        """Return how many signatures `metadata` still needs before it can be in force."""
        if role == ROOT and self._newest(ROOT):
            result = metadata.signed.get_root_verification_result(
                self.root().signed, metadata.signed_bytes, metadata.signatures
            )
            return int(max(result.first.missing, result.second.missing))
        return self.missing_by(metadata.signed if role == ROOT else self._delegator(role), role, metadata)

    def put_in_force(self, changes: dict[str, Metadata[Any]]) -> None:
        """Write fully signed roles, then the snapshot and the timestamp that make desks see them.

        Raises SignaturesMissingError, before anything is written, when a key for one of them is not at hand.
        """
        snapshot, timestamp = self._following(changes)
        everything = {**changes, SNAPSHOT: snapshot, TIMESTAMP: timestamp}
        for role, metadata in everything.items():
            if missing := self._missing_after(role, metadata, changes):
                error = OnlineKeyMissingError if role in {SNAPSHOT, TIMESTAMP} else SignaturesMissingError
                raise error(
                    f"{_words(role)} needs {missing} more signature{'s' * (missing > 1)}: none of the keys at hand may give "
                    f"{'them' if missing > 1 else 'it'}. Use --keys with the folder that holds such a key."
                )
        self._write_ahead({**changes, SNAPSHOT: snapshot})
        for role, metadata in everything.items():
            self._write(self._path(role, metadata.signed.version), metadata)
        self._prune(everything)

    def propose(self, role: str, metadata: Metadata[Any]) -> None:
        """Keep a role that waits for further signatures."""
        self._write(self.proposal_path(role), metadata)

    def proposal(self, role: str) -> Metadata[Any] | None:
        path = self.proposal_path(role)
        return _read(path) if path.exists() else None

    def proposals(self) -> tuple[str, ...]:
        """Return the roles that wait for signatures."""
        return tuple(sorted(path.stem for path in (self.folder / PROPOSALS).glob("*.json")))

    def drop_proposal(self, role: str) -> None:
        self.disk.remove(self.proposal_path(role))

    def proposal_path(self, role: str) -> Path:
        return self.folder / PROPOSALS / f"{role}.json"

    def next_version(self, role: str) -> int:
        return self._newest(role) + 1

    # --- inside ------------------------------------------------------------------------------------------------------

    def _following(self, changes: dict[str, Metadata[Any]]) -> tuple[Metadata[Snapshot], Metadata[Timestamp]]:
        """Return the next snapshot and timestamp for these changes, signed with what is at hand."""
        root = changes.get(ROOT)
        snapshot = self.snapshot() if self._newest(SNAPSHOT) else Metadata(Snapshot(expires=self._now()))
        timestamp = self.timestamp() if self._newest(TIMESTAMP) else Metadata(Timestamp(expires=self._now()))
        for role, metadata in changes.items():
            if role != ROOT:
                snapshot.signed.meta[f"{role}.json"] = MetaFile(metadata.signed.version)
        snapshot.signed.version = self._newest(SNAPSHOT) + 1
        self._renew(snapshot, SNAPSHOT, root)
        data = snapshot.to_bytes(JSONSerializer())
        timestamp.signed.version = self._newest(TIMESTAMP) + 1
        timestamp.signed.snapshot_meta = MetaFile.from_data(snapshot.signed.version, data, ["sha256"])
        timestamp.signed.unrecognized_fields[NEWEST_ROOT] = (root or self.root()).signed.version
        self._renew(timestamp, TIMESTAMP, root)
        return snapshot, timestamp

    def _renew(self, metadata: Metadata[Any], role: str, root: Metadata[Root] | None) -> None:
        metadata.signed.expires = self.expires(DAYS_VALID[role])
        metadata.signatures.clear()
        self.sign_as(root.signed if root else self.root().signed, role, metadata)

    def _missing_after(self, role: str, metadata: Metadata[Any], changes: dict[str, Metadata[Any]]) -> int:
        """Return what `metadata` lacks once `changes` are in force."""
        if role == ROOT:
            return self.missing(role, metadata)
        parent = ROOT if role in DAYS_VALID else TARGETS_ROLE
        delegator = changes[parent].signed if parent in changes else self._delegator(role)
        return self.missing_by(delegator, role, metadata)

    def _signers(self, role: str, metadata: Metadata[Any], only: tuple[str, ...]) -> list[Signer]:
        if role == ROOT:
            ids = set(metadata.signed.roles[ROOT].keyids)
            if self._newest(ROOT):
                ids |= set(self.keyids(ROOT))
        else:
            ids = set(self.keyids(role))
        return self._keys.signers(ids - set(metadata.signatures), only)

    def _write_ahead(self, changes: dict[str, Metadata[Any]]) -> None:
        """Put all that is new into one file more: a desk that is one state behind needs one answer instead of three.

        Nobody has to believe it: each role in it is verified as if it had come alone.
        """
        texts = {
            self._path(role, metadata.signed.version).name: metadata.to_bytes(JSONSerializer()).decode(
                "utf-8"
            )
            for role, metadata in changes.items()
            if role not in {ROOT, TIMESTAMP}
        }
        path = self.folder / METADATA / f"{changes[SNAPSHOT].signed.version}{AHEAD}"
        self._write_bytes(path, zlib.compress(json.dumps(texts).encode("utf-8"), 9))

    def _prune(self, changed: dict[str, Metadata[Any]]) -> None:
        """Remove old versions: only a desk in the middle of a sync wants the last ones; every root is needed for ever."""
        for role, metadata in changed.items():
            if role in {ROOT, TIMESTAMP}:
                continue
            patterns = (f"*.{role}.json", f"*{AHEAD}") if role == SNAPSHOT else (f"*.{role}.json",)
            for path in chain.from_iterable(map((self.folder / METADATA).glob, patterns)):
                if (
                    path.name.split(".")[0].isdigit()
                    and int(path.name.split(".")[0]) <= metadata.signed.version - KEPT_VERSIONS
                ):
                    self.disk.remove(path)

    def _delegator(self, role: str) -> Root | Targets:
        return self.root().signed if role in DAYS_VALID else self.targets().signed

    def _path(self, role: str, version: int) -> Path:
        name = "timestamp.json" if role == TIMESTAMP else f"{version}.{role}.json"
        return self.folder / METADATA / name

    def _newest(self, role: str) -> int:
        """Return the newest version of a role on disk, 0 when there is none."""
        if role == TIMESTAMP:
            path = self._path(TIMESTAMP, 0)
            return int(_read(path).signed.version) if path.exists() else 0
        if role not in {ROOT, SNAPSHOT} and (meta := self._in_snapshot().get(f"{role}.json")):
            return meta.version
        if role == SNAPSHOT:
            return self.timestamp().signed.snapshot_meta.version if self._newest(TIMESTAMP) else 0
        if role != ROOT:
            return 0
        versions = [int(p.name.split(".")[0]) for p in (self.folder / METADATA).glob("*.root.json")]
        return max(versions, default=0)

    def _in_snapshot(self) -> dict[str, MetaFile]:
        """What counts is what the timestamp leads to: a file that a crash left unnamed was never in force."""
        return self.snapshot().signed.meta if self._newest(TIMESTAMP) else {}

    def _load(self, role: str) -> Metadata[Any]:
        version = 0 if role == TIMESTAMP else self._newest(role)
        path = self._path(role, version)
        if not path.exists():
            raise SourceFolderError(
                f"{self.folder} is no source yet. Make one: overlay source init {self.folder}."
            )
        return _read(path)

    def _write(self, path: Path, metadata: Metadata[Any]) -> None:
        self._write_bytes(path, metadata.to_bytes(JSONSerializer()))

    def _write_bytes(self, path: Path, data: bytes) -> None:
        self.disk.make_directory(path.parent)
        fresh = path.with_name(f"{path.name}.new")
        self.disk.remove(fresh)
        with self.disk.create(fresh) as out:
            out.write(data)
        self.disk.sync(fresh)
        self.disk.replace(fresh, path)
        self.disk.sync_directory(path.parent)


def _add_signature(metadata: Metadata[Any], signer: Signer) -> None:
    try:
        metadata.sign(signer, append=True)
    except UnsignedMetadataError as error:
        if isinstance(error.__cause__, OverlayError):
            raise error.__cause__ from error
        raise SigningKeyError(
            f"The key {signer.public_key.keyid[:12]}… did not sign: {_why_not(error.__cause__)}."
        ) from error


def _why_not(error: BaseException | None) -> str:
    """Return why a token did not sign. Each library names its errors, and few say more than that."""
    name = type(error).__name__
    if name.startswith("Pin"):
        return f"its PIN is another, or locked ({name}). Set the right one as OVERLAY_KEY_PIN, or enter it when asked"
    if "PYKCS11LIB" in str(error):
        return "set PYKCS11LIB to the library of its token, such as /usr/lib/libykcs11.so"
    if isinstance(error, ValueError):
        return f"{error}. Is the token plugged in?"
    return f"the library {os.environ.get('PYKCS11LIB', '')} of its token says {str(error) or name}"


def _read(path: Path) -> Metadata[Any]:
    try:
        return Metadata.from_file(os.fspath(path))
    except (RepositoryError, OSError) as error:
        raise SourceFolderError(
            f"{path} cannot be read. Bring the folder back from your copy or from Git."
        ) from error


def _words(role: str) -> str:
    if role.startswith(PACK_PREFIX):
        return f"The pack “{role.removeprefix(PACK_PREFIX)}”"
    return f"The role “{role}”"
