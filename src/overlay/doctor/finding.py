"""One line of the doctor's report."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """OK; something somebody should know; something that does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(Struct, frozen=True):
    """What was looked at, what was found, and what to do ("" when there is nothing to do)."""

    check: str
    level: Level
    what: str
    cure: str = ""

    @property
    def data(self) -> dict[str, str]:
        return {"check": self.check, "level": self.level.value, "what": self.what, "cure": self.cure}


def ok(check: str, what: str) -> Finding:
    """Return a finding with which all is well."""
    return Finding(check, Level.OK, what)


def warn(check: str, what: str, cure: str) -> Finding:
    """Return a finding somebody should know of."""
    return Finding(check, Level.WARN, what, cure)


def fail(check: str, what: str, cure: str) -> Finding:
    """Return a finding of something that does not work."""
    return Finding(check, Level.FAIL, what, cure)


def count(number: int, thing: str) -> str:
    """Return "1 pack" or "3 packs"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
