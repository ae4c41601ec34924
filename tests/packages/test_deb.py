"""The .deb on a Debian that knows nothing of us: installed with what it depends on, run, and purged."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.desktop.assistant import TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.packages.conftest import BUILD, DIST, ROOT, made, run
from tools.packages import elf

SUITE = "bookworm"
MIRROR = os.environ.get("OVERLAY_DEBIAN_MIRROR", "http://deb.debian.org/debian")
NAME = "overlay-assistant"
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


@pytest.fixture(scope="module")
def deb() -> Path:
    return made("*.deb")


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh minimal Debian. The one that debootstrap made is kept in build/ as an archive."""
    _skip_where_none_can_be_made()
    kept = BUILD / f"debian-{SUITE}.tar"
    root = tmp_path_factory.mktemp("debian") / "root"
    root.mkdir()
    if not kept.exists():
        base = BUILD / f"debian-{SUITE}"
        shutil.rmtree(base, ignore_errors=True)
        bootstrap = ("debootstrap", "--variant=minbase", SUITE, base, MIRROR)
        try:
            run(*bootstrap)
        except AssertionError:  # of some hundred files one may not come: once more
            shutil.rmtree(base, ignore_errors=True)
            run(*bootstrap)
        run(
            "tar",
            "-C",
            base,
            "-cf",
            kept,
            "--exclude=./var/cache/apt/archives/*.deb",
            "--exclude=./proc/*",
            ".",
        )
        subprocess.run(["umount", "-q", str(base / "proc")], check=False)  # some debootstraps leave it
        shutil.rmtree(base)
    run("tar", "-C", root, "-xf", kept)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/apt/sources.list").write_text(f"deb {MIRROR} {SUITE} main\n", "ascii")
    mounts = [("-t", "proc", "proc", "proc"), ("--bind", "/dev", "dev"), ("--bind", "/tmp", "tmp")]
    for *words, where in mounts:
        run("mount", *words, root / where)
    try:
        yield root
    finally:
        for *_, where in reversed(mounts):
            run("umount", "--lazy", root / where)


def _skip_where_none_can_be_made() -> None:
    if os.geteuid() != 0:
        pytest.skip("a Debian of its own (chroot) needs root")
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("a Debian of its own needs mounts, and this container may make none")
    try:
        with urlopen(f"{MIRROR}/dists/{SUITE}/InRelease", timeout=60):
            pass
    except OSError as error:
        pytest.skip(
            f"{MIRROR} gives no packages of {SUITE} ({error}): set OVERLAY_DEBIAN_MIRROR to one that does"
        )


def inside(root: Path, *words: str, code: int | None = 0, **env: str) -> str:
    """Run a program in the Debian at `root`."""
    plain = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
        **{name: value for name, value in os.environ.items() if name.lower() in PROXIES},
        **env,
    }
    return run("chroot", root, *words, env=plain, code=code)


def files_of(root: Path) -> set[str]:
    """Return every file below the folders that a package may write to."""
    places = [root / name for name in ("etc", "usr", "var/lib/systemd", "opt")]
    return {
        str(path.relative_to(root))
        for place in places
        for path in place.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture(scope="module")
def installed(debian: Path, deb: Path) -> Path:
    (debian / "etc/apt/apt.conf.d/90retries").write_text('Acquire::Retries "3";\n', "ascii")
    inside(debian, "apt-get", "update", "-qq")
    shutil.copy(deb, debian / "root" / "overlay.deb")
    inside(debian, "apt-get", "install", "-qq", "-y", "--no-install-recommends", "/root/overlay.deb")
    return debian


def test_deb_installs_with_its_dependencies_and_answers(installed: Path) -> None:
    assert inside(installed, "overlay", "--version").startswith("overlay ")
    inside(
        installed,
        "overlay",
        "pack",
        "install",
        f"/usr/lib/{NAME}/_internal/overlay/resources/packs/demo-service",
    )
    told = json.loads(inside(installed, "overlay", "search", "refund", "--json"))
    assert told["results"]


def test_every_library_is_found_when_only_the_dependencies_are_there(installed: Path) -> None:
    binaries = [f"/{path.relative_to(installed)}" for path in elf.binaries(installed / f"usr/lib/{NAME}")]
    own = f"/usr/lib/{NAME}/_internal"
    told = inside(
        installed, "ldd", *binaries, LD_LIBRARY_PATH=f"{own}:{own}/PySide6/Qt/lib:{own}/PySide6", code=None
    )
    assert "not found" not in told, [line for line in told.splitlines() if "not found" in line]


def test_desktop_and_autostart_entries_are_valid(installed: Path) -> None:
    applications = installed / "usr/share/applications" / f"{NAME}.desktop"
    autostart = installed / "etc/xdg/autostart" / f"{NAME}.desktop"
    run("desktop-file-validate", applications, autostart)
    for entry in (applications, autostart):
        lines = dict(line.split("=", 1) for line in entry.read_text("utf-8").splitlines() if "=" in line)
        inside(installed, "test", "-x", f"/usr/bin/{lines['Exec'].split()[0]}")
        assert list((installed / "usr/share/icons/hicolor").rglob(f"{lines['Icon']}.*"))
    assert (
        run("chroot", installed, "dpkg-query", "-W", "-f=${Conffiles}", NAME).count("/etc/xdg/autostart") == 1
    )


def test_metadata_and_manual_page_are_valid(installed: Path) -> None:
    share = installed / "usr/share"
    run("appstreamcli", "validate", "--no-net", share / "metainfo/org.overlay.assistant.metainfo.xml")
    page = run("gzip", "-dc", share / "man/man1/overlay.1.gz")
    assert page.startswith(".TH OVERLAY 1")
    told = run(
        "man",
        "--warnings",
        "-E",
        "UTF-8",
        "-l",
        "-Tutf8",
        share / "man/man1/overlay.1.gz",
        env={"PATH": os.environ["PATH"]},
    )
    assert "warning:" not in told
    plain = re.sub(".\x08", "", told)  # bold is a letter struck twice
    assert "overlay pack publish" in plain


def test_assistant_shows_the_panel_under_xvfb_when_the_hotkey_is_pressed(
    installed: Path, tmp_path: Path
) -> None:
    # /tmp is shared with the root: the X server's socket, the test's folders and the session bus are there.
    with Desk("openbox") as desk:
        chroot = ["chroot", str(installed), "/usr/bin/overlay"]
        assistant = Assistant(desk, tmp_path / "home", program=chroot, packs=())
        assistant.start()
        assert assistant.status()["version"]
        desk.press(TOGGLE)
        assistant.wait("the panel is shown", mode="shown")


def test_login_starts_nothing_where_the_policy_says_never(installed: Path, tmp_path: Path) -> None:
    entry = (installed / "etc/xdg/autostart" / f"{NAME}.desktop").read_text("utf-8")
    words = (
        next(line for line in entry.splitlines() if line.startswith("Exec=")).removeprefix("Exec=").split()
    )
    policy = installed / "etc/overlay/policy.toml"
    policy.parent.mkdir()
    policy.write_text('[start]\nat_login = "never"\n', "utf-8")
    home = tmp_path / "home"
    try:
        # No display: an assistant that starts all the same says so and fails.
        assert inside(installed, *words, OVERLAY_HOME=str(home)) == ""
        assert inside(installed, *words[:1], OVERLAY_HOME=str(home), code=None)
    finally:
        shutil.rmtree(policy.parent)


def test_units_that_sync_for_the_whole_machine_are_the_ones_in_packaging(deb: Path, tmp_path: Path) -> None:
    run("dpkg-deb", "-x", deb, tmp_path)
    units = ("overlay-sync.service", "overlay-sync.timer")
    for unit in units:
        (shipped,) = tmp_path.rglob(unit)
        assert shipped.parent == tmp_path / "usr/lib/systemd/system"
        assert shipped.read_bytes() == (ROOT / "packaging" / "linux" / unit).read_bytes()


def test_purge_leaves_nothing(installed: Path, debian: Path) -> None:
    before = {name for name in files_of(debian) if "overlay" in name}
    assert before
    inside(debian, "dpkg", "--purge", NAME)
    left = {name for name in files_of(debian) if "overlay" in name.lower()}
    assert not left


def test_glibc_floor_is_the_one_the_binaries_have(deb: Path, tmp_path: Path) -> None:
    run("dpkg-deb", "-x", deb, tmp_path)
    needed = elf.needs(elf.binaries(tmp_path))
    depends = run("dpkg-deb", "-f", deb, "Depends")
    assert f"libc6 (>= {'.'.join(map(str, needed.glibc))})" in depends
    assert needed.glibc <= (2, 36), "older systems than Debian 12 were promised"


def test_signature_is_valid_and_fails_when_a_byte_is_flipped(deb: Path, tmp_path: Path) -> None:
    key = DIST / "packages-key.asc"
    gpg = ("gpg", "--homedir", tmp_path, "--batch")
    shown = run(*gpg, "--with-colons", "--show-keys", key)
    finger = next(line.split(":")[9] for line in shown.splitlines() if line.startswith("fpr:"))
    rings, rules = tmp_path / "rings" / finger[-16:], tmp_path / "rules" / finger[-16:]
    rings.mkdir(parents=True)
    rules.mkdir(parents=True)
    run(*gpg, "--dearmor", "--output", rings / "overlay.gpg", key)
    (rules / "overlay.pol").write_text(
        f"""<?xml version="1.0"?>
<!DOCTYPE Policy SYSTEM "https://www.debian.org/debsig/1.0/policy.dtd">
<Policy xmlns="https://www.debian.org/debsig/1.0/">
  <Origin Name="overlay" id="{finger[-16:]}" Description="overlay"/>
  <Selection><Required Type="origin" File="overlay.gpg" id="{finger[-16:]}"/></Selection>
  <Verification MinOptional="0"><Required Type="origin" File="overlay.gpg" id="{finger[-16:]}"/></Verification>
</Policy>
""",
        "utf-8",
    )
    verify = ("debsig-verify", "--policies-dir", tmp_path / "rules", "--keyrings-dir", tmp_path / "rings")
    run(*verify, deb)
    data = bytearray(deb.read_bytes())
    data[len(data) // 2] ^= 1
    bad = tmp_path / "bad.deb"
    bad.write_bytes(data)
    assert "fail" in run(*verify, bad, code=None).lower()


def test_size_is_at_most_60_mb(deb: Path) -> None:
    assert deb.stat().st_size <= 60_000_000
