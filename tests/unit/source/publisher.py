"""A publisher and a desk for tests, and somebody in between who changes what the one put there for the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, MetaFile
from tuf.api.serialization.json import JSONSerializer

from overlay.content.lookup import Content
from overlay.content.source import publish as publishing
from overlay.content.source import roles
from overlay.content.source.keys import KeyStore
from overlay.content.source.metadata_files import NEWEST_ROOT
from overlay.content.source.repository import Repository
from overlay.content.store import generations
from overlay.content.store.disk import Disk
from overlay.content.sync.fetch import FolderFetcher
from overlay.content.sync.run import Sync, SyncReport
from overlay.content.sync.sources import Source
from overlay.guide import GuideRef
from tests.unit.packs import guide_text, write_pack

PASSPHRASE = "correct horse battery"
GUIDES = 12


class Publisher:
    """Anna publishes `orders`, Bert publishes `billing` with four eyes; the root needs two of three keys."""

    def __init__(self, base: Path, now: Callable[[], datetime] | None = None) -> None:
        self.base = base
        self.folder = base / "source"
        self.keys = KeyStore(base / "keys", lambda _: PASSPHRASE)
        named = {
            name: self.keys.new(name)
            for name in ("root-1", "root-2", "root-3", "targets", "online", "anna", "bert", "carl", "mallory")
        }
        self.repository = Repository(self.folder, self.keys, now)
        roles.begin(
            self.repository,
            [named["root-1"], named["root-2"], named["root-3"]],
            [named["online"]],
            root_threshold=2,
            targets_keys=[named["targets"]],
        )
        roles.grant(self.repository, "orders", [named["anna"]])
        roles.grant(self.repository, "billing", [named["bert"], named["carl"]], 2)

    def publish(
        self, version: str, pack: str = "orders", changed: int = 1, **more: Any
    ) -> publishing.Published:
        """Publish a pack whose first `changed` guides say which version they are of."""
        return publishing.publish(self.repository, self.pack(version, pack, changed), **more)

    def pack(self, version: str, pack: str = "orders", changed: int = 1) -> Path:
        guides = {
            f"g{n}.md": guide_text(f"Guide {n} of {version if n < changed else 'first'}")
            for n in range(GUIDES)
        }
        folder = self.base / "packs" / pack
        shutil.rmtree(folder, ignore_errors=True)
        return write_pack(folder, pack, guides, version=version)

    def root_bytes(self) -> bytes:
        return (self.folder / "metadata" / "1.root.json").read_bytes()


class Desk:
    """A desk that follows one folder."""

    def __init__(self, base: Path, publisher: Publisher, name: str = "office") -> None:
        self.data = base / "data"
        base.mkdir(parents=True, exist_ok=True)
        root = base / "root.json"
        root.write_bytes(publisher.root_bytes())
        self.source = Source(name, f"{publisher.folder.as_uri()}/", root)
        self.fetched: list[str] = []
        self.fetched_bytes = 0

    def sync(self, disk: Disk | None = None, **more: Any) -> SyncReport:
        return Sync(self.data, [self.source], lambda _: CountingFetcher(self), disk=disk).run(**more)

    def title(self, guide: str = "g0", pack: str = "orders") -> str:
        with Content.open(self.data) as content:
            return content.guide(GuideRef(pack, guide), ("en",)).title

    @property
    def generation(self) -> int:
        """The number of the generation in use."""
        found = generations.current(self.data)
        assert found is not None
        return found.number

    def versions(self) -> dict[str, str]:
        with Content.open(self.data) as content:
            return {info.id: info.version for info in content.packs()}


class CountingFetcher(FolderFetcher):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def chunks(self, url: str, offset: int) -> Iterator[bytes]:  # type: ignore[override]
        self._desk.fetched.append(url.rpartition("/")[2])
        for chunk in super().chunks(url, offset):
            self._desk.fetched_bytes += len(chunk)
            yield chunk


class Forger:
    """Changes a source's folder as somebody can who took over the web server, and holds the keys he is given."""

    def __init__(self, publisher: Publisher) -> None:
        self.repository = publisher.repository
        self.keys = publisher.keys
        self.metadata = publisher.folder / "metadata"

    def current(self, role: str) -> Metadata[Any]:
        return self.repository.files.load(role)

    def put(self, role: str, metadata: Metadata[Any], *by: str) -> Path:
        """Write `metadata` as it is, signed by the keys named."""
        metadata.signatures.clear()
        for signer in self.keys.signers([self.keys.get(name).id for name in by]):
            metadata.sign(signer, append=True)
        path = self.repository.files.path(role, metadata.signed.version)
        path.write_bytes(metadata.to_bytes(JSONSerializer()))
        return path

    def follow(self, role: str, version: int) -> None:
        """Make snapshot and timestamp name `version` of `role`, signed by the online key."""
        snapshot = self.current("snapshot")
        snapshot.signed.meta[f"{role}.json"] = MetaFile(version)
        snapshot.signed.version += 1
        self.point(self.put("snapshot", snapshot, "online").read_bytes(), snapshot.signed.version)

    def point(self, snapshot: bytes, version: int) -> None:
        """Make a new timestamp that names this snapshot, signed by the online key."""
        timestamp = self.current("timestamp")
        timestamp.signed.version += 1
        timestamp.signed.snapshot_meta = MetaFile.from_data(version, snapshot, ["sha256"])
        self.put("timestamp", timestamp, "online")

    def announce_root(self, version: int) -> None:
        """Say in the timestamp that there is this root, as somebody without any key can: root is asked for first."""
        path = self.repository.files.path("timestamp", 0)
        timestamp = json.loads(path.read_bytes())
        timestamp["signed"][NEWEST_ROOT] = version
        path.write_text(json.dumps(timestamp))


def long_ago(days: int) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) - timedelta(days=days)
