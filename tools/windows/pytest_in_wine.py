"""pytest on the Windows CPython in wine.

    python tools/windows/pytest_in_wine.py [--offscreen] [ARGUMENT OF PYTEST ...]

`--offscreen` has Qt draw nowhere: wine hides this system's QT_… variables from Windows programs, so it is said in there.
"""

from __future__ import annotations

import ctypes
import os
import sys

import pytest

assert sys.platform == "win32"


def main(arguments: list[str]) -> int:
    """Run pytest and return its exit code."""
    # The first program that asks for wine's desktop starts it, with its own pipes for output; the desktop keeps them for as
    # long as it lives. Were that program the child of a test, the test would wait for ever for the end of its output.
    ctypes.WinDLL("user32").GetDesktopWindow()
    if arguments[:1] == ["--offscreen"]:
        arguments = arguments[1:]
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        # That platform finds no fonts on Windows by itself. These are the ones it finds on Linux (fonts-dejavu-core).
        os.environ["QT_QPA_FONTDIR"] = r"Z:\usr\share\fonts\truetype\dejavu"
    return int(pytest.main(arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
