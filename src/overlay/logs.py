"""The log: a small file of the user, which can never contain a window title, typed text or a captured value.

Messages of foreign exceptions can quote anything, so only their type and the places in the code are written; the message
of an OverlayError is ours and is written whole. An error in one event is logged and the assistant goes on: its state is
immutable, so the state before the event still holds.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from overlay.errors import OverlayError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = "overlay.log"
MAX_BYTES = 1_000_000  # of one file; the one before is kept beside it, as overlay.log.1
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class PrivateFormatter(logging.Formatter):
    """Writes where an exception happened and of what type it is, but not what it says, unless it is ours."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another formatter may have kept what we leave out
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(  # noqa: N802  logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return describe(ei[1])


def describe(error: BaseException | None) -> str:
    """Return the type of an exception and where it came from, line by line, without what it quotes."""
    if error is None:
        return ""
    places = [
        f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in traceback.extract_tb(error.__traceback__)
    ]
    said = f": {error}" if isinstance(error, OverlayError) else ""
    return "\n".join([f"{type(error).__name__}{said}", *places])


def start(folder: Path, level: int = logging.INFO) -> None:
    """Log into `folder`/overlay.log from now on, and to stderr too when a person started us from a terminal."""
    handlers: list[logging.Handler] = []
    try:
        handlers.append(_file(folder))
    except OSError as error:
        sys.stderr.write(f"The log cannot be written in {folder} ({error.strerror}).\n")
    if sys.stderr is not None and sys.stderr.isatty():
        handlers.append(logging.StreamHandler())
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, BoundedFile)]:
        root.removeHandler(old)  # started again: nothing is to be written twice
    root.setLevel(level)
    for handler in handlers:
        handler.setFormatter(PrivateFormatter(_FORM))
        root.addHandler(handler)
    sys.excepthook = _uncaught


def join(folder: Path) -> None:
    """Write what our own code says into the same log, from a process beside the assistant; what libraries say stays out."""
    own = logging.getLogger("overlay")
    if any(isinstance(one, BoundedFile) for one in (*own.handlers, *logging.getLogger().handlers)):
        return
    with contextlib.suppress(OSError):  # the work goes on without a log
        handler = _file(folder)
        handler.setFormatter(PrivateFormatter(_FORM))
        own.addHandler(handler)
        own.setLevel(logging.INFO)
        own.propagate = False  # else Python's last resort repeats warnings on stderr


class BoundedFile(logging.Handler):
    """Appends records to a file that several processes write, and puts it aside when it is full.

    The file is opened for each record, so that any process can move it, on Windows too; a record is one write, so those
    of two processes never mix (write(2) with O_APPEND). On Windows a record is lost when another process moves the file at
    that very instant.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self.path = path
        self._max_bytes = max_bytes
        self._append(b"")  # a folder that cannot be written is found now

    def emit(self, record: logging.LogRecord) -> None:
        try:
            data = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            if self._size() + len(data) > self._max_bytes:
                self._put_aside(len(data))
            self._append(data)
        except OSError:
            return  # a full disk must not stop the work; there is nowhere to say so

    def _append(self, data: bytes) -> None:
        flags = (
            os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        handle = os.open(self.path, flags, 0o600)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def _put_aside(self, coming: int) -> None:
        with _alone(self.path.with_name(f"{self.path.name}.lock")):
            if self._size() + coming > self._max_bytes:  # another process may have done it meanwhile
                with contextlib.suppress(
                    PermissionError
                ):  # Windows: somebody has it open at this instant; next time
                    self.path.replace(self.path.with_name(f"{self.path.name}.1"))


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, waiting for it for as long as somebody moves one file."""
    with path.open("ab") as lock:
        if sys.platform == "win32":
            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield  # closing the file lets go


def _file(folder: Path) -> logging.Handler:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return BoundedFile(folder / FILE)


def _uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    logging.getLogger("overlay").error("an error nobody expected\n%s", describe(error))
    if sys.stderr is not None and not sys.stderr.isatty():
        sys.stderr.write(f"overlay: {kind.__name__}, which nobody expected. The log says where.\n")
