"""How to start a verb or the assistant as a process of its own: by the interpreter, or by the packaged program."""

from __future__ import annotations

import sys
from pathlib import Path

AT_LOGIN = "--at-login"
"""Says to the assistant that nobody asked for it just now: it leaves when it is not wanted, or there already."""


def command(*words: str) -> list[str]:
    """Return the program and arguments that run `overlay WORDS…`, with the same Python and files as this process.

    A packaged program has no interpreter to call (`sys.executable` is the program itself), and on Windows the assistant's
    own file has no console: there the verb is the `overlay` that the package keeps beside it.
    """
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        return [str(own.with_name(f"overlay{own.suffix}")), *words]
    return [sys.executable, "-m", "overlay", *words]


def assistant() -> tuple[str, ...]:
    """Return the program and arguments that start the assistant: without a console, where the system would show one."""
    own = Path(sys.executable)
    beside = own.with_name(f"overlay-desktop{own.suffix}")
    if getattr(sys, "frozen", False) or beside.is_file():  # the package's, or what pip made beside its Python
        return (str(beside),)
    without_console = own.with_name(f"pythonw{own.suffix}")
    return (str(without_console if without_console.is_file() else own), "-m", "overlay")
