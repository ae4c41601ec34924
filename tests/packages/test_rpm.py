"""The .rpm: its signature, what is in it, and what it asks for. Nothing here can install it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.packages.conftest import DIST, made, run

WANTED = {
    "/usr/bin/overlay",
    "/usr/bin/overlay-desktop",
    "/usr/lib/overlay-assistant/overlay",
    "/etc/xdg/autostart/overlay-assistant.desktop",
    "/usr/share/applications/overlay-assistant.desktop",
    "/usr/share/icons/hicolor/scalable/apps/overlay-assistant.svg",
    "/usr/share/man/man1/overlay.1.gz",
    "/usr/share/metainfo/org.overlay.assistant.metainfo.xml",
    "/usr/lib/systemd/system/overlay-sync.service",
    "/usr/lib/systemd/system/overlay-sync.timer",
    "/usr/share/doc/overlay-assistant/docs/for-it.md",
    "/usr/share/doc/overlay-assistant/sbom.cdx.json",
    "/usr/share/doc/overlay-assistant/THIRD-PARTY-LICENSES.txt",
}


@pytest.fixture(scope="module")
def rpm() -> Path:
    return made("*.rpm")


@pytest.fixture
def database(tmp_path: Path) -> tuple[str, ...]:
    """An RPM database of the test's own that trusts the key in dist/."""
    own = ("--dbpath", str(tmp_path / "rpmdb"))
    run("rpm", *own, "--initdb")
    run("rpm", *own, "--import", DIST / "packages-key.asc")
    return own


def test_signature_is_valid(rpm: Path, database: tuple[str, ...]) -> None:
    told = run("rpm", *database, "-Kv", rpm)
    assert "Signature" in told
    assert "NOKEY" not in told
    assert "BAD" not in told


def test_signature_fails_when_a_byte_is_flipped(rpm: Path, database: tuple[str, ...], tmp_path: Path) -> None:
    bad = Path(shutil.copy(rpm, tmp_path / "bad.rpm"))
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(data)
    assert "NOT OK" in run("rpm", *database, "-K", bad, code=1)


def test_file_list_holds_what_a_desktop_needs(rpm: Path) -> None:
    files = set(run("rpm", "--nosignature", "-qpl", rpm).splitlines())
    assert files >= WANTED
    homes = ("/usr/", "/etc/xdg/autostart")
    assert all(name.startswith(homes) for name in files if name.startswith("/"))
    assert run("rpm", "--nosignature", "-qpc", rpm).strip() == "/etc/xdg/autostart/overlay-assistant.desktop"


def test_requirements_name_libraries_and_the_glibc_floor(rpm: Path) -> None:
    asked = run("rpm", "--nosignature", "-qp", "--requires", rpm).splitlines()
    assert "libxcb-cursor.so.0()(64bit)" in asked
    assert any(line.startswith("libc.so.6(GLIBC_2.") for line in asked)


def test_every_file_belongs_to_root_and_none_can_be_written_by_others(rpm: Path) -> None:
    told = run(
        "rpm", "--nosignature", "-qp", "--qf", "[%{FILEMODES:perms} %{FILEUSERNAME} %{FILENAMES}\n]", rpm
    ).splitlines()
    for line in (line for line in told if "/" in line and not line.startswith("warning")):
        mode, owner, name = line.split(" ", 2)
        assert owner == "root", name
        assert mode.startswith("l") or mode[8] != "w", name
