"""The start at login, with the real assistant: the setting makes an entry, and what the entry runs does what it should."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from overlay.autostart.xdg import XdgAutostart
from tests.desktop.assistant import PROGRAM, Assistant
from tests.desktop.desk import Desk
from tests.patience import WAIT_S

SETTINGS = '[look]\nlanguage = "en"\nmotion = "reduced"\n[start]\nat_login = "{}"\n'


def assistant_with(desk: Desk, tmp_path: Path, at_login: str) -> Assistant:
    made = Assistant(desk, tmp_path / "my home", settings=SETTINGS.format(at_login), packs=())
    made.env |= {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CONFIG_DIRS": str(tmp_path / "machine")}
    return made


def log_in(desk: Desk, words: tuple[str, ...], **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, env=desk.env | env, capture_output=True, timeout=WAIT_S, check=False)


def test_entry_starts_the_same_assistant_when_the_setting_says_always(desk: Desk, tmp_path: Path) -> None:
    assistant = assistant_with(desk, tmp_path, "always")
    assistant.start()
    items = XdgAutostart.of(assistant.env)
    desk.wait_until(lambda: items.read().starts, "the entry is there")
    found = {f["check"]: f for f in assistant.command("doctor")["findings"]} if assistant.process else {}
    assert found["start at login"]["what"] == f"yes, by {items.file}"
    assistant.ask("quit")
    assert assistant.process is not None
    assistant.process.wait(20)

    home = assistant.env.pop("OVERLAY_HOME")  # a login knows nothing of it: the entry does
    assistant.process = desk.spawn(items.read().command, **assistant.env)
    assistant.env["OVERLAY_HOME"] = home
    desk.wait_until(lambda: assistant.ask("status", check=False).returncode == 0, "the assistant answers")
    assert assistant.panel["mode"] != "shown"


def test_start_at_login_leaves_a_running_assistant_hidden(desk: Desk, tmp_path: Path) -> None:
    assistant = assistant_with(desk, tmp_path, "installed")
    assistant.start()
    done = log_in(desk, (*PROGRAM, "--at-login"), **assistant.env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert assistant.panel["mode"] != "shown"


@pytest.mark.parametrize("home_by", ["environment", "entry"])
def test_start_at_login_ends_at_once_when_it_is_not_wanted(desk: Desk, tmp_path: Path, home_by: str) -> None:
    assistant = assistant_with(desk, tmp_path, "never")
    words = (*PROGRAM, "--at-login", *([f"--home={assistant.home}"] if home_by == "entry" else []))
    env = (
        assistant.env
        if home_by == "environment"
        else {k: v for k, v in assistant.env.items() if k != "OVERLAY_HOME"}
    )
    done = log_in(desk, words, **env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert assistant.ask("status", check=False).returncode != 0
    assert not (assistant.home / "data" / "personal.db").exists()
