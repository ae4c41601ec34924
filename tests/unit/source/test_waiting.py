"""Offline keys that are on machines of their own: what one decides waits for the others, and for the online key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from overlay.content.source import publish as publishing
from overlay.content.source import roles, waiting
from overlay.content.source.keys import KeyInfo, KeyStore
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.source.repository import OnlineKeyMissingError, Repository, SignaturesMissingError
from tests.unit.packs import guide_text, write_pack
from tests.unit.source.publisher import PASSPHRASE


class Machines:
    """Each key is on a machine of its own; all of them see one folder."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.folder = base / "source"

    def key(self, name: str) -> KeyInfo:
        store = self._store(name)
        return next((key for key in store.all() if key.name == name), None) or store.new(name)

    def at(self, name: str) -> Repository:
        return Repository(self.folder, self._store(name))

    def keys(self, *names: str) -> Sequence[KeyInfo]:
        return [self.key(name) for name in names]

    def _store(self, name: str) -> KeyStore:
        return KeyStore(self.base / name, lambda _: PASSPHRASE)


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    """Two of three root keys rule; the online key publishes."""
    machines = Machines(tmp_path)
    change = roles.begin(
        machines.at("root-1"),
        machines.keys("root-1", "root-2", "root-3"),
        machines.keys("online"),
        root_threshold=2,
    )
    assert change.missing == 1
    with pytest.raises(OnlineKeyMissingError):
        waiting.sign(machines.at("root-2"), "root")
    waiting.sign(machines.at("online"), "root")
    return machines


def allow(machines: Machines, pack: str, *keys: str, **more: bool) -> None:
    """Let a pack in, decided where the offline key is and put in force where the online key is."""
    with pytest.raises(OnlineKeyMissingError, match="overlay source sign targets"):
        roles.grant(machines.at("root-1"), pack, machines.keys(*keys), **more)
    waiting.sign(machines.at("online"), "targets")


def publish(machines: Machines, key: str, version: str) -> None:
    folder = write_pack(
        machines.base / version, "orders", {"g.md": guide_text(f"Guide of {version}")}, version=version
    )
    with pytest.raises(OnlineKeyMissingError):
        publishing.publish(machines.at(key), folder)
    name, repository = "pack-orders", machines.at("online")
    role = repository.files.proposal(name)
    assert role is not None
    publishing.put_in_force(repository, "orders", role)


def in_force(repository: Repository) -> bool:
    """Tell whether all that the source says is signed as it has to be."""
    root, targets = repository.root().signed, repository.targets()
    lacking = [
        repository.missing_by(root, "targets", targets),
        repository.missing_by(root, "snapshot", repository.snapshot()),
        repository.missing_by(root, "timestamp", repository.timestamp()),
    ]
    for pack in repository.packs():
        role = repository.pack(pack)
        lacking.append(repository.missing_by(targets.signed, f"pack-{pack}", role) if role else 0)
    return not any(lacking)


def test_source_begins_when_its_keys_never_meet(machines: Machines) -> None:
    assert machines.at("online").exists()
    assert machines.at("online").files.proposals() == ()


def test_source_that_waits_is_not_begun_again(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    roles.begin(machines.at("a"), machines.keys("a", "b"), machines.keys("online"), root_threshold=2)
    with pytest.raises(SourceFolderError, match="waits in"):
        roles.begin(machines.at("b"), machines.keys("b"), machines.keys("online"))


def test_pack_is_let_in_when_the_online_key_is_elsewhere(machines: Machines) -> None:
    allow(machines, "orders", "anna")
    assert machines.at("online").packs() == ("orders",)


def test_second_change_builds_on_the_first_when_that_still_waits(machines: Machines) -> None:
    for pack in ("orders", "billing"):
        with pytest.raises(OnlineKeyMissingError):
            roles.grant(machines.at("root-1"), pack, machines.keys("anna"))
    waiting.sign(machines.at("online"), "targets")
    assert machines.at("online").packs() == ("billing", "orders")


def test_renewing_does_not_overtake_what_waits(machines: Machines) -> None:
    with pytest.raises(OnlineKeyMissingError):
        roles.grant(machines.at("root-1"), "orders", machines.keys("anna"))
    roles.refresh(machines.at("online"))
    with pytest.raises(OnlineKeyMissingError):
        roles.refresh(machines.at("root-1"), offline=True)
    waiting.sign(machines.at("online"), "targets")
    assert machines.at("online").packs() == ("orders",)


def test_dates_renewed_offline_come_into_force_elsewhere(machines: Machines) -> None:
    with pytest.raises(OnlineKeyMissingError, match="sign targets"):
        roles.refresh(machines.at("root-1"), offline=True)
    waiting.sign(machines.at("online"), "targets")
    assert machines.at("online").targets().signed.version == 2


def test_root_is_rotated_when_each_key_is_elsewhere(machines: Machines) -> None:
    change = roles.set_role_keys(machines.at("root-1"), "root", machines.keys("root-1", "root-2", "root-4"))
    assert (change.role, change.missing) == ("root", 1)
    with pytest.raises(OnlineKeyMissingError):
        waiting.sign(machines.at("root-2"), "root")
    waiting.sign(machines.at("online"), "root")

    repository = machines.at("online")
    assert machines.key("root-3").id not in repository.keyids("root")
    assert in_force(repository)


def test_stolen_root_key_lets_no_pack_in_when_the_root_was_rotated(machines: Machines) -> None:
    """Without keys of their own the targets are the root's."""
    roles.set_role_keys(machines.at("root-1"), "root", machines.keys("root-1", "root-2", "root-4"))
    assert machines.key("root-3").id in machines.at("online").keyids("targets")
    with pytest.raises(OnlineKeyMissingError):
        waiting.sign(machines.at("root-2"), "root")
    waiting.sign(machines.at("online"), "root")
    assert machines.key("root-3").id not in machines.at("online").keyids("targets")


def test_targets_come_into_force_with_the_root_that_gives_them_other_keys(machines: Machines) -> None:
    change = roles.set_role_keys(machines.at("root-1"), "targets", machines.keys("targets"))
    assert change.missing == 1
    assert (
        waiting.sign(machines.at("root-2"), "root").role == "targets"
    )  # the new key has not signed them yet
    with pytest.raises(SignaturesMissingError):
        waiting.sign(machines.at("online"), "root")
    with pytest.raises(OnlineKeyMissingError):
        waiting.sign(machines.at("targets"), "targets")
    waiting.sign(machines.at("online"), "root")
    assert in_force(machines.at("online"))
    assert machines.at("online").keyids("targets") == [machines.key("targets").id]


def test_pack_signed_anew_comes_into_force_with_the_targets_that_change_its_keys(machines: Machines) -> None:
    allow(machines, "orders", "anna")
    publish(machines, "anna", "1")
    with pytest.raises(SourceFolderError, match="“orders” would be left without a valid signature"):
        roles.grant(machines.at("root-1"), "orders", machines.keys("anna-2"))
    allow(machines, "orders", "anna-2", keep=True)
    publish(machines, "anna-2", "2")
    allow(machines, "orders", "anna-2")
    assert in_force(machines.at("online"))


def test_change_is_refused_when_another_one_overtook_it(machines: Machines) -> None:
    with pytest.raises(OnlineKeyMissingError):
        roles.grant(machines.at("root-1"), "orders", machines.keys("anna"))
    late = machines.at("online").files.proposal("targets")
    assert late is not None
    waiting.sign(machines.at("online"), "targets")
    machines.at("online").files.propose("targets", late)
    with pytest.raises(SourceFolderError, match="Make it again"):
        waiting.sign(machines.at("online"), "targets")


def test_targets_are_refused_when_they_would_leave_a_pack_without_a_signature(machines: Machines) -> None:
    """Whatever led there: desks would refuse that pack."""
    allow(machines, "orders", "anna")
    publish(machines, "anna", "1")
    repository = machines.at("online")
    targets = repository.targets()
    targets.signed.version += 1
    targets.signed.add_key(machines.key("mallory").public, "pack-orders")
    targets.signed.revoke_key(machines.key("anna").id, "pack-orders")
    targets.signatures.clear()
    machines.at("root-1").sign("targets", targets)
    with pytest.raises(SignaturesMissingError, match="The pack “orders” needs 1 more signature"):
        repository.put_in_force({"targets": targets})


def test_nothing_is_signed_when_nothing_waits(machines: Machines) -> None:
    with pytest.raises(SourceFolderError, match="Nothing waits"):
        waiting.sign(machines.at("root-1"), "root")


def test_root_that_a_crash_left_is_not_in_force(machines: Machines) -> None:
    """It stands on disk and no timestamp leads to it: the next rotation takes its place."""
    change = roles.set_role_keys(machines.at("root-1"), "root", machines.keys("root-1", "root-2", "root-4"))
    assert change.missing == 1
    repository = machines.at("online")
    left = repository.files.proposal("root")
    assert left is not None
    repository.files.path("root", 2).write_bytes(left.to_bytes())
    assert repository.root().signed.version == 1
    with pytest.raises(OnlineKeyMissingError):
        waiting.sign(machines.at("root-2"), "root")
    waiting.sign(repository, "root")
    assert repository.root().signed.version == 2
