"""The metadata of a source as files: which of them are in force, and how new ones take their place.

    DIR/
      metadata/      N.root.json, N.targets.json, N.pack-<id>.json, N.snapshot.json, timestamp.json (TUF, served);
                     N.ahead: the roles that are new with snapshot N, in one zlib stream of JSON (name → text)
      targets/       packs/<id>/<sha256>.<name>: packs and updates, never changed once written (served)
      proposals/     what waits for signatures (not for desks; leave it out when copying to a web server)

The order of writing is the promise: targets, then the role that names them, then the snapshot, then the timestamp. A desk
that looks at any moment sees the source before or after, never between. What the timestamp leads to is in force; a file
that a crash left beside it never was.
https://theupdateframework.github.io/specification/latest/
"""

from __future__ import annotations

import json
import zlib
from itertools import chain
from pathlib import Path
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile
from tuf.api.serialization.json import JSONSerializer

from overlay.content.store.disk import Disk
from overlay.errors import OverlayError

METADATA, TARGETS, PROPOSALS = "metadata", "targets", "proposals"
ROOT, TARGETS_ROLE, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
AHEAD = ".ahead"
NEWEST_ROOT = "x-newest-root"
"""In the timestamp, the version of the newest root: a desk need not ask for one more, which nearly always is not there."""
KEPT_VERSIONS = 10


class SourceFolderError(OverlayError):
    """The source folder is not what the call needs: the text says what to do."""


class MetadataFiles:
    """The metadata below `folder`, in force and proposed."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._metadata = folder / METADATA
        self._proposals = folder / PROPOSALS
        self._disk = disk

    def exists(self) -> bool:
        """Tell whether anything is in force."""
        return self.path(TIMESTAMP, 0).exists()

    def newest(self, role: str) -> int:
        """Return the version of a role that is in force, 0 when there is none."""
        if not self.exists():
            return 0
        timestamp = _read(self.path(TIMESTAMP, 0)).signed
        if role == TIMESTAMP:
            return int(timestamp.version)
        if role == SNAPSHOT:
            return int(timestamp.snapshot_meta.version)
        if role == ROOT:
            said = timestamp.unrecognized_fields.get(NEWEST_ROOT)
            return self._newest_root_here() if said is None else int(said)
        snapshot = _read(self.path(SNAPSHOT, timestamp.snapshot_meta.version)).signed
        meta: MetaFile | None = snapshot.meta.get(f"{role}.json")
        return meta.version if meta else 0

    def _newest_root_here(self) -> int:
        return max(int(path.name.partition(".")[0]) for path in self._metadata.glob("*.root.json"))

    def load(self, role: str) -> Metadata[Any]:
        """Return a role that is in force. Raises SourceFolderError."""
        if not self.exists():
            raise SourceFolderError(
                f"{self._folder} is not a source yet. Make one: overlay source init {self._folder}."
            )
        return _read(self.path(role, self.newest(role)))

    def before(self, role: str) -> Metadata[Any] | None:
        """Return the version of a role before the one in force, where it is still on disk."""
        path = self.path(role, self.newest(role) - 1)
        return _read(path) if path.exists() else None

    def path(self, role: str, version: int) -> Path:
        name = "timestamp.json" if role == TIMESTAMP else f"{version}.{role}.json"
        return self._metadata / name

    def put_in_force(self, changes: dict[str, Metadata[Any]]) -> None:
        """Write roles, in the order given; the last two are the snapshot and the timestamp that lead to them."""
        self._write_ahead(changes)
        for role, metadata in changes.items():
            self._write(self.path(role, metadata.signed.version), metadata)
        self._prune(changes)

    # --- proposals ---------------------------------------------------------------------------------------------------

    def propose(self, role: str, metadata: Metadata[Any]) -> None:
        """Keep a role that waits for further signatures."""
        self._write(self._proposal_path(role), metadata)

    def proposal(self, role: str) -> Metadata[Any] | None:
        path = self._proposal_path(role)
        return _read(path) if path.exists() else None

    def proposals(self) -> tuple[str, ...]:
        """Return the roles that wait for signatures."""
        return tuple(sorted(path.stem for path in self._proposals.glob("*.json")))

    def drop_proposal(self, role: str) -> None:
        self._disk.remove(self._proposal_path(role))

    def _proposal_path(self, role: str) -> Path:
        return self._proposals / f"{role}.json"

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write_ahead(self, changes: dict[str, Metadata[Any]]) -> None:
        """Put all that is new into one file more: a desk that is one state behind needs one answer instead of three.

        Nobody has to believe it: each role in it is verified as if it had come alone.
        """
        texts = {
            self.path(role, metadata.signed.version).name: metadata.to_bytes(JSONSerializer()).decode("utf-8")
            for role, metadata in changes.items()
            if role not in {ROOT, TIMESTAMP}
        }
        path = self._metadata / f"{changes[SNAPSHOT].signed.version}{AHEAD}"
        self._write_bytes(path, zlib.compress(json.dumps(texts).encode("utf-8"), 9))

    def _prune(self, changed: dict[str, Metadata[Any]]) -> None:
        """Remove old versions: only a desk in the middle of a sync wants the last ones; every root is needed for ever."""
        for role, metadata in changed.items():
            if role in {ROOT, TIMESTAMP}:
                continue
            patterns = (f"*.{role}.json", f"*{AHEAD}") if role == SNAPSHOT else (f"*.{role}.json",)
            for path in chain.from_iterable(map(self._metadata.glob, patterns)):
                number = path.name.partition(".")[0]
                if number.isdigit() and int(number) <= metadata.signed.version - KEPT_VERSIONS:
                    self._disk.remove(path)

    def _write(self, path: Path, metadata: Metadata[Any]) -> None:
        self._write_bytes(path, metadata.to_bytes(JSONSerializer()))

    def _write_bytes(self, path: Path, data: bytes) -> None:
        self._disk.make_directory(path.parent)
        fresh = path.with_name(f"{path.name}.new")
        self._disk.remove(fresh)
        with self._disk.create(fresh) as out:
            out.write(data)
        self._disk.sync(fresh)
        self._disk.replace(fresh, path)
        self._disk.sync_directory(path.parent)


def _read(path: Path) -> Metadata[Any]:
    try:
        return Metadata.from_bytes(path.read_bytes())
    except (RepositoryError, OSError) as error:
        raise SourceFolderError(
            f"{path} is not there or cannot be read. Bring the folder back, whole, from your copy or from Git."
        ) from error
