"""Whatever fails at whatever moment of a sync: the old pack or the new, whole; the next sync works; no litter."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from overlay.content.install import Installer, InstallFailedError
from overlay.content.lookup import Content
from overlay.content.store import generations
from overlay.content.store.disk import Disk
from overlay.content.sync.run import Sync
from overlay.guide import GuideRef
from tests.patience import WAIT_S
from tests.unit.disks import FaultyDisk, disk_full
from tests.unit.packs import write_pack
from tests.unit.source.publisher import GUIDES, CountingFetcher, Desk, Publisher

NEVER = -1
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that has version 1, of a source that has version 2; and a pack of its own."""
    base = tmp_path_factory.mktemp("ground")
    publisher = Publisher(base / "publisher")
    publisher.publish("1")
    desk = Desk(base / "desk", publisher)
    desk.sync()
    Installer(desk.data).install(write_pack(base / "own", "own"))
    publisher.publish("2", changed=4)
    return desk


def copy_of(desk: Desk, data: Path) -> None:
    shutil.copytree(desk.data, data, symlinks=True)


def sync(desk: Desk, data: Path, disk: Disk | None = None) -> tuple[bool, str]:
    """Sync into `data`; return whether all went well, and what was said."""
    try:
        report = Sync(data, [desk.source], lambda _: CountingFetcher(desk), disk=disk).run()
    except InstallFailedError as error:
        return False, str(error)
    return not report.problems, "\n".join(map(str, report.problems))


def version_in_use(data: Path) -> str:
    """Return the version in use, having read all there is of it."""
    generation = generations.current(data)
    assert generation is not None
    db = sqlite3.connect(data / generation.file_name)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    with Content.open(data) as content:
        versions = {info.id: info.version for info in content.packs()}
        assert versions["own"] == "1"
        for n in range(GUIDES):
            expected = (
                versions["orders"] if n < 4 and versions["orders"] == "2" else "1" if n == 0 else "first"
            )
            assert content.guide(GuideRef("orders", f"g{n}"), ("en",)).title == f"Guide {n} of {expected}"
    return versions["orders"]


def check_next_sync_works(desk: Desk, data: Path) -> None:
    assert sync(desk, data) == (True, "")
    assert version_in_use(data) == "2"
    generation = generations.current(data)
    assert generation is not None
    found = {path.relative_to(data).as_posix() for path in data.rglob("*") if not path.is_dir()}
    cache = "sync/sources/office"
    roles = ["timestamp", "snapshot", "targets", "pack-orders"]
    if sys.platform != "win32" or (data / cache / "root.json").exists():
        roles.append("root")  # a link, which wine 8 says it has made and has not
    assert found == {
        "content.current", "content.lock", generation.file_name,
        *(f"packs/{name}" for copy in generation.copies.values() for name in copy.files),
        "sync/lock", "sync/state.json", "sync/looks.json",
        *(f"{cache}/{role}.json" for role in roles), f"{cache}/root_history/1.root.json",
    }  # fmt: skip


@pytest.fixture(scope="module")
def operations(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> int:
    data = tmp_path_factory.mktemp("count") / "data"
    copy_of(desk, data)
    disk = FaultyDisk(NEVER, disk_full)
    assert sync(desk, data, disk) == (True, "")
    return disk.operations


@pytest.mark.parametrize("and_after", [False, True], ids=["once", "from-then-on"])
@pytest.mark.timeout(WAIT_S * 5)
def test_content_is_whole_when_any_operation_of_a_sync_fails(
    desk: Desk, operations: int, tmp_path: Path, and_after: bool
) -> None:
    outcomes = set()
    for at in range(and_after, operations, 2):
        data = tmp_path / str(at)
        copy_of(desk, data)
        well, said = sync(desk, data, FaultyDisk(at, disk_full, and_after=and_after))
        assert well or "content" in said, said
        outcomes.add((well, version_in_use(data)))
        check_next_sync_works(desk, data)
        shutil.rmtree(data)
    assert {version for _, version in outcomes} == {"1", "2"}
    assert (False, "1") in outcomes


_KILLED = """
import os, signal, sys
from pathlib import Path
from overlay.content.sync.run import Sync
from overlay.content.sync.fetch import FolderFetcher
from overlay.content.sync.sources import Source
from tests.unit.disks import FaultyDisk, killed

kind, url, root, ground, out, count = sys.argv[1:]
import shutil
FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.truncate", "shutil.rmtree"}
NEVER = -1

def run(at, data):
    seen = 0
    def hook(event, args):
        nonlocal seen
        if event in FILES and any(str(data) in str(arg) for arg in args):
            if seen == at:
                killed()
            seen += 1
    disk = FaultyDisk(at if kind == "disk" else NEVER, killed, vm_steps=25)
    if kind == "files":
        sys.addaudithook(hook)
    Sync(data, [Source("office", url, Path(root))], lambda _: FolderFetcher(), disk=disk).run()
    return seen

at = 0
while True:
    data = Path(out, str(at))
    shutil.copytree(ground, data, symlinks=True)
    child = os.fork()  # each killed process would else spend its time on imports
    if child == 0:
        run(at, data)
        os._exit(9)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert os.waitstatus_to_exitcode(status) == 9, status
        break  # it got to its end: every moment has been tried
    assert os.WTERMSIG(status) == signal.SIGKILL
    at += 1
Path(count).write_text(str(at))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs fork and SIGKILL")
@pytest.mark.parametrize("kind", ["disk", "files"])
@pytest.mark.timeout(WAIT_S * 5)
def test_content_is_whole_when_a_sync_is_killed_at_any_moment(kind: str, desk: Desk, tmp_path: Path) -> None:
    """`disk`: at each thing we do to the disk. `files`: at each file that anything touches, python-tuf too."""
    count = tmp_path / "count"
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(
        [
            sys.executable,
            "-c",
            _KILLED,
            kind,
            desk.source.url,
            str(desk.source.root),
            str(desk.data),
            str(out),
            str(count),
        ],
        check=True,
        timeout=WAIT_S * 4,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    moments = int(count.read_text())
    assert moments > {"disk": 150, "files": 50}[kind]
    outcomes = set()
    for at in range(moments):
        outcomes.add(version_in_use(out / str(at)))
        check_next_sync_works(desk, out / str(at))
        shutil.rmtree(out / str(at))
    assert outcomes == {"1", "2"}


def test_two_sessions_sync_at_once(desk: Desk, tmp_path: Path) -> None:
    data = tmp_path / "data"
    copy_of(desk, data)
    results: list[tuple[bool, str]] = []
    threads = [threading.Thread(target=lambda: results.append(sync(desk, data))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [(True, "")] * 4
    check_next_sync_works(desk, data)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_sync_says_so_when_it_may_not_write(desk: Desk, tmp_path: Path) -> None:
    data = tmp_path / "data"
    copy_of(desk, data)
    (data / "sync").chmod(0o500)
    well, said = sync(desk, data)
    assert not well
    assert "disk does not take" in said
