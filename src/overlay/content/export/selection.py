"""Which guides of a pack are exported, and in which languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from overlay.content.format.pack import Pack, ParsedGuide
from overlay.errors import GuideNotFoundError, OverlayError
from overlay.guide import Guide, Image

_GROUP = re.compile(r"\(\?P?<(\w+)>")


def select(pack: Pack, guides: Sequence[str] = (), languages: Sequence[str] = ()) -> Pack:
    """Return the pack with these guides and languages alone (none named: all), and the images they show.

    Where the language with a guide's rules goes, its first other one gets them: they name what is captured.
    Raises GuideNotFoundError for a guide that is not there, OverlayError when nothing is left.
    """
    known = {parsed.guide.ref.guide for parsed in pack.guides}
    for guide in guides:
        if guide not in known:
            raise GuideNotFoundError(
                f"The pack has no guide “{guide}”. It has: {', '.join(sorted(known)[:20])}."
            )
    kept = tuple(
        parsed
        for parsed in pack.guides
        if (not guides or parsed.guide.ref.guide in guides)
        and (not languages or parsed.guide.lang in languages)
    )
    if not kept:
        raise OverlayError(f"The pack has no guides in {', '.join(languages)}.")
    rules = {parsed.guide.ref.guide: parsed.rules for parsed in reversed(pack.guides)}
    first: dict[str, ParsedGuide] = {}
    for parsed in kept:
        first.setdefault(parsed.guide.ref.guide, parsed)
    kept = tuple(
        replace(parsed, rules=rules[name] if parsed is first[name] else ())
        for parsed in kept
        for name in (parsed.guide.ref.guide,)
    )
    shown = {image.src for parsed in kept for image in images_of(parsed.guide)}
    return replace(pack, guides=kept, media=tuple(file for file in pack.media if file.src in shown))


def images_of(guide: Guide) -> Iterator[Image]:
    """Yield the images a guide shows."""
    blocks = [guide.intro, *(step.blocks for branch in guide.branches for step in branch.steps)]
    yield from (block for some in blocks for block in some if isinstance(block, Image))


def blanks_of(pack: Pack) -> Mapping[str, Mapping[str, str]]:
    """Return, for each guide, what stands for the values its rules capture: “[case]” for {{case}}.

    Only a desk knows the case. Any other {{…}} stays as it is written, as on a desk.
    """
    found: dict[str, dict[str, str]] = {}
    for parsed in pack.guides:
        names = found.setdefault(parsed.guide.ref.guide, {})
        names.update({name: f"[{name}]" for name in _captured(parsed)})
    return found


def _captured(parsed: ParsedGuide) -> Iterator[str]:
    for rule in parsed.rules:
        for template in (*rule.where.titles, *rule.where.urls):
            yield from template.names
        for pattern in rule.where.patterns:
            yield from _GROUP.findall(pattern.source)
