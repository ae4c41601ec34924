"""What changed between two versions of a pack, guide by guide, for the people who must approve it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from overlay.content.authoring.outline import outline
from overlay.content.format.pack import Pack, ParsedGuide


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class TextChange(Struct, frozen=True):
    """One language of a guide. `lines` start with “+”, “-”, “ ” or “@@”, as in a unified diff."""

    lang: str
    change: Change
    lines: tuple[str, ...]


class GuideChange(Struct, frozen=True):
    """One guide. `title` is in the pack's language, of the new version where there is one."""

    guide: str
    title: str
    change: Change
    texts: tuple[TextChange, ...]


class PackDiff(Struct, frozen=True):
    """All that differs. `facts` holds (name, before, after) of pack.yaml and of the words search takes as the same."""

    facts: tuple[tuple[str, str, str], ...]
    guides: tuple[GuideChange, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.guides)


def compare(old: Pack | None, new: Pack | None) -> PackDiff:
    """Return what differs between two versions of a pack; None stands for no pack."""
    before, after = _facts(old), _facts(new)
    names = dict.fromkeys([*before, *after])
    facts = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return PackDiff(
        tuple(fact for fact in facts if fact[1] != fact[2]),
        tuple(_guides(old, new)),
    )


def in_lines(found: PackDiff) -> Iterator[str]:
    """Yield what changed as lines for people."""
    for name, was, now in found.facts:
        yield f"{name}: {was or '–'} → {now or '–'}"
    for guide in found.guides:
        yield f"\n{guide.change.value}: {guide.title} ({guide.guide})"
        for text in guide.texts:
            yield f"  {text.lang}, {text.change.value}"
            yield from (f"    {line}" for line in text.lines if not line.startswith("@@"))


def _facts(pack: Pack | None) -> Mapping[str, str]:
    if pack is None:
        return {}
    synonyms = sorted(f"{lang or '*'}: {', '.join(words)}" for lang, words in pack.synonyms)
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "owner": pack.owner,
        "language": pack.language,
        "languages": ", ".join(pack.languages),
        "priority": str(pack.priority),
        "licence": pack.licence,
        "synonyms": "; ".join(synonyms),
    }


def _guides(old: Pack | None, new: Pack | None) -> Iterator[GuideChange]:
    before, after = _texts(old), _texts(new)
    titles = {**_titles(old), **_titles(new)}
    for guide in sorted({*before, *after}):
        was, now = before.get(guide, {}), after.get(guide, {})
        texts = tuple(_languages(was, now))
        if texts:
            change = Change.CHANGED if was and now else Change.ADDED if now else Change.REMOVED
            yield GuideChange(guide, titles[guide], change, texts)


def _languages(was: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[TextChange]:
    for lang in dict.fromkeys([*now, *was]):
        before, after = was.get(lang), now.get(lang)
        if before == after:
            continue
        change = Change.CHANGED if before and after else Change.ADDED if after else Change.REMOVED
        lines = list(difflib.unified_diff(before or [], after or [], lineterm="", n=2))[2:]
        yield TextChange(lang, change, tuple(lines))


def _texts(pack: Pack | None) -> Mapping[str, dict[str, list[str]]]:
    """Return each guide as lines, by id and language, the original first."""
    found: dict[str, dict[str, list[str]]] = {}
    if pack is not None:
        media = {file.src: file.sha256 for file in pack.media}
        originals: dict[str, ParsedGuide] = {}
        for parsed in pack.guides:
            name = parsed.guide.ref.guide
            lines = list(outline(parsed, media, originals.get(name)))
            originals.setdefault(name, parsed)
            found.setdefault(name, {})[parsed.guide.lang] = lines
    return found


def _titles(pack: Pack | None) -> Mapping[str, str]:
    found: dict[str, ParsedGuide] = {}
    for parsed in pack.guides if pack else ():
        found.setdefault(parsed.guide.ref.guide, parsed)
    return {guide: parsed.guide.title for guide, parsed in found.items()}
