"""Publishing and syncing, honest on both sides."""

from __future__ import annotations

import errno
import shutil
import tempfile
import zlib
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest
from msgspec.structs import replace

from overlay.content.authoring.build import build
from overlay.content.install import Installer
from overlay.content.source import approve as four_eyes
from overlay.content.source import publish as publishing
from overlay.content.source import roles, take_back
from overlay.content.source.keys import KeyStore
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.source.repository import OnlineKeyMissingError, Repository, SignaturesMissingError
from overlay.content.source.status import status
from overlay.content.store.disk import Disk
from overlay.content.sync.run import Sync, pin
from overlay.errors import PackRejectedError, SourceUnreachableError
from tests.unit.packs import guide_text, write_pack
from tests.unit.source.publisher import GUIDES, PASSPHRASE, CountingFetcher, Desk, Publisher, long_ago


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path / "publisher")


@pytest.fixture
def desk(publisher: Publisher, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk", publisher)


def test_desk_has_the_pack_after_the_first_sync(publisher: Publisher, desk: Desk) -> None:
    done = publisher.publish("1")
    (change,) = desk.sync().changes
    assert (change.was, change.to, change.fetched_bytes) == ("", "1", done.full_bytes)
    assert desk.title() == "Guide 0 of 1"


def test_source_serves_a_built_file_as_it_is(publisher: Publisher, desk: Desk) -> None:
    file = build(publisher.pack("1"), publisher.base, date(2026, 1, 1)).file
    publishing.publish(publisher.repository, file)
    (served,) = (publisher.folder / "targets" / "packs" / "orders").iterdir()
    assert served.read_bytes() == file.read_bytes()
    desk.sync()
    assert [path.read_bytes() for path in (desk.data / "packs").iterdir()] == [file.read_bytes()]
    assert desk.title() == "Guide 0 of 1"


def test_nothing_changed_costs_two_short_requests(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    desk.fetched.clear()
    desk.fetched_bytes = 0
    assert desk.sync().changes == ()
    assert sorted(desk.fetched) == ["5.ahead", "timestamp.json"]
    assert desk.fetched_bytes < 1_500


def test_update_asks_twice_only_for_what_follows(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    publisher.publish("2")
    desk.fetched.clear()
    desk.sync()
    assert sorted(desk.fetched[:-1]) == ["5.ahead", "timestamp.json"]  # side by side
    assert desk.fetched[-1].endswith("1-2.delta")


@pytest.mark.parametrize("data", [b"", b"nonsense", zlib.compress(b"[]"), zlib.compress(b"{}")])
def test_update_does_not_need_what_is_sent_together(data: bytes, publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    publisher.publish("2")
    (publisher.folder / "metadata" / "5.ahead").write_bytes(data)
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 2"


def test_update_is_refused_when_what_is_sent_together_is_forged(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    publisher.publish("2")
    forged = zlib.compress(b'{"5.snapshot.json": "forged"}')
    (publisher.folder / "metadata" / "5.ahead").write_bytes(forged)
    assert [problem.code for problem in desk.sync().problems] == ["mismatch"]  # type: ignore[attr-defined]
    assert desk.title() == "Guide 0 of 1"


def test_what_is_sent_together_is_cut_off_when_it_is_a_bomb(publisher: Publisher, desk: Desk) -> None:
    """Were it unpacked whole, what stands at its beginning would be refused, as in the test before."""
    publisher.publish("1")
    desk.sync()
    publisher.publish("2")
    bomb = zlib.compress(b'{"5.snapshot.json": "forged", "more": "' + b" " * (9 << 20) + b'"}')
    (publisher.folder / "metadata" / "5.ahead").write_bytes(bomb)
    assert desk.sync().problems == ()


def test_look_leaves_what_is_on_the_disk_alone_when_nothing_changed(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()

    def kept() -> dict[str, int]:
        return {p.name: p.lstat().st_ino for p in (desk.data / "sync" / "sources").rglob("*")}

    before = kept()
    desk.sync()
    assert kept() == before


def test_look_needs_no_folder_for_temporary_files(
    publisher: Publisher, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where that is full, or a small disk in memory, guides go on coming."""
    publisher.publish("1")
    desk.sync()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    assert desk.sync().problems == ()


def test_update_fetches_the_difference_only(publisher: Publisher, desk: Desk) -> None:
    full = publisher.publish("1").full_bytes
    desk.sync()
    done = publisher.publish("2")
    (change,) = desk.sync().changes
    assert change.fetched_bytes == done.delta_bytes
    assert done.delta_bytes is not None
    assert done.delta_bytes < full
    assert desk.title("g0") == "Guide 0 of 2"
    assert desk.title("g1") == "Guide 1 of first"


def test_update_fetches_one_difference_when_several_publications_were_missed(
    publisher: Publisher, desk: Desk
) -> None:
    publisher.publish("1")
    desk.sync()
    for version in range(2, 7):
        publisher.publish(str(version))
    desk.fetched.clear()
    (change,) = desk.sync().changes
    assert (change.was, change.to) == ("1", "6")
    assert [name for name in desk.fetched if name.endswith((".delta", ".overlaypack"))] == [
        name for name in desk.fetched if name.endswith("1-6.delta")
    ]
    assert desk.title() == "Guide 0 of 6"


def test_update_fetches_the_whole_pack_when_that_is_fewer_bytes(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    done = publisher.publish("2", changed=GUIDES)
    (change,) = desk.sync().changes
    assert change.fetched_bytes == min(done.full_bytes, done.delta_bytes or done.full_bytes)
    assert desk.title(f"g{GUIDES - 1}") == f"Guide {GUIDES - 1} of 2"


def test_update_fetches_the_whole_pack_when_the_desk_is_too_far_behind(
    publisher: Publisher, desk: Desk
) -> None:
    publisher.publish("0")
    desk.sync()
    for version in range(1, publishing.KEPT + 2):
        publisher.publish(str(version))
    desk.sync()
    assert desk.fetched[-1].endswith(".overlaypack")
    assert desk.title() == f"Guide 0 of {publishing.KEPT + 1}"
    names = {path.name for path in (publisher.folder / "targets" / "packs" / "orders").iterdir()}
    assert sum(name.endswith(".overlaypack") for name in names) <= publishing.KEPT + 1


def test_update_works_when_the_installed_copy_was_replaced_by_hand(
    publisher: Publisher, desk: Desk, tmp_path: Path
) -> None:
    publisher.publish("1")
    desk.sync()
    Installer(desk.data).install(write_pack(tmp_path / "by-hand", "orders", version="mine"))
    publisher.publish("2")
    desk.sync()
    assert desk.title() == "Guide 0 of 2"
    assert desk.fetched[-1].endswith(".overlaypack")


def test_sync_goes_on_where_it_stopped(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    (full,) = (publisher.folder / "targets" / "packs" / "orders").iterdir()
    data = full.read_bytes()
    downloads = desk.data / "sync" / "downloads"
    downloads.mkdir(parents=True)
    (downloads / f"orders-{full.name.partition('.')[0]}").write_bytes(data[:500])
    desk.sync()
    assert desk.title() == "Guide 0 of 1"
    metadata = sum(
        p.stat().st_size
        for p in (desk.data / "sync" / "sources" / "office").glob("*.json")
        if p.name != "root.json"
    )
    assert desk.fetched_bytes == metadata + len(data) - 500


def test_sync_starts_over_when_what_it_had_was_another_file(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    (full,) = (publisher.folder / "targets" / "packs" / "orders").iterdir()
    downloads = desk.data / "sync" / "downloads"
    downloads.mkdir(parents=True)
    (downloads / f"orders-{full.name.partition('.')[0]}").write_bytes(b"x" * 500)
    (downloads / "long-forgotten").write_bytes(b"x")
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 1"
    assert list(downloads.iterdir()) == []


def test_pack_is_removed_when_its_source_withdraws_it(
    publisher: Publisher, desk: Desk, tmp_path: Path
) -> None:
    publisher.publish("1")
    desk.sync()
    Installer(desk.data).install(write_pack(tmp_path / "by-hand", "own"))
    take_back.withdraw(publisher.repository, "orders")
    (change,) = desk.sync().changes
    assert (change.pack, change.to) == ("orders", "")
    assert desk.versions() == {"own": "1"}
    publisher.publish("2")
    desk.sync()
    assert desk.versions() == {"own": "1", "orders": "2"}


def test_all_that_a_sync_brings_and_takes_is_one_generation(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    publisher.publish("1", "billing")
    roles.grant(publisher.repository, "third", [publisher.keys.get("anna")])
    publisher.publish("1", "third")
    desk.sync()
    assert desk.generation == 1
    publisher.publish("2")
    publisher.publish("2", "billing")
    take_back.withdraw(publisher.repository, "third")
    assert {change.pack for change in desk.sync().changes} == {"billing", "orders", "third"}
    assert (desk.generation, desk.versions()) == (2, {"billing": "2", "orders": "2"})


def test_pack_is_installed_when_the_disk_does_not_take_another(publisher: Publisher, desk: Desk) -> None:
    class NoRoomForBilling(Disk):
        def create(self, path: Path) -> BinaryIO:
            if path.name.startswith("billing-"):
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().create(path)

    publisher.publish("1", "billing")
    publisher.publish("1")
    (problem,) = desk.sync(NoRoomForBilling()).problems
    assert "No space left" in str(problem)
    assert desk.versions() == {"orders": "1"}
    assert desk.sync().problems == ()
    assert desk.versions() == {"billing": "1", "orders": "1"}


def test_guide_is_gone_when_the_next_version_lacks_it(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    done = take_back.withdraw_guide(publisher.repository, "orders", "g3")
    desk.sync()
    assert done.version == desk.versions()["orders"]
    with pytest.raises(Exception, match="g3"):
        desk.title("g3")
    assert desk.title("g4") == "Guide 4 of first"


def test_revert_brings_the_old_content_under_a_new_version(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    publisher.publish("2")
    desk.sync()
    done = take_back.revert(publisher.repository, "orders", "1")
    desk.sync()
    assert desk.title() == "Guide 0 of 1"
    assert desk.versions() == {"orders": done.version}
    assert done.version == "2.reverted-to-1"


def test_guides_can_be_withdrawn_one_after_the_other_whatever_they_are_called(publisher: Publisher) -> None:
    long = {f"{'long-' * 15}{n}.md": guide_text(f"Guide {n}") for n in range(3)}
    folder = write_pack(
        publisher.base / "long", "orders", {**long, "a.md": guide_text("A"), "b.md": guide_text("B")}
    )
    publishing.publish(publisher.repository, folder)
    versions = [
        take_back.withdraw_guide(publisher.repository, "orders", guide).version
        for guide in ("a", "b", *(name.removesuffix(".md") for name in list(long)[:2]))
    ]
    assert versions[:2] == ["1.without-a", "1.without-b"]
    with pytest.raises(SourceFolderError, match="overlay pack withdraw orders"):
        take_back.withdraw_guide(publisher.repository, "orders", f"{'long-' * 15}2")
    assert [(v[:20], v[-2:], len(v)) for v in versions[2:]] == [
        ("1.without-long-long-", ".4", 64),
        ("1.without-long-long-", ".5", 64),
    ]


def test_version_can_be_reverted_again_and_again(publisher: Publisher) -> None:
    for version in ("1", "2"):
        publisher.publish(version)
    versions = [take_back.revert(publisher.repository, "orders", to).version for to in ("1", "2", "1", "2")]
    assert versions == ["2.reverted-to-1", "2.reverted-to-2", "2.reverted-to-1.5", "2.reverted-to-2.6"]


def test_pin_keeps_a_version_until_it_is_let_go(publisher: Publisher, desk: Desk) -> None:
    for version in ("1", "2"):
        publisher.publish(version)
    pin(desk.data, "orders", "1")
    desk.sync()
    publisher.publish("3")
    desk.sync()
    assert desk.versions() == {"orders": "1"}
    pin(desk.data, "orders", None)
    desk.sync()
    assert desk.versions() == {"orders": "3"}


def test_pin_says_so_when_the_version_is_not_to_be_had(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    pin(desk.data, "orders", "0")
    assert ["pinned to 0" in str(problem) for problem in desk.sync().problems] == [True]
    assert desk.versions() == {"orders": "1"}


def test_desk_gets_the_packs_of_its_groups(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1", audience=("tier2",))
    assert desk.sync().changes == ()
    desk.source = replace(desk.source, groups=("tier1", "tier2"))
    assert [change.pack for change in desk.sync().changes] == ["orders"]
    publisher.publish("2", audience=("tier3",))
    assert [(change.pack, change.to) for change in desk.sync().changes] == [("orders", "")]


def test_first_source_gives_the_pack_that_two_offer(publisher: Publisher, desk: Desk, tmp_path: Path) -> None:
    other = Publisher(tmp_path / "other")
    publisher.publish("1")
    other.publish("99")
    second = Desk(tmp_path / "second", other, "branch")
    sources = [replace(second.source, priority=1), desk.source]
    run = Sync(desk.data, [desk.source, sources[0]], lambda _: CountingFetcher(desk))
    run.run()
    assert desk.versions() == {"orders": "1"}
    # The first one is silent: what it installed is not replaced by what another says.
    shutil.rmtree(publisher.folder)
    report = Sync(desk.data, [desk.source, sources[0]], lambda _: CountingFetcher(desk)).run()
    assert isinstance(report.problems[0], SourceUnreachableError)
    assert desk.versions() == {"orders": "1"}
    assert list(report.silent_since) == ["office"]


def test_content_stays_and_recovers_when_everything_expired_meanwhile(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "publisher", now=long_ago(days=400))
    publisher.publish("1")
    desk = Desk(tmp_path / "desk", publisher)
    report = desk.sync()
    assert [problem.code for problem in report.problems] == ["expired"]  # type: ignore[attr-defined]
    publisher.repository._now = long_ago(days=0)
    roles.refresh(publisher.repository, offline=True)
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 1"


def test_check_changes_nothing(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    report = desk.sync(check=True)
    assert [change.to for change in report.changes] == ["1"]
    assert not (desk.data / "content.current").exists()


def test_four_eyes_see_the_difference_before_the_second_signs(publisher: Publisher, desk: Desk) -> None:
    assert publisher.publish("1", "billing", only=("bert",)).missing == 1
    assert desk.sync().changes == ()
    assert four_eyes.approve(publisher.repository, "billing", only=("carl",)) == 0
    desk.sync()
    publisher.publish("2", "billing", only=("carl",))
    waiting = four_eyes.proposal(publisher.repository, "billing")
    assert (waiting.was, waiting.version, waiting.missing) == ("1", "2", 1)
    (guide,) = waiting.difference.guides
    assert (guide.guide, guide.change.value) == ("g0", "changed")
    assert ("version", "1", "2") in waiting.difference.facts
    assert [(change.kind, change.path) for change in waiting.files] == [
        ("changed", "guides/g0.md"),
        ("changed", "pack.yaml"),
    ]
    said = "\n".join(four_eyes.in_words(waiting))
    assert "changed: Guide 0 of 2 (g0)" in said
    assert "+ title: Guide 0 of 2" in said.replace("+title", "+ title")
    assert "+title: Guide 0 of 2" in "\n".join(four_eyes.in_words(waiting, files=True))
    with pytest.raises(SignaturesMissingError):
        four_eyes.approve(publisher.repository, "billing", only=("carl",))
    assert desk.sync().changes == ()
    four_eyes.approve(publisher.repository, "billing", only=("bert",))
    desk.sync()
    assert desk.title(pack="billing") == "Guide 0 of 2"


def test_approval_is_refused_when_the_bundle_is_not_the_proposed_one(publisher: Publisher) -> None:
    publisher.publish("1", "billing", only=("bert",))
    (bundle,) = (publisher.folder / "targets" / "packs" / "billing").iterdir()
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"x")
    with pytest.raises(SourceFolderError, match="damaged"):
        four_eyes.proposal(publisher.repository, "billing")


def machine_with(publisher: Publisher, *keys: str) -> Repository:
    """The source, seen from a machine that has these keys only."""
    folder = publisher.base / f"keys of {keys[0]}"
    folder.mkdir()
    for path in (publisher.base / "keys").iterdir():
        if path.stem in keys:
            shutil.copy(path, folder)
    return Repository(publisher.folder, KeyStore(folder, lambda _: PASSPHRASE))


def test_last_signature_is_kept_for_the_machine_with_the_online_key(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1", "billing", only=("bert",))
    carls, publishers = (machine_with(publisher, *names) for names in (("carl",), ("online",)))
    with pytest.raises(OnlineKeyMissingError, match="overlay pack approve billing"):
        four_eyes.approve(carls, "billing")
    assert desk.sync().changes == ()
    assert four_eyes.approve(publishers, "billing") == 0
    assert [change.to for change in desk.sync().changes] == ["1"]


def test_approval_is_refused_when_another_proposal_came_after_the_one_that_was_seen(
    publisher: Publisher, desk: Desk
) -> None:
    publisher.publish("1", "billing", only=("bert",))
    seen = four_eyes.proposal(publisher.repository, "billing")
    publisher.publish("1", "billing", changed=3, only=("bert",))
    with pytest.raises(SourceFolderError, match="Something else"):
        four_eyes.approve(publisher.repository, "billing", mark=seen.mark, only=("carl",))
    assert desk.sync().changes == ()


def test_approval_is_refused_when_an_earlier_version_is_changed_besides(publisher: Publisher) -> None:
    publisher.publish("1", "billing", only=("bert",))
    four_eyes.approve(publisher.repository, "billing", only=("carl",))
    publisher.publish("2", "billing", only=("bert",))
    role = publisher.repository.files.proposal("pack-billing")
    assert role is not None
    named = {
        path.rpartition("/")[2].partition(".")[0]: target for path, target in role.signed.targets.items()
    }
    newest, kept = named["2"], named["1"]
    kept.length, kept.hashes = newest.length, newest.hashes
    publisher.repository.files.propose("pack-billing", role)
    with pytest.raises(SourceFolderError, match="changes version 1"):
        four_eyes.proposal(publisher.repository, "billing")


def test_what_is_to_be_signed_cannot_hide_from_who_reads_it(publisher: Publisher) -> None:
    folder = publisher.pack("1", "billing")
    (folder / "guides" / "g0.md").write_text(
        "---\ntitle: Pay back\n---\n1. Pay 100 \u202e001 yaP.\n", "utf-8"
    )
    publishing.publish(publisher.repository, folder, only=("bert",))
    waiting = four_eyes.proposal(publisher.repository, "billing")
    said = "\n".join(four_eyes.in_words(waiting, files=True))
    assert "\u202e" not in said
    assert "\\u202e" in said
    assert four_eyes.visible("Grüße – 5 €\x1b[2J") == "Grüße – 5 €\\x1b[2J"


def test_publication_waits_when_it_is_proposed_though_one_key_would_do(
    publisher: Publisher, desk: Desk
) -> None:
    assert publisher.publish("1", propose=True).missing == 1
    assert desk.sync().changes == ()
    four_eyes.approve(publisher.repository, "orders")
    assert [change.to for change in desk.sync().changes] == ["1"]


def test_source_says_so_when_its_folder_takes_nothing(publisher: Publisher) -> None:
    publisher.publish("1")
    shutil.rmtree(publisher.folder / "proposals")
    (publisher.folder / "proposals").write_bytes(b"")
    with pytest.raises(SourceFolderError, match="does not take it"):
        publisher.publish("2")


def test_source_says_so_when_a_file_of_its_state_is_missing(publisher: Publisher) -> None:
    publisher.publish("1")
    for path in (publisher.folder / "metadata").glob("*.snapshot.json"):
        path.unlink()
    with pytest.raises(SourceFolderError, match=r"snapshot\.json is not there"):
        status(publisher.repository, long_ago(0)())


def test_publication_is_refused_when_the_version_was_used(publisher: Publisher) -> None:
    publisher.publish("1")
    with pytest.raises(PackRejectedError, match="Raise “version”"):
        publisher.publish("1", changed=3)
    with pytest.raises(publishing.NothingToPublishError):
        publisher.publish("1")


def test_publication_is_refused_when_the_pack_was_not_let_in(publisher: Publisher) -> None:
    with pytest.raises(SourceFolderError, match="grant strange"):
        publisher.publish("1", "strange")


def test_publication_is_refused_when_no_key_may_sign(publisher: Publisher) -> None:
    with pytest.raises(SignaturesMissingError, match="may sign"):
        publisher.publish("1", only=("bert",))


@pytest.mark.parametrize("role", ["root", "targets", "online"])
def test_desks_follow_when_a_key_is_rotated(role: str, publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    new = [publisher.keys.new(f"new-{n}") for n in range(2 if role == "root" else 1)]
    change = roles.set_role_keys(publisher.repository, role, new)
    assert change.missing == 0
    publisher.publish("2")
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 2"
    used = {
        key
        for r in status(publisher.repository, long_ago(0)(), {k.id: k.name for k in new}).roles
        for key in r.keys
    }
    assert {key.name for key in new} <= used


def test_four_eyes_stay_four_when_the_keys_change(publisher: Publisher) -> None:
    new = [publisher.keys.new(name) for name in ("dora", "emil")]
    with pytest.raises(SourceFolderError, match="Name more keys"):
        roles.grant(publisher.repository, "billing", new[:1])
    roles.grant(publisher.repository, "billing", new)
    assert publisher.publish("1", "billing", only=("dora",)).missing == 1


def test_team_publishes_with_a_new_key_when_it_lost_the_old_one(publisher: Publisher, desk: Desk) -> None:
    publisher.publish("1")
    desk.sync()
    new = publisher.keys.new("anna-2")
    roles.grant(publisher.repository, "orders", [new], keep=True)
    publisher.publish("2", only=("anna-2",))
    roles.grant(publisher.repository, "orders", [new])
    assert desk.sync().problems == ()
    assert desk.title() == "Guide 0 of 2"
    with pytest.raises(SignaturesMissingError):
        publisher.publish("3", only=("anna",))


def test_status_warns_before_a_role_expires(publisher: Publisher) -> None:
    publisher.publish("1")
    now = long_ago(0)()
    assert status(publisher.repository, now).warnings == ()
    assert [w.split(" ")[0] for w in status(publisher.repository, long_ago(-8)()).warnings] == [
        "snapshot",
        "timestamp",
    ]
    assert len(status(publisher.repository, long_ago(-352)()).warnings) == 5
    assert "expired on" in status(publisher.repository, long_ago(-400)()).warnings[0]


def test_private_keys_rest_encrypted(publisher: Publisher) -> None:
    for pem in (publisher.base / "keys").glob("*.pem"):
        assert pem.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert pem.stat().st_mode & 0o077 == 0
