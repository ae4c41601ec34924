"""pytest with Qt's offscreen platform: wine hides this system's QT_… variables from Windows programs."""

from __future__ import annotations

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raise SystemExit(pytest.main(sys.argv[1:]))
