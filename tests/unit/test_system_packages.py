"""tools/system-packages.sh against a fake apt: real shell, no package is touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "system-packages.sh"
# The fakes keep what is installed and what is available in files, one name a line.
FAKES = {
    "dpkg-query": 'for p in "$@"; do grep -qx -- "$p" "$FAKE/installed" && echo "installed:$p"; done; exit 1',
    "apt-cache": 'grep -qx -- "$2" "$FAKE/available" && echo "  Candidate: 1.0" || echo "  Candidate: (none)"',
    "apt-get": 'echo "apt-get $*" >>"$FAKE/calls"; [ "$1" != install ] || exit "$(cat "$FAKE/exit")"',
    "id": 'cat "$FAKE/uid"',
}
NEEDED = ("sh", "env", "cat", "cut", "echo", "grep", "ls", "sed", "tr", "uname")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="apt is Linux's")


@dataclass(frozen=True, slots=True)
class Machine:
    root: Path

    def has(self, *, installed: str = "", available: str = "", uid: int = 0, apt_exit: int = 0) -> None:
        for name, text in {
            "installed": installed.replace(" ", "\n"),
            "available": available.replace(" ", "\n"),
            "uid": str(uid),
            "exit": str(apt_exit),
            "calls": "",
        }.items():
            (self.root / name).write_text(text + "\n", encoding="utf-8")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", SCRIPT, *arguments],
            env={"PATH": str(self.root / "bin"), "FAKE": str(self.root), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def installs(self) -> list[str]:
        """Return the names of each `apt-get install`, without its options."""
        calls = (self.root / "calls").read_text(encoding="utf-8").splitlines()
        return [
            call.partition("--no-install-recommends ")[2]
            for call in calls
            if call.startswith("apt-get install")
        ]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    for name, body in FAKES.items():
        fake = tmp_path / "bin" / name
        fake.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        fake.chmod(0o755)
    return Machine(tmp_path)


def test_packages_stay_as_they_are_when_all_are_there(machine: Machine) -> None:
    machine.has(installed="xvfb libglib2.0-0")
    done = machine.run("xvfb", "libglib2.0-0t64|libglib2.0-0")
    assert (done.returncode, done.stderr, machine.installs()) == (0, "", [])


@pytest.mark.parametrize("known", ["libglib2.0-0t64", "libglib2.0-0"])
def test_packages_take_the_name_this_system_knows_when_there_are_two(machine: Machine, known: str) -> None:
    machine.has(available=known)
    assert machine.run("libglib2.0-0t64|libglib2.0-0").returncode == 0
    assert machine.installs() == [known]


def test_packages_go_on_without_an_optional_one_when_the_system_lacks_it(machine: Machine) -> None:
    machine.has(available="tint2")
    done = machine.run("tint2", "?goldendict|goldendict-ng")
    assert done.returncode == 0
    assert machine.installs() == ["tint2"]
    assert "goldendict|goldendict-ng is not in this system's packages" in done.stderr


def test_packages_say_that_browser_tests_are_skipped_when_chromium_is_a_snap(machine: Machine) -> None:
    machine.has()
    done = machine.run("?chromium")
    assert done.returncode == 0
    assert "Tests with a browser will be skipped" in done.stderr


def test_packages_ask_for_no_chromium_when_chrome_is_there(machine: Machine) -> None:
    machine.has(available="chromium")
    (machine.root / "bin" / "google-chrome").symlink_to("/bin/true")
    assert machine.run("?chromium").stderr == ""
    assert machine.installs() == []


def test_packages_print_the_exact_command_when_nobody_can_install(machine: Machine) -> None:
    machine.has(available="xvfb openbox", uid=1000)
    done = machine.run("xvfb", "openbox")
    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends xvfb openbox\n" in done.stderr
    assert machine.installs() == []


def test_packages_go_on_when_nobody_can_install_what_is_optional(machine: Machine) -> None:
    machine.has(available="rofi", uid=1000)
    assert machine.run("?rofi").returncode == 0


def test_packages_are_installed_through_sudo_when_it_asks_nothing(machine: Machine) -> None:
    machine.has(available="xvfb", uid=1000)
    sudo = machine.root / "bin" / "sudo"
    sudo.write_text('#!/bin/sh\n[ "$1" != -n ] || exit 0\nexec "$@"\n', encoding="utf-8")
    sudo.chmod(0o755)
    assert machine.run("xvfb").returncode == 0
    assert machine.installs() == ["xvfb"]


def test_packages_fail_with_the_command_when_apt_fails(machine: Machine) -> None:
    machine.has(available="xvfb", apt_exit=100)
    done = machine.run("xvfb")
    assert done.returncode == 1
    assert "please run: apt-get install --no-install-recommends xvfb\n" in done.stderr


def test_packages_are_left_alone_when_told_so(machine: Machine) -> None:
    machine.has(available="xvfb")
    assert machine.run("xvfb", OVERLAY_SKIP_SYSTEM_PACKAGES="1").returncode == 0
    assert machine.installs() == []


def test_packages_include_the_demo_desktop_when_there_is_no_display(machine: Machine) -> None:
    machine.has(uid=1000)
    assert " xvfb " in machine.run("run").stderr
    assert " xvfb " not in machine.run("run", DISPLAY=":0").stderr
