"""Two sessions of one user, and two users of one machine, that sync at the same moment."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.system.computer import Computer
from tests.unit.packs import guide_text, write_pack

GUIDES = 40


@pytest.fixture
def admin(tmp_path: Path) -> Computer:
    machine = Computer(tmp_path / "admin")
    for key in ("root", "online", "team"):
        machine.run("keys", "new", key)
    source = machine.base / "source"
    machine.run("source", "init", source, "--root-key", "root", "--online-key", "online")
    machine.run("source", "grant", "orders", "--source", source, "--key", "team")
    publish(machine, "1")
    return machine


def publish(admin: Computer, version: str) -> None:
    folder = admin.base / "orders"
    shutil.rmtree(folder, ignore_errors=True)
    write_pack(
        folder,
        "orders",
        {f"g{n}.md": guide_text(f"Guide {n} of {version}") for n in range(GUIDES)},
        version=version,
    )
    admin.run("pack", "publish", folder, "--source", admin.base / "source")


def follow(desk: Computer, admin: Computer) -> None:
    source = admin.base / "source"
    desk.run("source", "add", "office", source.as_uri(), "--root", source / "metadata" / "1.root.json")


def whole(desk: Computer, version: str) -> None:
    assert {desk.title(f"g{n}") for n in range(0, GUIDES, 13)} == {
        f"Guide {n} of {version}" for n in range(0, GUIDES, 13)
    }
    data = desk.base / "overlay" / "data"
    assert len(list(data.glob("content-*.db"))) == 1
    assert list((data / "sync" / "downloads").iterdir()) == []


def test_sessions_of_one_user_take_turns_and_install_once(admin: Computer, tmp_path: Path) -> None:
    desk = Computer(tmp_path / "desk")
    follow(desk, admin)
    for version in ("1", "2"):
        if version == "2":
            publish(admin, version)
        sessions = [desk.start("sync", "--json") for _ in range(3)]
        results = sorted(desk.ended(session)["result"] for session in sessions)
        assert results == ["done", "nothing", "nothing"]
        whole(desk, version)


def test_users_of_one_machine_do_not_meet(admin: Computer, tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can start programs as two other users (with setpriv)")
    users = [Computer(tmp_path / f"user-{uid}", uid=uid) for uid in (64001, 64002)]
    for user in users:
        follow(user, admin)
    running = [user.start("sync", "--json") for user in users]
    assert [user.ended(one)["result"] for user, one in zip(users, running, strict=True)] == ["done", "done"]
    for user in users:
        whole(user, "1")
        owners = {path.stat().st_uid for path in (user.base / "overlay").rglob("*")}
        assert owners == {user.uid}
        data = user.base / "overlay" / "data"
        assert all(path.stat().st_mode & 0o022 == 0 for path in data.rglob("*") if not path.is_symlink())
    one, other = users
    theirs = other.base / "overlay" / "data"
    write = "import pathlib, sys; pathlib.Path(sys.argv[1], 'probe').touch()"
    assert other.python(write, theirs)
    assert not one.python(write, theirs)
