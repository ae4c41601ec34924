"""How the sources of a desk are doing, from what was verified and remembered: no network, no cryptography."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from overlay.content.sync import state as states
from overlay.content.sync.sources import Source
from overlay.errors import OverlayError


class SourceHealth(Struct, frozen=True):
    """One source. Times are UTC, None when it was never verified; `silent_since` is an ISO date or empty."""

    source: Source
    root_problem: str
    valid_until: datetime | None
    root_valid_until: datetime | None
    silent_since: str
    packs: int


def health(data_dir: Path, source: Source) -> SourceHealth:
    """Return what is known of `source` on this machine."""
    state = states.load(data_dir / "sync")
    folder = data_dir / "sync" / "sources" / source.name
    try:
        source.trusted_root()
        problem = ""
    except (OverlayError, OSError) as error:
        problem = str(error)
    return SourceHealth(
        source,
        problem,
        _expires(folder / "timestamp.json"),
        _expires(folder / "root.json"),
        state.silent_since.get(source.name, ""),
        sum(1 for one in state.installed.values() if one.source == source.name),
    )


def _expires(path: Path) -> datetime | None:
    try:
        signed: dict[str, Any] = json.loads(path.read_bytes())["signed"]
        return datetime.fromisoformat(str(signed["expires"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None
