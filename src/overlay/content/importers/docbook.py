"""DocBook 4 and 5: procedures and outermost ordered lists become guides; a book is read chapter by chapter.

A manual's own entities and DTD are read where they lie in the imported folder. Files that others take in as entities are
part of those; files taken in by XInclude are read by themselves, unless a single file was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from overlay.content.importers import prose
from overlay.content.importers.draft import Draft, PageOutline
from overlay.content.importers.kde_manuals import entity_text
from overlay.content.importers.options import Filter, Options
from overlay.content.importers.page import Page
from overlay.content.importers.profiling import is_meant, keep_meant
from overlay.content.importers.prose import Inline, Style
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import NotImportableError, Source, SourceFile
from overlay.content.importers.tree import Element, Role, TreeReader, local_name
from overlay.content.importers.xml_files import XmlFiles, first, identity, language_of

_NAMESPACE = "{http://docbook.org/ns/docbook}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_BOOKS = frozenset({"set", "book", "part"})
_SECTIONS = frozenset(
    "set book part chapter appendix preface article section sect1 sect2 sect3 sect4 sect5 simplesect refentry"
    " refsect1 refsect2"
    " refsect3 refsection partintro topic task tasksummary taskprerequisites taskrelated colophon dedication".split()
)
_ROOTS = _SECTIONS | {"procedure", "orderedlist", "glossary", "bibliography", "index", "para"}
_ENTITY = re.compile(rb"<!ENTITY\s+(?!%)[^\s\"']+\s+SYSTEM\s+[\"']([^\"']+)[\"']")
_HEAD_BYTES = 64 * 1024

_ROLES = {
    **dict.fromkeys(
        "info bookinfo chapterinfo sectioninfo articleinfo appendixinfo prefaceinfo partinfo setinfo refentryinfo"
        " sect1info"
        " sect2info sect3info sect4info sect5info blockinfo objectinfo indexterm remark toc index titleabbrev"
        " areaspec colspec"
        " spanspec anchor beginpage bibliography refmeta lot setindex co coref".split(),
        Role.SKIP,
    ),
    **dict.fromkeys(
        "guibutton guiicon guilabel guimenu guimenuitem guisubmenu menuchoice interface mousebutton accel".split(),
        Role.STRONG
    ),
    **dict.fromkeys("emphasis citetitle firstterm foreignphrase replaceable glossterm".split(), Role.EM),
    **dict.fromkeys(
        "command filename literal option parameter code constant varname function classname methodname"
        " interfacename userinput"
        " computeroutput envar keycap keycode keysym keycombo prompt systemitem property sgmltag tag type uri"
        " email errorname"
        " errorcode errortext errortype exceptionname symbol package markup token returnvalue structfield"
        " structname database"
        " medialabel refentrytitle".split(),
        Role.CODE,
    ),
    **dict.fromkeys("link ulink olink xref".split(), Role.LINK),
    **dict.fromkeys("programlisting screen literallayout synopsis address funcsynopsisinfo".split(), Role.PRE),
    **dict.fromkeys("note tip warning caution important danger".split(), Role.CALLOUT),
    **dict.fromkeys("blockquote epigraph".split(), Role.QUOTE),
    **dict.fromkeys("itemizedlist simplelist stepalternatives calloutlist".split(), Role.BULLETS),
    **dict.fromkeys("orderedlist procedure substeps".split(), Role.NUMBERED),
    **dict.fromkeys("listitem member step callout glossdef".split(), Role.ITEM),
    **dict.fromkeys("variablelist glosslist".split(), Role.TERMS),
    **dict.fromkeys("varlistentry glossentry".split(), Role.GROUP),
    **dict.fromkeys("table informaltable".split(), Role.TABLE),
    **dict.fromkeys("mediaobject inlinemediaobject graphic inlinegraphic mediaobjectco".split(), Role.IMAGE),
    **dict.fromkeys("para simpara term question cmdsynopsis subtitle attribution".split(), Role.PARA),
    **dict.fromkeys(
        "formalpara figure informalfigure example informalexample equation informalequation sidebar screenshot"
        " caption answer"
        " qandaset qandadiv qandaentry programlistingco screenco abstract highlights tgroup result glossary glossdiv"
        " refnamediv refsynopsisdiv stepwrapper orderedlistitem segmentedlist entry td th".split(),
        Role.GROUP,
    ),
    **dict.fromkeys(_SECTIONS, Role.GROUP),
}  # fmt: skip
_NOTES = {"tip": "TIP", "warning": "WARNING", "caution": "WARNING", "danger": "WARNING"}
_TRADEMARKS = {"registered": "®", "copyright": "©", "service": "℠"}


class DocBookReader(Reader):
    """Reads one document at a time."""

    suffixes = frozenset({".xml", ".docbook", ".dbk", ".db"})

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        super().__init__(source, options, report)
        self._files = XmlFiles(source, entity_text)
        by_os = (Filter("os", frozenset(options.platforms)),) if options.platforms else ()
        self._filters = (*options.filters, *by_os)
        self._apart = frozenset(f.path for f in source.files)

    def files(self) -> Sequence[SourceFile]:
        """All but those that another one takes in as an entity."""
        taken_in: set[Path] = set()
        files = self.source.files
        for file in files if len(files) > 1 else ():
            for name in _ENTITY.findall(_head(file.path)):
                path = self.source.inside(file.path.parent / name.decode("utf-8", "replace"))
                if path is not None and path != file.path:
                    taken_in.add(path)
        return [f for f in files if f.path not in taken_in]

    def read(self, page: Page) -> Sequence[Draft]:
        root = self._files.parse(page.file.path, page.warn)
        if local_name(root) not in _ROOTS or (
            root.tag.startswith("{") and not root.tag.startswith(_NAMESPACE)
        ):
            raise NotImportableError("It is no DocBook document.")
        if not is_meant(root, self._filters):
            raise NotImportableError("It is for others: the filter leaves it out.")
        for missing in self._files.include(root, page.file.path, self._apart - {page.file.path}):
            page.warn(root.sourceline, missing)
        keep_meant(root, self._filters)
        reader = _DocBookPage(page)
        drafts: list[Draft] = []
        for number, part in enumerate(_components(root), 1):
            found = reader.drafts(part)
            if part is not root:
                key = identity(part) or str(number)
                for draft in found:
                    draft.key = f"{key}-{draft.key}" if draft.key else key
            drafts += found
        of_book = tuple(reader.keywords_of_books(root))
        for draft in drafts:
            draft.lang = language_of(root)
            draft.keywords = tuple(dict.fromkeys((*draft.keywords, *of_book)))
        if not drafts:
            raise NotImportableError("It holds no procedure and no ordered list.")
        return drafts


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""  # reading it will say why


def _components(root: Element) -> Iterator[Element]:
    """Yield the parts of a book that are documents of their own; any other document is one."""
    if local_name(root) not in _BOOKS:
        yield root
        return
    for child in root:
        if isinstance(child.tag, str) and local_name(child) in _SECTIONS:
            yield from _components(child)


class _DocBookPage(TreeReader):
    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._targets: dict[str, Element] | None = None

    def drafts(self, part: Element) -> list[Draft]:
        """Return the guides of a document or chapter."""
        title = self._title(part)
        outline = PageOutline(self.text(title) if title is not None else "")
        if self.is_procedure(part):
            outline.title = ""
            self.procedure(part, outline)
        else:
            if title is not None:
                self._roles[title] = Role.SKIP
            self.read_outline(part, outline)
        drafts = outline.drafts()
        keywords = tuple(dict.fromkeys(self._keywords(part)))
        for draft in drafts:
            draft.keywords = keywords
        if drafts and (abstract := self._abstract(part)) is not None:
            drafts[0].summary = self.text(abstract)
        return drafts

    def _title(self, part: Element) -> Element | None:
        title = first(part, "title")
        if title is not None:
            return title
        for child in part:
            if isinstance(child.tag, str) and local_name(child).endswith("info"):
                return first(child, "title")
        return None

    @staticmethod
    def _abstract(part: Element) -> Element | None:
        """Return the first paragraph of what a document says it is about."""
        for child in part:
            if isinstance(child.tag, str) and local_name(child).endswith("info"):
                abstract = first(child, "abstract")
                return first(abstract, "para") if abstract is not None else None
        return None

    def keywords_of_books(self, book: Element) -> Iterator[str]:
        """Yield what a book says of itself: it holds for all of its chapters, which are read one by one."""
        if local_name(book) not in _BOOKS:
            return
        for child in book:
            if isinstance(child.tag, str):
                if local_name(child).endswith("info"):
                    yield from self._keywords(child)
                else:
                    yield from self.keywords_of_books(child)

    def _keywords(self, part: Element) -> Iterator[str]:
        for element in part.iter():
            if not isinstance(element.tag, str):
                continue
            name = local_name(element)
            if name == "keyword":
                yield self.text(element)
            elif name == "indexterm":
                levels = [first(element, level) for level in ("primary", "secondary", "tertiary")]
                yield ", ".join(t for level in levels if level is not None and (t := self.text(level)))

    # --- roles -----------------------------------------------------------------------------------------------------

    def find_role(self, element: Element) -> Role:
        name = local_name(element)
        if name == "title":
            parent = element.getparent()
            if parent is not None and local_name(parent) in _SECTIONS:
                return Role.HEADING
            return Role.PARA
        if name == "emphasis" and (element.get("role") or "").lower() in ("bold", "strong"):
            return Role.STRONG
        return _ROLES.get(name, Role.INLINE)

    def is_procedure(self, element: Element) -> bool:
        if local_name(element) not in ("procedure", "orderedlist"):
            return False
        return not any(local_name(a) in ("procedure", "orderedlist") for a in element.iterancestors())

    def procedure_title(self, element: Element) -> str:
        title = self._title(element)
        return self.text(title) if title is not None else ""

    def start(self, element: Element) -> int:
        if element.get("continuation") == "continues":
            before = [e for e in element.getroottree().iter(element.tag) if self.is_procedure(e)]
            count = 1
            for one in before[: before.index(element)]:
                own = sum(1 for i in self._items(one) if self.role(i) is Role.ITEM)
                count = own + (count if one.get("continuation") == "continues" else 1)
            return count
        value = element.get("startingnumber") or ""
        return int(value) if value.isdecimal() and len(value) < 5 else 1

    def _items(self, element: Element) -> Iterator[Element]:
        for child in super()._items(element):
            if local_name(child) not in ("title", "titleabbrev"):
                yield child

    def heading(self, element: Element) -> tuple[int, str]:
        sections = [a for a in element.iterancestors() if local_name(a) in _SECTIONS]
        return 1 + len(sections), identity(sections[0]) if sections else ""

    def callout(self, element: Element) -> str:
        return _NOTES.get(local_name(element), "NOTE")

    def href(self, element: Element) -> str:
        return str(element.get(_XLINK) or element.get("url") or element.get("linkend") or "")

    def language(self, element: Element) -> str:
        return str(element.get("language") or "")[:30]

    # --- text ------------------------------------------------------------------------------------------------------

    def blocks(self, element: Element) -> list[str]:
        if local_name(element) == "title":
            return [prose.heading(self.text(element))]
        return super().blocks(element)

    def block(self, element: Element) -> list[str]:
        title = (
            first(element, "title")
            if self.role(element) in (Role.NUMBERED, Role.BULLETS, Role.TERMS, Role.TABLE)
            else None
        )
        above = [prose.heading(self.text(title))] if title is not None else []
        return above + super().block(element)

    def _terms(self, element: Element) -> list[list[str]]:
        return [item for item in super()._terms(element) if item[0] or len(item) > 1]

    def add_image(self, element: Element, inline: Inline) -> None:
        files = [
            str(e.get("fileref") or e.get("entityref") or "")
            for e in element.iter()
            if isinstance(e.tag, str) and local_name(e) in ("imagedata", "graphic", "inlinegraphic")
        ]
        texts = [e for e in element.iter() if isinstance(e.tag, str) and local_name(e) == "textobject"]
        alt = self.text(texts[0]) if texts else ""
        shown = [f for f in files if f.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp"))]
        if files:
            self.page.image(inline, (shown or files)[0], alt, element.sourceline)
        else:
            inline.add(alt)
            self.page.warn(element.sourceline, "A video or sound is left out; its text stays.")
        if (caption := first(element, "caption")) is not None:
            inline.line_break()
            inline.add(self.text(caption), Style.EM)

    def _add_part(self, child: Element, inline: Inline, style: Style, href: str) -> None:
        name = local_name(child)
        if name in ("menuchoice", "keycombo"):
            between = " > " if name == "menuchoice" else "+"
            parts = [self.text(p) for p in self.children(child) if local_name(p) != "shortcut"]
            inline.add(between.join(parts), Style.STRONG if name == "menuchoice" else Style.CODE, href)
            for shortcut in (p for p in self.children(child) if local_name(p) == "shortcut"):
                inline.add(" (")
                self._add_inline(shortcut, inline, style, href)
                inline.add(")")
        elif name == "quote":
            inline.add("“", style, href)
            self._add_inline(child, inline, style, href)
            inline.add("”", style, href)
        elif name == "footnote":
            inline.add(f" ({self.text(child)})", style, href)
        elif name in ("xref", "link", "ulink") and not "".join(child.itertext()).strip():
            self._add_bare_link(child, inline, style)
        else:
            super()._add_part(child, inline, style, href)
            if name == "trademark":
                inline.add(_TRADEMARKS.get(child.get("class") or "", "™"), style, href)

    def _add_bare_link(self, element: Element, inline: Inline, style: Style) -> None:
        """A link without text is called as what it leads to."""
        href = self.href(element)
        if prose.may_link(href):
            inline.add(href, style, href)
            return
        wanted = element.get("endterm") or element.get("linkend") or href.lstrip("#")
        target = self._target(element, wanted)
        title = None if target is None else target if element.get("endterm") else self._title(target)
        text = (target.get("xreflabel") or "") if target is not None else ""
        text = text or (self.text(title) if title is not None else "")
        if not text:
            self.page.warn(
                element.sourceline,
                f"The link to “{wanted[:120]}” has no text, and what it leads to is not here.",
            )
        inline.add(text, style)

    def _target(self, element: Element, wanted: str) -> Element | None:
        """Return the element of an id. A manual of a thousand links looks through its document once."""
        if self._targets is None:
            self._targets = {}
            for one in element.getroottree().getroot().iter():
                if isinstance(one.tag, str) and (name := identity(one)):
                    self._targets.setdefault(name, one)
        return self._targets.get(wanted)

    # --- tables ----------------------------------------------------------------------------------------------------

    def table_rows(self, element: Element) -> tuple[list[list[Element]], int]:
        rows, heads = [], 0
        for row in element.iter():
            if isinstance(row.tag, str) and local_name(row) in ("row", "tr"):
                cells = [c for c in self.children(row) if local_name(c) in ("entry", "td", "th", "entrytbl")]
                if cells:
                    heads += local_name(row.getparent()) == "thead" or all(
                        local_name(c) == "th" for c in cells
                    )
                    rows.append(cells)
        return rows, heads

    def spans(self, cell: Element) -> tuple[int, int]:
        columns = 1
        if (start := cell.get("namest")) and (end := cell.get("nameend")):
            group = next((a for a in cell.iterancestors() if local_name(a) in ("tgroup", "entrytbl")), None)
            names = (
                [c.get("colname") for c in group if isinstance(c.tag, str) and local_name(c) == "colspec"]
                if group is not None
                else []
            )
            if start in names and end in names:
                columns = max(names.index(end) - names.index(start) + 1, 1)
        elif (value := cell.get("colspan") or "").isdecimal():
            columns = max(1, min(int(value[:2]), 50))
        rows = cell.get("morerows") or "0"
        down = 1 + (int(rows) if rows.isdecimal() and len(rows) < 4 else 0)
        if (value := cell.get("rowspan") or "").isdecimal():
            down = max(1, int(value[:3]))
        return columns, down
