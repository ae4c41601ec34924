"""The Python environments that bundles are collected from: what the locks name for a platform, and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.markers import default_environment

from tools.locked import normal
from tools.packages.errors import PackagingError
from tools.packages.product import BUILD, PACKAGING, ROOT, environment, run, stamp
from tools.windows.locked import WINDOWS, Locked, chosen, read_lock

RUNTIME_LOCK = ROOT / "requirements.lock"
BUILD_LOCK = PACKAGING / "requirements-build.lock"
WINDOWS_TOOLS = ROOT / "tools" / "windows"
_PIP = ("--disable-pip-version-check", "--quiet", "--no-input")


def runtime(windows: str = "") -> tuple[Locked, ...]:
    """Return the packages that ship: the program's own requirements with all they need.

    `windows` is the branch of a Windows CPython ("3.11"); without it they are this machine's.
    """
    return chosen(read_lock(RUNTIME_LOCK.read_text("utf-8"), _markers(windows)), ())


def tools(windows: str = "") -> tuple[Locked, ...]:
    """Return the packages that build and do not ship; `windows` as for runtime()."""
    return read_lock(BUILD_LOCK.read_text("utf-8"), _markers(windows))


def branch(python: Path) -> str:
    """Return the branch ("3.11") of the embeddable CPython for Windows in the folder `python`, by its python311.zip.

    Raises PackagingError when the folder holds none.
    """
    found = [re.fullmatch(r"python(3)(\d+)\.zip", path.name) for path in sorted(python.glob("python3*.zip"))]
    named = [match for match in found if match]
    if len(named) != 1 or not (python / "python.exe").is_file():
        raise PackagingError(
            f"WINDOWS_PYTHON={python} is not an embeddable CPython for Windows: python.exe or python3….zip is missing"
        )
    return f"{named[0][1]}.{named[0][2]}"


def linux() -> Path:
    """Return the interpreter of a virtual environment with what ships and what builds; made when a lock changed.

    `OVERLAY_LINUX_PYTHON` names the Python that it is made with and that ships; else it is the one that runs this.
    """
    base = Path(os.environ.get("OVERLAY_LINUX_PYTHON") or sys.executable).absolute()
    folder = BUILD / "linux" / "venv"
    python = folder / "bin" / "python"
    made = stamp([RUNTIME_LOCK, BUILD_LOCK], [str(folder), str(base)])
    if not _is_made(folder, made):
        shutil.rmtree(folder, ignore_errors=True)
        run(base, "-m", "venv", folder)
        for number, packages in enumerate((runtime(), tools())):
            _install(python, packages, folder / f"locked-{number}.txt")
        _set_made(folder, made)
    return python


def windows() -> Path:
    """Return a folder with a Windows CPython and what ships and builds in its Lib/site-packages.

    The runtime is `WINDOWS_PYTHON`, a folder with an embeddable CPython of python.org, with wheels for its branch;
    else the one of the tests, which is old and only good for tests.
    """
    run(WINDOWS_TOOLS / "environment.sh", env=dict(os.environ))
    given = os.environ.get("WINDOWS_PYTHON")
    source = Path(given).absolute() if given else ROOT / "build" / "windows" / "python"
    release = branch(source)
    folder = BUILD / "windows" / "python"
    made = stamp([RUNTIME_LOCK, BUILD_LOCK, source / "python.exe"], [str(source)])
    if not _is_made(folder, made):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(
            source, folder, ignore=shutil.ignore_patterns("site-packages", "_wmi.pyd", "__pycache__")
        )
        packages = folder / "Lib" / "site-packages"
        packages.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*._pth"):
            old.unlink()
        zipped = next(folder.glob("python3*.zip")).name
        (folder / f"{Path(zipped).stem}._pth").write_text(
            f"{zipped}\n.\nLib\\site-packages\nimport site\n", "ascii"
        )
        once = {p.name: p for p in (*runtime(release), *tools(release))}
        _install(Path(sys.executable), once.values(), folder / "locked.txt", _for_windows(packages, release))
        _set_made(folder, made)
    return folder


def add_program(python: Path, *, windows: bool) -> Path:
    """Build wheel and sdist of this project and install the wheel; return the wheel. `python` is what linux() returned."""
    folder = BUILD / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    run(python, "-m", "hatchling", "build", "-d", folder)
    wheel = next(folder.glob("*.whl"))
    target: tuple[str | Path, ...] = ()
    if windows:
        home = BUILD / "windows" / "python"
        packages = home / "Lib" / "site-packages"
        for old in (packages / "overlay", *packages.glob("overlay_assistant-*.dist-info")):
            shutil.rmtree(old, ignore_errors=True)
        target = _for_windows(packages, branch(home))
    run(python, "-m", "pip", *_PIP, "install", "--no-deps", "--no-index", "--force-reinstall", *target, wheel)
    return wheel


def _markers(windows: str) -> dict[str, str]:
    if not windows:
        return {name: str(value) for name, value in default_environment().items()}
    # The locks tell branches apart, not their patch releases.
    return {**WINDOWS, "python_version": windows, "python_full_version": f"{windows}.0"}


def _for_windows(packages: Path, release: str) -> tuple[str | Path, ...]:
    pinned = ("--platform", "win_amd64", "--python-version", release, "--implementation", "cp")
    return (*pinned, "--target", packages)


def _install(
    python: Path, packages: Iterable[Locked], listed: Path, target: tuple[str | Path, ...] = ()
) -> None:
    listed.write_text("\n".join(package.text for package in packages) + "\n", "utf-8")
    hashed = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
    told = ("--report", listed.with_suffix(".json"))
    # The settings of pip (its index) are the caller's; the environment is otherwise ours.
    env = environment(PIP_REQUIRE_VIRTUALENV="0")
    run(python, "-m", "pip", *_PIP, "install", *hashed, *told, *target, "-r", listed, env=env)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that pip installed into an environment of this module, by package.

    `folder` is the virtual environment, or the folder that windows() returned.
    """
    found: dict[str, str] = {}
    for told in folder.glob("locked*.json"):
        for item in json.loads(told.read_text("utf-8"))["install"]:
            found[normal(item["metadata"]["name"])] = item["download_info"]["archive_info"]["hashes"][
                "sha256"
            ]
    return found


def _is_made(folder: Path, made: str) -> bool:
    told = folder / ".made-from"
    return told.is_file() and told.read_text("ascii") == made


def _set_made(folder: Path, made: str) -> None:
    (folder / ".made-from").write_text(made, "ascii")
