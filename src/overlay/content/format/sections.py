"""A parsed Markdown body → the branches of a guide: which headings are branches, which lists are steps.

The first ordered list of a section holds its steps, further lists of the section go on counting. A heading that an answer
links to is a branch of its own; any other heading goes on with the section it belongs to. Nothing is lost: text before the
first step of the guide is its intro, text elsewhere belongs to the step next to it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct, field
from msgspec.structs import replace

from overlay.content.format.blocks import StepContent, mixes_choices, read_choices
from overlay.content.format.markdown import Reading, inline_html_of, text_of
from overlay.guide import MAIN, TOP, Block, Branch, Callout, CalloutKind, Confirm, GuideKind, Image, Step

MAX_STEPS = 500
MAX_BORROWED_CHARS = 120  # of a step's first block, when it has no first line

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


class Body(Struct, frozen=True):
    """The content of one guide in one language. `headings` holds the id of every heading in order, for translations."""

    branches: tuple[Branch, ...] = ()
    intro: tuple[Block, ...] = ()
    title: str = ""  # of a first-level heading above everything else
    headings: tuple[str, ...] = ()


class _Section(Struct):
    id: str
    title: str
    html: str
    level: int
    line: int
    nodes: list[SyntaxTreeNode] = field(default_factory=list)
    branch: str = MAIN


def read_body(root: SyntaxTreeNode, reading: Reading, kind: GuideKind, headings: Sequence[str] = ()) -> Body:
    """Return the body of a guide, with findings for what an agent could not walk.

    `headings` are the ids of the base file, for a translation: a heading without an anchor of its own takes the id of the
    heading at the same place.
    """
    title, sections, names = _split(root, reading, headings)
    order = tuple(s.id for s in sections[1:])
    if kind is GuideKind.NOTICE:
        return Body((), _all_as_text(sections, reading), title, order)
    answers = list(_answers(sections, names, reading))
    known = {MAIN, *order}
    for _, goto, line in answers:
        if goto not in known:
            what = f"This answer leads to “#{goto}”, and there is no such heading."
            reading.findings.refuse(line, what, _near_heading(goto, order))
    in_answers = {(anchor, line) for anchor, _, line in answers}
    for anchor, line in reading.anchors:
        if names.get(anchor, anchor) not in known and (anchor, line) not in in_answers:
            reading.findings.warn(
                line, f"There is no heading for the link “#{anchor}”.", _near_heading(anchor, order)
            )
    _assign_branches(sections, {goto for _, goto, _ in answers} - {MAIN}, reading)
    branches, intro = _build(sections, names, reading)
    steps = sum(len(b.steps) for b in branches)
    if steps > MAX_STEPS:
        reading.findings.refuse(
            1, f"The guide has more than {MAX_STEPS} steps.", "Split it into several guides."
        )
    return Body(branches, intro, title, order)


def _split(
    root: SyntaxTreeNode, reading: Reading, base: Sequence[str]
) -> tuple[str, list[_Section], Mapping[str, str]]:
    """Return the title, the sections (the first is what stands above any heading) and the id each anchor stands for."""
    sections = [_Section(MAIN, "", "", 0, 1)]
    names: dict[str, str] = {}
    used: dict[str, int] = {}
    taken: set[str] = set()
    title = ""
    for node in root.children:
        if node.type != "heading":
            sections[-1].nodes.append(node)
            continue
        inline = node.children[0]
        text, level = text_of(inline), int(node.tag[1:])
        if (
            level == 1
            and not title
            and len(sections) == 1
            and not sections[0].nodes
            and "anchor" not in node.meta
        ):
            title = text
            continue
        line = reading.findings.source_line(node.map[0] if node.map else 0)
        own = str(node.meta.get("anchor") or _slug(text, used))
        place = len(sections) - 1
        final = own
        if "anchor" not in node.meta and own not in base and place < len(base):
            final = base[place]
        if final in taken:
            reading.findings.refuse(
                line, f"Two headings have the anchor “#{final}”.", "Give one another name."
            )
        taken.add(final)
        names[own] = final
        names.setdefault(final, final)
        sections.append(_Section(final, text, inline_html_of(inline), level, line))
    names.setdefault(TOP, MAIN)
    return title, sections, names


def _slug(text: str, used: dict[str, int]) -> str:
    """Return the anchor GitHub gives a heading; a second one of the same name gets -1."""
    slug = _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-") or "section"
    count = used.get(slug, 0)
    used[slug] = count + 1
    return f"{slug}-{count}" if count else slug


def _answers(
    sections: list[_Section], names: Mapping[str, str], reading: Reading
) -> Iterator[tuple[str, str, int]]:
    """Yield (anchor as written, branch id, line) for each answer of each step."""
    for bullets in _questions(sections):
        for choice, line in read_choices(bullets) or ():
            yield choice.goto, names.get(choice.goto, choice.goto), reading.findings.source_line(line)
        if mixes_choices(bullets):
            line = reading.findings.source_line(bullets.map[0] if bullets.map else 0)
            what = "Some items of this list are answers (links to headings) and some are not."
            reading.findings.warn(line, what, "Make each item a link to a heading, or none.")


def _questions(sections: list[_Section]) -> Iterator[SyntaxTreeNode]:
    """Yield the bullet lists that may hold answers: those in steps, and those between them.

    One above the first step is none: it is a table of contents.
    """
    for section in sections:
        contents = section is sections[0] and any(n.type == "ordered_list" for n in section.nodes)
        for node in section.nodes:
            if node.type == "ordered_list":
                contents = False
                for item in node.children:
                    yield from (n for n in item.children if n.type == "bullet_list")
            elif node.type == "bullet_list" and not contents:
                yield node


def _assign_branches(sections: list[_Section], linked: set[str], reading: Reading) -> None:
    """A linked heading is a branch; another one goes on with what encloses it, by the level of the headings."""
    enclosing: list[_Section] = [sections[0]]
    for section in sections[1:]:
        while enclosing[-1].level >= section.level:
            enclosing.pop()
        section.branch = section.id if section.id in linked else enclosing[-1].branch
        if linked and section.id not in linked:
            outer = enclosing[-1].title
            what = f"No answer leads to “{section.title[:60]}”."
            after = f"those of “{outer[:60]}”" if outer else "those at the top"
            reading.findings.warn(
                section.line,
                what,
                f"Link to #{section.id[:60]} in a step; until then its steps follow {after}.",
            )
        enclosing.append(section)


def _build(
    sections: list[_Section], names: Mapping[str, str], reading: Reading
) -> tuple[tuple[Branch, ...], tuple[Block, ...]]:
    by_branch: dict[str, list[_Section]] = {}
    for section in sections:
        by_branch.setdefault(section.branch, []).append(section)
    branches: list[Branch] = []
    intro: tuple[Block, ...] = ()
    for branch_id, parts in by_branch.items():
        steps, before = _steps_of(branch_id, parts, names, reading)
        if branch_id == MAIN:
            intro = before
        if not steps:
            steps = _text_as_step(branch_id, parts, reading)
            if branch_id == MAIN:
                intro = ()
        branches.append(Branch(branch_id, parts[0].title if branch_id != MAIN else "", tuple(steps)))
    return tuple(branches), intro


def _steps_of(
    branch_id: str, parts: list[_Section], names: Mapping[str, str], reading: Reading
) -> tuple[list[Step], tuple[Block, ...]]:
    """Return the steps of one branch, and the text before its first step if it is the main branch."""
    contents: list[tuple[StepContent, str, str]] = []
    waiting: list[SyntaxTreeNode | str] = []  # text (or the HTML of a heading) before the step it belongs to
    intro = StepContent("intro", reading.findings, asks=False)
    for part in parts:
        listed = False
        if part.id != branch_id:
            waiting.append(part.html)
        for node in part.nodes:
            if node.type != "ordered_list":
                if listed:
                    contents[-1][0].add([node])
                else:
                    waiting.append(node)
                continue
            for item in node.children:
                if not item.children:
                    line = reading.findings.source_line(item.map[0] if item.map else 0)
                    reading.findings.warn(
                        line, "This step is empty.", "Write what to do, or delete the number."
                    )
                    continue
                content = StepContent(_step_id(branch_id, len(contents) + 1), reading.findings)
                if not contents and branch_id == MAIN:
                    _fill(intro, waiting)
                    waiting = []
                contents.append((content, *_fill_step(content, item, waiting, reading)))
                waiting, listed = [], True
    if contents:
        _fill(contents[-1][0], waiting)
    steps = [_named(content.step(text, html), names) for content, text, html in contents]
    return steps, _without_boxes(intro, reading)


def _fill_step(
    content: StepContent, item: SyntaxTreeNode, before: list[SyntaxTreeNode | str], reading: Reading
) -> tuple[str, str]:
    """Put the blocks of a list item into `content`; return the step's first line as text and HTML."""
    first, *rest = item.children
    _fill(content, before)
    if first.type == "paragraph":
        inline = first.children[0]
        content.add_images([inline])
        content.add(rest)
        if text := text_of(inline):
            return text, inline_html_of(inline)
        text = next((b.alt for b in content.blocks if isinstance(b, Image)), "")
    else:
        content.add(item.children)
        text = text_of(first)[:MAX_BORROWED_CHARS]
        line = reading.findings.source_line(item.map[0] if item.map else 0)
        reading.findings.warn(line, "This step does not start with a sentence.", "Say first what to do.")
    return text, escape(text)


def _fill(content: StepContent, parts: list[SyntaxTreeNode | str]) -> None:
    for part in parts:
        if isinstance(part, str):
            content.add_heading(part)
        else:
            content.add([part])


def _text_as_step(branch_id: str, parts: list[_Section], reading: Reading) -> list[Step]:
    """Return text without a list as one step; a guide without any text is refused."""
    first = parts[0]
    nodes = [n for part in parts for n in part.nodes]
    if branch_id != MAIN and not nodes:
        reading.findings.refuse(
            first.line, f"There is nothing below “{first.title[:60]}”.", "Write its steps."
        )
        return []
    if branch_id == MAIN and not nodes and not any(p.html for p in parts):
        reading.findings.refuse(
            1, "The guide has no steps.", "Write them as a numbered list: “1. Open the …”."
        )
        return []
    if branch_id == MAIN:
        what = "The guide has no numbered list: it is shown as one step."
        reading.findings.warn(1, what, "Number the steps, or write “kind: notice” above.")
    content = StepContent(_step_id(branch_id, 1), reading.findings)
    text = html = ""
    for part in parts:
        if part.id != branch_id:
            content.add_heading(part.html)
        for node in part.nodes:
            if not text and node.type == "paragraph" and not content.blocks:
                text, html = text_of(node), inline_html_of(node.children[0])
                content.add_images([node])
            else:
                content.add([node])
    if not text:
        text = html = first.title
    return [content.step(text, html)]


def _all_as_text(sections: list[_Section], reading: Reading) -> tuple[Block, ...]:
    content = StepContent("intro", reading.findings, asks=False)
    for section in sections:
        content.add_heading(section.html)
        content.add(section.nodes)
    if not content.blocks:
        reading.findings.refuse(1, "The notice is empty.", "Write what people should know.")
    return _without_boxes(content, reading)


def _without_boxes(content: StepContent, reading: Reading) -> tuple[Block, ...]:
    """Return the blocks of a text outside of steps. Only a step can hold the walk, so a box is a warning there."""
    if content.choices or any(isinstance(b, Confirm) for b in content.blocks):
        what = "[!CONFIRM] and answers do nothing outside of a step."
        reading.findings.warn(1, what, "Move them into a step.")
    return tuple(
        Callout(CalloutKind.WARNING, b.html) if isinstance(b, Confirm) else b for b in content.blocks
    )


def _named(step: Step, names: Mapping[str, str]) -> Step:
    if not step.choices:
        return step
    return replace(step, choices=tuple(replace(c, goto=names.get(c.goto, c.goto)) for c in step.choices))


def _step_id(branch_id: str, number: int) -> str:
    return f"{branch_id}/{number}" if branch_id else str(number)


def _near_heading(wanted: str, order: tuple[str, ...]) -> str:
    if not order:
        return "Add the heading, for instance “## By card {#card}”."
    if near := difflib.get_close_matches(wanted.casefold(), order, 1):
        return f"Did you mean “#{near[0]}”?"
    return f"Headings here are: {', '.join('#' + h[:40] for h in order[:12])}."
