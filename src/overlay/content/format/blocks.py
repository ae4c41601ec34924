"""What is in one step: the tokens of a list item (or of a section's text) → blocks, choices and actions."""

from __future__ import annotations

import re

from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct, field

from overlay.content.format.markdown import html_of, inline_html_of, is_shown_link, text_of
from overlay.content.format.problem import Findings
from overlay.guide import (
    Action,
    ActionKind,
    Block,
    Callout,
    CalloutKind,
    Choice,
    Code,
    Confirm,
    Image,
    Prose,
    Step,
    Table,
)

MAX_ACTION_CHARS = 20_000

# GitHub knows two kinds more than the panel draws.
_KINDS = {kind.value: kind for kind in CalloutKind} | {
    "important": CalloutKind.NOTE,
    "caution": CalloutKind.WARNING,
}
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_UNSAFE_TYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HINT_MARK = re.compile(r"^\s*[:–—-]\s+")
_AUTHORITY = re.compile(r"[a-z]+:(?://)?[^/?#]*", re.IGNORECASE)


class StepContent(Struct):
    """Collects what one step holds. Ids of boxes and actions count on within the step."""

    step_id: str
    findings: Findings
    blocks: list[Block] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    asks: bool = True  # whether a list of links to headings is a question
    _confirms: int = 0
    _actions: int = 0

    def add(self, nodes: list[SyntaxTreeNode]) -> None:
        """Add block nodes in order."""
        for node in nodes:
            self._add(node)

    def add_heading(self, html: str) -> None:
        if html:
            self.blocks.append(Prose(f"<p><strong>{html}</strong></p>"))

    def step(self, text: str, html: str) -> Step:
        return Step(self.step_id, text, html, tuple(self.blocks), tuple(self.choices))

    def add_images(self, nodes: list[SyntaxTreeNode]) -> None:
        """Add the images anywhere in `nodes`: text cannot hold them, so they follow it."""
        for node in nodes:
            for part in node.walk():
                if part.type == "image" and isinstance(image := part.meta.get("image"), Image):
                    self.blocks.append(image)

    def _add(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "fence":
                self._add_fence(node)
            case "code_block":
                self.blocks.append(Code(node.content.rstrip("\n")))
            case "blockquote":
                self._add_quote(node)
            case "table":
                self._add_table(node)
            case "heading":
                self.add_heading(inline_html_of(node.children[0]))
                self.add_images([node])
            case "hr":
                pass
            case "bullet_list" if self.asks and (choices := read_choices(node)) is not None:
                self.choices.extend(choice for choice, _ in choices)
            case _:
                self._add_prose(node)

    def _add_prose(self, node: SyntaxTreeNode) -> None:
        """Add a paragraph or nested list; what a step must own comes out of it and follows."""
        own = _own_parts([node])
        html = html_of(_without([node], own))
        if re.sub(r"<[^>]*>", "", html).strip():
            self.blocks.append(Prose(html))
        self._add_own([node], own)

    def _add_own(self, nodes: list[SyntaxTreeNode], own: list[SyntaxTreeNode]) -> None:
        """Add the parts taken out of `nodes`, then the images left in them."""
        for part in own:
            self._add(part)
        self.add_images(_without(nodes, own))

    def _add_fence(self, node: SyntaxTreeNode) -> None:
        kind = _action_kind(node)
        content = node.content.rstrip("\n")
        if kind is None:
            language = node.info.split()[0][:40] if node.info.strip() else ""
            self.blocks.append(Code(content, language))
            return
        line = self.findings.source_line(node.map[0] if node.map else 0)
        text = _UNSAFE_TYPED.sub("", content)
        if kind is ActionKind.OPEN:
            text = text.strip()
            if not _may_open(text):
                what = f"“{text[:60]}” cannot be opened; the block is left out."
                cure = "Write one https://, http:// or mailto: address; {{names}} only after its host."
                self.findings.warn(line, what, cure)
                return
        if not text.strip():
            self.findings.warn(
                line, f"This “{kind}” block is empty.", "Write the text into it, or delete it."
            )
        elif len(text) > MAX_ACTION_CHARS:
            what = f"This “{kind}” block is longer than {MAX_ACTION_CHARS:,} characters."
            self.findings.refuse(line, what, "Make it shorter.")
        else:
            self._actions += 1
            lang = "" if kind is ActionKind.OPEN else _action_lang(node)
            self.blocks.append(Action(f"{self.step_id}/a{self._actions}", kind, text, lang))

    def _add_quote(self, node: SyntaxTreeNode) -> None:
        name = _callout_name(node)
        line = self.findings.source_line(node.map[0] if node.map else 0)
        own = _own_parts(node.children)
        inner = _without(node.children, own)
        html = _callout_html(inner)
        if not html:
            if not own:
                self.findings.warn(
                    line, "This quote is empty.", "Write its text below the first line, after “>”."
                )
        elif name == "confirm":
            self._confirms += 1
            text = " ".join(text_of(n) for n in inner)
            self.blocks.append(Confirm(f"{self.step_id}/c{self._confirms}", html, text))
        elif name in _KINDS:
            self.blocks.append(Callout(_KINDS[name], html))
        else:
            if name:
                cure = "Use [!WHY], [!TIP], [!NOTE], [!WARNING] or [!CONFIRM]."
                self.findings.warn(line, f"[!{name.upper()}] is not a known callout.", cure)
            self.blocks.append(Prose(f"<blockquote>{html_of(inner)}</blockquote>"))
        self._add_own(node.children, own)

    def _add_table(self, node: SyntaxTreeNode) -> None:
        rows = [
            (part.type, list(row.children))
            for part in node.children
            for row in part.children
            if row.type == "tr"
        ]
        texts = [(part, tuple(_cell(c) for c in cells)) for part, cells in rows]
        head = next((cells for part, cells in texts if part == "thead"), ())
        align = tuple(str(c.attrs.get("style", "")).rpartition(":")[2] or "left" for c in rows[0][1])
        self.blocks.append(Table(head, tuple(cells for part, cells in texts if part == "tbody"), align))
        self.add_images([node])


def read_choices(bullets: SyntaxTreeNode) -> list[tuple[Choice, int]] | None:
    """Return the answers a bullet list offers, each with its line in the parsed text; None when it is an ordinary list.

    It is a list of answers when every item starts with a link to a heading; what follows the link is the hint.
    """
    found: list[tuple[Choice, int]] = []
    for item in bullets.children:
        choice = _read_choice(item)
        if choice is None:
            return None
        found.append((choice, item.map[0] if item.map else 0))
    return found or None


def mixes_choices(bullets: SyntaxTreeNode) -> bool:
    """Tell whether some, but not all, items of a bullet list are answers."""
    answers = [_read_choice(item) is not None for item in bullets.children]
    return any(answers) and not all(answers)


def _read_choice(item: SyntaxTreeNode) -> Choice | None:
    if not item.children or item.children[0].type != "paragraph":
        return None
    if any(n.type != "paragraph" for n in item.children):
        return None
    inline = item.children[0].children[0]
    parts = [p for p in inline.children if p.type != "text" or p.content.strip()]
    if not parts or parts[0].type != "link" or not parts[0].meta.get("anchor"):
        return None
    rest = "".join(text_of(p) if p.type not in ("softbreak", "hardbreak") else " " for p in parts[1:])
    hints = [_HINT_MARK.sub("", rest).strip(), *(text_of(n) for n in item.children[1:])]
    return Choice(text_of(parts[0]), parts[0].meta["anchor"], " ".join(" ".join(hints).split()))


def _callout_name(quote: SyntaxTreeNode) -> str:
    return str(quote.meta.get("callout", ""))


def _action_kind(fence: SyntaxTreeNode) -> ActionKind | None:
    words = fence.info.split()
    name = words[0].lower() if words else ""
    return ActionKind(name) if name in set(ActionKind) else None


def _action_lang(fence: SyntaxTreeNode) -> str:
    """Return the language that follows the name of an action ("copy de"), or ""."""
    words = fence.info.split()
    if len(words) < 2 or not _LANG.fullmatch(words[1]):
        return ""
    primary, dash, region = words[1].partition("-")
    return primary.lower() + dash + region


def _is_own(node: SyntaxTreeNode) -> bool:
    if node.type == "fence":
        return _action_kind(node) is not None
    return _callout_name(node) == "confirm" or _callout_name(node) in _KINDS


def _own_parts(nodes: list[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """Return the actions and callouts inside `nodes`, outermost only: they are blocks of the step, not text."""
    found: list[SyntaxTreeNode] = []
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node.type in ("fence", "blockquote") and _is_own(node):
            found.append(node)
        elif node.type != "inline":
            waiting.extend(reversed(node.children))
    return found


def _without(nodes: list[SyntaxTreeNode], parts: list[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """Return `nodes` without `parts`."""
    if not parts:
        return nodes
    gone = {id(token) for part in parts for token in part.to_tokens()}
    return SyntaxTreeNode([t for n in nodes for t in n.to_tokens() if id(t) not in gone]).children


def _callout_html(inner: list[SyntaxTreeNode]) -> str:
    """One paragraph, the usual case, needs no `<p>` around it."""
    if len(inner) == 1 and inner[0].type == "paragraph":
        return inline_html_of(inner[0].children[0])
    return html_of(inner)


def _cell(cell: SyntaxTreeNode) -> str:
    return inline_html_of(cell.children[0]) if cell.children else ""


def _may_open(address: str) -> bool:
    """One http(s) or mailto address; a captured value (which a web page can set) may not choose the host."""
    if not is_shown_link(address) or re.search(r"\s", re.sub(r"\{\{[^{}]*\}\}", "", address)):
        return False
    authority = _AUTHORITY.match(address)
    if address.lower().startswith("mailto:"):
        return True
    return (
        authority is not None
        and "//" in authority[0]
        and "{{" not in authority[0]
        and not authority[0].endswith("//")
    )
