"""Whether a source names a newer version of the program, from what sync verified. Imported by the assistant: stdlib only.

The assistant says so, where the policy lets it, and does nothing else: programs are updated by who deployed them. The
version stands in the source's signed targets role, as `x-overlay-program`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIELD = "x-overlay-program"


def newer_program(data_dir: Path, own: str) -> str:
    """Return the newest version that a source on this desk names, when it is newer than `own`; else ""."""
    best = ""
    for path in (data_dir / "sync" / "sources").glob("*/targets.json"):
        try:
            signed: dict[str, Any] = json.loads(path.read_bytes())["signed"]
            named = str(signed.get(FIELD, {}).get("version", ""))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
        if _parts(named) > _parts(best or own):
            best = named
    return best


def _parts(version: str) -> tuple[int, ...]:
    """Return the numbers of "1.2.3"; () for what is no version, which is older than any."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 9 for part in parts):
        return ()
    return tuple(map(int, parts))
