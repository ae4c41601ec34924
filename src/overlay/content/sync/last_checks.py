"""How the last look at each source went, for whoever asks why there are no new guides: settings window, list, support.

Comfort, not safety: nothing is decided by it, so it is replaced without waiting for the disk, and a lost one is made anew by
the next sync. No standard library module here costs the resident assistant anything.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

FILE = "looks.json"


class Look(Struct, frozen=True):
    """A source as it was met last.

    `tried` and `read` are ISO times (UTC): the last try, and the last one that read the source whole ("": never).
    `valid_until` is when the first of its signatures runs out. `code` says what was wrong ("": nothing), `role` in what, and
    `text` the same in English words.
    """

    tried: str
    read: str = ""
    valid_until: str = ""
    code: str = ""
    role: str = ""
    text: str = ""


def load(folder: Path) -> Mapping[str, Look]:
    """Return the last look at each source by its name; nothing when the file is missing or damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        data: dict[str, dict[str, Any]] = json.loads((folder / FILE).read_text("utf-8"))
        return {str(name): Look(**{key: str(value) for key, value in e.items()}) for name, e in data.items()}
    return {}


def save(folder: Path, looks: Mapping[str, Look]) -> None:
    """Keep `looks`; where the disk does not take it, the old ones stay."""
    text = json.dumps({name: asdict(look) for name, look in sorted(looks.items())}, ensure_ascii=False)
    fresh = folder / f"{FILE}.new"
    with contextlib.suppress(OSError):
        fresh.write_text(text, "utf-8")
        fresh.replace(folder / FILE)
