"""Asks the running assistant to do something, with the standard library only.

The wire is one JSON object a line: `{"verb": "toggle", "args": {…}}` is answered by `{"ok": true, "answer": {…}}` or
`{"ok": false, "error": "…", "exit": 2}`. The socket belongs to its user alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

from overlay.errors import AssistantNotRunningError, AssistantSilentError, OverlayError

MAX_LINE_BYTES = 1 << 20
ANSWER_WITHIN_S = 5.0
_SOCKET_PATH_BYTES = 104  # macOS; Linux has 108 (unix(7))


def address(data_dir: Path) -> str:
    """Return where the assistant that keeps its files in `data_dir` listens: a socket path, or a pipe name on Windows.

    One display (on Windows: one sign-in) is one session, and has an assistant of its own. `XDG_RUNTIME_DIR` is
    the place for sockets (owner-only by specification); without it the data folder, which is owner-only too, takes them.
    """
    if sys.platform == "win32":
        from overlay.ipc.pipe import session_id  # noqa: PLC0415  Windows' own

        return rf"\\.\pipe\overlay-{_mark(data_dir, str(session_id()))}"
    session = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "").partition(".")[0]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime and _is_private(Path(runtime)) else data_dir
    path = folder / f"overlay-{_mark(data_dir, session)}.sock"
    if len(os.fsencode(path)) >= _SOCKET_PATH_BYTES:
        path = _short_folder() / path.name
    return str(path)


def _mark(data_dir: Path, session: str) -> str:
    return hashlib.sha256(f"{data_dir.resolve()}\0{session}".encode()).hexdigest()[:12]


def _is_private(folder: Path) -> bool:
    """Tell whether a folder is this user's and nobody else can make files in it: no name there is squatted.

    After `su` the variable may still name the folder of the user before.
    """
    try:
        found = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _short_folder() -> Path:
    """Return an owner-only folder with a short name, for data folders too deep for a socket's path."""
    folder = Path(tempfile.gettempdir()) / f"overlay-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat()
    if owner.st_uid != os.getuid() or owner.st_mode & 0o077:
        raise OverlayError(f"{folder} belongs to somebody else. Set XDG_RUNTIME_DIR to a folder of your own.")
    return folder


def ask(data_dir: Path, verb: str, **args: Any) -> dict[str, Any]:
    """Send one command and return the assistant's whole answer (with `ok`).

    Raises AssistantNotRunningError when there is none, AssistantSilentError when it does not answer within
    `ANSWER_WITHIN_S`.
    """
    question = json.dumps({"verb": verb, "args": args}).encode() + b"\n"
    try:
        line = _exchange(address(data_dir), question)
        answer = json.loads(line)
    except (TimeoutError, BlockingIOError) as error:  # the second: more are waiting than the system queues
        raise AssistantSilentError(
            f"The assistant runs, but has not answered within {ANSWER_WITHIN_S:g} seconds. Try again in a moment; "
            "if that does not help, end its process and start it with `overlay`."
        ) from error
    except (OSError, ValueError) as error:
        raise AssistantNotRunningError(
            "No assistant is running for you here. Start it with `overlay`."
        ) from error
    if not isinstance(answer, dict):
        raise AssistantNotRunningError("What answered is not an assistant. Start it with `overlay`.")
    return answer


def _exchange(where: str, question: bytes) -> bytes:
    if sys.platform == "win32":
        from overlay.ipc.pipe import exchange  # noqa: PLC0415  Windows' own

        return exchange(where, question, ANSWER_WITHIN_S, MAX_LINE_BYTES)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as plug:
        plug.settimeout(ANSWER_WITHIN_S)
        plug.connect(where)
        if not is_ours(plug):
            raise PermissionError("the socket belongs to another user")
        plug.sendall(question)
        return _line(lambda: plug.recv(65536))


def _line(read: Any) -> bytes:
    got = b""
    while b"\n" not in got:
        chunk = read()
        if not chunk or len(got) > MAX_LINE_BYTES:
            raise OSError("the assistant hung up")
        got += chunk
    return got.partition(b"\n")[0]


def is_ours(plug: socket.socket) -> bool:
    """Tell whether the other end of a Unix socket runs as this user.

    By Linux' `SO_PEERCRED` (socket(7)); elsewhere the socket's mode has to do.
    """
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    uid = int.from_bytes(plug.getsockopt(socket.SOL_SOCKET, option, 12)[4:8], sys.byteorder)
    return uid == os.getuid()
