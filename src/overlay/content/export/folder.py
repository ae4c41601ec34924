"""The folder an export is written to. Files that others put there (.git, CNAME) stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from overlay.errors import OverlayError

LIST = "export.json"  # names what an export wrote, so that the next one can take away what is gone


def write_folder(out: Path, files: Mapping[str, bytes], *, replace: bool) -> tuple[Path, ...]:
    """Write `files` (path below `out` → content) and return where they are, sorted.

    A folder that holds anything must be one that an export made, and `replace` given: then files of that export which are
    not among the new ones are removed. Raises OverlayError, also when the disk does not take it.
    """
    try:
        before = _before(out, replace=replace)
        names = sorted([*files, LIST])
        known = json.dumps({"files": names}, ensure_ascii=False, indent=1) + "\n"
        for name, data in {**files, LIST: known.encode()}.items():
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for name in before - set(names):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise OverlayError(f"{error.filename or out} cannot be written ({error.strerror}).") from error
    return tuple(out / name for name in names)


def _before(out: Path, *, replace: bool) -> set[str]:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return set()
    try:
        names = json.loads((out / LIST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OverlayError(f"{out} holds something else: name a new folder.") from error
    if not replace:
        raise OverlayError(f"{out} holds an export already: name a new folder, or add --replace.")
    root = out.resolve()
    return {name for name in names if isinstance(name, str) and (root / name).resolve().is_relative_to(root)}
