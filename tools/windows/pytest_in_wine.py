"""pytest on the Windows CPython in wine.

    python tools/windows/pytest_in_wine.py [--offscreen] [--now FILE] [ARGUMENT OF PYTEST ...]

`--offscreen` has Qt draw nowhere: wine hides this system's QT_… variables from Windows programs, so it is said in there.
`--now` keeps the name of the test that runs in FILE. It is empty when pytest came to its end: a program that crashes in wine
may well end with 0.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
from pathlib import Path

import pytest

assert sys.platform == "win32"


class Now:
    """Says in a file which test runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._file.write_text("(before its first test)", "utf-8")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._file.write_text(nodeid, "utf-8")

    def pytest_unconfigure(self) -> None:
        self._file.write_text("", "utf-8")


def main(arguments: list[str]) -> int:
    """Run pytest and return its exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--offscreen", action="store_true")
    parser.add_argument("--now", type=Path)
    asked, rest = parser.parse_known_args(arguments)
    # The first program that asks for wine's desktop starts it, with its own pipes for output; the desktop keeps them for as
    # long as it lives. Were that program the child of a test, the test would wait for ever for the end of its output.
    ctypes.WinDLL("user32").GetDesktopWindow()
    if asked.offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        # That platform finds no fonts on Windows by itself. These are the ones it finds on Linux (fonts-dejavu-core).
        os.environ["QT_QPA_FONTDIR"] = r"Z:\usr\share\fonts\truetype\dejavu"
    return int(pytest.main(rest, plugins=[Now(asked.now)] if asked.now else []))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
