"""The index that finds the rules for a window among 100,000 without holding them in memory.

Each rule stands in the store under its rarest *trigram*: three characters in a row that every window it fits must hold
in its title or its address (words would miss `*Refund*` in "Refunds"). Only the trigrams of the window in front are
looked up. Beside each stands an SQLite GLOB of the whole template, so that almost only rules that apply come back.
The index may return a rule that does not apply, never miss one that does.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

from overlay.rules import Condition, Rule, Template, View, decode, encode, specificity
from overlay.rules.pattern import Pattern
from overlay.rules.template import escape_glob

ALWAYS = 0
"""The key of rules that no trigram and no application can find: they are looked at for every window."""

_NOTICE_STRENGTH = 1 << 20  # above any specificity
_APP_KEYS = 0x1FFFFF << 42  # no character has this code
_START, _END = "\x02", "\x03"  # mark both ends of a text, so that "^PO" is a trigram too
_KEYS_STEP = 64  # statements are prepared for this many keys or a multiple, so that few are kept
_APP_SLOTS = 12


class NewRule(NamedTuple):
    """A rule to be indexed."""

    guide_pk: int
    rule: Rule
    notice: bool = False


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule that may apply. `strength` orders candidates: notices first, then by `rules.specificity`."""

    guide_pk: int
    strength: int
    rule: Rule


class _Posting(NamedTuple):
    """One way into a rule: any of `keys` finds it when this alternative can apply."""

    keys: tuple[int, ...]
    title_glob: str | None = None
    url_glob: str | None = None


def strength(rule: Rule, *, notice: bool) -> int:
    """Return what candidates are ordered by."""
    return specificity(rule) + (_NOTICE_STRENGTH if notice else 0)


def index_rows(
    rules: Sequence[NewRule], first_pk: int = 1
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `RuleRow` (ids from `first_pk`) and of `RuleGram` for all `rules` of a generation or a pack.

    The rarest trigram is the rarest among these rules, so give as many at a time as there are.
    """
    frequency: Counter[int] = Counter()
    for new in rules:
        for key in {key for field in _fields(new.rule.where) for posting in field for key in posting.keys}:
            frequency[key] += 1
    rows: list[dict[str, Any]] = []
    grams: list[dict[str, Any]] = []
    for pk, new in enumerate(rules, first_pk):
        row_strength = strength(new.rule, notice=new.notice)
        rows.append({"id": pk, "guide_pk": new.guide_pk, "strength": row_strength, "data": encode(new.rule)})
        grams += _gram_rows(pk, new.rule.where, frequency)
    return rows, grams


def candidates(db: sqlite3.Connection, view: View) -> Iterator[FoundRule]:
    """Yield the rules that may apply to a window, strongest first: all that do, and few that do not."""
    apps = [f"|{app}|" for app in view.apps[:_APP_SLOTS]]
    keys = _keys_of(view)
    slots = -(-len(keys) // _KEYS_STEP) * _KEYS_STEP
    keys += keys[-1:] * (slots - len(keys))
    apps += [apps[-1] if apps else "||"] * (_APP_SLOTS - len(apps))
    found = db.execute(_statement(slots), (view.title.folded, view.url.folded, *apps, *keys)).fetchall()
    last = -1
    for pk, guide_pk, row_strength, data in found:
        if pk != last:  # a rule may be found by two of its alternatives
            last = pk
            yield FoundRule(guide_pk, row_strength, decode(data))


def rules_of(db: sqlite3.Connection, guide_pk: int) -> tuple[Rule, ...]:
    """Return the rules of one guide, in the order of its `when`."""
    rows = db.execute("SELECT data FROM rule WHERE guide_pk = ? ORDER BY id", (guide_pk,))
    return tuple(decode(data) for (data,) in rows)


@cache  # one text for each multiple of _KEYS_STEP that titles and addresses can reach: at most 25
def _statement(keys: int) -> str:
    in_apps = " OR ".join(f"instr(g.apps, ?{i})" for i in range(3, 3 + _APP_SLOTS))
    in_keys = ", ".join("?" * keys)
    return (
        # CROSS JOIN keeps SQLite from starting at the rules.
        "SELECT r.id, r.guide_pk, r.strength, r.data FROM rule_gram AS g CROSS JOIN rule AS r ON r.id = g.rule_pk "
        "WHERE (g.title_glob IS NULL OR ?1 GLOB g.title_glob) AND (g.url_glob IS NULL OR ?2 GLOB g.url_glob) "
        f"AND (g.apps IS NULL OR {in_apps}) AND g.key IN ({in_keys}) ORDER BY r.strength DESC, r.id"
    )


def _keys_of(view: View) -> list[int]:
    keys = set(_grams(f"{_START}{view.title.folded}{_END}"))
    if view.url.text:
        keys.update(-key for key in _grams(f"{_START}{view.url.folded}{_END}"))
    keys.update(_app_key(app) for app in view.apps)
    keys.add(ALWAYS)
    return list(keys)


def _grams(text: str) -> list[int]:
    codes = list(map(ord, text))
    return [a << 42 | b << 21 | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]


def _app_key(app: str) -> int:
    return _APP_KEYS | crc32(app.encode())


def _fields(where: Condition) -> list[list[_Posting]]:
    """Return, for each field that can find the rule, one posting for each alternative."""
    fields = [
        [_template_posting(template) for template in values]
        for values in (where.titles, where.urls)
        if values
    ]
    if where.patterns:
        fields.append([_pattern_posting(pattern) for pattern in where.patterns])
    if where.apps:
        fields.append(
            [_Posting(() if template.gaps else (_app_key(template.literals[0]),)) for template in where.apps]
        )
    return [field for field in fields if all(posting.keys for posting in field)]


def _template_posting(template: Template) -> _Posting:
    texts = list(template.literals)
    texts[0] = _START + texts[0]
    texts[-1] += _END
    grams = tuple(dict.fromkeys(gram for text in texts for gram in _grams(text)))
    if template.is_url:
        return _Posting(tuple(-gram for gram in grams), url_glob=template.glob)
    return _Posting(grams, title_glob=template.glob)


def _pattern_posting(pattern: Pattern) -> _Posting:
    grams = tuple(dict.fromkeys(gram for text in pattern.literals for gram in _grams(text)))
    return _Posting(grams, title_glob=_pattern_glob(pattern))


def _pattern_glob(pattern: Pattern) -> str | None:
    return "*".join(("", *map(escape_glob, pattern.literals), "")) if pattern.literals else None


def _gram_rows(pk: int, where: Condition, frequency: Counter[int]) -> Iterable[dict[str, Any]]:
    """Return the rows under which a rule is found: those of the field that the fewest rules share."""
    fields = _fields(where)
    rarest = [
        [(min(posting.keys, key=frequency.__getitem__), posting) for posting in field] for field in fields
    ]
    best = min(
        rarest, key=lambda field: sum(frequency[key] for key, _ in field), default=[(ALWAYS, _Posting(()))]
    )
    title_glob, url_glob = _only_globs(where)
    apps = (
        None
        if any(template.gaps for template in where.apps)
        else [template.literals[0] for template in where.apps]
    )
    return [
        {
            "key": key,
            "rule_pk": pk,
            "alternative": alternative,
            "title_glob": posting.title_glob or title_glob,
            "url_glob": posting.url_glob or url_glob,
            "apps": f"|{'|'.join(apps)}|" if apps else None,
        }
        for alternative, (key, posting) in enumerate(best)
    ]


def _only_globs(where: Condition) -> tuple[str | None, str | None]:
    """Return the globs that hold whichever alternative applies: those of fields with one value."""
    title = where.titles[0].glob if len(where.titles) == 1 else None
    if title is None and not where.titles and len(where.patterns) == 1:
        title = _pattern_glob(where.patterns[0])
    return title, where.urls[0].glob if len(where.urls) == 1 else None
