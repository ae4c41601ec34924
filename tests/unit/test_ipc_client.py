"""Where the client looks for its assistant, and whom it does not talk to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.errors import AssistantNotRunningError, AssistantSilentError
from overlay.ipc import client
from tests.patience import WAIT_S

if sys.platform == "win32":
    pytest.skip("a Windows pipe is another place", allow_module_level=True)

NOBODY = 65534
# Listens at the path it is given, says so, and tells on stdout what it was sent.
SQUATTER = """
import os, socket, sys
os.setgid(65534)
os.setuid(65534)
plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
plug.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
plug.listen()
print("listening", flush=True)
caller, _ = plug.accept()
print(repr(caller.recv(100)), flush=True)
"""


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o720])
def test_runtime_folder_that_others_may_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    runtime, data = tmp_path / "r", tmp_path / "d"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    runtime.chmod(0o700)
    assert Path(client.address(data)).parent == runtime
    runtime.chmod(mode)
    assert Path(client.address(data)).parent != runtime


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that is somebody else's")
def test_runtime_folder_of_another_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tmp_path / "r"
    runtime.mkdir(mode=0o700)
    os.chown(runtime, NOBODY, NOBODY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert Path(client.address(tmp_path / "d")).parent != runtime


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process of another user")
def test_squatter_of_the_name_is_told_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    place = tmp_path / "open"
    place.mkdir()
    place.chmod(0o777)
    where = place / "s.sock"
    monkeypatch.setattr(client, "address", lambda _: str(where))
    squatter = subprocess.Popen(
        [sys.executable, "-c", SQUATTER, str(where)], stdout=subprocess.PIPE, text=True
    )
    assert squatter.stdout is not None
    assert squatter.stdout.readline() == "listening\n"
    with pytest.raises(AssistantNotRunningError):
        client.ask(tmp_path, "search", text="a secret")
    assert squatter.communicate(timeout=WAIT_S)[0] == "b''\n"


def test_own_process_is_ours(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert client.is_ours(ours)


def test_assistant_that_runs_and_is_silent_is_not_called_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "s.sock"
    monkeypatch.setattr(client, "address", lambda _: str(where))
    monkeypatch.setattr(client, "ANSWER_WITHIN_S", 0.05)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as plug:
        plug.bind(str(where))
        plug.listen()
        with pytest.raises(AssistantSilentError, match="end its process"):
            client.ask(tmp_path, "status")
