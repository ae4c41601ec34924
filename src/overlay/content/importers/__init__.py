"""Documents an organisation already has → packs. `run` imports one folder or file; `FORMATS` lists what it can read.

An importer reads one format into drafts (`draft`), whose text goes through `prose`; everything else (files, languages,
images, ids, the pack) is the same for all. Nothing is fetched, and nothing outside of the source is read.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from overlay.content.importers.applications import application_of
from overlay.content.importers.language_detection import spoken
from overlay.content.importers.media import Media
from overlay.content.importers.options import Filter, Options
from overlay.content.importers.pack_folder import PackFolder, When
from overlay.content.importers.parallel import FEW, SideBySide
from overlay.content.importers.reader import FORMATS, Reader, load
from overlay.content.importers.reading import ReadGuide, ReadPage, read_page
from overlay.content.importers.report import Imported, ImportReport, Skipped, Warned
from overlay.content.importers.source import Source, SourceFile, find, language
from overlay.errors import OverlayError
from overlay.rules import RuleError, parse_when

__all__ = ["FORMATS", "Filter", "ImportReport", "Imported", "Options", "Skipped", "Warned", "run"]

log = logging.getLogger(__name__)
_NO_MORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})  # the next file would fare no better


def run(name: str, src: Path, out: Path, options: Options | None = None) -> ImportReport:
    """Import `src`, a file or folder of format `name`, as a pack folder at `out`.

    Raises OverlayError when there is nothing to read or nowhere to write; a file that cannot be imported is in the report.
    """
    options = options or Options()
    reader_class = load(name)
    report = ImportReport()
    source = find(src, reader_class.suffixes, options.lang, report, apart=out)
    with PackFolder(out, report, _when(options), replace=options.replace) as pack:
        reader = reader_class(source, options, report)
        importing = _Import(name, source, pack, options, report)
        files = reader.files()
        with _read(name, reader, source, options, files) as pages:
            for done, (file, page) in enumerate(zip(files, pages, strict=True), 1):
                importing.add(file, page)
                options.progress(done, len(files))
        if report.imported:
            title = (src.resolve().stem if src.is_file() else src.resolve().name) or name
            pack.finish(title, importing.base_language or "en", options.owner)
    report.warnings.sort(key=lambda w: (w.source, w.line))
    return report


@contextmanager
def _read(
    name: str, reader: Reader, source: Source, options: Options, files: Sequence[SourceFile]
) -> Iterator[Iterator[ReadPage]]:
    """Give what each file came to, one by one: read here when they are few, else by several processes."""
    if len(files) < FEW:
        yield (read_page(reader, source, file) for file in files)
        return
    with SideBySide(name, source, options, files) as readers:
        yield readers.pages()


class _Import:
    """One import on its way. The language of the first guide is that of the pack, unless folders say otherwise."""

    def __init__(
        self, name: str, source: Source, pack: PackFolder, options: Options, report: ImportReport
    ) -> None:
        self._name, self._source, self._pack = name, source, pack
        self._options, self._report = options, report
        self._media = Media(source.root, pack.folder)
        self.base_language = source.base_language

    def add(self, file: SourceFile, page: ReadPage) -> None:
        """Add the guides of one file; why there are none is in the report."""
        if page.failed:
            log.error("import of one %s file failed\n%s", self._name, page.failed)
        self._report.skipped += page.skipped
        self._report.warnings += page.warnings
        with_images = self._media.naming(page.images)
        try:
            bodies = [with_images(guide.body) for guide in page.guides]
        except OSError as error:
            if error.errno in _NO_MORE:
                raise OverlayError(f"The pack cannot be written ({error.strerror}).") from error
            self._report.skip(file.name, f"An image of it cannot be copied ({error.strerror}).")
            return
        for guide, body in zip(page.guides, bodies, strict=True):
            lang = self._language(guide, file)
            self.base_language = self.base_language or lang
            when: When = () if self._options.apps else application_of(self._name, self._source, file)
            self._pack.add(guide, body, file, lang, self.base_language, when)

    def _language(self, guide: ReadGuide, file: SourceFile) -> str:
        if self._source.languages:
            return file.lang
        said = language(self._options.lang) or language(guide.lang) or file.lang
        return said or spoken(f"{guide.title}\n{guide.body}") or self.base_language or "en"


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
