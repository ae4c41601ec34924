"""Which installed guides are out of date: their review is due, or they are no longer valid."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from overlay.content import languages
from overlay.content.store import generations
from overlay.guide import GuideRef

GUIDES = """
    SELECT g.pack_id, g.name, coalesce(nullif(g.owner, ''), p.owner), p.language, g.review_by, g.valid_until_s
    FROM guide AS g JOIN pack AS p ON p.id = g.pack_id
    WHERE (g.review_by <> '' AND g.review_by <= ?) OR g.valid_until_s <= ?
    ORDER BY g.pack_id, 3, g.name
"""
TITLES = """
    SELECT t.lang, t.title FROM guide AS g JOIN guide_text AS t ON t.guide_pk = g.id
    WHERE g.pack_id = ? AND g.name = ?
"""


class StaleGuide(Struct, frozen=True):
    """A guide whose `review_by` has come (an ISO day) or that ended on `valid_until` (an ISO moment); else these are empty.

    `owner` is who keeps the guide, or else its pack.
    """

    ref: GuideRef
    owner: str
    title: str
    review_by: str = ""
    valid_until: str = ""


def stale(data_dir: Path, now_s: float, wanted: Sequence[str] = ()) -> tuple[StaleGuide, ...]:
    """Return the guides that are out of date at `now_s`, by pack, owner and name; titles in the first `wanted` language.

    Raises ContentUnavailableError when there is no content, or none that can be read.
    """
    today = datetime.fromtimestamp(now_s, UTC).astimezone().date().isoformat()
    _, db = generations.open_current(data_dir)
    found = []
    with contextlib.closing(db):
        for pack, name, owner, language, review_by, until_s in db.execute(GUIDES, (today, now_s)).fetchall():
            titles = dict(db.execute(TITLES, (pack, name)).fetchall())
            due = review_by if review_by and review_by <= today else ""
            over = _moment(until_s) if until_s is not None and until_s <= now_s else ""
            title = titles[languages.choose(titles, wanted, language)]
            found.append(StaleGuide(GuideRef(pack, name), owner, title, due, over))
    return tuple(found)


def _moment(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).astimezone().isoformat(timespec="minutes")
