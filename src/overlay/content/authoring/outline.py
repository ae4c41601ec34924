"""A guide as plain lines: everything an agent would see, and everything that decides when, one per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from overlay.content.format.pack import ParsedGuide
from overlay.content.store.guide_json import plain
from overlay.guide import TOP, Action, Block, Callout, Code, Confirm, Guide, Image, Prose, Step, Table
from overlay.rules import Rule


def outline(
    parsed: ParsedGuide, media: Mapping[str, str], original: ParsedGuide | None = None
) -> Iterator[str]:
    """Yield the lines. `media` is the SHA-256 of each image by its path, so that another picture is another line.

    Of a translation, what it takes from its `original` is left out.
    """
    inherited = set(_head(original)) if original else set()
    yield from (line for line in _head(parsed) if line not in inherited)
    yield from _blocks(parsed.guide.intro, media, "")
    for branch in parsed.guide.branches:
        if branch.id:
            yield f"## {branch.title} (#{branch.id})"
        for number, step in enumerate(branch.steps, 1):
            yield f"{number}. {plain(step.html)}"
            yield from _blocks(step.blocks, media, "   ")
            for choice in step.choices:
                hint = f": {choice.hint}" if choice.hint else ""
                yield f"   → {choice.text} (#{choice.goto or TOP}){hint}"


def sentences_of(guide: Guide) -> Iterator[str]:
    """Yield the texts that an agent reads, without what is copied or typed."""
    for block in guide.intro:
        yield from _prose(block)
    for branch in guide.branches:
        for step in branch.steps:
            yield step.text
            for block in step.blocks:
                yield from _prose(block)


def rule_in_words(rule: Rule) -> str:
    """Return a rule on one line, as its author wrote it."""
    return "; not ".join((rule.where.text, *(exclusion.text for exclusion in rule.exclusions)))


def steps_of(guide: Guide) -> Iterator[Step]:
    """Yield every step, those of branches after those of the guide."""
    for branch in guide.branches:
        yield from branch.steps


def _head(parsed: ParsedGuide) -> Iterator[str]:
    guide = parsed.guide
    yield f"title: {guide.title}"
    facts = (
        ("summary", guide.summary),
        ("kind", "" if guide.kind.value == "guide" else guide.kind.value),
        ("keywords", ", ".join(guide.keywords)),
        ("audience", ", ".join(parsed.audience)),
        ("owner", guide.owner),
        ("priority", str(parsed.priority or "")),
        ("reviewed", guide.reviewed),
        ("review by", guide.review_by),
        ("valid from", guide.valid_from),
        ("valid until", guide.valid_until),
    )
    yield from (f"{name}: {value}" for name, value in facts if value)
    yield from (f"when: {rule_in_words(rule)}" for rule in parsed.rules)


def _blocks(blocks: Iterable[Block], media: Mapping[str, str], indent: str) -> Iterator[str]:
    for block in blocks:
        for line in _lines(block, media):
            yield f"{indent}{line}"


def _lines(block: Block, media: Mapping[str, str]) -> list[str]:
    match block:
        case Prose(html):
            return [plain(html)]
        case Callout(kind, html):
            return [f"{kind.value}: {plain(html)}"]
        case Confirm(_, _, text):
            return [f"confirm: {text}"]
        case Image(src, alt):
            return [f"image: {src} {media.get(src, '')[:12]} “{alt}”"]
        case Table(head, rows):
            return [" | ".join(plain(cell) for cell in row) for row in (head, *rows)]
        case Action(_, kind, text, lang):
            return _named(f"{kind.value} {lang}".strip(), text)
        case Code(text, language):
            return _named(f"code {language}".strip(), text)


def _named(name: str, text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{name}: {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _prose(block: Block) -> Iterator[str]:
    match block:
        case Prose(html) | Callout(_, html):
            yield plain(html)
        case Confirm(_, _, text):
            yield text
        case _:
            return
