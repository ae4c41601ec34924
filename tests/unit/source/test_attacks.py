"""Whatever a source is made to serve, by whoever holds whichever key: refused, with its own message; the content stays."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from overlay.content.format.pack import read_pack
from overlay.content.source import publish as publishing
from overlay.content.source import roles
from overlay.content.source.metadata_files import NEWEST_ROOT
from overlay.content.sync.run import SyncReport
from tests.unit.source.publisher import Desk, Forger, Publisher

YESTERDAY = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
BY = {
    "root": ("root-1", "root-2"),
    "targets": ("targets",),
    "snapshot": ("online",),
    "timestamp": ("online",),
    "pack-orders": ("anna",),
}
ROLES = tuple(BY)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publisher, Path]:
    """A publisher with two publications, and the folder as it was after the first."""
    publisher = Publisher(tmp_path_factory.mktemp("publisher"))
    publisher.publish("1")
    before = publisher.base / "before"
    shutil.copytree(publisher.folder, before)
    publisher.publish("2")
    shutil.copytree(publisher.folder, publisher.base / "honest")
    return publisher, before


@pytest.fixture
def publisher(ground: tuple[Publisher, Path]) -> Publisher:
    restore(ground[0], "honest")
    return ground[0]


@pytest.fixture
def desk(publisher: Publisher, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk", publisher)
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 2"
    return desk


@pytest.fixture
def forger(publisher: Publisher) -> Forger:
    return Forger(publisher)


def restore(publisher: Publisher, name: str) -> None:
    gc.collect()  # a refused file may be held by its error's traceback still, and Windows then keeps it
    shutil.rmtree(publisher.folder)
    shutil.copytree(publisher.base / name, publisher.folder)


def refused(report: SyncReport) -> tuple[str, str]:
    """Return code and role of the one problem there must be; nothing was changed."""
    assert report.changes == ()
    (problem,) = report.problems
    assert "stays" in str(problem) or "refused" in str(problem) or "tried again" in str(problem), str(problem)
    return getattr(problem, "code", "unreachable"), getattr(problem, "role", "")


def stays(desk: Desk) -> None:
    assert desk.title() == "Guide 0 of 2"
    assert desk.versions() == {"orders": "2"}


def heals(desk: Desk, publisher: Publisher) -> None:
    """What the honest publisher does next arrives."""
    restore(publisher, "honest")
    publisher.publish("3")
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 3"


def serve_next(forger: Forger, role: str, change: Callable[[object], None], *by: str) -> None:
    """Put a changed next version of `role` in place, and what leads to it where that needs no key of its own."""
    metadata = forger.current(role)
    metadata.signed.version += 1
    change(metadata.signed)
    path = forger.put(role, metadata, *by)
    if role == "snapshot":
        forger.point(path.read_bytes(), metadata.signed.version)
    elif role == "root":
        forger.announce_root(metadata.signed.version)
    elif role != "timestamp":
        forger.follow(role, metadata.signed.version)


@pytest.mark.parametrize("role", ROLES)
def test_sync_is_refused_when_a_role_is_signed_by_another_key(
    role: str, desk: Desk, forger: Forger, publisher: Publisher
) -> None:
    serve_next(forger, role, lambda _: None, "mallory")
    assert refused(desk.sync()) == ("signature", role)
    stays(desk)
    if role in {"root", "timestamp"}:  # else the online key was misused too, and must be replaced first
        heals(desk, publisher)


@pytest.mark.parametrize("role", ROLES)
def test_sync_says_so_when_a_role_has_expired(role: str, desk: Desk, forger: Forger) -> None:
    serve_next(forger, role, lambda signed: setattr(signed, "expires", YESTERDAY), *BY[role])
    assert refused(desk.sync()) == ("expired", role)
    stays(desk)


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp", "pack-orders"])
def test_sync_is_refused_when_a_role_goes_back(role: str, desk: Desk, forger: Forger) -> None:
    current = forger.current(role)
    if role == "root":
        forger.repository.files.path("root", 2).write_bytes(
            forger.repository.files.path("root", 1).read_bytes()
        )
        forger.announce_root(2)
    elif role == "snapshot":
        old = current.signed.version - 1
        forger.point(forger.repository.files.path(role, old).read_bytes(), old)
    elif role == "timestamp":
        current.signed.version -= 1
        forger.put(role, current, "online")
    else:
        forger.follow(role, current.signed.version - 1)
    code, named = refused(desk.sync())
    assert code == "rollback"
    assert named in {role, "snapshot"}  # an older role is already recognised in the snapshot that names it
    stays(desk)


def test_sync_is_refused_when_the_whole_source_goes_back(
    desk: Desk, publisher: Publisher, ground: tuple[Publisher, Path]
) -> None:
    restore(publisher, "before")
    assert refused(desk.sync()) == ("rollback", "timestamp")
    stays(desk)
    heals(desk, publisher)


@pytest.mark.parametrize("role", ["snapshot", "targets", "pack-orders"])
def test_sync_is_refused_when_files_of_two_states_are_mixed(
    role: str, publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    newcomer = Desk(tmp_path / "newcomer", publisher)
    version = forger.current(role).signed.version
    forger.repository.files.path(role, version).write_bytes(
        forger.repository.files.path(role, version - 1).read_bytes()
    )
    code, named = refused(newcomer.sync())
    assert code in {"mismatch", "rollback"}
    assert named == role
    assert not (newcomer.data / "content.current").exists()


@pytest.mark.parametrize("role", ROLES)
def test_sync_is_refused_when_a_role_never_ends(
    role: str, publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "newcomer", publisher)
    version = 2 if role == "root" else forger.current(role).signed.version
    forger.announce_root(2 if role == "root" else 1)
    forger.repository.files.path(role, version).write_bytes(b" " * (9 << 20))
    assert refused(desk.sync())[0] == "endless"


@pytest.mark.parametrize("role", ROLES)
def test_sync_is_refused_when_a_role_is_no_metadata(
    role: str, publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "newcomer", publisher)
    version = 2 if role == "root" else forger.current(role).signed.version
    forger.announce_root(2 if role == "root" else 1)
    forger.repository.files.path(role, version).write_bytes(b"<html>not found</html>")
    code, _ = refused(desk.sync())
    assert code in {"malformed", "mismatch"}


@pytest.mark.parametrize("said", [None, "two", 10**400], ids=["nothing", "a word", "too much"])
def test_newer_root_is_found_when_the_timestamp_says_nothing_of_it(
    said: object, desk: Desk, publisher: Publisher, forger: Forger
) -> None:
    roles.set_role_keys(publisher.repository, "root", [publisher.keys.get(name) for name in ("bert", "carl")])
    timestamp = forger.current("timestamp")
    timestamp.signed.version += 1
    timestamp.signed.unrecognized_fields[NEWEST_ROOT] = said
    forger.put("timestamp", timestamp, "online")
    assert desk.sync().problems == ()
    assert (desk.data / "sync" / "sources" / "office" / "root_history" / "2.root.json").exists()


def test_sync_is_refused_when_root_has_too_few_signatures(
    desk: Desk, forger: Forger, publisher: Publisher
) -> None:
    serve_next(forger, "root", lambda _: None, "root-1")
    assert refused(desk.sync()) == ("signature", "root")
    heals(desk, publisher)


def test_pack_is_refused_when_one_of_two_eyes_signed(
    publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    publisher.publish("1", "billing")
    desk = Desk(tmp_path / "desk", publisher)
    desk.sync()
    assert desk.versions() == {"orders": "2", "billing": "1"}
    serve_next(forger, "pack-billing", lambda _: None, "bert")
    assert refused(desk.sync()) == ("signature", "pack-billing")
    assert desk.versions() == {"orders": "2", "billing": "1"}


def test_pack_is_refused_when_another_team_signed_it(desk: Desk, forger: Forger) -> None:
    serve_next(forger, "pack-orders", lambda _: None, "bert", "carl")
    assert refused(desk.sync()) == ("signature", "pack-orders")
    stays(desk)


def test_other_packs_go_on_when_one_is_refused(desk: Desk, forger: Forger, publisher: Publisher) -> None:
    publisher.publish("1", "billing")
    serve_next(forger, "pack-orders", lambda _: None, "mallory")
    report = desk.sync()
    assert [change.pack for change in report.changes] == ["billing"]
    assert [problem.role for problem in report.problems] == ["pack-orders"]  # type: ignore[attr-defined]
    assert desk.versions() == {"orders": "2", "billing": "1"}


def test_pack_stays_when_the_snapshot_leaves_it_out(desk: Desk, forger: Forger) -> None:
    snapshot = forger.current("snapshot")
    del snapshot.signed.meta["pack-orders.json"]
    snapshot.signed.version += 1
    forger.point(forger.put("snapshot", snapshot, "online").read_bytes(), snapshot.signed.version)
    assert refused(desk.sync())[0] == "malformed"
    stays(desk)


# --- bundles ---------------------------------------------------------------------------------------------------------


def bundles(publisher: Publisher) -> list[Path]:
    return list((publisher.folder / "targets" / "packs" / "orders").iterdir())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "mismatch"),
        (lambda data: data + b"x", "endless"),
        (lambda data: data[: len(data) // 2], "unreachable"),
    ],
    ids=["one bit", "longer", "cut off"],
)
def test_bundle_is_refused_when_it_is_not_the_signed_one(
    change: Callable[[bytes], bytes], code: str, desk: Desk, publisher: Publisher
) -> None:
    publisher.publish("3")
    honest = {path: path.read_bytes() for path in bundles(publisher)}
    for path, data in honest.items():
        path.write_bytes(change(data))
    report = desk.sync()
    assert report.changes == ()
    assert {getattr(problem, "code", "unreachable") for problem in report.problems} == {code}
    stays(desk)
    for path, data in honest.items():
        path.write_bytes(data)
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 3"
    assert list((desk.data / "sync" / "downloads").iterdir()) == []


def test_pack_is_refused_when_its_team_signs_what_is_another_pack(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna may sign `orders`; she must not be able to replace `billing` by calling a pack of hers that."""
    publisher.publish("1", "billing")
    desk.sync()
    folder = publisher.pack("3")
    about = folder / "pack.yaml"
    about.write_text(about.read_text().replace("id: orders", "id: billing"))
    lying = replace(read_pack(folder), id="orders")
    monkeypatch.setattr("overlay.content.source.publish.read_pack", lambda _: lying)
    publishing.publish(publisher.repository, folder)
    report = desk.sync()
    assert [getattr(p, "code", "") for p in report.problems] == ["other-pack"]
    assert desk.versions() == {"orders": "2", "billing": "1"}


@pytest.mark.parametrize(
    "path", ["packs/billing/9.overlaypack", "9.overlaypack", "packs/orders-2/9.overlaypack"]
)
def test_target_is_passed_over_when_it_lies_outside_the_folder_of_its_pack(
    path: str, desk: Desk, forger: Forger, publisher: Publisher
) -> None:
    """Anna signs a newest publication under another pack's path, and its file is there."""
    role = forger.current("pack-orders")
    target = deepcopy(next(t for t in role.signed.targets.values() if t.path.endswith("1.overlaypack")))
    file = publisher.folder / "targets" / "packs" / "orders" / f"{target.hashes['sha256']}.1.overlaypack"
    placed = publisher.folder / "targets" / Path(path).parent / f"{target.hashes['sha256']}.9.overlaypack"
    placed.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, placed)
    target.path = path
    target.custom["number"] = 9
    role.signed.targets[path] = target
    role.signed.version += 1
    forger.put("pack-orders", role, "anna")
    forger.follow("pack-orders", role.signed.version)
    assert desk.sync().changes == ()
    stays(desk)


def test_whole_pack_is_refused_when_it_calls_itself_another(
    publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    """Anna offers, as the only publication of `orders`, the file that is the pack `billing`."""
    publisher.publish("1", "billing")
    billing = next(iter(forger.current("pack-billing").signed.targets.values()))
    folder = publisher.folder / "targets" / "packs"
    name = f"{billing.hashes['sha256']}.1.overlaypack"
    shutil.copy(folder / "billing" / name, folder / "orders" / name)
    role = forger.current("pack-orders")
    own = deepcopy(billing)
    own.path = "packs/orders/1.overlaypack"
    role.signed.targets = {own.path: own}
    role.signed.version += 1
    forger.put("pack-orders", role, "anna")
    forger.follow("pack-orders", role.signed.version)

    newcomer = Desk(tmp_path / "newcomer", publisher)
    report = newcomer.sync()

    assert [change.pack for change in report.changes] == ["billing"]
    assert [getattr(problem, "code", "") for problem in report.problems] == ["other-pack"]
    assert newcomer.versions() == {"billing": "1"}


def test_whole_pack_is_refused_when_its_content_is_not_the_one_that_was_announced(
    publisher: Publisher, forger: Forger, tmp_path: Path
) -> None:
    role = forger.current("pack-orders")
    for target in role.signed.targets.values():
        target.custom["content"] = "0" * 64
    role.signed.version += 1
    forger.put("pack-orders", role, "anna")
    forger.follow("pack-orders", role.signed.version)

    newcomer = Desk(tmp_path / "newcomer", publisher)

    assert [getattr(problem, "code", "") for problem in newcomer.sync().problems] == ["other-pack"]
    assert not (newcomer.data / "content.current").exists()


@pytest.mark.parametrize(
    "limit", ["overlay.content.sync.trust.MAX_PACKS", "overlay.content.sync.downloads.MAX_PACK_BYTES"]
)
def test_source_is_refused_when_it_is_larger_than_a_desk_takes(
    limit: str, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, 0)
    newcomer = Desk(tmp_path / "newcomer", publisher)
    assert {getattr(problem, "code", "") for problem in newcomer.sync().problems} == {"limit"}
    assert not (newcomer.data / "content.current").exists()
