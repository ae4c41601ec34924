"""A pack folder (`pack.yaml`, `snippets.yaml`, `guides/**/*.md`, `media/`) → guides, rules, images and what is wrong."""

from __future__ import annotations

import difflib
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from overlay.content import cycle_collector
from overlay.content.format import front_matter, markdown, sections, snippets, synonyms
from overlay.content.format.files import FolderFiles, PackFiles, list_files, read_text
from overlay.content.format.front_matter import FrontMatter, PackFacts
from overlay.content.format.media import MediaFile, PackMedia
from overlay.content.format.problem import Findings, Problem
from overlay.content.format.sections import Body
from overlay.content.format.snippets import Snippets
from overlay.content.format.translations import differences
from overlay.errors import PackRejectedError
from overlay.guide import Guide, GuideRef, placeholders
from overlay.rules import Rule, RuleError, parse_when

__all__ = ["MediaFile", "Pack", "ParsedGuide", "Unchanged", "read_files", "read_pack"]

MAX_UNKNOWN_NAMES = 200  # placeholders of one guide that are looked at for a slip
_COLLECTED = 50  # guides, whose syntax trees are about 4 MB

_LANG_SUFFIX = re.compile(r"(?P<stem>.+)\.(?P<lang>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.md")
_GROUP = re.compile(r"\(\?P?<(\w+)>")
_NOT_IN_ID = re.compile(r"[^a-z0-9._-]+")


class ParsedGuide(Struct, frozen=True):
    """One guide in one language. Rules are with the base file's only; `source` is its path in the pack.

    `reads` names the other files of the pack that reading the guide, in all its languages, depended on: there or not.
    """

    guide: Guide
    rules: tuple[Rule, ...]
    audience: tuple[str, ...]
    priority: int
    source: str
    line: int = 1
    reads: tuple[str, ...] = ()


class Pack(Struct, frozen=True):
    """What a pack folder holds. With a fatal problem it is not fit to install; `guides` then lacks what was wrong."""

    id: str
    title: str
    version: str
    owner: str
    language: str
    priority: int
    licence: str
    guides: tuple[ParsedGuide, ...]
    media: tuple[MediaFile, ...]
    problems: tuple[Problem, ...]
    synonyms: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # language ("": every one), words and phrases that mean the same
    languages: tuple[str, ...] = ()  # in which every guide should be, as pack.yaml says
    basis: str = ""  # digest of what in pack.yaml the reading of any guide may depend on

    @property
    def fatal(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.fatal)


class Unchanged(Struct, frozen=True):
    """A guide that need not be read: its row in the generation before, its id, and `reads` as in `ParsedGuide`."""

    guide_pk: int
    guide: str
    reads: tuple[str, ...]


Unread = Callable[[str, tuple[str, ...]], Unchanged | None]
"""Gets the basis of the pack and the paths of a guide's files; returns what is known of it when nothing has changed."""


class _Source(Struct, frozen=True):
    """One Markdown file: `base` is the path without language that it shares with its translations."""

    path: str
    base: str
    lang: str  # as its name says; empty for the base language


class _Read(Struct, frozen=True):
    guide: ParsedGuide
    body: Body
    front: FrontMatter
    text: str


def read_pack(folder: Path) -> Pack:
    """Read the pack at `folder`. What is wrong with its content is in `Pack.problems`, with file, line and cure.

    Raises PackRejectedError only when it is no pack at all: no folder, no readable pack.yaml, absurdly many files.
    """
    files, problems = list_files(folder)
    return _read(FolderFiles(files), problems, str(folder), lambda _, __: None)[0]


def read_files(files: PackFiles, unread: Unread = lambda _, __: None) -> tuple[Pack, Mapping[int, Unchanged]]:
    """Read a pack, all but the guides that `unread` knows; return it without those, and those by their place among all.

    Raises PackRejectedError when it is no pack at all.
    """
    return _read(files, [], "The pack", unread)


def _read(
    files: PackFiles, problems: list[Problem], name: str, unread: Unread
) -> tuple[Pack, Mapping[int, Unchanged]]:
    findings = Findings("pack.yaml")
    text = read_text(files, "pack.yaml", findings) if "pack.yaml" in files.paths else None
    facts = front_matter.parse_pack(text, findings) if text is not None else None
    if facts is None:
        found = [*problems, *findings.problems]
        raise PackRejectedError(
            "\n".join(str(p) for p in found if p.fatal) or f"{name}: pack.yaml cannot be read."
        )
    problems += findings.problems
    reader = _PackReader(facts, files, unread)
    guides: list[ParsedGuide] = []
    with cycle_collector.young_only() as collect:
        for number, guide in enumerate(reader.guides(), 1):
            guides.append(guide)
            if number % _COLLECTED == 0:  # syntax trees, whose nodes know their parents
                collect()
    if not guides and not reader.unchanged and not any(p.fatal for p in (*problems, *reader.problems)):
        reader.problems.append(
            Problem("guides", 0, "The pack has no guides.", "Put Markdown files there.", fatal=True)
        )
    pack = Pack(
        id=facts.id,
        title=facts.title,
        version=facts.version,
        owner=facts.owner,
        language=facts.language,
        priority=facts.priority,
        licence=facts.licence,
        guides=tuple(guides),
        media=reader.media.used,
        synonyms=reader.synonyms,
        languages=facts.languages,
        problems=tuple(sorted((*problems, *reader.problems), key=lambda p: (p.file, p.line))),
        basis=reader.basis,
    )
    return pack, reader.unchanged


class _PackReader:
    """Reads the guides of one pack."""

    def __init__(self, facts: PackFacts, files: PackFiles, unread: Unread) -> None:
        self.facts = facts
        self.files = files
        self.paths = frozenset(files.paths)
        self.media = PackMedia(files)
        self.unread = unread
        self.unchanged: dict[int, Unchanged] = {}
        self.basis = hashlib.sha256(repr(replace(facts, version="")).encode()).hexdigest()
        self.problems: list[Problem] = []
        self.snippets = self._read_snippets()
        self.synonyms = self._read_synonyms()

    def guides(self) -> Iterator[ParsedGuide]:
        """Yield every usable guide, the base language first, then its translations."""
        by_id: dict[str, str] = {}
        for place, (base, sources) in enumerate(self._sources()):
            if known := self.unread(self.basis, tuple(source.path for source in sources)):
                self.unchanged[place] = known
                by_id[known.guide] = sources[0].path
                continue
            findings = Findings(sources[0].path)
            first = self._read(sources[0], base, None, findings)
            self.problems += findings.problems
            if first is None:
                continue
            name = first.guide.guide.ref.guide
            if other := by_id.get(name):
                line = first.front.document.line("id") or 1
                what = f"{other} has the same id, “{name}”."
                self.problems.append(
                    Problem(sources[0].path, line, what, "Give each guide its own.", fatal=True)
                )
                continue
            by_id[name] = sources[0].path
            readings = [first, *self._translations(first, sources[1:], base)]
            digest = hashlib.sha256("\x00".join(r.text for r in readings).encode()).hexdigest()[:16]
            reads = tuple(sorted(set().union(*(r.guide.reads for r in readings))))
            for reading in readings:
                guide = replace(reading.guide.guide, digest=digest)
                yield replace(reading.guide, guide=guide, reads=reads)

    def _translations(self, first: _Read, sources: list[_Source], base: str) -> Iterator[_Read]:
        seen = {first.guide.guide.lang}
        for source in sources:
            findings = Findings(source.path)
            reading = self._read(source, base, first, findings)
            if reading is not None and reading.guide.guide.lang in seen:
                what = f"There is a file in “{reading.guide.guide.lang}” already."
                findings.refuse(1, what, "Keep one file a language.")
            elif reading is not None:
                seen.add(reading.guide.guide.lang)
                for line, what in differences(first.guide.guide, reading.guide.guide):
                    findings.warn(line, what, f"Make it the same as in {first.guide.source}.")
                yield reading
            self.problems += findings.problems

    def _read(self, source: _Source, base: str, first: _Read | None, findings: Findings) -> _Read | None:
        text = read_text(self.files, source.path, findings)
        if text is None:
            return None
        head, body_text, body_line = front_matter.split(text, findings)
        front = front_matter.parse(head, findings, translation=first is not None)
        if front is None:
            return None
        own_title = front.title
        if first is not None:
            front = first.front.translated(front)
        lang = source.lang or front.lang or self.facts.language
        reads = {"snippets.yaml"} if "{{>" in body_text else set()
        body_text = snippets.resolve(body_text, body_line, self.snippets, lang, self.facts.language, findings)
        reading = markdown.Reading(findings, self.media.finder(source.path, findings, reads))
        tree = markdown.parse(body_text, reading)
        if tree is None:
            return None
        body = sections.read_body(tree, reading, front.kind, first.body.headings if first else ())
        title = own_title or body.title or front.title
        if not title and not front.document.values.get("title"):
            findings.refuse(
                1, "The guide has no title.", "Add “title: …” between two lines of “---” at its top."
            )
        elif title and first is not None and not own_title and not body.title:
            findings.warn(
                1, "The translation has no title of its own.", "Add “title: …” to its front matter."
            )
        self._check_dates(front, findings)
        rules = self._rules(front, findings) if first is None else ()
        _check_placeholders(body_text, first.guide.rules if first else rules, findings)
        if findings.fatal:
            return None
        guide = Guide(
            ref=GuideRef(self.facts.id, front.id or _id_of(base)),
            lang=lang,
            title=title,
            summary=front.summary,
            kind=front.kind,
            branches=body.branches,
            intro=body.intro,
            keywords=front.keywords,
            owner=front.owner or self.facts.owner,
            reviewed=front.reviewed,
            review_by=front.review_by,
            valid_from=front.valid_from,
            valid_until=front.valid_until,
            pack_title=self.facts.title,
        )
        priority = self.facts.priority if front.priority is None else front.priority
        parsed = ParsedGuide(guide, rules, front.audience, priority, source.path, reads=tuple(reads))
        return _Read(parsed, body, front, f"{head}\x00{body_text}")

    @staticmethod
    def _rules(front: FrontMatter, findings: Findings) -> tuple[Rule, ...]:
        if not front.when:
            return ()
        try:
            return parse_when(front.when)
        except RuleError as error:
            findings.refuse(front.document.line(error.key or "when") or 1, error.what, error.cure)
            return ()

    @staticmethod
    def _check_dates(front: FrontMatter, findings: Findings) -> None:
        if front.valid_from and front.valid_until and front.valid_until[:10] < front.valid_from[:10]:
            line = front.document.line("valid_until") or 1
            findings.refuse(line, "“valid_until” is before “valid_from”.", "Correct one of the two.")

    def _sources(self) -> list[tuple[str, list[_Source]]]:
        """Return the Markdown files by the guide they are, its base language first."""
        groups: dict[str, list[_Source]] = {}
        for path in self.files.paths:
            if not path.startswith("guides/") or not path.endswith(".md"):
                continue
            source = self._source(path)
            groups.setdefault(source.base, []).append(source)

        def rank(source: _Source) -> tuple[int, str]:
            return (0 if not source.lang else 1 if source.lang == self.facts.language else 2, source.lang)

        return [(base, sorted(sources, key=rank)) for base, sources in groups.items()]

    def _source(self, path: str) -> _Source:
        named = _LANG_SUFFIX.fullmatch(path)
        if named is None:
            return _Source(path, path.removesuffix(".md"), "")
        lang, stem = named["lang"], named["stem"]
        known = self.facts.languages
        is_lang = lang in known if known else (len(lang.partition("-")[0]) == 2 or f"{stem}.md" in self.paths)
        return _Source(path, stem, lang) if is_lang else _Source(path, path.removesuffix(".md"), "")

    def _read_snippets(self) -> Snippets:
        if "snippets.yaml" not in self.paths:
            return snippets.NONE
        findings = Findings("snippets.yaml")
        text = read_text(self.files, "snippets.yaml", findings)
        found = snippets.parse_snippets(text, findings) if text is not None else snippets.NONE
        self.problems += findings.problems
        return found

    def _read_synonyms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if "synonyms.yaml" not in self.paths:
            return ()
        findings = Findings("synonyms.yaml")
        text = read_text(self.files, "synonyms.yaml", findings)
        found = synonyms.parse_synonyms(text, self.facts.language, findings) if text is not None else ()
        self.problems += findings.problems
        return found


def _check_placeholders(body: str, rules: tuple[Rule, ...], findings: Findings) -> None:
    """Warn of a placeholder that looks like a misspelt capture; any other stays as written, real content has them."""
    names = {
        name for rule in rules for value in (*rule.where.titles, *rule.where.urls) for name in value.names
    }
    names |= {
        name for rule in rules for value in rule.where.patterns for name in _GROUP.findall(value.source)
    }
    if not names or "{{" not in body:
        return
    unknown = sorted(placeholders(body) - names)[:MAX_UNKNOWN_NAMES]
    close = {
        name: near[0] for name in unknown if (near := difflib.get_close_matches(name, names, 1, cutoff=0.75))
    }
    if not close:
        return
    for number, line in enumerate(body.split("\n")):
        for name in sorted(placeholders(line) & close.keys()):
            what = f"No rule captures “{name}”, so {{{{{name}}}}} stays as it is written."
            findings.warn(findings.source_line(number), what, f"Did you mean {{{{{close[name]}}}}}?")


def _id_of(base: str) -> str:
    """Return the id of a guide that names none: the name of its file."""
    name = _NOT_IN_ID.sub("-", posixpath.basename(base).lower()).strip("-._")
    return name[:100] or "guide"
