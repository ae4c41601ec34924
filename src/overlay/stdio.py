"""Standard output and standard error that accept any text, on Windows too."""

from __future__ import annotations

import io
import os
import sys


def prepare() -> None:
    """Have `sys.stdout` and `sys.stderr` take any text from now on.

    A Windows program without a console has neither; and in a pipe Python writes an encoding of Windows' own, which lacks
    most characters. Elsewhere nothing changes.
    """
    if os.name != "nt":
        return
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")
