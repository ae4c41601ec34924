"""Writes the tables of docs/data-inventory.md from what the code defines; `--check` only compares (exit 1: differs).

What a datum is for has to be said by a person, below; that each datum is there, and none that is not, is read from the code:
the tables of `personal.db`, the settings about recording, what sync remembers, the fields of the log, what commands answer.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import fields

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from overlay import logs
from overlay.app.commands import Commands
from overlay.assist.state import Assist
from overlay.content.sync.last_checks import Look
from overlay.content.sync.state import Installed, SyncState
from overlay.journal.schema import MIGRATIONS, TABLES
from overlay.settings import definitions

PAGE = Path(__file__).parents[1] / "docs" / "data-inventory.md"
START, END = "<!-- made by tools/data_inventory.py: {} -->\n", "<!-- end -->\n"


@dataclass(frozen=True, slots=True)
class Datum:
    """What one datum is, and why it is there."""

    what: str
    why: str


_FIND = "to find the walk again"
_GO_ON = "to go on where you were"
_ORDER = "to take old ones away, and to show the last used first"
_SOURCE = "to say why there are no new guides"

PERSONAL = {
    "walk.pack": Datum("which pack the guide is of", _FIND),
    "walk.guide": Datum("which guide", _FIND),
    "walk.case_key": Datum("an HMAC-SHA-256 of the case with a random key of this user; the case itself is nowhere", _FIND),
    "walk.position": Datum("the step", _GO_ON),
    "walk.choices": Datum("the answers chosen in the guide", _GO_ON),
    "walk.ticked": Datum("the checks ticked", _GO_ON),
    "walk.finished": Datum("whether the end was reached", "to start afresh next time"),
    "walk.started_s": Datum("when it was begun", "shown to you in what is recorded"),
    "walk.changed_s": Datum("when it was last used", _ORDER),
    "walk.digest": Datum("a digest of the guide's text", "to see that the guide has changed since"),
    "note.pack": Datum("which pack the guide is of", "to show the note where it belongs"),
    "note.guide": Datum("which guide", "to show the note where it belongs"),
    "note.step_id": Datum("which step", "to show the note where it belongs"),
    "note.text": Datum("what you wrote", "your own note"),
    "note.changed_s": Datum("when you wrote it", "shown to you in what is recorded"),
    "request.id": Datum("a number", "to erase one request"),
    "request.app": Datum("the application in front when you asked", "to tell which guide is missing"),
    "request.words": Datum("what you wrote", "to tell which guide is missing"),
    "request.asked_s": Datum("when you asked", "shown to you in what is recorded"),
    "miss.words": Datum("words of a search that led nowhere, no numbers or addresses", "`overlay report`; off by default"),
    "miss.times": Datum("how often", "`overlay report`; off by default"),
}  # fmt: skip

SYNC = {
    "SyncState.installed": Datum("which pack is installed, by its name", "to fetch only what is new"),
    "SyncState.pins": Datum("which pack is held at which version", "to hold it"),
    "SyncState.silent_since": Datum("since when a source has not answered", _SOURCE),
    "Installed.source": Datum("the source a pack came from", "a pack comes from one source"),
    "Installed.version": Datum("its version", "to fetch only what is new"),
    "Installed.content": Datum("a digest of its index", "to fetch only what is new"),
    "Look.tried": Datum("when a source was last asked", _SOURCE),
    "Look.read": Datum("when it was last read whole", _SOURCE),
    "Look.valid_until": Datum("when its signatures expire", _SOURCE),
    "Look.code": Datum("what was wrong", _SOURCE),
    "Look.role": Datum("in which part of the source", _SOURCE),
    "Look.text": Datum("the same in words", _SOURCE),
}

LOG = {
    "asctime": Datum("when", "to find what belongs together"),
    "levelname": Datum("how bad it is", "to find what matters"),
    "name": Datum("the part of the program", "to find the cause"),
    "message": Datum(
        "what happened, in our words; of an error its type and the places in the code, never what it quotes",
        "to find the cause",
    ),
}

COMMANDS = {
    "mode": Datum("hidden, shown or folded", "so that scripts and support see what you see"),
    "face": Datum("which page the panel shows", "the same"),
    "guide": Datum("the guide in the panel, by its id", "the same"),
    "pack": Datum("its pack", "the same"),
    "step": Datum("the number of the step", "the same"),
    "steps": Datum("how many there are", "the same"),
    "walking": Datum("whether a walk is under way", "the same"),
    "held": Datum("what keeps the step from going on", "the same"),
    "branch": Datum("the branch of the guide", "the same"),
    "actions_on": Datum("whether actions may run", "the same"),
    "matches": Datum("ids of the guides that apply", "the same"),
}


def personal() -> Iterator[str]:
    """Yield every column of `personal.db`, from the database that the migrations make."""
    db = sqlite3.connect(":memory:")
    for migration in MIGRATIONS:
        for statement in migration:
            db.execute(statement)
    made = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert made - {"sqlite_sequence"} == set(TABLES)
    for table in TABLES:
        yield from (f"{table}.{row[1]}" for row in db.execute(f"PRAGMA table_info({table})"))
    db.close()


def sync() -> Iterator[str]:
    """Yield every field that sync remembers."""
    for kind in (SyncState, Installed, Look):
        yield from (f"{kind.__name__}.{field.name}" for field in fields(kind))


def log() -> Iterator[str]:
    """Yield every field of a line of the log."""
    formatter = logs.PrivateFormatter(logs._FORM)
    assert isinstance(formatter, logging.Formatter)
    yield from re.findall(r"%\((\w+)\)", logs._FORM)


def commands() -> Iterator[str]:
    """Yield every field of the state that the assistant answers to a command."""

    class Still:
        state = Assist()

    assistant: Any = Still()
    yield from Commands(assistant, dict, lambda: 0.0, lambda: None).panel()


SECTIONS: Mapping[str, tuple[Callable[[], Iterator[str]], Mapping[str, Datum]]] = {
    "personal.db": (personal, PERSONAL),
    "sync": (sync, SYNC),
    "log": (log, LOG),
    "commands": (commands, COMMANDS),
}


def faults() -> list[str]:
    """Return what the code keeps and nobody has said why, and what is said and no longer kept."""
    found = []
    for section, (defined, said) in SECTIONS.items():
        names = list(defined())
        found += [
            f"{section}: {name} is kept, and data_inventory.py does not say why"
            for name in names
            if name not in said
        ]
        found += [f"{section}: {name} is no longer kept" for name in said if name not in names]
    return found


def names_file(name: str) -> bool:
    """Tell whether the page explains a file, by its path below `OVERLAY_HOME`."""
    cells = re.findall(r"^\| (`.+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    patterns = [pattern for cell in cells for pattern in re.findall(r"`([^`]+)`", cell)]
    return any(name.startswith(p) if p.endswith("/") else Path(name).match(p) for p in patterns if "/" in p)


def page_with_tables(page: str) -> str:
    """Return `page` with its tables made anew."""
    for section, (defined, said) in SECTIONS.items():
        rows = "".join(f"| `{name}` | {said[name].what} | {said[name].why} |\n" for name in defined())
        page = _put(page, section, f"| datum | what it is | why |\n|---|---|---|\n{rows}")
    rows = "".join(
        f"| `{one.key}` | `{str(one.default).lower()}` | {one.does} |\n"
        for one in definitions()
        if one.key.startswith("privacy.")
    )
    return _put(page, "settings", f"| setting | default | what it does |\n|---|---|---|\n{rows}")


def _put(page: str, section: str, table: str) -> str:
    start = START.format(section)
    before, found, rest = page.partition(start)
    if not found:
        raise SystemExit(f"docs/data-inventory.md has no place for {section}: {start}")
    return f"{before}{start}\n{table}\n{END}{rest.partition(END)[2]}"


def main() -> int:
    if found := faults():
        print("\n".join(found))
        return 1
    old = PAGE.read_text("utf-8")
    new = page_with_tables(old)
    if "--check" in sys.argv:
        return int(old != new)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
