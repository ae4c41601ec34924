"""The one-folder program for Linux: it answers what the same program answers where it was collected from."""

from __future__ import annotations

import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from overlay.doctor.bundle import LIBRARIES
from tests.desktop.assistant import TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.packages.conftest import ENVIRONMENT, ROOT, Overlay, made, run
from tests.packages.verbs import office_files, walk
from tools.packages import elf


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of dist/, unpacked somewhere it was not built."""
    folder = tmp_path_factory.mktemp("bundle")
    with tarfile.open(made("*-linux-x86_64.tar.xz")) as archive:
        archive.extractall(folder, filter="data")
    return folder / "overlay-assistant"


def test_bundle_answers_as_its_environment_does_for_every_family_of_verbs(
    bundle: Path, tmp_path: Path
) -> None:
    sources = tmp_path / "sources"
    office_files(sources)
    packaged = walk(Overlay([bundle / "overlay"], tmp_path / "a"), tmp_path / "work", sources)
    shutil.rmtree(tmp_path / "work")  # the same paths again: some answers name them
    plain = walk(Overlay(ENVIRONMENT, tmp_path / "b"), tmp_path / "work", sources)
    assert packaged == plain


def test_verb_loads_no_qt(bundle: Path, tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LD_DEBUG": "files"}
    told = run(bundle / "overlay", "search", "refund", env=env, code=None)
    assert "libpython3" in told  # the loader told what it loads
    assert "libQt6Core" not in told


def test_bundle_for_support_names_the_versions_of_the_libraries(bundle: Path, tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "OVERLAY_HOME": str(tmp_path / "home")}
    run(bundle / "overlay", "doctor", "--bundle", tmp_path / "b.zip", env=env)
    with zipfile.ZipFile(tmp_path / "b.zip") as found:
        versions = json.loads(found.read("versions.json"))
    assert versions["packaged"]
    assert set(versions["libraries"]) == set(LIBRARIES)


def test_bundle_shows_the_panel_when_the_hotkey_is_pressed(bundle: Path, tmp_path: Path) -> None:
    with Desk("openbox") as desk:
        assistant = Assistant(desk, tmp_path / "home", program=[str(bundle / "overlay")])
        assistant.start()
        desk.press(TOGGLE)
        assistant.wait("the panel is shown", mode="shown")


def test_bundle_holds_nothing_that_tells_where_it_was_built(bundle: Path) -> None:
    assert not [path for path in bundle.rglob("*.dist-info/*") if path.name in {"RECORD", "direct_url.json"}]
    place = str(ROOT).encode()
    assert not [path for path in bundle.rglob("*") if path.is_file() and place in path.read_bytes()]


def test_bundle_takes_from_the_system_only_what_its_package_names(bundle: Path) -> None:
    found = {path.name for path in elf.binaries(bundle)}
    assert not [
        name for name in found if name.startswith(("libX", "libxcb", "libEGL", "libGL", "libstdc++", "libc."))
    ]
    assert not [name for name in found if "Qml" in name or "Quick" in name]
