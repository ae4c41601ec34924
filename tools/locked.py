"""What requirements.lock pins, and which of it ships: read from the lock's own comments on who asked for what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PROJECT = "overlay-assistant (pyproject.toml)"
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")


@dataclass(frozen=True, slots=True)
class Locked:
    """One pinned distribution. `asked_by` names those that need it; our own lines say `PROJECT`, with a group behind it."""

    name: str
    version: str
    asked_by: frozenset[str]


def read_lock(text: str) -> list[Locked]:
    """Return every pin in order; one name may stand there twice, for different Pythons."""
    found: list[Locked] = []
    name = version = ""
    asked: set[str] = set()
    for line in text.splitlines():
        if pin := _PIN.match(line):
            if name:
                found.append(Locked(name, version, frozenset(asked - {""})))
            name, version, asked = normal(pin[1]), pin[2], set()
        elif (comment := line.strip()).startswith("#") and name:
            asked.add(comment.lstrip("# ").removeprefix("via").strip())
    if name:
        found.append(Locked(name, version, frozenset(asked - {""})))
    return found


def shipped(locked: list[Locked]) -> list[Locked]:
    """Return what the product itself needs, directly or through others; the rest is for developers."""
    wanted = {one.name for one in locked if PROJECT in one.asked_by}
    grown = True
    while grown:
        more = {one.name for one in locked if one.asked_by & wanted} - wanted
        wanted |= more
        grown = bool(more)
    return [one for one in locked if one.name in wanted]


def normal(name: str) -> str:
    """Return a distribution's name as all spell it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
