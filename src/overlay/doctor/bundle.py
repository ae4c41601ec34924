"""What IT gets from a desk, in one file: findings, versions, effective settings, logs. Nothing private, no secrets.

    doctor.json     the findings
    status.json     what the running assistant says of itself (no titles, no captures)
    settings.json   every value that counts and where it comes from
    versions.json   the program, Python, the system, the libraries
    logs/           lines of our own form only; what stands in quotes is left out, but for names of sources and packs

Walks, notes, requests, sources' logins, the text of settings.toml and the content are never read.
"""

from __future__ import annotations

import getpass
import importlib.metadata
import json
import os
import platform
import re
import socket
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from overlay import __version__
from overlay.crash_reports import crash_reports
from overlay.errors import OverlayError
from overlay.logs import FILE

_OURS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: ")
_TRACE = re.compile(r"  [\w<>.-]+\.py:\d+ in [\w<>.]+|\w+(Error|Exception|Warning)\b")
_FAULT = re.compile(
    r"Fatal Python error: [\w ]+|Windows fatal exception: [\w ]+|(Current thread|Thread) 0x[0-9a-f]+.*:"
    r'|  File "[^"]*", line \d+ in \S+|Extension modules: .*|The last lines of the log:'
)
# From the first quotation mark to the last: a title may hold some itself.
_QUOTED = re.compile(r"“(.*”|.*)|„(.*[“”]|.*)|«(.*»|.*)|‘(.*’|.*)|\"(.*\"|.*)|(?<!\w)'(.*'|.*)")
_NAME = re.compile(r"“([a-z0-9][a-z0-9._-]*)”")
_OPEN, _CLOSE = "\x02", "\x03"
_LEFT_OUT = "[a line that is not of the log's form]"
_MOST_BYTES = 4 << 20
# packaging/overlay.spec brings their metadata along.
LIBRARIES = (
    "PySide6-Essentials", "python-xlib", "google-re2", "tuf", "securesystemslib", "cryptography", "urllib3", "keyring",
    "SQLAlchemy", "truststore",
)  # fmt: skip


class Redaction:
    """Takes out of text what says who the agent is or what they saw."""

    def __init__(self, home: Path, user: str, host: str, known: Iterable[str] = ()) -> None:
        """`known` are names that may stand in quotes: of sources and packs."""
        self._known = frozenset(known)
        self._names = [(str(home), "~"), (home.as_posix(), "~")]
        names = ((user, "<user>"), (host, "<host>"), (host.partition(".")[0], "<host>"))
        self._words = [(word, mark) for word, mark in names if len(word) > 2]

    def text(self, text: str) -> str:
        """Return `text` without home, user and machine."""
        for name, mark in self._names:
            text = text.replace(name, mark)
        for word, mark in self._words:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", mark, text, flags=re.IGNORECASE)
        return re.sub(r"(?<=://)[^/\s]*@", "", text)  # a login in an address: all up to the last “@”

    def line(self, line: str) -> str:
        """Return a line of a log: what it quotes is left out, for a title may be quoted."""
        if not line.strip():
            return ""
        if not (_OURS.match(line) or _TRACE.match(line) or _FAULT.fullmatch(line)):
            return _LEFT_OUT
        file = re.match(r'  File "[^"]*?([^"/\\]*)", (line \d+ in \S+)$', line)
        if file:
            return f"  {file[1]}, {file[2]}"
        line = _NAME.sub(self._kept, line)
        line = _QUOTED.sub("“…”", line)
        return self.text(line.replace(_OPEN, "“").replace(_CLOSE, "”"))

    def _kept(self, found: re.Match[str]) -> str:
        return f"{_OPEN}{found[1]}{_CLOSE}" if found[1] in self._known else found[0]

    def data(self, value: Any) -> Any:
        """Return JSON data with every text in it redacted; addresses lose what follows “?”."""
        if isinstance(value, str):
            return self.text(_without_query(value))
        if isinstance(value, Mapping):
            return {self.text(str(k)): self.data(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(v) for v in value]
        return value


def _without_query(text: str) -> str:
    if "://" not in text or " " in text:
        return text
    parts = urlsplit(text)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def own_redaction(known: Iterable[str]) -> Redaction:
    """Return the redaction for this user on this machine; `known` names may stand in quotes."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    try:
        home = Path.home()
    except RuntimeError:  # nobody's: a task of the system
        home = Path(os.devnull)
    return Redaction(home, user, socket.gethostname(), known)


def versions() -> dict[str, Any]:
    """Return which program, system and libraries these are."""
    libraries = {}
    for name in LIBRARIES:
        try:
            libraries[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "overlay": __version__,
        "python": platform.python_version(),
        "packaged": bool(getattr(sys, "frozen", False)),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "session": os.environ.get("XDG_SESSION_TYPE", ""),
        "desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
        "libraries": libraries,
    }


def write_bundle(
    path: Path, answers: Mapping[str, Any], log_folder: Path, redact: Redaction
) -> tuple[str, ...]:
    """Write the bundle to `path`; `answers` is file name → JSON data. Returns the names in it. Raises OverlayError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
                for name, data in answers.items():
                    text = json.dumps(redact.data(data), ensure_ascii=False, indent=2)
                    bundle.writestr(name, text + "\n")
                for log in _logs(log_folder):
                    bundle.writestr(f"logs/{log.name}", _redacted(log, redact))
                names = tuple(bundle.namelist())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OverlayError(f"The bundle cannot be written to {path}: {error.strerror}.") from error
    return names


def _logs(folder: Path) -> Iterable[Path]:
    found = (folder / FILE, folder / f"{FILE}.1", *crash_reports(folder))
    return (path for path in found if path.is_file() and not path.is_symlink())


def _redacted(path: Path, redact: Redaction) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _MOST_BYTES))
        text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    return "\n".join(map(redact.line, text.splitlines())) + "\n"
