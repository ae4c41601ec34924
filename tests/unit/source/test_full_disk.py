"""A real disk without room: the old content or the new, whole; room again, and the next sync works; no litter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.content.install import Installer
from tests.patience import WAIT_S
from tests.unit.packs import write_pack
from tests.unit.source.publisher import Desk, Publisher

ROOT = Path(__file__).parents[3]
PAGE_BYTES = 4096

# In a mount namespace of its own: whatever becomes of the process, the file system goes with it.
_NAMESPACE = ["unshare", "--mount", *(["--map-root-user"] if os.name == "posix" and os.geteuid() else [])]

_FILLED = """
import json, os, shutil, sys
from pathlib import Path
from types import SimpleNamespace
from overlay.content.install import Installer, InstallFailedError
from overlay.content.sync.sources import Source
from tests.unit.source import test_sync_faults as whole

url, root, ground, disk, page_bytes = sys.argv[1:4] + [Path(sys.argv[4]), int(sys.argv[5])]
file = sys.argv[6:]

def changed(data):
    if not file:
        return whole.sync(desk, data)
    try:
        Installer(data).install_file(Path(*file))
    except InstallFailedError as error:
        return False, str(error)
    return True, ""

desk = SimpleNamespace(source=Source("office", url, Path(root)), fetched=[], fetched_bytes=0)
outcomes = []
left = 0
while not outcomes or not outcomes[-1][0]:
    data = disk / "data"
    shutil.copytree(ground, data, symlinks=True)
    free = os.statvfs(disk).f_bavail * page_bytes
    filler = disk / "filler"
    with filler.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(1, free - left * page_bytes))
    well, said = changed(data)
    assert well or said, "it failed and said nothing"
    outcomes.append((well, whole.version_in_use(data)))
    filler.unlink()
    whole.check_next_sync_works(desk, data)
    shutil.rmtree(data)
    left += 1
json.dump(outcomes, sys.stdout)
"""


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


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's mount namespaces")
@pytest.mark.parametrize("what", ["sync", "install"])
@pytest.mark.timeout(WAIT_S * 5)
def test_content_is_whole_when_the_disk_is_full_at_any_page(what: str, desk: Desk, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=4m none {disk}"
    if subprocess.run([*_NAMESPACE, "sh", "-c", mount], check=False, capture_output=True).returncode:
        pytest.skip("this system lets neither root nor a user namespace mount a small disk")
    run = [sys.executable, "-c", _FILLED, desk.source.url, desk.source.root, desk.data, disk, PAGE_BYTES]
    if what == "install":
        run += (desk.data.parents[1] / "publisher" / "source" / "targets" / "packs" / "orders").glob(
            "*.2.overlaypack"
        )
    done = subprocess.run(
        [*_NAMESPACE, "sh", "-c", f'{mount} && exec "$@"', "sh", *map(str, run)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=WAIT_S * 4,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )
    outcomes = json.loads(done.stdout)
    assert len(outcomes) > 20
    assert {version for _, version in outcomes} == {"1", "2"}
    assert outcomes[-1] == [True, "2"]
    assert {version for well, version in outcomes if well} == {"2"}
