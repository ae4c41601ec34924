"""Whatever fails at whatever moment of an install: the old content or the new one, whole, and the next install works."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.content.install import Installer, InstallFailedError
from overlay.content.lookup import Content
from overlay.content.store import generations
from overlay.guide import GuideRef
from tests.patience import WAIT_S
from tests.unit.disks import VM_STEPS, FaultyDisk, disk_full
from tests.unit.index_check import index_is_whole
from tests.unit.packs import PNG, guide_text, write_pack

LANGUAGES = ("en",)
NEVER = -1


def pack(folder: Path, pack_id: str, version: str) -> Path:
    guides = {
        f"g{n}.md": guide_text(
            f"Guide {n} of {version}",
            front=f"when:\n  - title: 'Case {n} *'",
            steps="1. ![x](../media/x.png)",
        )
        for n in range(6)
    }
    return write_pack(folder, pack_id, guides, version=version, media={"x.png": PNG + version.encode()})


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two packs installed in `data`, and the next version of one of them in `new`."""
    base = tmp_path_factory.mktemp("ground")
    for pack_id in ("kept", "demo"):
        Installer(base / "data").install(pack(base / pack_id, pack_id, "old"))
    pack(base / "new", "demo", "new")
    return base


@pytest.fixture(scope="module")
def operations(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many operations the install of `new` has."""
    disk = FaultyDisk(NEVER, disk_full)
    data_dir = tmp_path_factory.mktemp("count") / "data"
    shutil.copytree(ground / "data", data_dir)
    Installer(data_dir, disk).install(ground / "new")
    return disk.operations


def version_in_use(data_dir: Path) -> str:
    """Return the version of `demo` in use, having read all there is of it."""
    generation = generations.current(data_dir)
    assert generation is not None
    with sqlite3.connect(data_dir / generation.file_name) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert index_is_whole(data_dir / generation.file_name)
    with Content.open(data_dir) as content:
        versions = {info.id: info.version for info in content.packs()}
        assert versions["kept"] == "old"
        assert content.guide_count == 12
        for pack_id, version in versions.items():
            assert content.media(pack_id, "media/x.png") == PNG + version.encode()
            for n in range(6):
                title = content.guide(GuideRef(pack_id, f"g{n}"), LANGUAGES).title
                assert title == f"Guide {n} of {version}"
        assert len(content.search("guide", LANGUAGES)) == 12
    return versions["demo"]


def check_next_install_works(data_dir: Path, new: Path) -> None:
    report = Installer(data_dir).install(new)
    assert version_in_use(data_dir) == "new"
    generation = generations.current(data_dir)
    assert generation is not None
    assert {path.name for path in data_dir.iterdir()} == {
        "packs",
        "content.lock",
        "content.current",
        f"content-{report.generation}.db",
    }
    assert {path.name for path in (data_dir / "packs").iterdir()} == {
        name for copy in generation.copies.values() for name in copy.files
    }


def test_install_has_enough_moments_to_fail_at(operations: int) -> None:
    assert operations > 2_000 / VM_STEPS


@pytest.mark.parametrize("and_after", [False, True], ids=["once", "from-then-on"])
def test_content_is_whole_when_any_operation_fails(
    ground: Path, operations: int, tmp_path: Path, and_after: bool
) -> None:
    outcomes = set()
    for at in range(operations):
        data_dir = tmp_path / str(at)
        shutil.copytree(ground / "data", data_dir)
        with Content.open(data_dir) as reader:
            try:
                Installer(data_dir, FaultyDisk(at, disk_full, and_after=and_after)).install(ground / "new")
                said = ""
            except InstallFailedError as error:
                said = str(error)
            version = version_in_use(data_dir)
            outcomes.add((version, "old content stays" in said, "is in use" in said))
            assert reader.guide(GuideRef("demo", "g3"), LANGUAGES).title == "Guide 3 of old"
        check_next_install_works(data_dir, ground / "new")
        shutil.rmtree(data_dir)
    # The last sync of the directory comes after the rename: it may fail with the new content in use. A file that could
    # not be removed fails nothing.
    assert outcomes == {("old", True, False), ("new", False, True), ("new", False, False)}


_KILLED_AT_EACH = """
import os, shutil, signal, sys
from pathlib import Path
from overlay.content.install import Installer
from tests.unit.disks import VM_STEPS, FaultyDisk, killed

ground, out, operations = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
for at in range(operations):
    shutil.copytree(ground / "data", out / str(at))
    child = os.fork()  # each killed process would else spend its time on imports
    if child == 0:
        Installer(out / str(at), FaultyDisk(at, killed)).install(ground / "new")
        os._exit(9)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (at, status)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs fork and SIGKILL")
def test_content_is_whole_when_the_process_is_killed_at_any_operation(
    ground: Path, operations: int, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-c", _KILLED_AT_EACH, str(ground), str(tmp_path), str(operations)],
        check=True,
        timeout=WAIT_S,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    outcomes = set()
    for at in range(operations):
        outcomes.add(version_in_use(tmp_path / str(at)))
        check_next_install_works(tmp_path / str(at), ground / "new")
    assert outcomes == {"old", "new"}


_LIMITED = """
import resource, sys
from pathlib import Path
from overlay.content.install import InstallFailedError, Installer
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    Installer(Path(sys.argv[1])).install(Path(sys.argv[2]))
except InstallFailedError:
    sys.exit(7)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX's")
def test_content_is_whole_when_the_system_takes_no_more_bytes(ground: Path, tmp_path: Path) -> None:
    outcomes = []
    for limit in (0, 100, 2_000, 30_000, 70_000, 100_000_000):
        data_dir = tmp_path / str(limit)
        shutil.copytree(ground / "data", data_dir)
        done = subprocess.run(
            [sys.executable, "-c", _LIMITED, str(data_dir), str(ground / "new"), str(limit)],
            check=False,
            timeout=WAIT_S,
        )
        outcomes.append((done.returncode, version_in_use(data_dir)))
        check_next_install_works(data_dir, ground / "new")
    assert outcomes == [(7, "old")] * 5 + [(0, "new")]
