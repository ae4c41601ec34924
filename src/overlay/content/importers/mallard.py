"""Mallard (http://projectmallard.org/1.0/): `steps` are procedures, conditions hold for the platforms that were chosen.

A condition is true when any of its parts between commas is, and a part when all its words are; `!` negates a word
(Mallard Conditionals 1.0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from overlay.content.importers import prose
from overlay.content.importers.draft import Draft, PageOutline
from overlay.content.importers.options import Options
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import NotImportableError, Source
from overlay.content.importers.tree import Element, Role, TreeReader, local_name, words
from overlay.content.importers.xml_files import XmlFiles, drop, first, identity, language_of

_MALLARD = "{http://projectmallard.org/1.0/}"
_CONDITION = re.compile(r"\{http://projectmallard\.org/(?:if|experimental/if)/[^}]*\}(.*)")
_IF = "{http://projectmallard.org/if/1.0/}"
_PREFIXES = ("platform:", "target:", "action:", "features:", "mallard:", "env:", "lang:")

_ROLES = {
    **dict.fromkeys("info links comment desc license cite col colgroup".split(), Role.SKIP),
    **dict.fromkeys("gui guiseq".split(), Role.STRONG),
    **dict.fromkeys("em var".split(), Role.EM),
    **dict.fromkeys("file cmd input output sys key keyseq".split(), Role.CODE),
    **dict.fromkeys("app span hi name".split(), Role.INLINE),
    **dict.fromkeys("section example figure listing synopsis div".split(), Role.GROUP),
    **dict.fromkeys("screen".split(), Role.PRE),
    "p": Role.PARA, "steps": Role.NUMBERED, "item": Role.ITEM, "note": Role.CALLOUT, "quote": Role.QUOTE, "link": Role.LINK,
    "tree": Role.BULLETS, "terms": Role.TERMS, "table": Role.TABLE, "media": Role.IMAGE, "subtitle": Role.PARA,
}  # fmt: skip
_NOTES = {"warning": "WARNING", "danger": "WARNING", "tip": "TIP", "bug": "WARNING"}


class MallardReader(Reader):
    """Reads one page at a time; titles of other pages are looked up for links that have no text."""

    suffixes = frozenset({".page"})

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        super().__init__(source, options, report)
        self._files = XmlFiles(source)
        tokens = {p if p.startswith(_PREFIXES) else f"platform:{p}" for p in options.platforms}
        self._tokens = frozenset({*tokens, "mallard:1.0"})
        self._titles: dict[str, str] = {}

    def read(self, page: Page) -> Sequence[Draft]:
        root = self._files.parse(page.file.path, page.warn)
        if local_name(root) != "page" or not root.tag.startswith(_MALLARD):
            raise NotImportableError("It is no Mallard page.")
        for missing in self._files.include(root, page.file.path):
            page.warn(root.sourceline, missing)
        _choose(root, self._tokens, language_of(root))
        if next(root.iter(f"{_MALLARD}steps"), None) is None:
            raise NotImportableError("It holds no steps.")
        reader = _MallardPage(page, self)
        title = first(root, "title")
        outline = PageOutline(reader.text(title) if title is not None else "")
        if title is not None:
            root.remove(title)
        info = first(root, "info")
        reader.read_outline(root, outline)
        drafts = outline.drafts()
        for draft in drafts:
            draft.lang = language_of(root)
            draft.keywords = _keywords(info)
        if drafts and info is not None and (desc := first(info, "desc")) is not None:
            drafts[0].summary = reader.text(desc)
        return drafts

    def title_of(self, xref: str, page: Page) -> str:
        """Return the title of the page (or section) a link without text leads to; empty when it is not there."""
        name, _, section = xref.partition("#")
        path = page.file.path if not name else page.file.path.parent / f"{name}.page"
        key = f"{path}#{section}"
        if key not in self._titles:
            self._titles[key] = ""  # a page that cannot be read has no title, and links may go in circles
            if (inside := page.source.inside(path)) is not None:
                try:
                    root = self._files.parse(inside)
                except NotImportableError:
                    return ""
                found = (
                    root if not section else next((s for s in root.iter() if identity(s) == section), root)
                )
                title = first(found, "title")
                self._titles[key] = " ".join("".join(title.itertext()).split()) if title is not None else ""
        return self._titles[key]


class _MallardPage(TreeReader):
    def __init__(self, page: Page, pages: MallardReader) -> None:
        super().__init__(page)
        self._pages = pages

    def find_role(self, element: Element) -> Role:
        name = local_name(element)
        if not element.tag.startswith(_MALLARD):
            return Role.INLINE if _CONDITION.match(element.tag) else Role.SKIP
        if name == "list":
            return Role.NUMBERED if element.get("type") == "numbered" else Role.BULLETS
        if name == "code":
            return Role.CODE if _is_inline(element) else Role.PRE
        if name == "title":
            parent = element.getparent()
            return (
                Role.HEADING
                if parent is not None and local_name(parent) in ("section", "page")
                else Role.PARA
            )
        if name == "media":
            return Role.IMAGE if element.get("type", "image") == "image" else Role.OWN
        return _ROLES.get(name, Role.INLINE)

    def is_procedure(self, element: Element) -> bool:
        return bool(element.tag == f"{_MALLARD}steps")

    def procedure_title(self, element: Element) -> str:
        title = first(element, "title")
        return self.text(title) if title is not None else ""

    def _items(self, element: Element):  # type: ignore[no-untyped-def]  # noqa: ANN202
        """Items only: the title of a list stands above it, what a condition holds counts as if it stood there."""
        for child in self.children(element):
            if _CONDITION.match(child.tag):
                yield from self._items(child)
            elif local_name(child) not in ("title", "desc", "info"):
                yield child

    def block(self, element: Element) -> list[str]:
        name = local_name(element)
        title = first(element, "title") if name in ("steps", "list", "terms", "tree", "table") else None
        above = [prose.heading(self.text(title))] if title is not None else []
        return above + super().block(element)

    def _terms(self, element: Element) -> list[list[str]]:
        items = []
        for item in self._items(element):
            titles = [prose.heading(self.text(c)) for c in self.children(item) if local_name(c) == "title"]
            rest = [b for c in self.children(item) if local_name(c) != "title" for b in self.block(c)]
            items.append([*titles, *rest])
        return items

    def blocks(self, element: Element) -> list[str]:
        if local_name(element) == "title":
            return [prose.heading(self.text(element))]
        return super().blocks(element)

    def own_blocks(self, element: Element) -> list[str]:
        self.page.warn(
            element.sourceline,
            f"The {element.get('type')} “{element.get('src', '')}” is left out; its text stays.",
        )
        return super().blocks(element)

    def callout(self, element: Element) -> str:
        return next((_NOTES[s] for s in words(element.get("style")) if s in _NOTES), "NOTE")

    def heading(self, element: Element) -> tuple[int, str]:
        sections = [a for a in element.iterancestors() if local_name(a) == "section"]
        return 1 + len(sections), identity(sections[0]) if sections else ""

    def add_image(self, element: Element, inline: Inline) -> None:
        self.page.image(
            inline, str(element.get("src") or ""), "".join(element.itertext()), element.sourceline
        )

    def _add_part(self, child: Element, inline: Inline, style: Style, href: str) -> None:
        name = local_name(child)
        if name in ("guiseq", "keyseq"):
            between = " ▸ " if name == "guiseq" else " " if child.get("type") == "sequence" else "+"
            parts = [self.text(part) for part in self.children(child)]
            inline.add(between.join(parts), Style.STRONG if name == "guiseq" else Style.CODE, href)
        elif name == "link" and not "".join(child.itertext()).strip() and len(child) == 0:
            shown = self._pages.title_of(child.get("xref") or "", self.page) or child.get("href")
            if not shown:
                self.page.warn(
                    child.sourceline, "A link without text leads to no page; its name stands there."
                )
            inline.add(shown or child.get("xref"), style, self.href(child))
        else:
            super()._add_part(child, inline, style, href)

    def href(self, element: Element) -> str:
        return str(element.get("href") or element.get("xref") or "")

    def language(self, element: Element) -> str:
        mime = element.get("mime") or ""
        return mime.rpartition("/")[2].removeprefix("x-")[:30]

    def table_rows(self, element: Element) -> tuple[list[list[Element]], int]:
        rows = [[c for c in row if isinstance(c.tag, str)] for row in element.iter(f"{_MALLARD}tr")]
        return rows, 1 if any(
            local_name(row.getparent()) == "thead" for row in element.iter(f"{_MALLARD}tr")
        ) else 0

    def spans(self, cell: Element) -> tuple[int, int]:
        found = [cell.get(name) or "1" for name in ("colspan", "rowspan")]
        columns, rows = (min(int(v), 50) if v.isdecimal() and len(v) < 4 else 1 for v in found)
        return max(columns, 1), max(rows, 1)


def _is_inline(element: Element) -> bool:
    """`code` is a block of its own where paragraphs may stand, and part of a line anywhere else."""
    parent = element.getparent()
    if parent is None:
        return False
    if local_name(parent) in (
        "p",
        "title",
        "desc",
        "cite",
        "span",
        "em",
        "link",
        "gui",
        "input",
        "cmd",
        "screen",
        "code",
    ):
        return True
    return local_name(parent) in ("td", "item") and bool((parent.text or "").strip())


def _keywords(info: Element | None) -> tuple[str, ...]:
    found = (
        [] if info is None else [k for k in info if isinstance(k.tag, str) and local_name(k) == "keywords"]
    )
    return tuple(w for k in found for part in (k.text or "").split(",") if (w := " ".join(part.split())))


# --- conditions ----------------------------------------------------------------------------------------------------


def _choose(root: Element, tokens: frozenset[str], lang: str) -> None:
    """Take out what the conditions exclude."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        conditional = _CONDITION.match(element.tag)
        name = conditional[1] if conditional else ""
        test = (
            element.get("test")
            if conditional
            else next((element.get(k) for k in element.attrib if _is_test(k)), None)
        )
        if name == "choose":
            _choose_one(element, tokens, lang)
        elif name not in ("when", "else") and test is not None and not _holds(test, tokens, lang):
            drop(element)


def _is_test(key: str) -> bool:
    found = _CONDITION.match(key)
    return found is not None and found[1] == "test"


def _choose_one(choose: Element, tokens: frozenset[str], lang: str) -> None:
    """Keep the first alternative that holds; what stands beside the alternatives is for when none does."""
    kept: Element | None = None
    for child in choose:
        found = _CONDITION.match(child.tag) if isinstance(child.tag, str) else None
        if found and found[1] == "when" and _holds(child.get("test") or "", tokens, lang):
            kept = child
            break
    for child in list(choose):
        found = _CONDITION.match(child.tag) if isinstance(child.tag, str) else None
        is_other = found is not None and found[1] == "when" if kept is None else child is not kept
        if is_other:
            drop(child)


def _holds(test: str, tokens: frozenset[str], lang: str) -> bool:
    return not test.strip() or any(
        all(_is_true(word, tokens, lang) for word in part.split()) for part in test.split(",") if part.strip()
    )


def _is_true(word: str, tokens: frozenset[str], lang: str) -> bool:
    if word.startswith("!"):
        return not _is_true(word[1:], tokens, lang)
    if word.startswith("lang:"):
        asked = word[5:].lower()
        return (not lang) if asked == "c" else lang.lower() == asked or lang.lower().startswith(f"{asked}-")
    return word in tokens
