"""The index that finds the rules for a window among 100,000 without holding them in memory.

Each rule stands in the store under its rarest *gram*: six characters in a row (three where it has no six) that every
window it fits must hold in its title or its address. Words would miss `*Refund*` in "Refunds". Only the grams of the
window in front are looked up. Beside each stands an SQLite GLOB of the whole template, so that almost only rules that
apply come back. The index may return a rule that does not apply, never miss one that does.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct

from overlay.rules import Condition, Rule, Template, View, decode, encode, specificity

ALWAYS = ""
"""The key of rules that no gram and no application can find: they are looked at for every window."""

_LONG, _SHORT = (
    6,
    3,
)  # measured on a skewed vocabulary: six leave a quarter of the rows that three do, seven no fewer
_ENOUGH = 32  # grams of one text: among so many one is rare, and looking at each of a long text takes three times as long
_START, _END = "\x02", "\x03"  # mark both ends of a text, so that "PO at the start" is a gram too
_URL, _APP = "\x04", "\x05"  # tell the grams of addresses, and applications, from the grams of titles
_NOTICE_STRENGTH = 1 << 20  # above any specificity
_APPS_STEP = 6  # statements are prepared for a multiple of so many names, so that few are kept
_BATCH = 24  # rules read at a time: a little more than an agent is shown


class NewRule(NamedTuple):
    """A rule to be indexed."""

    guide_pk: int
    rule: Rule
    notice: bool = False


class FoundRule(Struct, frozen=True):
    """A rule that may apply, and how specific it is (`rules.specificity`)."""

    guide_pk: int
    specificity: int
    rule: Rule


class _Posting(NamedTuple):
    """One way into a rule: any of `keys` finds it when this alternative can apply."""

    keys: tuple[str, ...]
    title_glob: str | None = None
    url_glob: str | None = None


def index_rows(
    rules: Sequence[NewRule], first_pk: int = 1
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `RuleRow` (ids from `first_pk`) and of `RuleGram` for `rules`.

    The rarest gram is the rarest among these rules, so give as many at a time as there are.
    """
    frequency: Counter[str] = Counter()
    for new in rules:
        postings = [posting for field in _fields(new.rule.where) for posting in field]
        # The keys of one posting are distinct already.
        one = len(postings) == 1
        frequency.update(postings[0].keys if one else {key for p in postings for key in p.keys})
    rows: list[dict[str, Any]] = []
    grams: list[dict[str, Any]] = []
    for pk, new in enumerate(rules, first_pk):
        rows.append({"id": pk, "guide_pk": new.guide_pk, "data": encode(new.rule)})
        strength = specificity(new.rule) + (_NOTICE_STRENGTH if new.notice else 0)
        grams += (
            {"rule_pk": pk, "strength": strength, **row} for row in _gram_rows(new.rule.where, frequency)
        )
    return rows, grams


def candidates(db: sqlite3.Connection, view: View) -> Iterator[FoundRule]:
    """Yield the rules that may apply to a window, strongest first: all that do, and few that do not."""
    apps = [f"|{app}|" for app in view.apps] or ["||"]
    apps += apps[-1:] * (-len(apps) % _APPS_STEP)
    keys = json.dumps(_keys_of(view), ensure_ascii=False)
    found = dict(db.execute(_statement(len(apps)), (view.title.folded, view.url.folded, keys, *apps)))
    strongest = sorted(found, key=lambda pk: (-found[pk], pk))
    for start in range(0, len(strongest), _BATCH):
        some = strongest[start : start + _BATCH]
        rows = db.execute(_RULES, (*some, *(-1,) * (_BATCH - len(some))))
        by_pk = {pk: (guide_pk, data) for pk, guide_pk, data in rows}
        for pk in some:
            guide_pk, data = by_pk[pk]
            yield FoundRule(guide_pk, found[pk] % _NOTICE_STRENGTH, decode(data))


def rules_of(db: sqlite3.Connection, guide_pk: int) -> tuple[Rule, ...]:
    """Return the rules of one guide, in the order of its `when`."""
    rows = db.execute("SELECT data FROM rule WHERE guide_pk = ? ORDER BY id", (guide_pk,))
    return tuple(decode(data) for (data,) in rows)


_RULES = f"SELECT id, guide_pk, data FROM rule WHERE id IN ({', '.join('?' * _BATCH)})"


@cache  # one text for each multiple of _APPS_STEP: two or three
def _statement(apps: int) -> str:
    in_apps = " OR ".join(f"instr(apps, ?{i})" for i in range(4, 4 + apps))
    return (
        # The keys come as one JSON array: a list of 200 parameters takes SQLite longer to prepare than to look up.
        "SELECT rule_pk, strength FROM json_each(?3) CROSS JOIN rule_gram ON rule_gram.key = json_each.value "
        "WHERE (title_glob IS NULL OR ?1 GLOB title_glob) AND (url_glob IS NULL OR ?2 GLOB url_glob) "
        f"AND (apps IS NULL OR {in_apps})"
    )


def _keys_of(view: View) -> list[str]:
    title = f"{_START}{view.title.folded}{_END}"
    keys = {*_grams(title, _LONG), *_grams(title, _SHORT)}
    if view.url.text:
        url = f"{_START}{view.url.folded}{_END}"
        keys.update(_URL + gram for size in (_LONG, _SHORT) for gram in _grams(url, size))
    keys.update(_APP + app for app in view.apps)
    keys.add(ALWAYS)
    return list(keys)


def _grams(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def _best_grams(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the grams of literals by which a rule can be found: long ones where there are any, of a long text some."""
    for size in (_LONG, _SHORT):
        if grams := [
            text[i : i + size]
            for text in texts
            for i in range(0, len(text) - size + 1, 1 + len(text) // _ENOUGH)
        ]:
            return tuple(dict.fromkeys(grams))
    return ()


def _fields(where: Condition) -> list[list[_Posting]]:
    """Return, for each field that can find the rule, one posting for each alternative."""
    fields = [[_template_posting(template) for template in values] for values in (where.titles, where.urls)]
    fields.append([_Posting(_best_grams(pattern.literals), pattern.glob) for pattern in where.patterns])
    fields.append(
        [_Posting(() if template.gaps else (_APP + template.literals[0],)) for template in where.apps]
    )
    return [field for field in fields if field and all(posting.keys for posting in field)]


def _template_posting(template: Template) -> _Posting:
    texts = list(template.literals)
    texts[0] = _START + texts[0]
    texts[-1] += _END
    grams = _best_grams(texts)
    if template.is_url:
        return _Posting(tuple(_URL + gram for gram in grams), url_glob=template.glob)
    return _Posting(grams, title_glob=template.glob)


def _gram_rows(where: Condition, frequency: Counter[str]) -> Iterable[dict[str, Any]]:
    """Yield the keys under which a rule is found: those of the field that the fewest rules share."""
    rarest = [
        [(min(posting.keys, key=frequency.__getitem__), posting) for posting in field]
        for field in _fields(where)
    ]
    best = min(
        rarest, key=lambda field: sum(frequency[key] for key, _ in field), default=[(ALWAYS, _Posting(()))]
    )
    title_glob, url_glob = _only_globs(where)
    wild_app = any(template.gaps for template in where.apps)
    apps = "" if wild_app else "|".join(template.literals[0] for template in where.apps)
    for alternative, (key, posting) in enumerate(best):
        yield {
            "key": key,
            "alternative": alternative,
            "title_glob": posting.title_glob or title_glob,
            "url_glob": posting.url_glob or url_glob,
            "apps": f"|{apps}|" if apps else None,
        }


def _only_globs(where: Condition) -> tuple[str | None, str | None]:
    """Return the globs that hold whichever alternative applies: those of fields with one value."""
    title = where.titles[0].glob if len(where.titles) == 1 else None
    if not where.titles and len(where.patterns) == 1:
        title = where.patterns[0].glob
    return title, where.urls[0].glob if len(where.urls) == 1 else None
