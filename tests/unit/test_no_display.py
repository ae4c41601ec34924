"""A start where no window can be shown says so in words, and is no crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.triggers.wayland import no_display


@pytest.mark.parametrize(
    ("environ", "system", "refused"),
    [
        ({}, "linux", True),
        ({"DISPLAY": ":0"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "win32", False),
        ({}, "darwin", False),
    ],
)
def test_display_is_missed_only_where_one_is_needed(
    environ: dict[str, str], system: str, refused: bool
) -> None:
    assert bool(no_display(environ, system)) is refused


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display")
def test_start_without_a_display_ends_with_words(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    env = {k: v for k, v in os.environ.items() if k not in hidden} | {"OVERLAY_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "overlay"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith("There is no display here")
