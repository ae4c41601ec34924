"""What Linux binaries need of the system they run on, read from their dynamic sections with binutils."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.packages.product import run

_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]")
_SONAME = re.compile(r"\(SONAME\)\s+Library soname: \[([^\]]+)\]")
_VERSION = re.compile(r"\b(GLIBC|GLIBCXX|CXXABI)_(\d+(?:\.\d+)+)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a set of binaries takes from outside itself.

    `sonames` are libraries by the names the loader looks for; `glibc` and `glibcxx` the newest symbol versions used, such
    as (2, 34).
    """

    sonames: frozenset[str]
    glibc: tuple[int, ...]
    glibcxx: tuple[int, ...]


def binaries(root: Path) -> Iterator[Path]:
    """Yield the ELF files below `root`, in order; links are not followed."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def needs(files: Iterable[Path]) -> Needs:
    """Return what `files` need together that none of them provides."""
    wanted: set[str] = set()
    provided: set[str] = set()
    newest: dict[str, tuple[int, ...]] = {}
    for path in files:
        told = run("readelf", "--wide", "--dynamic", "--version-info", path).decode("utf-8", "replace")
        wanted.update(_NEEDED.findall(told))
        provided.update((path.name, *_SONAME.findall(told)))
        # Only what is needed of others: a library that defines versions (our own libstdc++, say) names its own too.
        _, _, needed = told.partition("Version needs section")
        for kind, number in _VERSION.findall(needed):
            version = tuple(map(int, number.split(".")))
            newest[kind] = max(newest.get(kind, ()), version)
    outside = frozenset(name for name in wanted - provided if not name.startswith("ld-linux"))
    return Needs(outside, newest.get("GLIBC", ()), newest.get("GLIBCXX", ()))
