"""Word and Excel files (ECMA-376): what is checked before a library opens them, and what makes a table a checklist."""

from __future__ import annotations

import io
import re
import zipfile

from overlay.content.importers import prose
from overlay.content.importers.source import NotImportableError

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_PARTS = 5_000
_HEAD_BYTES = 16 * 1024

NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)[.):]?")
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


def counted_rows(rows: list[list[list[str]]]) -> tuple[list[list[str]], list[list[list[str]]]] | None:
    """Return head and steps of a table that is a checklist: its first column counts from 1, or a column holds tick boxes."""
    for skip in (1, 0):
        body = rows[skip:]
        if not body or any(len(row) < 2 for row in body):
            continue
        numbers = [NUMBER.fullmatch(" ".join(row[0]).replace("\\", "")) for row in body]
        counts = all(n is not None for n in numbers) and [n[1] for n in numbers if n][:1] == ["1"]
        if counts and (len(body) > 1 or skip):
            return (rows[0][1:] if skip else []), [row[1:] for row in body]
        for column in range(len(body[0])):
            marks = [" ".join(row[column]) if column < len(row) else "" for row in body]
            if all(BOX.fullmatch(m.replace("\\", "")) for m in marks):
                rest = [[c for at, c in enumerate(row) if at != column] for row in body]
                head = [c for at, c in enumerate(rows[0]) if at != column] if skip else []
                return head, rest
    return None


def row_blocks(head: list[list[str]], row: list[list[str]]) -> list[str]:
    """Return a row as the blocks of a step: its first text says what to do, further cells stand below their heading."""
    blocks: list[str] = []
    for at, cell in enumerate(row):
        text = [c for c in cell if c]
        if not text or (len(text) == 1 and BOX.fullmatch(text[0].replace("\\", ""))):
            continue
        if blocks and at < len(head) and head[at]:
            blocks.append(prose.heading(" ".join(head[at]).replace("\\", "").replace("*", "")))
        blocks += text
    return blocks
