"""The one-folder program: collected by PyInstaller, pruned, stripped, and with one time for all files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools.packages import elf, environments, pictures, version_info
from tools.packages.errors import PackagingError
from tools.packages.product import BUILD, NAME, PACKAGING, ROOT, environment, epoch_s, run

SPEC = PACKAGING / "overlay.spec"
# Modules are compressed once, all together, by the package they come in: that makes packages smaller and starts no slower.
PLAIN = {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}


def linux() -> Path:
    """Build the folder for this machine's Linux and return it; `overlay` and the link `overlay-desktop` are its programs."""
    python = environments.linux()
    environments.add_program(python, windows=False)
    made = BUILD / "linux" / "dist"
    shutil.rmtree(made, ignore_errors=True)
    words = ("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR")
    run(
        python,
        *words,
        "--distpath",
        made,
        "--workpath",
        BUILD / "linux" / "work",
        SPEC,
        env=environment(**PLAIN),
    )
    folder = made / NAME
    # Names of symbols that only a debugger reads: a third of the size. Qt and the wheels' Rust come stripped.
    own = [path for path in elf.binaries(folder) if "PySide6" not in path.parts and path.name != "overlay"]
    run("strip", "--strip-unneeded", *own)
    (folder / "overlay-desktop").symlink_to("overlay")
    _check(folder)
    set_times(folder)
    return folder


def windows() -> Path:
    """Build the folder for 64-bit Windows under wine and return it, with overlay.exe and overlay-desktop.exe."""
    python = environments.windows()
    environments.add_program(environments.linux(), windows=True)
    made = BUILD / "windows" / "dist"
    shutil.rmtree(made, ignore_errors=True)
    pictures.write_ico(BUILD / "windows" / "overlay.ico")
    (BUILD / "windows" / "version-info.txt").write_text(version_info.text(), "utf-8")
    words = ("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR")
    places = ("--distpath", made, "--workpath", BUILD / "windows" / "work")
    run(
        ROOT / "tools/windows/run.sh", "--within", "2400", python / "python.exe", *words, *places, SPEC,
        env=environment(PYTHONUTF8="1", **PLAIN),
    )  # fmt: skip
    folder = made / NAME
    _check(folder)
    set_times(folder)
    return folder


def set_times(folder: Path) -> None:
    """Give every file and folder below `folder` the build's one time."""
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (epoch_s(), epoch_s()), follow_symlinks=False)


def _check(folder: Path) -> None:
    dangling = [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        raise PackagingError(f"links to nothing in the bundle: {', '.join(map(str, dangling))}")
    unused = [path for path in folder.rglob("*") if "Qml" in path.name or "Quick" in path.name]
    if unused:
        raise PackagingError(f"the bundle holds what nothing uses: {', '.join(map(str, unused))}")
