"""Rules that never apply, rules that never come first, and rules that overlap with other guides; each with an example."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct
from sqlalchemy import create_engine, insert

from overlay.content.authoring.example import Example, dead_values, example_of
from overlay.content.authoring.sources import Sources
from overlay.content.authoring.subsumption import is_impossible, rule_covers
from overlay.content.format.pack import Pack, ParsedGuide
from overlay.content.format.problem import Problem
from overlay.content.lookup import Content
from overlay.content.store import rule_index
from overlay.content.store.base import Base
from overlay.content.store.models import RuleGram, RuleRow
from overlay.content.store.rule_index import NewRule
from overlay.guide import GuideKind
from overlay.match import Candidate, rank
from overlay.rules import Rule, look, specificity

MAX_INSTALLED_RULES = 20_000  # that a pack is compared with: about ten seconds
_NEVER_CURE = (
    "Titles are compared without unread counters, dirty marks and the browser's name: leave these out."
)


class _Known(Struct, frozen=True):
    """One rule of the pack, with a window it applies to."""

    guide: int  # its place among the base files
    parsed: ParsedGuide
    rule: Rule
    key: str  # where it stands: "when[0]"
    example: Example | None


def check_rules(pack: Pack, sources: Sources) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a pack among themselves."""
    known = list(_known(pack))
    for one in known:
        if is_impossible(one.rule):
            what = "This rule never applies: its “not” takes away every window it fits."
            line = sources.line(one.parsed.source, f"{one.key}.not")
            yield Problem(
                one.parsed.source, line, what, "Make “not” say less, or delete the rule.", fatal=True
            )
            continue
        for field, number, text in dead_values(one.rule.where):
            line = sources.line(one.parsed.source, f"{one.key}.{field}[{number}]")
            what = f"No window can have the {field} “{text}”."
            yield Problem(one.parsed.source, line, what, _NEVER_CURE, fatal=False)
    yield from _shadowed(known, sources)


def check_overlaps(pack: Pack, sources: Sources, content: Content, now_s: float) -> Iterator[Problem]:
    """Yield, at most once a guide, where guides of other installed packs apply to the same window.

    Rules meet when one applies to the example of the other: those that meet in rarer windows only are not found.
    """
    known = [one for one in _known(pack) if one.parsed.guide.kind is not GuideKind.NOTICE]
    told: set[int] = set()
    for one in known:
        if one.example is None or one.guide in told:
            continue
        problem = _overlap(one, one.example, pack, sources, content, now_s)
        if problem is not None:
            told.add(one.guide)
            yield problem
    with _Index(known) as index:
        for _, rule in islice(content.rules(without_pack=pack.id), MAX_INSTALLED_RULES):
            example = example_of(rule)
            for one in index.fitting(example) if example else ():
                if one.guide not in told and example is not None:
                    problem = _overlap(one, example, pack, sources, content, now_s)
                    if problem is not None:
                        told.add(one.guide)
                        yield problem


def _overlap(
    one: _Known, example: Example, pack: Pack, sources: Sources, content: Content, now_s: float
) -> Problem | None:
    """Return what an agent with both packs sees in the window of `example`; None when it is this guide alone."""
    guide = one.parsed.guide
    matches = content.matches(example.context, now_s, (guide.lang, pack.language))
    others = [m for m in matches if m.ref.pack != pack.id and m.kind is not GuideKind.NOTICE]
    if not others:
        return None
    first = others[0]
    own = rank(
        example.context, [Candidate(guide.ref, guide.title, one.rule, guide.kind, one.parsed.priority)]
    )
    place = "above" if own and own[0].score < first.score else "below"
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    what = (
        f"{example} brings “{first.title}” of the installed pack {first.ref.pack} too{more}: "
        f"it stands {place} this guide."
    )
    cure = "Is that meant? If not, make the rule more specific, or set a priority."
    return Problem(one.parsed.source, sources.line(one.parsed.source, one.key), what, cure, fatal=False)


def _known(pack: Pack) -> Iterator[_Known]:
    base = [parsed for parsed in pack.guides if parsed.rules]
    for place, parsed in enumerate(base):
        for number, rule in enumerate(parsed.rules):
            yield _Known(place, parsed, rule, f"when[{number}]", example_of(rule))


def _shadowed(known: Sequence[_Known], sources: Sources) -> Iterator[Problem]:
    with _Index(known) as index:
        for one in known:
            if one.example is None:
                continue
            stronger, equal = [], []
            for other in index.fitting(one.example):
                if other.guide == one.guide or not _meet(one.parsed, other.parsed):
                    continue
                if not rule_covers(other.rule, one.rule):
                    continue
                mine, theirs = _strength(one), _strength(other)
                if theirs > mine:
                    stronger.append(other)
                elif theirs == mine and other.guide < one.guide:
                    equal.append(other)
            line = sources.line(one.parsed.source, one.key)
            if stronger:
                what = f"{_names(stronger)} always stands above this guide here, as for {one.example}."
                cure = "Make this rule more specific, or give the guide a higher priority."
                yield Problem(one.parsed.source, line, what, cure, fatal=False)
            elif equal:
                what = f"{_names(equal)} applies to the same windows, such as {one.example}, and neither comes first."
                cure = "Make one of the rules more specific, or give a guide a priority."
                yield Problem(one.parsed.source, line, what, cure, fatal=False)


def _names(others: Sequence[_Known]) -> str:
    sources = list(dict.fromkeys(other.parsed.source for other in others))
    return sources[0] if len(sources) == 1 else f"{sources[0]} (and {len(sources) - 1} more)"


def _strength(one: _Known) -> tuple[int, int]:
    return specificity(one.rule), one.parsed.priority


def _meet(one: ParsedGuide, other: ParsedGuide) -> bool:
    """Tell whether an agent can have both guides at one time. A notice stands apart."""
    if GuideKind.NOTICE in (one.guide.kind, other.guide.kind):
        return False
    if one.audience and other.audience and not set(one.audience) & set(other.audience):
        return False
    a, b = one.guide, other.guide
    return not any(
        first.valid_until and then.valid_from and first.valid_until[:10] < then.valid_from[:10]
        for first, then in ((a, b), (b, a))
    )


class _Index:
    """The rules of a pack in the index that the assistant finds them by, in memory."""

    def __init__(self, known: Iterable[_Known]) -> None:
        self._known = tuple(known)
        self._by_rule: dict[tuple[int, Rule], _Known] = {(one.guide, one.rule): one for one in self._known}
        self._engine = create_engine("sqlite://")
        self._connection = self._engine.connect()

    def __enter__(self) -> _Index:
        tables = [Base.metadata.tables[row.__tablename__] for row in (RuleRow, RuleGram)]
        Base.metadata.create_all(self._connection, tables)
        rows, grams = rule_index.index_rows([NewRule(one.guide, one.rule) for one in self._known])
        for table, values in ((RuleRow, rows), (RuleGram, grams)):
            if values:
                self._connection.execute(insert(table), values)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._engine.dispose()

    def fitting(self, example: Example) -> Iterator[_Known]:
        """Yield the rules that apply to a window."""
        db = self._connection.connection.driver_connection
        if not isinstance(db, sqlite3.Connection):
            raise TypeError(db)
        view = look(example.context)
        for found in rule_index.candidates(db, view):
            one = self._by_rule.get((found.guide_pk, found.rule))
            if one is not None and one.rule.match(view) is not None:
                yield one
