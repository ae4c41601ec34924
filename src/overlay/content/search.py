"""Search in the full-text index of a generation. Standard library only: the palette asks with every key."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from overlay.content import languages
from overlay.guide import GuideRef

HIT_START, HIT_END = "\x02", "\x03"
_MAX_QUERY_CHARS = 200
_MAX_WORDS = 12
_LOOKED_AT = 200  # index rows ranked anew by language and application; more are not what was meant
_WORD = re.compile(r"[^\W_]+")  # what unicode61 calls a token
_LATER_LANGUAGE = 0.8
_OTHER_LANGUAGE = 0.5  # a hit in a language nobody asked for is better than none, not better than others
_SAME_APP = 1.5

# bm25 is negative, better is lower. A word in the title says most.
SEARCH = f"""
    SELECT g.pack_id, g.name, t.guide_pk, t.lang,
           highlight(guide_search, 0, '{HIT_START}', '{HIT_END}'),
           snippet(guide_search, -1, '{HIT_START}', '{HIT_END}', '…', 14),
           -bm25(guide_search, 10.0, 6.0, 3.0, 1.0) AS score,
           g.valid_from_s, g.valid_until_s, g.apps
    FROM guide_search
    JOIN guide_text AS t ON t.id = guide_search.rowid
    JOIN guide AS g ON g.id = t.guide_pk
    WHERE guide_search MATCH ? ORDER BY rank LIMIT {_LOOKED_AT}
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A guide that was found: HIT_START and HIT_END mark the words in `title` and `snippet`. Higher `score` is better."""

    ref: GuideRef
    lang: str
    title: str
    snippet: str
    score: float


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
        hits: dict[int, Hit] = {}
        rows = db.execute(SEARCH, (expression,)).fetchall()
        for pack, name, guide_pk, lang, title, snippet, relevance, valid_from_s, valid_until_s, apps in rows:
            if now_s is not None and not is_valid(now_s, valid_from_s, valid_until_s):
                continue
            score = relevance * _language_factor(lang, wanted)
            if app and f" {app.casefold()} " in apps:
                score *= _SAME_APP
            if guide_pk not in hits or hits[guide_pk].score < score:
                hits[guide_pk] = Hit(GuideRef(pack, name), lang, title, snippet, score)
        if hits:
            return tuple(sorted(hits.values(), key=lambda hit: (-hit.score, hit.title, hit.ref))[:limit])
    return ()


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
