"""Search in the full-text index of a generation. Standard library only: the palette asks with every key."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from overlay.content import languages
from overlay.guide import GuideRef

HIT_START, HIT_END = "\x02", "\x03"
_MAX_QUERY_CHARS = 200
_MAX_WORDS = 12
_RANKED = 1_000  # index rows; a query that fits more says too little to be worth the time, the first ones do
_LOOKED_AT = 200  # of these, ranked anew by language and application
_WORD = re.compile(r"[^\W_]+")  # what unicode61 calls a token
_LATER_LANGUAGE = 0.8
_OTHER_LANGUAGE = 0.5  # a hit in a language nobody asked for is better than none, not better than others
_SAME_APP = 1.5
# What a guide is about says more than the words in its steps, and is found in a tenth of the time.
_SCOPES = ("{{title keywords headings}} : ({})", "{}")

# `rank` is bm25 with the weights the index was built with: negative, better is lower.
RANK = f"""
    SELECT f.row, -f.score, g.pack_id, g.name, t.guide_pk, t.lang, g.valid_from_s, g.valid_until_s, g.apps
    FROM (SELECT rowid AS row, rank AS score FROM guide_search WHERE guide_search MATCH ? LIMIT {_RANKED}) AS f
    JOIN guide_text AS t ON t.id = f.row JOIN guide AS g ON g.id = t.guide_pk
    ORDER BY f.score LIMIT {_LOOKED_AT}
"""
MARK = f"""
    SELECT highlight(guide_search, 0, '{HIT_START}', '{HIT_END}'),
           snippet(guide_search, 3, '{HIT_START}', '{HIT_END}', '…', 14)
    FROM guide_search WHERE guide_search MATCH ? AND rowid = ?
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A guide that was found: HIT_START and HIT_END mark the words in `title` and `snippet`. Higher `score` is better."""

    ref: GuideRef
    lang: str
    title: str
    snippet: str
    score: float


class _Found(NamedTuple):
    row: int
    score: float
    ref: GuideRef
    guide_pk: int
    lang: str


def expressions(query: str) -> tuple[str, ...]:
    """Return FTS5 expressions to try in order: all words, then any. Empty when the query holds no word.

    Every word is quoted, so that no operator, column or bracket of the query means anything. The last word is still being
    typed, and stands for all that begin with it, unless something follows it.
    """
    query = query[:_MAX_QUERY_CHARS]
    words = [f'"{word}"' for word in _WORD.findall(query)[:_MAX_WORDS]]
    if not words:
        return ()
    if not query[-1].isspace():
        words[-1] += "*"
    if len(words) == 1:
        return (words[0],)
    return (" ".join(words), " OR ".join(words))


def find(
    db: sqlite3.Connection,
    query: str,
    wanted: Sequence[str],
    app: str = "",
    limit: int = 20,
    now_s: float | None = None,
) -> tuple[Hit, ...]:
    """Return the guides that hold all words of `query` (or, when none does, any), best first, each once.

    Of a guide that was found in several languages the best hit counts, one in the first of the `wanted` languages a little
    more than one in another. Guides with a rule for `app` come a little before others.
    """
    for expression in expressions(query):
        hits: dict[int, _Found] = {}
        for scope in _SCOPES:
            for found in _ranked(db, scope.format(expression), wanted, app.casefold(), now_s):
                if found.guide_pk not in hits or hits[found.guide_pk].score < found.score:
                    hits[found.guide_pk] = found
            if len(hits) >= limit:
                break
        if hits:
            best = sorted(hits.values(), key=lambda found: (-found.score, found.ref, found.row))[:limit]
            return tuple(_marked(db, expression, found) for found in best)
    return ()


def _ranked(
    db: sqlite3.Connection, expression: str, wanted: Sequence[str], app: str, now_s: float | None
) -> Iterator[_Found]:
    for row, relevance, pack, name, guide_pk, lang, from_s, until_s, apps in db.execute(RANK, (expression,)):
        if now_s is not None and not is_valid(now_s, from_s, until_s):
            continue
        score = relevance * _language_factor(lang, wanted)
        if app and f" {app} " in apps:
            score *= _SAME_APP
        yield _Found(row, score, GuideRef(pack, name), guide_pk, lang)


def _marked(db: sqlite3.Connection, expression: str, found: _Found) -> Hit:
    title, snippet = db.execute(MARK, (expression, found.row)).fetchone()
    return Hit(found.ref, found.lang, title, snippet, found.score)


def is_valid(now_s: float, valid_from_s: float | None, valid_until_s: float | None) -> bool:
    """Tell whether a guide is valid at `now_s` (seconds since the epoch): from inclusive, until exclusive."""
    return (valid_from_s is None or valid_from_s <= now_s) and (
        valid_until_s is None or now_s < valid_until_s
    )


def _language_factor(lang: str, wanted: Sequence[str]) -> float:
    place = languages.rank(lang, wanted)
    if place == len(wanted):
        return _OTHER_LANGUAGE
    return 1.0 if place == 0 else _LATER_LANGUAGE
