"""The Windows installer under wine: silently installed with a policy, run, upgraded, kept from going back, removed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.assistant import DEMO_PACK, TOGGLE
from tests.desktop.desk import Desk
from tests.packages.conftest import BUILD, ROOT, made, run
from tools.packages import msi, signing
from tools.packages.errors import PackagingError

RUN = ROOT / "tools" / "windows" / "run.sh"
POLICY = r"HKLM\Software\Policies\Overlay"
AUTOSTART = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
URL = "https://guides.example/overlay/"


class Windows:
    """A wine prefix of the test's own, with an X server to work on."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "build/windows/prefix", folder / "prefix", symlinks=True)
        (folder / "home").mkdir()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "DISPLAY": display,
            "OVERLAY_WINDOWS_DIR": str(folder),
        }
        self.home = self.folder / "prefix/drive_c/overlay-home"  # OVERLAY_HOME: the user's own files
        self.program = self.folder / "prefix/drive_c/Program Files/overlay-assistant"

    def run(self, *words: str | Path, code: int | None = 0) -> str:
        env = {**self.env, "OVERLAY_HOME": r"C:\overlay-home"}
        return run(RUN, "--within", "300", *words, env=env, code=code)

    def install(self, package: Path, *properties: str, code: int | None = 0) -> str:
        return self.run("msiexec", "/i", f"Z:{package}".replace("/", "\\"), "/qn", *properties, code=code)

    def overlay(self, *words: str | Path, code: int | None = 0) -> str:
        return self.run(self.program / "overlay.exe", *words, code=code)

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [RUN, "--within", "600", self.program / "overlay-desktop.exe"],
            env={**self.env, "OVERLAY_HOME": r"C:\overlay-home"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def value(self, key: str, name: str) -> str:
        """Return a value of the registry, empty when there is none."""
        told = self.run("reg", "query", key, "/v", name, code=None)
        found = re.search(rf"^\s+{re.escape(name)}\s+REG_\w+\s+(.*?)\s*$", told, re.MULTILINE)
        return found[1] if found else ""

    def files(self) -> set[str]:
        """Return the files on C: that are not the user's own or Windows' caches."""
        drive = self.folder / "prefix/drive_c"
        return {
            str(path.relative_to(drive))
            for path in drive.rglob("*")
            if path.is_file() and self.home not in path.parents
        }

    def stop(self) -> None:
        """End what still runs in this prefix, and nothing else."""
        script = f'windows="{self.folder}"; source "{ROOT}/tools/windows/wine.sh"; "$WINESERVER" -k; "$WINESERVER" -w'
        subprocess.run(["bash", "-c", script], env=self.env, check=False)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk("openbox") as desk:
        yield desk


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Iterator[Windows]:
    windows = Windows(tmp_path_factory.mktemp("wine"), desk.display_name)
    yield windows
    windows.stop()


@pytest.fixture(scope="module")
def package() -> Path:
    return made("*-x64*.msi")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same program as version 0.0.1: what an upgrade starts from."""
    folder = tmp_path_factory.mktemp("older")
    env = {**os.environ, "OVERLAY_PACKAGE_VERSION": "0.0.1"}
    script = (
        "import sys; from pathlib import Path; from tools.packages import msi;"
        "msi.build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    bundle = BUILD / "windows" / "dist" / "overlay-assistant"
    run(ROOT / ".venv/bin/python", "-c", script, bundle, folder / "older.msi", env=env)
    return folder / "older.msi"


def test_life_of_an_installation(windows: Windows, desk: Desk, package: Path, older: Path) -> None:
    before = windows.files()
    properties = (f"SOURCE_URL={URL}", r"SOURCE_ROOT=C:\ProgramData\root.json", "LANGUAGE=nl")
    windows.install(older, *properties)
    assert windows.value(rf"{POLICY}\source", "url") == URL
    assert windows.value(rf"{POLICY}\source", "root") == r"C:\ProgramData\root.json"
    assert windows.value(rf"{POLICY}\look", "language") == "nl"
    assert windows.value(AUTOSTART, "overlay").endswith(r'overlay-assistant\overlay-desktop.exe" --at-login')
    assert list((windows.folder / "prefix/drive_c").rglob("Start Menu/**/overlay.lnk"))

    windows.overlay("pack", "install", f"Z:{DEMO_PACK}")
    (windows.home / "config").mkdir(exist_ok=True)
    settings = windows.home / "config" / "settings.toml"
    settings.write_text(f'[look]\ntheme = "dark"\n\n[hotkeys]\ntoggle = "{TOGGLE}"\n', "utf-8")

    windows.install(package)  # an upgrade that is told nothing
    assert windows.overlay("--version").startswith("overlay ")
    assert windows.value(rf"{POLICY}\source", "url") == URL
    assert windows.value(rf"{POLICY}\look", "language") == "nl"
    assert 'theme = "dark"' in settings.read_text("utf-8")
    assert json.loads(windows.overlay("search", "refund", "--json"))["results"]

    _hotkey_shows_the_panel(windows, desk)

    told = windows.install(older, code=None)
    assert windows.value(rf"{POLICY}\source", "url") == URL, told
    assert _version(windows) != "0.0.1"

    windows.run("msiexec", "/x", f"Z:{package}".replace("/", "\\"), "/qn")
    left = {name for name in windows.files() - before if "overlay" in name.lower()}
    assert not left
    for key, name in ((rf"{POLICY}\source", "url"), (rf"{POLICY}\look", "language"), (AUTOSTART, "overlay")):
        assert windows.value(key, name) == ""
    own = sorted(str(p.relative_to(windows.home).parts[0]) for p in windows.home.rglob("*") if p.is_file())
    assert set(own) <= {"config", "data", "log", "run", "crash"}, own
    assert settings.exists()


def _hotkey_shows_the_panel(windows: Windows, desk: Desk) -> None:
    process = windows.start()
    # wine hears a registered hotkey while one of its own windows has the keyboard; Windows hears it everywhere.
    work = subprocess.Popen(
        [RUN, "--within", "600", "notepad"],
        env=windows.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def status() -> dict[str, object]:
        told = windows.overlay("status", "--json", code=None)
        found = re.search(r"^\{.*\}\s*$", told, re.MULTILINE | re.DOTALL)
        return dict(json.loads(found[0])) if found else {}

    try:
        desk.wait_until(lambda: bool(status()), "the assistant answers", 120)
        desk.wait_until(lambda: desk.active() != 0, "Notepad is in front", 60)
        desk.press(TOGGLE)
        desk.wait_until(lambda: dict(status()["panel"])["mode"] == "shown", "the panel is shown", 60)  # type: ignore[call-overload]
    finally:
        windows.overlay("quit", code=None)
        windows.run("taskkill", "/F", "/IM", "notepad.exe", code=None)
        for started in (process, work):
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                started.terminate()
                started.wait(30)


def _version(windows: Windows) -> str:
    told = windows.run(
        "reg",
        "query",
        r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall",
        "/s",
        "/f",
        "DisplayVersion",
        code=None,
    )
    found = re.findall(r"DisplayVersion\s+REG_SZ\s+(\S+)", told)
    return found[0] if found else ""


def test_every_program_file_is_signed(tmp_path: Path, package: Path) -> None:
    run("msiextract", "-C", tmp_path, package)
    programs = list(signing.pe_files(tmp_path))
    assert len(programs) > 40
    assert not [path.name for path in programs if not signing.is_signed(path)]
    own = next(tmp_path.rglob("overlay-desktop.exe"))
    signing.authenticode().verify(own)


def test_signature_fails_when_one_byte_is_flipped(tmp_path: Path, package: Path) -> None:
    signer = signing.authenticode()
    signer.verify(package)
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    bad = tmp_path / "bad.msi"
    bad.write_bytes(data)
    with pytest.raises(PackagingError):
        signer.verify(bad)


def test_task_and_policy_templates_come_beside_the_program(tmp_path: Path, package: Path) -> None:
    run("msiextract", "-C", tmp_path, package)
    home = next(tmp_path.rglob(msi.PROGRAM)).parent
    packaging = ROOT / "packaging"
    assert (home / "overlay-sync.xml").read_bytes() == (
        packaging / "windows" / "overlay-sync.xml"
    ).read_bytes()
    assert (home / "docs" / "for-it.md").read_bytes() == (ROOT / "docs" / "for-it.md").read_bytes()
    templates = packaging / "policies"
    for path in (path for path in templates.rglob("*") if path.is_file()):
        assert (home / "policies" / path.relative_to(templates)).read_bytes() == path.read_bytes()


def test_size_is_at_most_45_mb(package: Path) -> None:
    assert package.stat().st_size <= 45_000_000


def test_policy_is_written_only_when_told(package: Path) -> None:
    told = run("msiinfo", "export", package, "Component").splitlines()
    conditions = {line.split("\t")[0]: line.split("\t")[4] for line in told if line.startswith("Policy_")}
    for name in msi.PROPERTIES:
        assert conditions[f"Policy_{name}"] == name
        assert conditions[f"Policy_REMEMBERED_{name}"] == f"REMEMBERED_{name} AND NOT {name}"
