"""The start at login: what each system's entry says, whose it is, and when it is left alone."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.autostart import LoginState, Start, login_command, told_home
from overlay.autostart.launch_agents import LaunchAgents
from overlay.autostart.windows_run import MOST_CHARACTERS, is_off, run_line
from overlay.autostart.xdg import FILE, XdgAutostart, _entry, _words, exec_line
from overlay.doctor.finding import Level
from overlay.doctor.login import of_login
from overlay.settings import Settings, with_values
from overlay.settings_file import Loaded
from tests.patience import WAIT_S

COMMAND = ("/opt/my apps/overlay-desktop", "--at-login")
WITH_HOME = (*COMMAND, "--home=/media/stick/overlay")
PACKAGES_ENTRY = "[Desktop Entry]\nType=Application\nName=overlay\nExec=overlay-desktop --at-login\n"


@pytest.fixture
def xdg(tmp_path: Path) -> XdgAutostart:
    return XdgAutostart(tmp_path / "own", (tmp_path / "first", tmp_path / "second"))


def package(xdg: XdgAutostart, text: str = PACKAGES_ENTRY) -> Path:
    xdg.machine[1].mkdir()
    path = xdg.machine[1] / FILE
    path.write_text(text)
    return path


def own(xdg: XdgAutostart, text: str) -> None:
    xdg.own.mkdir(exist_ok=True)
    xdg.file.write_text(text)


def test_command_carries_the_folder_of_the_files_when_one_is_set() -> None:
    assert login_command({})[-1] == "--at-login"
    command = login_command({"OVERLAY_HOME": str(Path(os.sep, "media", "stick"))})
    assert Path(told_home(command)) == Path(os.sep, "media", "stick").absolute()
    assert told_home(login_command({})) == ""


def test_folders_are_the_ones_the_specification_names() -> None:
    found = XdgAutostart.of(
        {"HOME": "/home/anna", "XDG_CONFIG_DIRS": "not/absolute:/etc/xdg/xdg-gnome:/etc/xdg"}
    )
    assert found.own == Path("/home/anna/.config/autostart")
    assert found.machine == (Path("/etc/xdg/xdg-gnome/autostart"), Path("/etc/xdg/autostart"))
    assert XdgAutostart.of({"HOME": "/home/anna", "XDG_CONFIG_HOME": "/c"}).own == Path("/c/autostart")


def test_user_without_a_home_has_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert XdgAutostart.of({}).read().own == ""


def test_nothing_starts_it_when_nobody_asked(xdg: XdgAutostart) -> None:
    xdg.put(Start.INSTALLED, COMMAND, chosen=True)
    assert xdg.read() == LoginState()
    assert not xdg.own.exists()


def test_always_makes_an_entry_of_the_users_alone(xdg: XdgAutostart) -> None:
    xdg.put(Start.ALWAYS, WITH_HOME, chosen=True)
    assert xdg.read() == LoginState(own=str(xdg.file), command=WITH_HOME)
    if os.name == "posix":
        assert stat.S_IMODE(xdg.file.stat().st_mode) == 0o600
    assert list(xdg.own.iterdir()) == [xdg.file]


def test_always_writes_nothing_when_the_entry_is_there_already(xdg: XdgAutostart) -> None:
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    before = xdg.file.stat()
    xdg.put(Start.ALWAYS, COMMAND, chosen=False)
    assert xdg.file.stat() == before


def test_always_follows_a_program_that_was_moved(xdg: XdgAutostart) -> None:
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    xdg.put(Start.ALWAYS, ("/elsewhere/overlay-desktop", "--at-login"), chosen=False)
    assert xdg.read().command[0] == "/elsewhere/overlay-desktop"


def test_always_leaves_it_to_the_package_when_that_starts_it(xdg: XdgAutostart) -> None:
    machine = package(xdg)
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    assert xdg.read() == LoginState(machine=str(machine))
    assert not xdg.file.exists()


def test_always_has_an_entry_beside_the_packages_when_the_files_are_elsewhere(xdg: XdgAutostart) -> None:
    package(xdg)
    xdg.put(Start.ALWAYS, WITH_HOME, chosen=True)
    assert xdg.read().command == WITH_HOME


def test_never_hides_the_packages_entry_and_installed_shows_it_again(xdg: XdgAutostart) -> None:
    machine = package(xdg)
    xdg.put(Start.NEVER, COMMAND, chosen=True)
    assert not xdg.read().starts
    assert xdg.read().off == f"Hidden=true in {xdg.file}"
    xdg.put(Start.INSTALLED, COMMAND, chosen=True)
    assert xdg.read() == LoginState(machine=str(machine))


def test_never_leaves_nothing_behind_when_there_is_no_package(xdg: XdgAutostart) -> None:
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    xdg.put(Start.NEVER, COMMAND, chosen=True)
    assert xdg.read() == LoginState()
    assert list(xdg.own.iterdir()) == []


def test_always_starts_it_again_when_the_package_was_hidden(xdg: XdgAutostart) -> None:
    package(xdg)
    xdg.put(Start.NEVER, COMMAND, chosen=True)
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    assert xdg.read().starts


@pytest.mark.parametrize("wanted", Start)
def test_entry_of_somebody_else_stays_when_nobody_chose_just_now(xdg: XdgAutostart, wanted: Start) -> None:
    text = "[Desktop Entry]\nType=Application\nName=mine\nExec=env A=b overlay-desktop\n"
    own(xdg, text)
    xdg.put(wanted, COMMAND, chosen=False)
    assert xdg.file.read_text() == text


@pytest.mark.parametrize("wanted", Start)
@pytest.mark.parametrize("entry", [Start.ALWAYS, Start.NEVER])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_entry_of_another_assistant_stays_when_nobody_chose_just_now(
    xdg: XdgAutostart, tmp_path: Path, elsewhere: bool, entry: Start, wanted: Start
) -> None:
    if entry is Start.NEVER:
        package(xdg)
    here, there = COMMAND, (*COMMAND, f"--home={tmp_path}")
    xdg.put(entry, there if elsewhere else here, chosen=True)
    before = xdg.file.read_text()
    xdg.put(wanted, here if elsewhere else there, chosen=False)
    assert xdg.file.read_text() == before


def test_packages_entry_is_not_hidden_by_an_assistant_with_other_files_when_nobody_chose_just_now(
    xdg: XdgAutostart,
) -> None:
    package(xdg)
    xdg.put(Start.NEVER, WITH_HOME, chosen=False)
    assert xdg.read().starts


def test_entry_follows_files_that_were_moved(xdg: XdgAutostart, tmp_path: Path) -> None:
    xdg.put(Start.ALWAYS, (*COMMAND, f"--home={tmp_path / 'gone'}"), chosen=True)
    xdg.put(Start.ALWAYS, (*COMMAND, f"--home={tmp_path}"), chosen=False)
    assert told_home(xdg.read().command) == str(tmp_path)


@pytest.mark.parametrize(("chosen", "starts"), [(False, False), (True, True)])
def test_what_the_desktop_switched_off_stays_off_until_somebody_chooses(
    xdg: XdgAutostart, chosen: bool, starts: bool
) -> None:
    xdg.put(Start.ALWAYS, COMMAND, chosen=True)
    own(xdg, xdg.file.read_text() + "X-GNOME-Autostart-enabled=false\n")
    assert xdg.read().off
    xdg.put(Start.ALWAYS, COMMAND, chosen=chosen)
    assert xdg.read().starts is starts


def test_own_hiding_goes_when_the_settings_say_otherwise_at_a_start(xdg: XdgAutostart) -> None:
    package(xdg)
    xdg.put(Start.NEVER, COMMAND, chosen=True)
    xdg.put(Start.ALWAYS, COMMAND, chosen=False)
    assert xdg.read().starts


def test_package_that_it_switched_off_for_the_machine_does_not_start_it(xdg: XdgAutostart) -> None:
    machine = package(xdg, PACKAGES_ENTRY + "Hidden=true\n")
    assert xdg.read() == LoginState(machine=str(machine), off=f"Hidden=true in {machine}")


def test_file_of_any_bytes_is_read_as_no_start(xdg: XdgAutostart) -> None:
    xdg.own.mkdir()
    xdg.file.write_bytes(b"\xff\x00[Desktop Entry\n=\n" * 9)
    assert xdg.read().command == ()


paths = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(st.lists(paths, max_size=4))
def test_exec_line_gives_its_words_back(words: list[str]) -> None:
    command = ["/opt/overlay-desktop", *words]
    assert list(_words(exec_line(command))) == command


@pytest.mark.parametrize("command", [["/a", "--home=/b\nExec=evil"], ["/100%/a"], ["/a=b/c"]])
def test_exec_line_refuses_what_an_entry_cannot_hold(command: list[str]) -> None:
    with pytest.raises(OSError, match="cannot hold"):
        exec_line(command)


@pytest.mark.skipif(not shutil.which("gio"), reason="needs gio, which runs desktop entries as a desktop does")
@pytest.mark.parametrize(
    "name", ["plain", "with space", 'q"uote', "dollar$HOME", "per%cent", "back\\slash", "tick`s"]
)
def test_desktop_runs_exactly_the_command_of_the_entry(xdg: XdgAutostart, tmp_path: Path, name: str) -> None:
    program, said = tmp_path / f"{name.replace('%', '')} program", tmp_path / f"{name} said"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$2" >"$1"\n')
    program.chmod(0o700)
    xdg.put(Start.ALWAYS, (str(program), str(said), "--at-login"), chosen=True)
    subprocess.run(["gio", "launch", xdg.file], check=True, capture_output=True, timeout=WAIT_S)
    for _ in range(200):
        if said.exists() and said.read_text():
            break
        subprocess.run([sys.executable, "-c", ""], check=True)  # lets the launched program run
    assert said.read_text() == "--at-login\n"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-validate")
@pytest.mark.parametrize("wanted", [Start.ALWAYS, Start.NEVER])
def test_entry_is_valid(xdg: XdgAutostart, wanted: Start) -> None:
    package(xdg)
    xdg.put(wanted, WITH_HOME, chosen=True)
    done = subprocess.run(["desktop-file-validate", xdg.file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_keys_of_other_groups_are_not_the_entrys(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("[Desktop Entry]\nExec=a\n[Desktop Action x]\nExec=b\nHidden=true\n")
    assert _entry(tmp_path / "a") == {"Exec": "a"}


# --- macOS, by its files -----------------------------------------------------------------------------------------------


@pytest.fixture
def agents(tmp_path: Path) -> LaunchAgents:
    return LaunchAgents(tmp_path / "own", tmp_path / "machine")


def test_launch_agent_carries_the_command_and_goes_again(agents: LaunchAgents) -> None:
    agents.put(Start.ALWAYS, WITH_HOME, chosen=True)
    assert agents.read() == LoginState(own=str(agents.file), command=WITH_HOME)
    agents.put(Start.INSTALLED, WITH_HOME, chosen=True)
    assert agents.read() == LoginState()


def test_launch_agent_is_left_to_the_machines_when_there_is_one(agents: LaunchAgents) -> None:
    agents.put(Start.ALWAYS, COMMAND, chosen=True)
    agents.machine.mkdir()
    shutil.copy(agents.file, agents.machine / "org.overlay.assistant.plist")
    agents.put(Start.ALWAYS, COMMAND, chosen=False)
    assert not agents.file.exists()
    assert agents.read().starts


def test_launch_agent_of_another_assistant_stays_when_nobody_chose_just_now(agents: LaunchAgents) -> None:
    agents.put(Start.ALWAYS, COMMAND, chosen=True)
    agents.put(Start.INSTALLED, WITH_HOME, chosen=False)
    assert agents.read().command == COMMAND


def test_launch_agent_that_is_no_property_list_counts_as_none(agents: LaunchAgents) -> None:
    agents.own.mkdir()
    agents.file.write_bytes(b"<plist><dict>")
    assert agents.read() == LoginState()
    agents.put(Start.ALWAYS, COMMAND, chosen=False)
    assert agents.read().command == COMMAND


# --- Windows: what needs no registry (tests/windows has the rest) --------------------------------------------------------


def test_run_line_quotes_what_windows_would_part() -> None:
    line = run_line((r"C:\Program Files\overlay\overlay-desktop.exe", "--at-login", r"--home=D:\my files"))
    assert line == r'"C:\Program Files\overlay\overlay-desktop.exe" --at-login "--home=D:\my files"'


def test_run_line_refuses_more_than_windows_starts() -> None:
    with pytest.raises(OSError, match="too long"):
        run_line(("C:\\" + "a" * MOST_CHARACTERS,))


@pytest.mark.parametrize(
    ("mark", "off"),
    [
        (None, False),
        (b"", False),
        (b"\x02" + bytes(11), False),
        (b"\x06" + bytes(11), False),
        (b"\x03" + bytes(11), True),
    ],
)
def test_mark_of_task_manager_is_read(mark: object, off: bool) -> None:
    assert is_off(mark) is off


# --- what the doctor says ------------------------------------------------------------------------------------------------


class Items:
    """Login items in one state."""

    def __init__(self, state: LoginState) -> None:
        self._state = state

    def read(self) -> LoginState:
        return self._state

    def put(self, wanted: Start, command: object, *, chosen: bool) -> None:
        raise AssertionError("the doctor changes nothing")


HERE = (sys.executable, "--at-login")


@pytest.mark.parametrize(
    ("wanted", "state", "level", "what"),
    [
        ("installed", LoginState(), Level.OK, "nothing here starts it"),
        ("installed", LoginState(machine="/etc/a"), Level.OK, "yes, by /etc/a"),
        ("installed", LoginState(machine="/etc/a", off="Hidden=true in /b"), Level.WARN, "Hidden=true in /b"),
        ("always", LoginState(own="/own", command=HERE), Level.OK, "yes, by /own"),
        ("always", LoginState(own="/own", command=("/gone/overlay",)), Level.WARN, "which is not there"),
        ("always", LoginState(own="/own", off="switched off", command=HERE), Level.WARN, "switched off"),
        ("always", LoginState(), Level.WARN, "there is no entry"),
        ("never", LoginState(machine="/etc/a", off="Hidden=true in /b"), Level.OK, "never"),
        ("never", LoginState(machine="/etc/a"), Level.OK, "never"),
    ],
)
def test_doctor_says_what_a_login_does(wanted: str, state: LoginState, level: Level, what: str) -> None:
    if os.name == "nt":
        state = LoginState(
            state.machine, state.own, state.off, tuple(w.replace("/gone", "C:/gone") for w in state.command)
        )
    loaded = Loaded(with_values(Settings(), {"start.at_login": wanted}))
    found = of_login(loaded, lambda: Items(state))
    assert found.level is level
    assert what in found.what
    assert bool(found.cure) == (level is not Level.OK)
