"""What organisations own already → packs. `run` imports one folder or file; `FORMATS` lists what it can read.

An importer reads one format into drafts (`draft`), whose text goes through `prose`; everything else (files, languages,
images, ids, the pack) is the same for all. Nothing is fetched, and nothing outside of the source is read.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from overlay.content.importers.applications import application_of
from overlay.content.importers.draft import Draft
from overlay.content.importers.options import Filter, Options
from overlay.content.importers.pack_folder import PackFolder, When
from overlay.content.importers.page import Media, Page
from overlay.content.importers.reader import FORMATS, Reader, load
from overlay.content.importers.report import Imported, ImportReport, Skipped, Warned
from overlay.content.importers.source import NotImportableError, Source, find, language
from overlay.errors import OverlayError
from overlay.rules import RuleError, parse_when

__all__ = ["FORMATS", "Filter", "ImportReport", "Imported", "Options", "Skipped", "Warned", "run"]

log = logging.getLogger(__name__)


def run(name: str, src: Path, out: Path, options: Options | None = None) -> ImportReport:
    """Import `src`, a file or folder of format `name`, as a pack folder at `out`.

    Raises OverlayError when there is nothing to read or nowhere to write; a file that cannot be imported is in the report.
    """
    options = options or Options()
    reader_class = load(name)
    report = ImportReport()
    source = find(src, reader_class.suffixes, options.lang, report)
    with PackFolder(out, report, _when(options), replace=options.replace) as pack:
        reader = reader_class(source, options, report)
        importing = _Import(name, source, reader, pack, options, report)
        files = reader.files()
        for done, file in enumerate(files, 1):
            importing.add(Page(source, file, importing.media, report))
            options.progress(done, len(files))
        if report.imported:
            title = (src.resolve().stem if src.is_file() else src.resolve().name) or name
            pack.finish(title, importing.base_language or "en", options.owner)
    report.warnings.sort(key=lambda w: (w.source, w.line))
    return report


class _Import:
    """One import on its way. The language of the first guide is that of the pack, unless folders say otherwise."""

    def __init__(
        self,
        name: str,
        source: Source,
        reader: Reader,
        pack: PackFolder,
        options: Options,
        report: ImportReport,
    ) -> None:
        self._name, self._source, self._reader, self._pack = name, source, reader, pack
        self._options, self._report = options, report
        self.media = Media(source.root, pack.folder)
        self.base_language = source.base_language

    def add(self, page: Page) -> None:
        """Add the guides of one file; why there are none is in the report."""
        try:
            drafts = self._reader.read(page)
            if not drafts:
                raise NotImportableError("It holds no numbered steps.")
        except NotImportableError as error:
            self._report.skip(page.file.name, str(error))
            return
        except RecursionError:
            self._report.skip(page.file.name, "It is nested too deeply.")
            return
        except Exception:
            log.exception("import of one %s file failed", self._name)
            self._report.skip(page.file.name, "It could not be understood; the log says more.")
            return
        self._write(drafts, page)

    def _write(self, drafts: Sequence[Draft], page: Page) -> None:
        for draft in drafts:
            lang = self._language(draft, page)
            self.base_language = self.base_language or lang
            when: When = () if self._options.apps else application_of(self._name, self._source, page.file)
            try:
                self._pack.add(draft, page, lang, self.base_language, when)
            except NotImportableError as error:
                self._report.skip(page.file.name, f"{draft.title}: {error}")

    def _language(self, draft: Draft, page: Page) -> str:
        if self._source.languages:
            return page.file.lang
        return language(self._options.lang) or language(draft.lang) or page.file.lang or "en"


def _when(options: Options) -> When:
    """Return the `when` of every guide. Raises OverlayError when its titles are no templates."""
    entry: dict[str, list[str]] = {}
    if options.apps:
        entry["app"] = list(options.apps)
    if options.titles:
        entry["title"] = list(options.titles)
    try:
        parse_when([entry] if entry else None)
    except RuleError as error:
        raise OverlayError(f"{error.what} {error.cure}") from error
    return (entry,) if entry else ()
