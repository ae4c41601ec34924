"""Bytes of a text file → text with plain newlines."""

from __future__ import annotations

from overlay.content.importers.page import Page
from overlay.content.importers.source import NotImportableError


def read_text(page: Page) -> str:
    """Return the text of a file: UTF-8, UTF-16 by its mark, else Windows-1252, as older handbooks are, with a warning.

    Raises NotImportableError when it is no text.
    """
    data = page.file.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        try:
            text = data.decode("windows-1252")
        except UnicodeDecodeError:
            raise NotImportableError(f"Line {line} is not UTF-8: save the file as UTF-8.") from error
        page.warn(
            line, "This line is not UTF-8: the file is read as Windows-1252. Check its special characters."
        )
    if "\x00" in text:
        raise NotImportableError("There is a NUL in it: it is no text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n")
