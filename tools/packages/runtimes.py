"""CPython, OpenSSL, SQLite and Qt as they ship: which versions, and whether newer ones are known."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tools.packages.errors import PackagingError
from tools.packages.product import PACKAGING, ROOT, environment, run

TABLE = PACKAGING / "current-runtimes.toml"
_ASK = (
    "import json, platform, sqlite3, ssl; from PySide6.QtCore import qVersion; "
    "print(json.dumps(dict(cpython=platform.python_version(), openssl=ssl.OPENSSL_VERSION.split()[1], "
    "sqlite=sqlite3.sqlite_version, qt=qVersion())))"
)


@dataclass(frozen=True, slots=True)
class Runtime:
    """One of the four, by its name in the table, and the version that ships."""

    name: str
    version: str


def asked(python: Path, *, windows: bool) -> tuple[Runtime, ...]:
    """Return what an interpreter itself says its parts are; a Windows one is asked under wine."""
    before = (ROOT / "tools/windows/run.sh", "--within", "120") if windows else ()
    told = run(*before, python, "-c", _ASK, env=environment(QT_QPA_PLATFORM="offscreen")).decode()
    found = re.search(r"\{.*\}", told)
    if not found:
        raise PackagingError(f"{python} does not say what it is made of: {told.strip() or 'no answer'}")
    return tuple(Runtime(name, version) for name, version in json.loads(found[0]).items())


def outdated(runtimes: Iterable[Runtime], today: date, table: Path = TABLE) -> tuple[str, ...]:
    """Return a sentence for each of `runtimes` that is not the newest known of its branch, and one when the table is old."""
    known = tomllib.loads(table.read_text("utf-8"))
    told = []
    for runtime in runtimes:
        branches: dict[str, str] = known[runtime.name]
        branch = next((b for b in branches if f"{runtime.version}.".startswith(f"{b}.")), None)
        if branch is None:
            newest = ", ".join(branches.values())
            told.append(
                f"{runtime.name} {runtime.version} is of no branch that is known to be supported (known: {newest})"
            )
        elif _numbers(runtime.version) < _numbers(branches[branch]):
            told.append(f"{runtime.name} {runtime.version} is out of date: {branches[branch]} is known")
    age_days = (today - known["checked"]).days
    if age_days > known["stale_after_days"]:
        told.append(
            f"{table.name} was checked {age_days} days ago: newer releases may be out; look and bring it up to date"
        )
    return tuple(told)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
