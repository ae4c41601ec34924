"""A pack folder → one file to distribute, if nothing in it is wrong."""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import date
from pathlib import Path

from msgspec import Struct

from overlay.content.authoring.check import Report, check
from overlay.content.packed import built
from overlay.errors import OverlayError, PackRejectedError


class Built(Struct, frozen=True):
    """A built pack. `sha256` is that of the file, `content` that of its index: equal contents install equally."""

    file: Path
    pack: str
    version: str
    guides: int
    size_bytes: int
    sha256: str
    content: str


class PackHasErrorsError(PackRejectedError):
    """The pack was not built, because `report` holds errors."""

    def __init__(self, report: Report) -> None:
        found = "an error" if len(report.errors) == 1 else f"{len(report.errors)} errors"
        super().__init__(f"The pack was not built: check finds {found}. Fix what it names, then build again.")
        self.report = report


def build(folder: Path, out: Path, today: date) -> Built:
    """Build the pack at `folder` into `out`: a file, by its suffix, or the folder for `<id>-<version>.overlaypack`.

    A folder is made where there is none. The file appears whole or not at all. Raises PackHasErrorsError,
    PackRejectedError when it is no pack, OverlayError when it cannot be written.
    """
    report = check(folder, today)
    if report.pack is None or report.errors:
        raise PackHasErrorsError(report)
    pack = report.pack
    contents = built.contents_of(folder, pack)
    is_file = bool(out.suffix) and not out.is_dir()
    target = out if is_file else out / f"{pack.id}-{pack.version}{built.SUFFIX}"
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            built.write(contents, file)
        with fresh.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = fresh.stat().st_size
        fresh.replace(target)
    except OSError as error:
        raise OverlayError(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
    top = contents.index.top
    return Built(target, pack.id, pack.version, top.guides, size_bytes, sha256, contents.index.digest)
