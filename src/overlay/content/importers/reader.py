"""The protocol that each format implements, and where it is: loaded only when needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from typing import ClassVar, cast

from overlay.content.importers.draft import Draft
from overlay.content.importers.options import Options
from overlay.content.importers.page import Page
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import Source, SourceFile
from overlay.errors import OverlayError

_READERS = {
    "dita": "dita.DitaReader",
    "docbook": "docbook.DocBookReader",
    "docx": "docx_lists.WordReader",
    "html": "html_pages.HtmlReader",
    "mallard": "mallard.MallardReader",
    "markdown": "markdown_pages.MarkdownReader",
    "smart-answers": "smart_answers.SmartAnswersReader",
    "tldr": "tldr.TldrReader",
    "xlsx": "xlsx_sheets.WorkbookReader",
}
FORMATS = tuple(_READERS)


class Reader(ABC):
    """Reads the files of one format, one by one."""

    suffixes: ClassVar[frozenset[str]]

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        self.source, self.options, self.report = source, options, report

    def files(self) -> Sequence[SourceFile]:
        """Return the files to read, in order; what others take in need not be read by itself."""
        return self.source.files

    @abstractmethod
    def read(self, page: Page) -> Sequence[Draft]:
        """Return the guides of one file, in reading order. Raises NotImportableError with the reason for none."""


def load(name: str) -> type[Reader]:
    """Return the reader of a format. Raises OverlayError for one there is none for."""
    if name not in _READERS:
        raise OverlayError(f"“{name}” cannot be imported: use one of {', '.join(FORMATS)}.")
    module, _, reader = _READERS[name].rpartition(".")
    return cast(type[Reader], getattr(import_module(f"overlay.content.importers.{module}"), reader))
