"""The dates of a guide: a day ("2026-03-01") or a moment with its zone ("2026-03-01T09:00+01:00")."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:?\d{2})", re.ASCII | re.IGNORECASE
)
FIRST_YEAR, LAST_YEAR = 1971, 2199  # within what every platform's clock can turn into seconds


def day(text: str) -> str | None:
    """Return `text` as an ISO day, or None when it is not one."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return text if FIRST_YEAR <= found.year <= LAST_YEAR else None


def day_or_moment(text: str) -> str | None:
    """Return `text` as an ISO day or an ISO moment with its zone, or None when it is neither."""
    if "T" not in text and " " not in text:
        return day(text)
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    iso = f"{found[1]}T{found[2]}{found[3].upper().replace('Z', '+00:00')}"
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return moment.isoformat() if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def validity_s(iso: str, end: bool, tz: tzinfo | None = None) -> float:
    """Return when a validity starts or (`end`) stops, in seconds since the epoch.

    `iso` is what `day_or_moment` returned. A day starts at midnight in `tz` (None: the zone of this machine), and a
    `valid_until` day still counts in full: it stops at the next midnight. Raises ValueError for anything else.
    """
    if day(iso) is None:
        moment = datetime.fromisoformat(iso)
        if moment.tzinfo is None:
            raise ValueError(f"{iso} has no zone")
        return moment.timestamp()
    start = date.fromisoformat(iso) + timedelta(days=1 if end else 0)
    return datetime.combine(start, time(), tzinfo=tz).timestamp()
