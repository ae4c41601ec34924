from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.packages.verbs import PASSPHRASE, Answer

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
BUILD = ROOT / "build" / "packages"


def made(pattern: str) -> Path:
    """Return the newest file in dist/ that fits `pattern`."""
    found = sorted(DIST.glob(pattern), key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.fail(f"there is no {pattern} in dist/: run `make packages`")
    return found[-1]


def run(*words: str | Path, env: Mapping[str, str] | None = None, code: int | None = 0) -> str:
    """Run a tool; return all it said. Fails the test unless it ends with `code` (None: whatever it ends with)."""
    done = subprocess.run(
        [str(word) for word in words],
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=900,
        check=False,
    )
    if code is not None:
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


class Overlay:
    """An `overlay` program on this machine, with a home of its own and nothing of the caller's environment."""

    def __init__(self, program: Sequence[str | Path], home: Path) -> None:
        self.program = [str(word) for word in program]
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    def __call__(self, *words: str | Path, home: Path) -> Answer:
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "OVERLAY_HOME": str(home),
            "OVERLAY_KEY_PASSPHRASE": PASSPHRASE,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", ""),
        }
        done = subprocess.run(
            [*self.program, *map(str, words)],
            env={name: value for name, value in env.items() if value},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


# What PyInstaller collected from.
ENVIRONMENT = (BUILD / "linux/venv/bin/overlay",)
# `make test-packages KINDS=linux` builds no MSI, so there is none to try; KINDS=windows nothing else.
_KINDS = os.environ.get("KINDS", "linux windows").split()
collect_ignore = [
    *([] if "windows" in _KINDS else ["test_msi.py", "test_token.py"]),
    *([] if "linux" in _KINDS else ["test_bundle.py", "test_deb.py", "test_rpm.py"]),
]
