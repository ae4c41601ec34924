"""XML and HTML trees → text, blocks and the outline of a page. A format assigns a role to each of its elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from html import unescape
from typing import Any, TypeAlias

from overlay.content.format.markdown import MAX_COLUMNS
from overlay.content.importers import prose
from overlay.content.importers.draft import DraftStep, PageOutline
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style

Element: TypeAlias = Any
"""An lxml element: its stubs know neither entities nor processing instructions among the children."""


class Role(Enum):
    """What an element is, whatever its format calls it."""

    SKIP = auto()
    # in a line
    INLINE = auto()
    STRONG = auto()
    EM = auto()
    CODE = auto()
    STRIKE = auto()
    LINK = auto()
    IMAGE = auto()
    BREAK = auto()
    # blocks
    GROUP = auto()
    PARA = auto()
    HEADING = auto()
    BULLETS = auto()
    NUMBERED = auto()
    ITEM = auto()
    TERMS = auto()
    PRE = auto()
    QUOTE = auto()
    CALLOUT = auto()
    TABLE = auto()
    OWN = auto()  # the format makes its blocks itself: `own_blocks`


_IN_LINE = frozenset(
    {Role.INLINE, Role.STRONG, Role.EM, Role.CODE, Role.STRIKE, Role.LINK, Role.IMAGE, Role.BREAK}
)
_STYLES = {Role.STRONG: Style.STRONG, Role.EM: Style.EM, Role.CODE: Style.CODE, Role.STRIKE: Style.STRIKE}
_MAX_COVERED = 50_000  # places in a table that merged cells cover; a guide holds fewer cells
_OPENED = frozenset({Role.GROUP, Role.PARA})


class TreeReader:
    """Walks one page. Subclasses answer what the elements of a format are; the walk is the same for all."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.substeps = 0
        self._roles: dict[Element, Role] = {}
        self._holding: frozenset[Element] = frozenset()

    def role(self, element: Element) -> Role:
        """Return what an element is; each is asked for several times, and found out once."""
        found = self._roles.get(element)
        if found is None:
            found = self._roles[element] = self.find_role(element)
        return found

    # --- what a format says --------------------------------------------------------------------------------------

    def find_role(self, element: Element) -> Role:
        """Return what an element is."""
        raise NotImplementedError

    def href(self, element: Element) -> str:
        """Return where a LINK leads."""
        return str(element.get("href") or "")

    def callout_title(self, _element: Element) -> Sequence[str]:
        """Return the block above the text of a CALLOUT whose attributes hold a title of its own."""
        return ()

    def callout(self, element: Element) -> str:
        """Return the kind of a CALLOUT."""
        return "NOTE"

    def add_image(self, element: Element, inline: Inline) -> None:
        """Put an IMAGE into the text."""
        self.page.image(
            inline, str(element.get("src") or ""), str(element.get("alt") or ""), element.sourceline
        )

    def language(self, element: Element) -> str:
        """Return the programming language of a PRE."""
        return ""

    def own_blocks(self, element: Element) -> list[str]:
        """Return the blocks of an OWN element."""
        return self.blocks(element)

    def heading(self, element: Element) -> tuple[int, str]:
        """Return level and key of a HEADING."""
        return 2, ""

    def is_procedure(self, element: Element) -> bool:
        """Tell whether a numbered list is a procedure rather than part of a text."""
        return self.role(element) is Role.NUMBERED

    def procedure_title(self, element: Element) -> str:
        return ""

    def table_rows(self, element: Element) -> tuple[list[list[Element]], int]:
        """Return the cells of each row, and how many rows are the head."""
        raise NotImplementedError

    def spans(self, cell: Element) -> tuple[int, int]:
        """Return how many columns and rows a cell covers."""
        return 1, 1

    # --- text ------------------------------------------------------------------------------------------------------

    def children(self, element: Element) -> Iterator[Element]:
        """Yield the children that count: no comments, no processing instructions, no entity that is left."""
        for child in element:
            if isinstance(child.tag, str):
                yield child

    def inline(self, element: Element, into: Inline | None = None, style: Style = Style.PLAIN) -> Inline:
        """Return the text of an element with its marks."""
        inline = Inline() if into is None else into
        self._add_inline(element, inline, style, "")
        return inline

    def text(self, element: Element) -> str:
        """Return the plain text of an element."""
        return self.inline(element).plain()

    def _add_inline(self, element: Element, inline: Inline, style: Style, href: str) -> None:
        inline.add(element.text, style, href)
        for child in element:
            if isinstance(child.tag, str):
                self._add_part(child, inline, style, href)
            else:
                self._add_stray(child, inline, style, href)
            inline.add(child.tail, style, href)

    def _add_part(self, child: Element, inline: Inline, style: Style, href: str) -> None:
        role = self.role(child)
        if role is Role.SKIP:
            return
        if role is Role.BREAK:
            inline.line_break()
        elif role is Role.IMAGE:
            self.add_image(child, inline)
        elif role is Role.LINK:
            self._add_inline(
                child,
                inline,
                Style.PLAIN if style is Style.CODE else style,
                self._checked_href(child) or href,
            )
        elif role in _STYLES:
            self._add_inline(child, inline, _STYLES[role] if style is Style.PLAIN else style, href)
        else:
            if role not in _IN_LINE:  # a block where only text can be: a heading, a cell
                inline.add(" ")
            self._add_inline(child, inline, style, href)

    def _add_stray(self, child: Element, inline: Inline, style: Style, href: str) -> None:
        """An entity that no DTD at hand declares is what HTML calls so, or stays as it is written."""
        text = getattr(child, "text", None) or ""
        if not text.startswith("&"):
            return
        inline.add(unescape(text), style, href)
        if unescape(text) == text:
            self.page.warn(child.sourceline, f"{text} is not declared here; it stays as it is written.")

    def _checked_href(self, element: Element) -> str:
        href = " ".join(self.href(element).split())
        if href and not prose.may_link(href):
            self.page.warn(
                element.sourceline,
                f"The link to “{href[:120]}” is left as text: guides link to web pages only.",
            )
            return ""
        return href

    # --- blocks ----------------------------------------------------------------------------------------------------

    def blocks(self, element: Element) -> list[str]:
        """Return the content of an element as blocks, text between blocks as paragraphs."""
        out: list[str] = []
        for part in self._parts(element):
            out += prose.paragraphs(part) if isinstance(part, Inline) else self.block(part)
        return [block for block in out if block]

    def _parts(self, element: Element) -> Iterator[Inline | Element]:
        """Yield the runs of text and the block elements of `element`, in order."""
        inline = Inline(element.text or "")
        for child in element:
            if not isinstance(child.tag, str):
                self._add_stray(child, inline, Style.PLAIN, "")
            else:
                role = self.role(child)
                if role in _IN_LINE and not self._holds_blocks(child, role):
                    self._add_part(child, inline, Style.PLAIN, "")
                elif role is not Role.SKIP:
                    if inline:
                        yield inline
                    inline = Inline()
                    yield child
            inline.add(child.tail)
        if inline:
            yield inline

    def _holds_blocks(self, element: Element, role: Role) -> bool:
        """Tell whether an element of text holds blocks all the same, as HTML's `span` and `a` may."""
        if role is Role.IMAGE or not len(element):
            return False
        for child in self.children(element):
            inner = self.role(child)
            if inner is not Role.SKIP and (inner not in _IN_LINE or self._holds_blocks(child, inner)):
                return True
        return False

    def block(self, element: Element) -> list[str]:  # noqa: PLR0911 - one arm a role
        """Return one block element as blocks."""
        match self.role(element):
            case Role.SKIP:
                return []
            case Role.HEADING:
                return [prose.heading(self.text(element))]
            case Role.BULLETS:
                return [prose.bullets([self.blocks(item) for item in self._items(element)])]
            case Role.NUMBERED:
                items = [self.blocks(item) for item in self._items(element)]
                self.substeps += sum(1 for item in items if item)
                return [prose.numbered(items)]
            case Role.TERMS:
                return [prose.bullets(self._terms(element))]
            case Role.PRE:
                text = self.code_text(element)
                return [prose.fence(text, self.language(element))] if text.strip() else []
            case Role.QUOTE:
                return [prose.quote(self.blocks(element))]
            case Role.CALLOUT:
                return prose.callout(
                    [*self.callout_title(element), *self.blocks(element)], self.callout(element)
                )
            case Role.TABLE:
                return self._table(element)
            case Role.OWN:
                return self.own_blocks(element)
            case _:
                return self.blocks(element)

    def code_text(self, element: Element) -> str:
        """Return the text of a PRE as it stands, line breaks included."""
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                role = self.role(child)
                if role is Role.BREAK:
                    parts.append("\n")
                elif role is not Role.SKIP:
                    parts.append(self.code_text(child))
            elif (getattr(child, "text", None) or "").startswith("&"):
                parts.append(unescape(child.text))
            parts.append(child.tail or "")
        return "".join(parts)

    def _items(self, element: Element) -> Iterator[Element]:
        for child in self.children(element):
            if self.role(child) is not Role.SKIP:
                yield child

    def _terms(self, element: Element) -> list[list[str]]:
        """Return terms with what they mean, one item each. Terms are elements of text, what they mean are items."""
        items: list[list[str]] = []
        for child in self.children(element):
            role = self.role(child)
            if role is Role.SKIP:
                continue
            if role is Role.GROUP:  # an entry that holds both
                items += self._terms(child)
            elif role is Role.ITEM and items:
                items[-1] += self.blocks(child)
            else:
                items.append([prose.heading(self.text(child))])
        return items

    def _table(self, element: Element) -> list[str]:
        rows, heads = self.table_rows(element)
        if not rows:
            return []
        lines: list[list[str]] = []
        covered: dict[tuple[int, int], bool] = {}
        for at, cells in enumerate(rows):
            line: list[str] = []
            for cell in cells:
                while covered.get((at, len(line))):
                    line.append("")
                if len(line) >= MAX_COLUMNS or len(covered) > _MAX_COVERED:
                    break
                columns, down = self.spans(cell)
                down = min(down, len(rows) - at)
                for row in range(at + 1, at + down):
                    for column in range(columns):
                        covered[row, len(line) + column] = True
                line += [prose.cell(self.blocks(cell)), *[""] * (columns - 1)]
            lines.append(line)
        lines = [line for line in lines if any(line)]
        if not lines:
            return []
        if heads > 1:
            self.page.warn(
                element.sourceline, "The table has several rows of headings; the first is the head."
            )
        return [prose.table(lines[0], lines[1:]) if heads else prose.table([], lines)]

    # --- procedures ------------------------------------------------------------------------------------------------

    def read_outline(self, root: Element, outline: PageOutline) -> None:
        """Tell `outline` the headings, texts and procedures of `root`, in reading order."""
        holding: set[Element] = set()
        for element in root.iter():
            if isinstance(element.tag, str) and element not in holding and self.is_procedure(element):
                holding.update(element.iterancestors())
        self._holding = frozenset(holding)
        self._flow(root, outline)

    def _flow(self, element: Element, outline: PageOutline) -> None:
        for part in self._parts(element):
            if isinstance(part, Inline):
                outline.text(prose.paragraphs(part))
                continue
            role = self.role(part)
            if role is Role.HEADING and part not in self._holding:
                outline.heading(*self._heading_of(part))
            elif self.is_procedure(part):
                self.procedure(part, outline)
            elif role is Role.GROUP or part in self._holding:
                if role not in _OPENED and role not in _IN_LINE:
                    self.opened(part)
                    outline.text(self.callout_title(part) if role is Role.CALLOUT else ())
                self._flow(part, outline)
            else:
                outline.text(self.block(part))

    def opened(self, element: Element) -> None:
        """Tell that a box or table is opened because it holds a procedure."""
        match self.role(element):
            case Role.TABLE:
                what = "The table holds a procedure; its rows stand one below the other."
            case Role.CALLOUT:
                what = "Numbered steps stand in this box: they are steps, and the box goes."
            case _:
                return
        self.page.warn(element.sourceline, what)

    def _heading_of(self, element: Element) -> tuple[int, str, str]:
        level, key = self.heading(element)
        return level, self.text(element), key

    def procedure(self, element: Element, outline: PageOutline) -> None:
        """Add a procedure to the outline."""
        before, steps = self.steps(element)
        outline.text(before)
        start, title = self.start(element), self.procedure_title(element)
        outline.procedure(steps, element.sourceline or 0, start=start, title=title)

    def start(self, element: Element) -> int:
        """Return the number of a procedure's first step."""
        return 1

    def steps(self, element: Element) -> tuple[list[str], list[DraftStep]]:
        """Return what stands above the first step, and one step an item; text between items belongs to the one before."""
        before: list[str] = []
        steps: list[DraftStep] = []
        for item in self._items(element):
            self.substeps = 0
            is_step = self.role(item) is Role.ITEM
            blocks = self.step_blocks(item) if is_step else self.block(item)
            if not is_step:
                (steps[-1].blocks if steps else before).extend(blocks)
            elif blocks:
                steps.append(DraftStep(blocks, self.substeps))
            else:
                self.page.warn(item.sourceline, "This step is empty; it is left out.")
        return before, steps

    def step_blocks(self, item: Element) -> list[str]:
        """Return the content of a step."""
        return self.blocks(item)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def words(value: str | None) -> Sequence[str]:
    """Return the words of an attribute."""
    return (value or "").split()
