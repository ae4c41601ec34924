"""The demo's own files: a folder that `OVERLAY_HOME` points to, with the demo pack installed in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from overlay import __version__
from overlay.content.install import install
from overlay.content.store.generations import SCHEMA
from overlay.paths import Paths, paths

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "src/overlay/resources/packs/demo-service"
PICTURES = ROOT / "build/demo"
CRM = ROOT / "demo/crm"
_STAMP = "demo-pack.stamp"


def digest_of(folder: Path) -> str:
    """Return a digest of every file below `folder`: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def prepare(home: Path, pack: Path = PACK) -> bool:
    """Install `pack` below `home` unless exactly that is installed there already; return whether it was installed.

    Raises OverlayError when the pack is refused.
    """
    places = paths(os.environ | {"OVERLAY_HOME": str(home)})
    stamp = home / _STAMP
    wanted = f"{__version__} {SCHEMA} {digest_of(pack)}\n"
    if _has_content(places) and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    home.mkdir(parents=True, exist_ok=True)
    install(pack, places.data)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _has_content(places: Paths) -> bool:
    return (places.data / "content.current").is_file()
