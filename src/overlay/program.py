"""How a verb is started as a process of its own: by the interpreter, or by the packaged program beside this one."""

from __future__ import annotations

import sys
from pathlib import Path


def command(*words: str) -> list[str]:
    """Return the program and arguments that run `overlay WORDS…`, with the same Python and files as this process.

    A packaged program has no interpreter to call (`sys.executable` is the program itself), and on Windows the assistant's
    own file has no console: there the verb is the `overlay` that the package keeps beside it.
    """
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        return [str(own.with_name(f"overlay{own.suffix}")), *words]
    return [sys.executable, "-m", "overlay", *words]
