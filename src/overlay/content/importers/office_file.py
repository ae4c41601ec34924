"""Word and Excel files (ECMA-376): what is checked before a library opens them."""

from __future__ import annotations

import io
import re
import zipfile

from overlay.content.importers.source import NotImportableError

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_PARTS = 5_000
_HEAD_BYTES = 16 * 1024

NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)[a-z]?[.):]?")  # "2", "2.1", "2a", "2)"
TYPED_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")
BOX = re.compile(r"\s*(?:[☐☑☒□■▢✓✔✗✘]|\[[ xX]?\]|\u2610|\uf0a8|\uf06f)\s*")


def check(data: bytes) -> list[str]:
    """Return the names of the parts. Raises NotImportableError for what is no such file, a bomb, or holds a DTD.

    The standard allows no DTD in a part (ECMA-376-2, 8.1.4), so that one is a sign of an attack.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES:
                raise NotImportableError("It is refused: it unpacks to far more than a document holds.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(_HEAD_BYTES).replace(b"\x00", b""):  # UTF-16 too
                            raise NotImportableError("It is refused: a part of it declares a document type.")
            return [p.filename for p in parts]
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise NotImportableError("It is no Word or Excel file, or it is encrypted.") from error


def holds(data: bytes, folder: str, words: tuple[bytes, ...]) -> bool:
    """Tell whether a part in `folder` of a checked file holds one of `words`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.rpartition("/")[0] == folder and any(word in archive.read(name) for word in words):
                return True
    return False
