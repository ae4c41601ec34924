"""Commands over the named pipe."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from ctypes import wintypes as w
from pathlib import Path
from typing import Any

assert sys.platform == "win32"

import _winapi

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from overlay.errors import AssistantNotRunningError, AssistantSilentError, OverlayError
from overlay.ipc import pipe
from overlay.ipc.client import address, ask
from overlay.ipc.server import AlreadyRunningError, CommandServer
from tests.patience import WAIT_MS

ASK = """
import json, sys
from pathlib import Path
from overlay.ipc.client import ask
print(json.dumps(ask(Path(sys.argv[1]), *sys.argv[2:])))
"""


def answer(verb: str, args: dict[str, Any]) -> dict[str, Any]:
    if verb == "fail":
        raise OverlayError("No such guide.")
    return {"verb": verb, "args": args, "text": "ü€" * 40_000 if verb == "long" else ""}


@pytest.fixture
def server(tmp_path: Path, qtbot: QtBot) -> Iterator[CommandServer]:
    server = CommandServer(tmp_path, answer)
    server.start()
    yield server
    server.stop()


def asked(qtbot: QtBot, data_dir: Path, *words: str, program: str = ASK) -> str:
    """Return what a client in a process of its own prints; the assistant's loop runs meanwhile."""
    client = QProcess()
    client.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
    client.start(sys.executable, ["-c", program, str(data_dir), *words])
    qtbot.waitUntil(lambda: client.state() == QProcess.ProcessState.NotRunning, timeout=WAIT_MS)
    return bytes(client.readAll().data()).decode()


def test_client_gets_the_answer_of_the_assistant(server: CommandServer, qtbot: QtBot, tmp_path: Path) -> None:
    assert '"verb": "toggle"' in asked(qtbot, tmp_path, "toggle")


def test_client_gets_a_long_answer_whole(server: CommandServer, qtbot: QtBot, tmp_path: Path) -> None:
    assert asked(qtbot, tmp_path, "long").count("\\u20ac") == 40_000


def test_client_gets_the_error_when_a_command_fails(
    server: CommandServer, qtbot: QtBot, tmp_path: Path
) -> None:
    assert '"error": "No such guide."' in asked(qtbot, tmp_path, "fail")


def test_second_assistant_finds_the_first(server: CommandServer, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunningError):
        CommandServer(tmp_path, answer).start()


def test_another_folder_is_another_assistant(server: CommandServer, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = CommandServer(other, answer)
    second.start()
    second.stop()


def test_ask_says_that_nothing_runs_when_there_is_no_pipe(tmp_path: Path) -> None:
    with pytest.raises(AssistantNotRunningError):
        ask(tmp_path, "toggle")


def test_assistant_that_runs_and_is_silent_is_not_called_absent(
    server: CommandServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overlay.ipc.client.ANSWER_WITHIN_S", 0.05)
    with pytest.raises(AssistantSilentError, match="end its process"):
        ask(tmp_path, "toggle")  # its loop does not run meanwhile


def test_start_is_refused_when_the_name_is_squatted(tmp_path: Path, qtbot: QtBot) -> None:
    squatted = _winapi.CreateNamedPipe(
        address(tmp_path),
        _winapi.PIPE_ACCESS_DUPLEX,
        0,
        _winapi.PIPE_UNLIMITED_INSTANCES,
        512,
        512,
        0,
        _winapi.NULL,
    )
    try:
        with pytest.raises(OverlayError, match="another program has that name"):
            CommandServer(tmp_path, answer).start()
    finally:
        _winapi.CloseHandle(squatted)
    again = CommandServer(tmp_path, answer)  # nothing of the refused start is left
    again.start()
    again.stop()


def test_client_says_nothing_when_another_user_listens(
    server: CommandServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = iter([b"S-1-5-21-somebody", b"S-1-5-21-me"])
    monkeypatch.setattr(pipe, "_user_of", lambda process: next(users))
    heard: list[str] = []

    def hear(verb: str, args: dict[str, Any]) -> dict[str, Any]:
        heard.append(verb)
        return {}

    monkeypatch.setattr(server, "_answer", hear)
    with pytest.raises(AssistantNotRunningError) as refused:
        ask(tmp_path, "toggle")
    assert isinstance(refused.value.__cause__, PermissionError)
    assert not heard


def test_assistant_may_come_to_the_front_when_a_client_asks_it(
    server: CommandServer, qtbot: QtBot, tmp_path: Path
) -> None:
    """wine lets every program come to the front: that Windows is asked for the assistant is what can be seen."""
    told = """
import sys
from pathlib import Path
from overlay.ipc import client, pipe
allowed = []
pipe._user32.AllowSetForegroundWindow = allowed.append
client.ask(Path(sys.argv[1]), "search")
print("allowed", *allowed)
"""
    assert f"allowed {os.getpid()}\r\n" in asked(qtbot, tmp_path, program=told)


def test_pipe_is_open_to_its_user_only(server: CommandServer, tmp_path: Path) -> None:
    """The access list names one account: this one."""
    advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
    handle = _winapi.CreateFile(
        address(tmp_path), 0x0002_0000, 0, 0, _winapi.OPEN_EXISTING, 0, 0
    )  # READ_CONTROL
    acl, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
    kernel_object, dacl = 6, 4
    advapi32.GetSecurityInfo.argtypes = (w.HANDLE, ctypes.c_int, w.DWORD, *(ctypes.c_void_p,) * 5)
    failed = advapi32.GetSecurityInfo(
        handle, kernel_object, dacl, None, None, ctypes.byref(acl), None, ctypes.byref(descriptor)
    )
    _winapi.CloseHandle(handle)
    assert failed == 0
    assert acl.value, "no access list at all: everybody may"
    entries = ctypes.cast(acl, ctypes.POINTER(w.WORD))[2]  # AceCount of ACL
    first = acl.value + 8
    sids = []
    for _ in range(entries):
        size = w.WORD.from_address(first + 2).value
        sids.append(ctypes.string_at(first + 8, size - 8))
        first += size
    assert sids == [pipe._user_of(_winapi.GetCurrentProcess())]
