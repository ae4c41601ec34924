"""Bytes of a text file → text with plain newlines."""

from __future__ import annotations

from overlay.content.importers.source import NotImportableError


def decode(data: bytes) -> str:
    """Return UTF-8 or UTF-16 `data` (by its mark) as text. Raises NotImportableError when it is neither."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotImportableError(f"Line {line} is not UTF-8: save the file as UTF-8.") from error
    if "\x00" in text:
        raise NotImportableError("There is a NUL in it: it is no text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n")
