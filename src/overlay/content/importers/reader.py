"""The protocol each format fulfils, and where its module is: loaded only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from overlay.content.importers.draft import Draft
from overlay.content.importers.options import Options
from overlay.content.importers.page import Page
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import Source, SourceFile
from overlay.errors import OverlayError

FORMATS = {
    "dita": "dita",
    "docbook": "docbook",
    "docx": "docx_lists",
    "html": "html_pages",
    "mallard": "mallard",
    "markdown": "markdown_pages",
    "smart-answers": "smart_answers",
    "tldr": "tldr",
    "xlsx": "xlsx_sheets",
}


class Reader(Protocol):
    """Reads the files of one format, one by one."""

    def files(self, source: Source) -> Sequence[SourceFile]:
        """Return the files to read, in order; what others include need not be read by itself."""
        return source.files

    def read(self, page: Page) -> Sequence[Draft]:
        """Return the guides of one file, in reading order. Raises NotImportableError with the reason for none."""
        ...


class Format(Protocol):
    """A module of a format."""

    SUFFIXES: frozenset[str]

    def make_reader(self, source: Source, options: Options, report: ImportReport) -> Reader: ...


def load(name: str) -> Format:
    """Return the module of a format. Raises OverlayError for one there is none for."""
    if name not in FORMATS:
        raise OverlayError(f"“{name}” cannot be imported: use one of {', '.join(sorted(FORMATS))}.")
    return cast(Format, import_module(f"overlay.content.importers.{FORMATS[name]}"))
