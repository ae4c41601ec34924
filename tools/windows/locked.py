"""Print what a CPython 3.11 on Windows needs of requirements.lock: same versions, same hashes.

    python tools/windows/locked.py [NAME ...]

The program's own requirements always, and each NAME (a requirement of the group dev) with what it needs. The lock is
universal: it says for which platforms a package is (its marker) and who wants it (`# via`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

LOCK = Path(__file__).parents[2] / "requirements.lock"
WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}
_PROJECT = "overlay-assistant"
_NEEDED = f"{_PROJECT} (pyproject.toml)"
_HEAD = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>.*?))? \\")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock: its pinned text with hashes, and the packages that want it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def read_lock(text: str, environment: Mapping[str, str] = WINDOWS) -> tuple[Locked, ...]:
    """Return the packages of a lock that `environment` (its markers) can have. Raises ValueError on an unknown line."""
    found: list[Locked] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        lines = [line for line in block.splitlines() if line.strip()]
        if not lines or lines[0].startswith("#"):
            continue
        head = _HEAD.fullmatch(lines[0])
        if head is None:
            raise ValueError(f"not the first line of a locked package: {lines[0]}")
        if head["marker"] and not Marker(head["marker"]).evaluate(dict(environment)):
            continue
        hashes = [line.strip().removesuffix("\\").strip() for line in lines if "--hash=" in line]
        wanted = (
            line.strip().lstrip("#").strip().removeprefix("via").strip() for line in lines if "#" in line
        )
        pinned = " \\\n    ".join([f"{head['name']}=={head['version']}", *hashes])
        found.append(Locked(head["name"], pinned, frozenset(name for name in wanted if name)))
    return tuple(found)


def chosen(packages: Iterable[Locked], names: Iterable[str]) -> tuple[Locked, ...]:
    """Return the program's own requirements and `names`, each with all it needs. Raises ValueError for an unknown name."""
    packages = tuple(packages)
    roots = frozenset(names)
    unknown = roots - {package.name for package in packages}
    if unknown:
        raise ValueError(f"not in requirements.lock for Windows: {', '.join(sorted(unknown))}")
    taken = roots | {package.name for package in packages if _NEEDED in package.wanted_by}
    while more := {p.name for p in packages if p.wanted_by & taken} - taken:
        taken |= more
    return tuple(package for package in packages if package.name in taken)


def main(names: list[str]) -> int:
    try:
        for package in chosen(read_lock(LOCK.read_text(encoding="utf-8")), names):
            print(package.text)
    except ValueError as error:
        print(f"locked: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
