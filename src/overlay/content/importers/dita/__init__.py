"""DITA (OASIS, 1.0 to 2.0): topics with steps become guides; maps give keys, order and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from overlay.content.importers.dita.keys import Maps
from overlay.content.importers.dita.kinds import is_map, is_topic, kind
from overlay.content.importers.dita.references import Documents, References
from overlay.content.importers.dita.topic import TopicReader
from overlay.content.importers.draft import Draft
from overlay.content.importers.options import Filter, Options
from overlay.content.importers.page import Page
from overlay.content.importers.profiling import is_meant, keep_meant
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import NotImportableError, Source, SourceFile
from overlay.content.importers.xml_files import XmlFiles, language_of


class DitaReader(Reader):
    """Reads topics; the keys of all maps hold in all of them."""

    suffixes = frozenset({".dita", ".ditamap", ".xml"})

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        super().__init__(source, options, report)
        by_platform = (Filter("platform", frozenset(options.platforms)),) if options.platforms else ()
        self._filters = (*options.filters, *by_platform)
        self._files = XmlFiles(source)
        self._documents = Documents(self._files)
        self._maps = Maps(self._files, source, self._filters)
        self._map_only = len(source.files) == 1 and source.files[0].path.suffix == ".ditamap"
        roots = [f.path for f in source.files if f.path.suffix == ".ditamap"]
        if not roots and len(source.files) == 1:  # one topic: the maps beside it know its keys
            roots = sorted(source.root.glob("*.ditamap"))
        self._maps.read(_outermost_first(self._files, source, roots))
        for path, why in self._maps.unread:
            report.skip(_name(path, source.root), why)
        for path, line, href in self._maps.missing:
            report.warn(_name(path, source.root), line, f"“{href[:120]}” is not in the imported folder.")
        for path, line, href in self._maps.unused:
            what = f"The filters in “{href[:120]}” are not read: say with --filter what is kept."
            report.warn(_name(path, source.root), line, what)
        for _, path, form in self._maps.others if self._map_only else ():
            report.skip(
                _name(path, source.root), f"It is not DITA: the map says its format is “{form[:40]}”."
            )

    def files(self) -> Sequence[SourceFile]:
        """A map stands for its topics, in its order; a folder for all its files."""
        unread = {path for path, _ in self._maps.unread}
        if not self._map_only:
            return [f for f in self.source.files if f.path not in unread]
        names = [(path, _name(path, self.source.root)) for path in self._maps.topics]
        return [SourceFile(path, name, name.rpartition(".")[0] or name) for path, name in names]

    def read(self, page: Page) -> Sequence[Draft]:
        root = self._files.parse(page.file.path, page.warn)
        if is_map(root):
            raise NotImportableError("It is a map: its keys are used, and its topics are read by themselves.")
        if not is_topic(root) and kind(root) != "dita":
            raise NotImportableError("It is no DITA topic.")
        if not is_meant(root, self._filters):
            raise NotImportableError("It is for others: the filter leaves it out.")
        references = References(page, self._maps, self._documents)
        references.resolve(root)
        keep_meant(root, self._filters)
        lang = language_of(root) or self._maps.lang
        reader = TopicReader(page, references, lang)
        drafts: list[Draft] = []
        for topic in [e for e in root.iter() if isinstance(e.tag, str) and is_topic(e)]:
            drafts += reader.draft(topic, str(topic.get("id") or len(drafts) + 1) if drafts else "")
        for draft in drafts:
            draft.lang = lang
        if not drafts:
            raise NotImportableError(f"It holds no steps: it is a {kind(root)}.")
        return drafts


def _outermost_first(files: XmlFiles, source: Source, maps: Sequence[Path]) -> list[Path]:
    """Return maps with those first that no other map names: their keys win."""
    named: set[Path] = set()
    for path in maps:
        try:
            root = files.parse(path)
        except NotImportableError:
            continue
        for element in root.iter():
            href = element.get("href") if isinstance(element.tag, str) else None
            if href and href.partition("#")[0].endswith(".ditamap"):
                target = source.inside(path.parent / href.partition("#")[0])
                if target is not None and target != path:
                    named.add(target)
    return sorted(maps, key=lambda path: (path in named, path))


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
