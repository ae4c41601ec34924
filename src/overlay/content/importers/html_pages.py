"""Help in HTML: every outermost `ol` is a procedure, `start=` goes on with the one before.

Made for what help tools write (LibreOffice's own, DocBook's XSL for GIMP, Sphinx, MadCap): the page's frame (navigation,
header, footer) is left out, boxes become callouts. Alternatives for systems are chosen by `--platform`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from overlay.content.importers.draft import Draft, PageOutline
from overlay.content.importers.markdown_text import CALLOUTS
from overlay.content.importers.options import Options
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import NotImportableError, Source
from overlay.content.importers.tree import Element, Role, TreeReader, words

_ROLES = {
    **dict.fromkeys(
        "script style template noscript nav button select option textarea input label svg iframe object embed canvas audio"
        " video map area head link dialog math".split(),
        Role.SKIP,
    ),
    **dict.fromkeys("b strong".split(), Role.STRONG),
    **dict.fromkeys("i em var cite dfn".split(), Role.EM),
    **dict.fromkeys("code kbd samp tt".split(), Role.CODE),
    **dict.fromkeys("s strike del".split(), Role.STRIKE),
    **dict.fromkeys(
        "div section article main body html header footer aside center fieldset form figure figcaption details summary"
        " hgroup address noindex picture".split(),
        Role.GROUP,
    ),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), Role.HEADING),
    **dict.fromkeys("ul menu dir".split(), Role.BULLETS),
    **dict.fromkeys("pre listing xmp".split(), Role.PRE),
    **dict.fromkeys("li dd".split(), Role.ITEM),
    "a": Role.LINK, "img": Role.IMAGE, "br": Role.BREAK, "p": Role.PARA, "ol": Role.NUMBERED, "dl": Role.TERMS,
    "blockquote": Role.QUOTE, "table": Role.TABLE, "picture": Role.INLINE, "caption": Role.PARA, "dt": Role.PARA,
}  # fmt: skip

# Classes of help tools for what HTML has no element for.
_STRONG_CLASSES = frozenset(
    {"emph", "menuitem", "widget", "guilabel", "guimenu", "guibutton", "guimenuitem", "uicontrol"}
)
_CODE_CLASSES = frozenset(
    {"literal", "input", "keycode", "keycap", "filename", "command", "codeph", "filepath", "pre"}
)
_FRAME_CLASSES = frozenset(
    "navheader navfooter breadcrumb breadcrumbs toc noteicon sphinxsidebar headerlink related-links skip-link edit-this-page"
    " pagination docnav".split()
)
_RELATED_CLASSES = frozenset({"relatedtopics", "related-topics", "seealso-links"})
# What help tools write above a box, and the panel does by itself.
_BOX_LABELS = frozenset(
    "note notes hint tip warning caution important danger hinweis anmerkung tipp warnung achtung vorsicht wichtig"
    " opmerking waarschuwing belangrijk".split()
) | {"let op"}
_FRAME_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "doc-toc", "complementary"})
_SYSTEMS = {
    "mac": "mac", "macos": "mac", "osx": "mac", "os-x": "mac", "darwin": "mac", "apple": "mac",
    "win": "windows", "windows": "windows", "win32": "windows",
    "unix": "linux", "linux": "linux", "gnu-linux": "linux",
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOXES = frozenset({"div", "aside", "section", "table", "details"})
_SWITCHES = frozenset({"switch", "switchinline"})
_CHARSET = re.compile(rb"charset\s*=|<\?xml[^>]*encoding\s*=", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.IGNORECASE)
_LANGUAGE_CLASS = re.compile(r"(?:language|lang|highlight|brush:)[-\s]*([\w+#-]+)")


def platform_name(value: str) -> str:
    """Return one name for the names a system has: "macOS", "MAC" and "osx" are "mac"."""
    value = value.lower().rpartition(":")[2]
    return _SYSTEMS.get(value, value)


class HtmlReader(Reader):
    """Reads one page at a time; of alternatives for platforms, those that were asked for."""

    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def __init__(self, source: Source, options: Options, report: ImportReport) -> None:
        super().__init__(source, options, report)
        self._platforms = frozenset(platform_name(p) for p in options.platforms)

    def read(self, page: Page) -> Sequence[Draft]:
        root = _parse(page.file.read_bytes())
        content = _content(root) if root.find(".//ol") is not None else None
        if content is None or content.find(".//ol") is None:
            raise NotImportableError("It holds no numbered list.")
        reader = _HtmlPage(page, self._platforms, root)
        outline = PageOutline()
        reader.read_outline(content, outline)
        if not outline.title:
            outline.title = reader.title(root)
        drafts = outline.drafts()
        keywords, lang = tuple(_keywords(root)), str(root.get("lang") or root.get(_XML_LANG) or "")
        summary = _meta(root, "description")
        for draft in drafts:
            draft.keywords, draft.lang = keywords, lang
        if drafts:
            drafts[0].summary = summary
        return drafts


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def outline_of_html(text: str, page: Page, title: str = "") -> list[Draft]:
    """Return the guides of HTML that a page of another format holds; `data-line` says where its parts came from."""
    root = _parse(text.encode("utf-8", "replace"))
    line = 1
    for element in root.iter():
        if (value := element.attrib.pop("data-line", "")).isdecimal():
            line = int(value)
        element.sourceline = line
    outline = PageOutline(title)
    content = root.find("body")
    if content is not None:
        _HtmlPage(page, frozenset(), root).read_outline(content, outline)
    return outline.drafts()


class _HtmlPage(TreeReader):
    def __init__(self, page: Page, platforms: frozenset[str], root: Element) -> None:
        super().__init__(page)
        self._platforms = platforms
        base = root.find(".//base")
        href = str(base.get("href") or "") if base is not None else ""
        self._base = page.file.path.parent / href if href and ":" not in href and "\\" not in href else None

    def title(self, root: Element) -> str:
        found = root.find(".//title")
        return " ".join(found.text_content().split()) if found is not None else ""

    def find_role(self, element: Element) -> Role:
        role = _ROLES.get(element.tag, Role.INLINE)
        if role is Role.SKIP or not (element.attrib or element.tag in ("header", "footer")):
            return role
        classes = words(element.get("class"))
        if not _RELATED_CLASSES.isdisjoint(classes):
            self.page.warn(
                element.sourceline, "The related topics are left out: guides do not link to each other."
            )
            return Role.SKIP
        if self._is_frame(element, classes) or not self._is_meant(element, classes):
            return Role.SKIP
        if element.tag in _BOXES and self._is_box(element, classes):
            return Role.CALLOUT
        if role is Role.TABLE and (
            element.get("role") == "presentation" or element.find(".//table") is not None
        ):
            return Role.GROUP
        if element.tag == "span":
            if not _STRONG_CLASSES.isdisjoint(classes):
                return Role.STRONG
            if not _CODE_CLASSES.isdisjoint(classes):
                return Role.CODE
        return role

    @staticmethod
    def _is_box(element: Element, classes: Sequence[str]) -> bool:
        """Tell whether a class calls an element a box; one around a whole page (class "example") is none."""
        return any(c.lower() in CALLOUTS for c in classes) and element.find(".//h1") is None

    def _is_frame(self, element: Element, classes: Sequence[str]) -> bool:
        if not _FRAME_CLASSES.isdisjoint(classes) or element.get("role") in _FRAME_ROLES:
            return True
        if element.tag == "footer" and element.getparent().tag != "blockquote":
            return True
        if element.tag == "header" and next(element.iter(*_HEADINGS), None) is None:
            return True
        return element.get("hidden") is not None and not self._is_alternative(element)

    @staticmethod
    def _is_alternative(element: Element) -> bool:
        parent = element.getparent()
        return parent is not None and not _SWITCHES.isdisjoint(words(parent.get("class")))

    def _is_meant(self, element: Element, classes: Sequence[str]) -> bool:
        """Tell whether an element is for the chosen platforms."""
        if self._is_alternative(element):
            return self._is_chosen(element)
        marked = {_SYSTEMS[c.lower()] for c in classes if c.lower() in _SYSTEMS}
        for key in ("data-platform", "data-os", "data-tool"):
            marked |= {platform_name(w) for w in words(element.get(key)) if w.lower() in _SYSTEMS}
        return not marked or not self._platforms or not marked.isdisjoint(self._platforms)

    def _is_chosen(self, element: Element) -> bool:
        """Tell whether an alternative of a switch is taken: that of a platform, else the default, else all of them."""
        alternatives = list(self.children(element.getparent()))
        named = [
            a
            for a in alternatives
            if not {platform_name(c) for c in words(a.get("class"))}.isdisjoint(self._platforms)
        ]
        if named:
            return element in named
        default = [a for a in alternatives if not a.get("class")]
        if default:
            if element is not default[0] and element.find(".//li") is not None:
                what = f"The steps for {' '.join(words(element.get('class')))} are left out; choose with --platform."
                self.page.warn(element.sourceline, what)
            return element is default[0]
        if self._platforms & set(_SYSTEMS.values()) and all(
            _SYSTEMS.get(c.lower()) for a in alternatives for c in words(a.get("class"))
        ):
            return False
        what = f"This is for {' '.join(words(element.get('class')))} only; choose with --platform."
        self.page.warn(element.sourceline, what)
        return True

    def callout(self, element: Element) -> str:
        return next(
            (CALLOUTS[c.lower()] for c in words(element.get("class")) if c.lower() in CALLOUTS), "NOTE"
        )

    def block(self, element: Element) -> list[str]:
        if self.role(element) is not Role.CALLOUT:
            return super().block(element)
        for label in element.iter("th", "p", *_HEADINGS):  # the first of them is the title, if there is one
            if label.text_content().strip(" :[]\n").lower() in _BOX_LABELS:
                self._roles[label] = Role.SKIP
            break
        for table in element.iter("table"):  # DocBook's XSL lays its boxes out with one: icon, title, text
            if table.get("summary") is not None or table is element:
                for icon in table.iter("img"):
                    self._roles[icon] = Role.SKIP
                for part in table.iter("table", "tbody", "tr", "td", "th"):
                    if part is not element and self._roles.get(part) is not Role.SKIP:
                        self._roles[part] = Role.GROUP
        return super().block(element)

    def add_image(self, element: Element, inline: Inline) -> None:
        href, alt = str(element.get("src") or ""), str(element.get("alt") or "")
        base: Path | None = self._base
        if base is not None and self.page.source.inside(base / href.partition("?")[0]) is None:
            base = None
        self.page.image(inline, href, alt, element.sourceline, base)

    def language(self, element: Element) -> str:
        for part in element.iter("pre", "code"):
            if found := _LANGUAGE_CLASS.search(part.get("class") or ""):
                return found[1][:30]
        return ""

    def heading(self, element: Element) -> tuple[int, str]:
        return int(element.tag[1]), str(element.get("id") or "")

    def start(self, element: Element) -> int:
        value = element.get("start") or ""
        return int(value) if value.isdecimal() and len(value) < 5 else 1

    def table_rows(self, element: Element) -> tuple[list[list[Element]], int]:
        rows = [
            [cell for cell in self.children(row) if cell.tag in ("td", "th")]
            for row in element.iter("tr")
            if self.role(row) is not Role.SKIP
        ]
        rows = [row for row in rows if row]
        heads = 0
        for row in rows:
            if any(cell.tag != "th" for cell in row):
                break
            heads += 1
        return rows, heads

    def spans(self, cell: Element) -> tuple[int, int]:
        found = [cell.get(name) or "1" for name in ("colspan", "rowspan")]
        columns, rows = (min(int(v), 50) if v.isdecimal() and len(v) < 5 else 1 for v in found)
        return max(columns, 1), max(rows, 1)


def _parse(data: bytes) -> Element:
    encoding = None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif declared := _XML_ENCODING.match(data[:200].lstrip()):
        encoding = declared[1].decode("ascii")
    elif not _CHARSET.search(data[:4096]):
        try:
            data.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = (
                "windows-1252"  # what browsers take for pages that do not say (WHATWG encoding standard)
            )
    try:
        parser = lxml_html.HTMLParser(
            encoding=encoding, no_network=True, remove_comments=True, remove_pis=True
        )
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise NotImportableError(f"It cannot be read as HTML ({error}).") from error
    return root


def _content(root: Element) -> Element | None:
    """Return what a page is about, without its frame."""
    for path in (".//main", ".//*[@role='main']", ".//*[@id='DisplayArea']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and found[0].find(".//ol") is not None:
            return found[0]
    return root.find("body")


def _keywords(root: Element) -> Iterator[str]:
    for meta in root.iter("meta"):
        content = " ".join(str(meta.get("content") or "").split())
        if not content:
            continue
        if meta.get("itemprop") == "keywords":
            yield content
        elif (meta.get("name") or "").lower() == "keywords":
            yield from (part.strip() for part in content.split(",") if part.strip())


def _meta(root: Element, name: str) -> str:
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == name:
            return " ".join(str(meta.get("content") or "").split())
    return ""
