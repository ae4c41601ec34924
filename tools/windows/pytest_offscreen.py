"""pytest with Qt's offscreen platform: wine hides this system's QT_… variables from Windows programs."""

from __future__ import annotations

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # That platform finds no fonts on Windows by itself. These are the ones it finds on Linux (fonts-dejavu-core).
    os.environ["QT_QPA_FONTDIR"] = r"Z:\usr\share\fonts\truetype\dejavu"
    raise SystemExit(pytest.main(sys.argv[1:]))
