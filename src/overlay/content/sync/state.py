"""What sync remembers between runs besides what was verified: which pack came from where, pins, silent sources.

Losing it loses comfort, not safety: a pack whose origin is forgotten counts as installed by hand and stays.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from overlay.content.store.disk import Disk

FILE = "state.json"


class Installed(Struct, frozen=True):
    """A pack that sync installed: from which source, which version, and the digest of its index."""

    source: str
    version: str
    content: str


class SyncState(Struct, frozen=True):
    """`pins` is pack → version; `silent_since` is source → ISO date of the first try of an unbroken row that failed."""

    installed: Mapping[str, Installed] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    silent_since: Mapping[str, str] = field(default_factory=dict)


def load(folder: Path) -> SyncState:
    """Return what is remembered; nothing when the file is missing or damaged."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        data: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        installed = {
            str(pack): Installed(str(p["source"]), str(p["version"]), str(p["content"]))
            for pack, p in data["installed"].items()
        }
        pins = {str(pack): str(version) for pack, version in data["pins"].items()}
        silent = {str(name): str(day) for name, day in data["silent_since"].items()}
        return SyncState(installed, pins, silent)
    return SyncState()


def save(folder: Path, state: SyncState, disk: Disk) -> None:
    """Remember `state`, atomically. Raises OSError."""
    data = {
        "installed": {
            pack: {"source": p.source, "version": p.version, "content": p.content}
            for pack, p in sorted(state.installed.items())
        },
        "pins": dict(sorted(state.pins.items())),
        "silent_since": dict(sorted(state.silent_since.items())),
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    path = folder / FILE
    if path.exists() and path.read_text("utf-8") == text:
        return
    fresh = folder / f"{FILE}.new"
    disk.remove(fresh)
    with disk.create(fresh) as out:
        out.write(text.encode("utf-8"))
    disk.sync(fresh)
    disk.replace(fresh, path)
    disk.sync_directory(folder)
