"""What the product writes for its user is that user's alone, even where the system would let everybody read it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from overlay.permissions import creating
from tests.unit.packs import guide_text, write_pack
from tools.data_inventory import names_file

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there, a profile's access list is inherited, not masked"
)


def overlay(home: Path, *words: str | Path, mask: int = 0) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "overlay", *map(str, words)],
        umask=mask,
        env={**os.environ, "OVERLAY_HOME": str(home), "OVERLAY_KEY_PASSPHRASE": "correct horse battery"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def open_to_others(folder: Path) -> list[str]:
    """Return what below `folder` somebody else may read or write, with its mode."""
    found: Sequence[Path] = [folder, *folder.rglob("*")]
    return [
        f"{p} {mode:o}"
        for p in found
        if not p.is_symlink() and (mode := stat.S_IMODE(p.lstat().st_mode)) & 0o077
    ]


def test_files_of_every_verb_are_their_users_alone_when_the_mask_is_open(tmp_path: Path) -> None:
    home, publisher, source = tmp_path / "home", tmp_path / "publisher", tmp_path / "source"
    pack = write_pack(tmp_path / "pack", "orders", {"a.md": guide_text("A")}, version="1.0.0")
    for name in ("root", "online", "team"):
        overlay(publisher, "keys", "new", name)
    overlay(publisher, "source", "init", source, "--root-key", "root", "--online-key", "online")
    overlay(publisher, "source", "grant", "orders", "--source", source, "--key", "team")
    overlay(publisher, "pack", "publish", pack, "--source", source)
    overlay(home, "source", "add", "here", source.as_uri(), "--root", source / "metadata" / "1.root.json")
    overlay(home, "sync")
    overlay(home, "pack", "install", write_pack(tmp_path / "more", "more", {"b.md": guide_text("B")}))
    assert (home / "data" / "content.current").exists()
    assert len(list((publisher / "config").rglob("*"))) > 3
    assert open_to_others(home) + open_to_others(publisher) == []
    files = [p.relative_to(h).as_posix() for h in (home, publisher) for p in h.rglob("*") if p.is_file()]
    assert [name for name in files if not names_file(name)] == []  # docs/data-inventory.md explains each


def test_what_is_made_for_others_gets_the_callers_mask(tmp_path: Path) -> None:
    overlay(tmp_path / "home", "pack", "new", tmp_path / "pack", mask=0o022)
    overlay(
        tmp_path / "home", "pack", "build", tmp_path / "pack", "--out", tmp_path / "built.zip", mask=0o022
    )
    assert stat.S_IMODE((tmp_path / "pack").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "built.zip").stat().st_mode) == 0o644


def _touch_twice(path: Path) -> None:
    path.touch(mode=0o666)
    path.touch(mode=0o666, exist_ok=False)


def test_mask_is_the_same_as_before_when_the_block_ends(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with pytest.raises(FileExistsError), creating():
            _touch_twice(tmp_path / "mine")
        (tmp_path / "ours").touch(mode=0o666)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("mine", "ours")]
    assert modes == [0o600, 0o640]
