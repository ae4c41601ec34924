"""Checks of a guide apart from its rules: owner, dates, languages, branches, images, readability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from overlay.content.authoring.outline import sentences_of, steps_of
from overlay.content.authoring.reachability import gaps
from overlay.content.authoring.readability import MOST_WORDS, read_level
from overlay.content.authoring.sources import Sources
from overlay.content.format.files import list_files
from overlay.content.format.images import SUFFIXES
from overlay.content.format.pack import Pack, ParsedGuide
from overlay.content.format.problem import Problem


def check_guides(pack: Pack, sources: Sources, today: date) -> Iterator[Problem]:
    """Yield what is missing or late in the guides of a pack; `today` decides what is late."""
    originals = _originals(pack)
    ownerless = [parsed for parsed in originals.values() if not parsed.guide.owner]
    if ownerless and len(ownerless) == len(originals):
        cure = "Add a line such as “owner: payments-team”: agents' questions go there."
        yield Problem("pack.yaml", 1, "Nobody owns the pack.", cure, fatal=False)
    else:
        for parsed in ownerless:
            yield _warning(parsed, 1, "Nobody owns this guide.", "Add “owner: …” to it, or to pack.yaml.")
    for parsed in pack.guides:
        yield from _dates(parsed, originals[parsed.guide.ref.guide], sources, today)
    yield from _languages(pack, originals)
    for parsed in originals.values():
        yield from _ways(parsed, sources)


def check_media(pack: Pack, folder: Path) -> Iterator[Problem]:
    """Yield the images that no guide shows, or would show if it could."""
    shown = {media.src for media in pack.media} | {src for parsed in pack.guides for src in parsed.reads}
    for path in list_files(folder)[0]:
        if path.startswith("media/") and Path(path).suffix.lower() in SUFFIXES and path not in shown:
            yield Problem(
                path, 0, "No guide shows this image.", "Delete it; a build leaves it out.", fatal=False
            )


def check_reading(pack: Pack, sources: Sources) -> Iterator[Problem]:
    """Yield hints at texts that are hard to read."""
    for parsed in pack.guides:
        reading = read_level(sentences_of(parsed.guide), parsed.guide.lang)
        if reading.is_hard:
            what = f"The guide is hard to read: LIX {reading.lix}, where {reading.most} is as hard as a newspaper."
            yield _warning(parsed, 1, what, "Use shorter sentences and everyday words.")
        for sentence in reading.long_sentences:
            start = " ".join(sentence.split()[:6])
            line = sources.line_of_words(parsed.source, sentence)
            what = f"The sentence “{start} …” has more than {MOST_WORDS} words."
            yield _warning(parsed, line, what, "Make two of it.")


def _originals(pack: Pack) -> dict[str, ParsedGuide]:
    """Return each guide in the language it was written in, by its id."""
    found: dict[str, ParsedGuide] = {}
    for parsed in pack.guides:
        found.setdefault(parsed.guide.ref.guide, parsed)
    return found


def _dates(parsed: ParsedGuide, base: ParsedGuide, sources: Sources, today: date) -> Iterator[Problem]:
    guide, own = parsed.guide, sources.front(parsed.source)
    day = today.isoformat()
    if own.review_by and own.review_by < day:
        line = sources.line(parsed.source, "review_by")
        what = f"The guide was to be reviewed by {guide.review_by}."
        yield _warning(
            parsed, line, what, "Review it, then write the day into “reviewed” and a new “review_by”."
        )
    if own.valid_until and own.valid_until[:10] < day:
        line = sources.line(parsed.source, "valid_until")
        what = f"The guide is not valid since {guide.valid_until[:10]}: nobody sees it."
        yield _warning(parsed, line, what, "Delete it, or write a later day.")
    if own.reviewed and own.reviewed > day:
        line = sources.line(parsed.source, "reviewed")
        yield _warning(
            parsed,
            line,
            f"“reviewed” is a day to come: {own.reviewed}.",
            "Write the day somebody checked it.",
        )
    if parsed is not base and own.reviewed and own.reviewed < base.guide.reviewed:
        line = sources.line(parsed.source, "reviewed")
        what = f"The translation was reviewed on {own.reviewed}, the original on {base.guide.reviewed}."
        yield _warning(parsed, line, what, "Compare the two, then write the day into “reviewed”.")


def _languages(pack: Pack, originals: Mapping[str, ParsedGuide]) -> Iterator[Problem]:
    there: dict[str, set[str]] = {}
    for parsed in pack.guides:
        there.setdefault(parsed.guide.ref.guide, set()).add(parsed.guide.lang)
    for name, parsed in originals.items():
        missing = [lang for lang in pack.languages if lang not in there[name]]
        if missing:
            stem = parsed.source.removesuffix(".md").removesuffix(f".{parsed.guide.lang}")
            files = ", ".join(
                f"{stem}.md" if lang == pack.language else f"{stem}.{lang}.md" for lang in missing
            )
            what = f"The guide is not translated into {', '.join(missing)}."
            if pack.language in missing:
                what = f"This is a translation, and there is no guide in {pack.language} beside it."
            yield _warning(parsed, 1, what, f"Add {files}, or take the language out of pack.yaml.")


def _ways(parsed: ParsedGuide, sources: Sources) -> Iterator[Problem]:
    guide = parsed.guide
    found = gaps(guide)
    for branch_id in found.branches:
        branch = guide.branch(branch_id)
        title = branch.title if branch else branch_id
        line = sources.line_of_heading(parsed.source, branch_id, title)
        what = f"No way leads to “{title[:60]}”: only steps that are not reached either link to it."
        yield _warning(
            parsed, line, what, f"Link to #{branch_id[:60]} in a step that is reached, or delete it."
        )
    lost = [step for step in steps_of(guide) if step.id in found.steps]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        line = sources.line_of_words(parsed.source, lost[0].text)
        what = f"No way leads to the step “{lost[0].text[:60]}”{more}: every answer before it goes elsewhere."
        yield _warning(parsed, line, what, "Let an answer before it end, or delete it.")
    elif found.endless:
        first = next(step for step in steps_of(guide) if step.id in found.endless)
        line = sources.line_of_words(parsed.source, first.text)
        what = f"From “{first.text[:60]}” on no answer leads to the end of the guide: it goes round for ever."
        yield _warning(parsed, line, what, "Let an answer lead to a branch that ends.")


def _warning(parsed: ParsedGuide, line: int, what: str, cure: str) -> Problem:
    return Problem(parsed.source, line, what, cure, fatal=False)
