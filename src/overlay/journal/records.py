"""What the journal holds, as values, and a walk as a row of its table."""

from __future__ import annotations

import json
from enum import StrEnum

from msgspec import Struct

from overlay.discreet import Discreet
from overlay.guide import GuideRef
from overlay.walk import Walk


class Kept(StrEnum):
    """What is kept about an agent, as the agent can erase it."""

    WALKS = "walks"
    NOTES = "notes"
    REQUESTS = "requests"
    MISSES = "misses"


class StoredWalk(Struct, frozen=True):
    """A walk and when it is removed by itself (None: when this session ends)."""

    walk: Walk
    expires_s: float | None


class Note(Discreet, frozen=True):
    """The agent's own note on a guide (`step_id` empty) or on one of its steps."""

    untold = ("text",)

    ref: GuideRef
    step_id: str
    text: str
    changed_s: float = 0.0


class GuideRequest(Discreet, frozen=True):
    """A guide the agent missed: in which application, in the agent's own words."""

    untold = ("words",)

    id: int
    app: str
    words: str
    asked_s: float = 0.0


class Miss(Discreet, frozen=True):
    """Words that were searched for without opening a guide, and how many times."""

    untold = ("words",)

    words: str
    times: int = 1


WALK_COLUMNS = "pack, guide, case_key, position, choices, ticked, finished, started_s, changed_s, digest"
Row = tuple[str, str, str, int, str, str, int, float, float, str]


def row_of(walk: Walk) -> Row:
    """Return what is stored of a walk, in the order of `WALK_COLUMNS`."""
    return (
        walk.guide.pack,
        walk.guide.guide,
        walk.case_key,
        walk.position,
        json.dumps(walk.choices),
        json.dumps(sorted(walk.ticked)),
        int(walk.finished),
        walk.started_s,
        walk.changed_s,
        walk.digest,
    )


def walk_of(row: Row) -> Walk:
    """Return the walk that `row_of` stored."""
    pack, guide, case_key, position, choices, ticked, finished, started_s, changed_s, digest = row
    return Walk(
        guide=GuideRef(pack, guide),
        case_key=case_key,
        position=position,
        choices=tuple(json.loads(choices)),
        ticked=frozenset(json.loads(ticked)),
        finished=bool(finished),
        started_s=started_s,
        changed_s=changed_s,
        digest=digest,
    )
