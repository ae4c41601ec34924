"""One topic with steps → a guide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from overlay.content.importers import prose
from overlay.content.importers.dita.kinds import ROLES, is_topic, kind
from overlay.content.importers.dita.references import References
from overlay.content.importers.draft import Draft, PageOutline
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style
from overlay.content.importers.source import NotImportableError, read_bytes
from overlay.content.importers.tree import Element, Role, TreeReader

_NOTES = {
    "tip": "TIP", "fastpath": "TIP", "warning": "WARNING", "caution": "WARNING", "danger": "WARNING", "attention": "WARNING",
    "trouble": "WARNING",
}  # fmt: skip
_CALLOUTS = {
    "hazardstatement": "WARNING",
    "tutorialinfo": "WHY",
    "steptroubleshooting": "TIP",
    "tasktroubleshooting": "TIP",
}
_PROCEDURES = frozenset({"steps", "steps-unordered"})
_MARKS = {"tm": "™", "reg": "®", "service": "℠"}
# What processors write before a step that need not, or must, be done (DITA-OT's strings).
_IMPORTANCE = {
    "optional": {"en": "Optional: ", "de": "Optional: ", "nl": "Optioneel: "},
    "required": {"en": "Required: ", "de": "Erforderlich: ", "nl": "Vereist: "},
}
_LINES = re.compile(r"line-range\((\d+)(?:,\s*(\d+))?\)")
_OUTPUTCLASS = re.compile(r"(?:language|syntax|lang)-([\w+#-]+)")


class TopicReader(TreeReader):
    """Reads one topic whose references are resolved."""

    def __init__(self, page: Page, references: References, lang: str) -> None:
        super().__init__(page)
        self._references = references
        self._lang = lang.partition("-")[0]

    def draft(self, topic: Element, key: str) -> list[Draft]:
        """Return the guide of a topic: none when it has no steps."""
        title = _child(topic, "title")
        outline = PageOutline(self.text(title) if title is not None else "")
        body = next((c for c in self.children(topic) if kind(c).endswith("body")), None)
        if body is None or not any(self.is_procedure(e) for e in body.iter() if isinstance(e.tag, str)):
            return []
        self.read_outline(body, outline)
        drafts = outline.drafts()
        for draft in drafts:
            draft.keywords = tuple(dict.fromkeys(self._keywords(topic)))
            if key:
                draft.key = f"{key}-{draft.key}" if draft.key else key
        if drafts:
            drafts[0].summary = self._shortdesc(topic)
        if any(kind(c) == "related-links" for c in self.children(topic)):
            self.page.warn(
                topic.sourceline, "The related links are left out: guides do not link to each other."
            )
        return drafts

    def _shortdesc(self, topic: Element) -> str:
        found = _child(topic, "shortdesc")
        if found is None and (abstract := _child(topic, "abstract")) is not None:
            found = next((e for e in self.children(abstract) if kind(e) == "shortdesc"), None)
        return self.text(found) if found is not None else ""

    def _keywords(self, topic: Element) -> Iterator[str]:
        for element in topic.iter():
            if not isinstance(element.tag, str):
                continue
            name = kind(element)
            if name == "indexterm" and _own_topic(element) is topic:
                if not any(kind(c) == "indexterm" for c in self.children(element)):
                    path = [
                        _index_text(a)
                        for a in reversed([element, *element.iterancestors()])
                        if kind(a) == "indexterm"
                    ]
                    yield ", ".join(p for p in path if p)
            elif (
                name == "keyword"
                and element.getparent() is not None
                and kind(element.getparent()) == "keywords"
            ):
                yield self.text(element)

    # --- roles -----------------------------------------------------------------------------------------------------

    def find_role(self, element: Element) -> Role:
        if is_topic(element):
            return Role.SKIP
        return ROLES.get(kind(element), Role.INLINE)

    def is_procedure(self, element: Element) -> bool:
        name = kind(element)
        if name in _PROCEDURES:
            return True
        return (
            name == "ol"
            and any(kind(a) == "steps-informal" for a in element.iterancestors())
            and not any(kind(a) in ("ol", "ul") for a in element.iterancestors())
        )

    def _flow(self, element: Element, outline: PageOutline) -> None:
        if kind(element) == "troubleSolution":
            outline.apart()
        super()._flow(element, outline)

    def callout_title(self, element: Element) -> Sequence[str]:
        other = element.get("othertype") if element.get("type") == "other" else ""
        return (prose.heading(other),) if other else ()

    def callout(self, element: Element) -> str:
        return _CALLOUTS.get(kind(element)) or _NOTES.get(element.get("type") or "", "NOTE")

    def heading(self, element: Element) -> tuple[int, str]:
        parent = element.getparent()
        return 2, str(parent.get("id") or "") if parent is not None else ""

    def href(self, element: Element) -> str:
        return str(element.get("href") or "")

    def language(self, element: Element) -> str:
        found = _OUTPUTCLASS.search(element.get("outputclass") or "")
        return found[1][:30] if found else ""

    def add_image(self, element: Element, inline: Inline) -> None:
        alt = _child(element, "alt")
        text = self.text(alt) if alt is not None else element.get("alt") or ""
        self.page.image(inline, element.get("href") or "", text, element.sourceline)

    def own_blocks(self, element: Element) -> list[str]:
        self.page.warn(
            element.sourceline,
            f"The {kind(element)} “{element.get('data') or element.get('href')}” is left out.",
        )
        return self.blocks(element)

    # --- text ------------------------------------------------------------------------------------------------------

    def _add_part(self, child: Element, inline: Inline, style: Style, href: str) -> None:
        name = kind(child)
        if name == "menucascade":
            parts = [self.text(part) for part in self.children(child)]
            inline.add(" > ".join(p for p in parts if p), Style.STRONG, href)
        elif name in ("xref", "link") and len(child) == 0 and not (child.text or "").strip():
            self._add_bare_link(child, inline, style)
        elif name == "fn":
            inline.add(f" ({self.text(child)})", style, href)
        elif name == "q":
            inline.add("“", style, href)
            self._add_inline(child, inline, style, href)
            inline.add("”", style, href)
        else:
            super()._add_part(child, inline, style, href)
            if name == "tm":
                inline.add(_MARKS.get(child.get("tmtype") or "", ""), style, href)

    def _add_bare_link(self, element: Element, inline: Inline, style: Style) -> None:
        """A link without text is called as what it leads to."""
        href = self.href(element)
        if prose.may_link(href):
            inline.add(href, style, href)
            return
        name, _, fragment = href.partition("#")
        path = self.page.source.inside(self.page.file.path.parent / name) if name else self.page.file.path
        topic, _, ident = fragment.partition("/")
        title = (
            self._references.title_of(path, "" if topic == "." else topic, ident) if path is not None else ""
        )
        if not title:
            self.page.warn(
                element.sourceline,
                f"The link to “{href[:120]}” has no text, and what it leads to is not here.",
            )
        elif name:
            self._checked_href(element)
        inline.add(title, style)

    def code_text(self, element: Element) -> str:
        text = super().code_text(element)
        for code in element.iter():
            if isinstance(code.tag, str) and kind(code) == "coderef":
                text += self._code_file(code)
        return text

    def _code_file(self, element: Element) -> str:
        name, _, fragment = (element.get("href") or "").partition("#")
        path = self.page.source.inside(self.page.file.path.parent / name) if name else None
        try:
            if path is None:
                raise NotImportableError("there is no such file in the imported folder.")
            lines = read_bytes(path).decode("utf-8", "replace").splitlines()
        except NotImportableError as error:
            self.page.warn(element.sourceline, f"The code “{name[:100]}” is not put in: {error}")
            return ""
        if found := _LINES.search(fragment):
            lines = lines[int(found[1]) - 1 : int(found[2]) if found[2] else None]
        return "\n".join(lines) + "\n"

    # --- steps -----------------------------------------------------------------------------------------------------

    def step_blocks(self, item: Element) -> list[str]:
        blocks = self.blocks(item)
        importance = _IMPORTANCE.get(item.get("importance") or "")
        if importance and blocks:
            if self._lang in importance or not self._lang:
                blocks[0] = importance[self._lang or "en"] + blocks[0]
            else:
                self.page.warn(
                    item.sourceline, f"The step is {item.get('importance')}; its text does not say so."
                )
        return blocks

    def table_rows(self, element: Element) -> tuple[list[list[Element]], int]:
        rows, heads = [], 0
        for row in element.iter():
            if isinstance(row.tag, str) and kind(row) in (
                "row",
                "strow",
                "sthead",
                "chrow",
                "chhead",
                "property",
                "prophead",
            ):
                is_head = kind(row) in ("sthead", "chhead", "prophead") or kind(row.getparent()) == "thead"
                heads += is_head
                rows.append(list(self.children(row)))
        return rows, heads

    def block(self, element: Element) -> list[str]:
        title = _child(element, "title") if kind(element) in ("table", "simpletable") else None
        above = [prose.heading(self.text(title))] if title is not None else []
        return above + super().block(element)

    def spans(self, cell: Element) -> tuple[int, int]:
        columns = 1
        if (start := cell.get("namest")) and (end := cell.get("nameend")):
            group = next((a for a in cell.iterancestors() if kind(a) == "tgroup"), None)
            names = [c.get("colname") for c in group if kind(c) == "colspec"] if group is not None else []
            if start in names and end in names:
                columns = max(names.index(end) - names.index(start) + 1, 1)
        rows = cell.get("morerows") or "0"
        return columns, 1 + (int(rows) if rows.isdecimal() and len(rows) < 4 else 0)


def _child(element: Element, name: str) -> Element | None:
    return next((c for c in element if isinstance(c.tag, str) and kind(c) == name), None)


def _own_topic(element: Element) -> Element | None:
    return next((a for a in element.iterancestors() if is_topic(a)), None)


def _index_text(element: Element) -> str:
    """Return the text of one level of an index term, without the levels and references inside it."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and kind(child) not in (
            "indexterm",
            "index-see",
            "index-see-also",
            "index-sort-as",
        ):
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
