"""The command server as its callers meet it, by the wire: strangers, squatters, floods and those who never read."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from overlay.errors import OverlayError
from overlay.ipc import client
from overlay.ipc import server as ipc_server
from overlay.ipc.client import MAX_LINE_BYTES
from overlay.ipc.server import AlreadyRunningError, CommandServer

if sys.platform == "win32":
    pytest.skip("a Windows pipe is another wire", allow_module_level=True)

from overlay.ipc import unix_socket


def answer(verb: str, args: dict[str, Any]) -> dict[str, Any]:
    if verb == "refuse":
        raise OverlayError("Not now.")
    return {"verb": verb, **args}


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return Path(client.address(tmp_path))


@pytest.fixture
def server(qtbot: QtBot, where: Path, tmp_path: Path) -> Iterator[CommandServer]:
    served = CommandServer(tmp_path, answer)
    served.start()
    yield served
    served.stop()


def plug_in(where: Path) -> socket.socket:
    plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    plug.connect(str(where))
    plug.setblocking(False)
    return plug


def heard(qtbot: QtBot, plug: socket.socket, lines: int) -> list[dict[str, Any]]:
    got = bytearray()

    def enough() -> bool:
        try:
            chunk = plug.recv(65536)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        got.extend(chunk)
        return got.count(b"\n") >= lines or not chunk

    qtbot.waitUntil(enough)
    return [json.loads(line) for line in got.splitlines()]


def test_every_line_is_answered_in_order(qtbot: QtBot, server: CommandServer, where: Path) -> None:
    with plug_in(where) as plug:
        plug.sendall(b'{"verb": "next"}\n{"verb": "refuse"}\n{"verb": "choose", "args": {"number": 2}}\n')
        assert heard(qtbot, plug, 3) == [
            {"ok": True, "answer": {"verb": "next"}},
            {"ok": False, "error": "Not now.", "exit": 2},
            {"ok": True, "answer": {"verb": "choose", "number": 2}},
        ]


def test_line_may_come_in_pieces(qtbot: QtBot, server: CommandServer, where: Path) -> None:
    with plug_in(where) as plug:
        plug.sendall(b'{"verb": ')
        qtbot.wait(1)
        plug.sendall(b'"next"}\n')
        assert heard(qtbot, plug, 1)[0]["ok"]


@pytest.mark.parametrize(
    "line", [b"", b"next", b"[]", b'{"verb": 1}', b'{"verb": "x", "args": []}', b"\xff", b"[" * 5000]
)
def test_nonsense_is_answered_with_what_a_command_looks_like(
    qtbot: QtBot, server: CommandServer, where: Path, line: bytes
) -> None:
    with plug_in(where) as plug:
        plug.sendall(line + b"\n")
        said = heard(qtbot, plug, 1)[0]
    assert not said["ok"]
    assert "one line of JSON" in said["error"]


def test_endless_line_is_cut_off(qtbot: QtBot, server: CommandServer, where: Path) -> None:
    sent = 0

    def flood() -> bool:
        nonlocal sent
        try:
            sent += plug.send(b"x" * 65536)
        except BlockingIOError:
            return False
        except OSError:
            return True
        assert sent < 8 * MAX_LINE_BYTES
        return False

    with plug_in(where) as plug:
        qtbot.waitUntil(flood)
    with plug_in(where) as other:  # and everybody else is served
        other.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, other, 1)[0]["ok"]


def test_who_never_reads_holds_nobody_up(qtbot: QtBot, server: CommandServer, where: Path) -> None:
    asked = json.dumps({"verb": "say", "args": {"text": "x" * 60_000}}).encode() + b"\n"
    with plug_in(where) as deaf, plug_in(where) as plug:
        left = bytearray(asked * 12)

        def sent() -> bool:
            try:
                del left[: deaf.send(left)]
            except BlockingIOError:
                return False
            return not left

        qtbot.waitUntil(sent)
        plug.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, plug, 1)[0]["ok"]
        assert len(heard(qtbot, deaf, 12)) == 12  # and it gets everything once it reads


def test_socket_is_its_users_alone(server: CommandServer, where: Path) -> None:
    assert where.stat().st_mode & 0o777 == 0o600


def test_another_user_is_hung_up_on(
    qtbot: QtBot, server: CommandServer, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unix_socket, "is_ours", lambda _: False)
    with plug_in(where) as plug:
        plug.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, plug, 1) == []


def test_more_clients_than_any_desk_has_are_turned_away(
    qtbot: QtBot, server: CommandServer, where: Path
) -> None:
    plugs = [plug_in(where) for _ in range(unix_socket.MAX_CLIENTS)]
    for plug in plugs:
        plug.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, plug, 1)[0]["ok"]
    with plug_in(where) as late:
        assert heard(qtbot, late, 1) == []
    for plug in plugs:
        plug.close()
    qtbot.wait(1)
    with plug_in(where) as plug:  # room again
        plug.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, plug, 1)[0]["ok"]


def test_second_assistant_finds_the_place_taken(server: CommandServer, tmp_path: Path) -> None:
    with pytest.raises(AlreadyRunningError):
        CommandServer(tmp_path, answer).start()


def test_socket_of_a_killed_assistant_is_replaced(qtbot: QtBot, where: Path, tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(where))
    left.close()
    served = CommandServer(tmp_path, answer)
    served.start()
    with plug_in(where) as plug:
        plug.sendall(b'{"verb": "next"}\n')
        assert heard(qtbot, plug, 1)[0]["ok"]
    served.stop()
    assert not where.exists()


def test_what_lies_in_the_way_is_named(where: Path, tmp_path: Path) -> None:
    (where / "in the way").mkdir(parents=True)
    with pytest.raises(OverlayError, match="cannot listen for commands"):
        CommandServer(tmp_path, answer).start()


class NoLock:
    """A lock that no disk keeps: QLockFile where the disk is full."""

    def __init__(self, *_: object) -> None: ...

    def setStaleLockTime(self, _: int) -> None: ...

    def tryLock(self, _: int) -> bool:
        return False

    def error(self) -> QLockFile.LockError:
        return QLockFile.LockError.UnknownError

    def unlock(self) -> None: ...


def test_assistant_starts_when_the_disk_keeps_no_lock(
    qtbot: QtBot, where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ipc_server, "QLockFile", type("QLockFile", (NoLock,), {"LockError": QLockFile.LockError})
    )
    served = CommandServer(tmp_path, answer)
    served.start()
    with plug_in(where) as plug:
        plug.sendall(b'{"verb": "status"}\n')
        qtbot.waitUntil(lambda: bool(received(plug)))
    served.stop()


def test_second_assistant_does_not_start_when_the_disk_keeps_no_lock(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = subprocess.Popen([sys.executable, "-c", _ANSWERS, str(where)], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "listens\n"
    monkeypatch.setattr(
        ipc_server, "QLockFile", type("QLockFile", (NoLock,), {"LockError": QLockFile.LockError})
    )
    with first, pytest.raises(AlreadyRunningError):
        CommandServer(tmp_path, answer).start()


_ANSWERS = """
import socket, sys
listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1])
listening.listen()
print("listens", flush=True)
plug, _ = listening.accept()
plug.recv(999)
plug.sendall(b'{"ok": true, "answer": {}}\\n')
"""


def received(plug: socket.socket) -> bytes:
    try:
        return plug.recv(65536)
    except BlockingIOError:
        return b""
