"""What is built, and where it goes: the facts every package shares."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tools.packages.errors import PackagingError

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
BUILD = ROOT / "build" / "packages"
DIST = ROOT / "dist"
NAME = "overlay-assistant"
TITLE = "overlay"
MAINTAINER = "The overlay maintainers <packages@overlay.invalid>"
SUMMARY = "The right steps for what you are doing, one key away"
DESCRIPTION = (
    "One key, and the right steps for what you are doing are on the screen; your hands never leave the work. "
    "Guides come in signed packs; everything works without a network."
)
LICENCE = "Apache-2.0"


@cache
def version() -> str:
    """Return the version of the product: the packages' own, and what `OVERLAY_PACKAGE_VERSION` says in tests of upgrades."""
    text = (ROOT / "src/overlay/__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if not found:
        raise PackagingError('src/overlay/__init__.py has no __version__ = "…"')
    return os.environ.get("OVERLAY_PACKAGE_VERSION") or found[1]


@cache
def epoch_s() -> int:
    """Return the one time that all files carry: SOURCE_DATE_EPOCH, else that of the last commit, else of 2026-01-01."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else 1767225600


def environment(**more: str) -> dict[str, str]:
    """Return the environment of every tool: a fixed hash seed, time and locale; no Python path of the caller."""
    unwanted = ("PYTHONPATH", "PYTHONHOME", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(epoch_s()), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**kept, **fixed, **more}


def run(
    *words: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT, stdin: bytes = b""
) -> bytes:
    """Run a tool and return its standard output. Raises PackagingError with all it said when it fails."""
    command = [str(word) for word in words]
    try:
        done = subprocess.run(
            command, env=dict(env or environment()), cwd=cwd, input=stdin, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise PackagingError(
            f"{command[0]} is not installed; run: make packages-release (or tools/system-packages.sh release)"
        ) from error
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        raise PackagingError(
            f"{Path(command[0]).name} failed ({done.returncode}): {' '.join(command)}\n{said}"
        )
    return done.stdout


def stamp(files: Iterable[Path], words: Sequence[str] = ()) -> str:
    """Return a short name for the content of `files` and `words`: what is made from them is made again when it changes."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
