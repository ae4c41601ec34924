"""The log: a small file of the agent's own, in which no window title, typed text or captured value can stand.

Messages of foreign exceptions can quote anything, so only their type and the places in the code are written; the message
of an OverlayError is ours and is written whole. An error in one event is logged and the assistant goes on: its state is
immutable, so the state before the event still holds.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from overlay.errors import OverlayError

MAX_BYTES = 1_000_000  # the file before is kept beside it, as overlay.log.1
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
    root.setLevel(level)
    for handler in handlers:
        handler.setFormatter(PrivateFormatter(_FORM))
        root.addHandler(handler)
    sys.excepthook = _uncaught


def _file(folder: Path) -> logging.Handler:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "overlay.log"
    if path.exists() and path.stat().st_size > MAX_BYTES:
        path.replace(folder / "overlay.log.1")
    path.touch(mode=0o600)
    return logging.FileHandler(path, encoding="utf-8", delay=True)


def _uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    logging.getLogger("overlay").error("an error nobody expected\n%s", describe(error))
    if sys.stderr is not None and not sys.stderr.isatty():
        sys.stderr.write(f"overlay: {kind.__name__}, which nobody expected. The log says where.\n")
