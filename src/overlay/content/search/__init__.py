"""Search in a generation: ranked as you type, in the languages of the guides, with the reason for each hit.

    text       words as search sees them           index        builds the index (in `overlay pack install`)
    compounds  "terugbetaling" by "betaling"       incremental  or updates the one before with what changed
    stems      which words are forms of one        write        puts either into a generation
    prefixes   words that begin alike              vocabulary   reads it
    relevance  how much a word says of a guide     query_terms  what a query's words may stand for
    spelling   words that are nearly the same      variants     other ways to write a word
    lanes      one byte a guide, all at once       scorer       which guides answer best
    postings   how a word's guides are stored      rerank       which of them answer as a whole
    reading    texts, split into words             highlights   why a guide was found, and where

Standard library only, but for the stemmer, which is loaded with the first search: the palette asks with every key.
docs/search.md describes it, docs/adr/0041-search-engine.md says why it is not FTS5 and not tantivy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from overlay.content import languages
from overlay.content.search.highlights import HIT_END, HIT_START, Marker, Why
from overlay.content.search.query_terms import Meant
from overlay.content.search.reading import Texts
from overlay.content.search.rerank import Reranker
from overlay.content.search.scorer import Lexical, Scored, Scorer, batches, fused
from overlay.guide import GuideRef

__all__ = ["HIT_END", "HIT_START", "Hit", "Scorer", "Searcher", "Why", "is_valid"]

_FIRST = 24  # texts of each language looked at anew for application and recent use, or twice the limit
_LATER_LANGUAGE = 0.8
_OTHER_LANGUAGE = 0.4  # a hit in a language nobody asked for is better than none, not better than others
_SAME_APP = 1.25
_RECENT = 1.15  # the guide used last; those before it less and less
_LOOKED_INTO = 12  # guides whose text is read for their order
_WORTH = 0.25  # of the best score: below it a hit is a word like "the"
_FEW, _WORTH_AMONG_FEW = 5, 0.1  # the first may be a little weaker than that

_SOME = 24
ABOUT = f"""
    SELECT t.id, g.pack_id, g.name, t.guide_pk, g.valid_from_s, g.valid_until_s, g.apps
    FROM guide_text AS t JOIN guide AS g ON g.id = t.guide_pk WHERE t.id IN ({", ".join("?" * _SOME)})
"""


class Hit(Struct, frozen=True):
    """A guide that was found: HIT_START and HIT_END mark the words in `title` and `snippet`. Higher `score` is better."""

    ref: GuideRef
    lang: str
    title: str
    snippet: str
    score: float
    why: tuple[Why, ...] = ()


class _Found(NamedTuple):
    score: float
    ref: GuideRef
    scored: Scored
    bonus: float = 0.0  # for how its text answers the query as a whole


class Searcher:
    """Searches one generation. `others` are further opinions beside the words (see `scorer.Scorer`)."""

    def __init__(self, db: sqlite3.Connection, others: Sequence[Scorer] = ()) -> None:
        self._db = db
        self._lexical = Lexical(db)
        self._others = tuple(others)
        self._texts = Texts(db)

    def find(
        self,
        query: str,
        wanted: Sequence[str],
        app: str = "",
        limit: int = 20,
        now_s: float | None = None,
        recent: Sequence[GuideRef] = (),
    ) -> tuple[Hit, ...]:
        """Return the guides that answer `query`, best first, each once: see `lookup.Content.search`."""
        meant = self._lexical.meant(query, wanted)
        count = max(_FIRST, 2 * limit)
        opinions = [
            self._lexical.best_of(meant, count),
            *(other.best(query, wanted, count) for other in self._others),
        ]
        scored = {one.text_pk: one for one in fused(opinions)}
        in_language = {lang: _language_factor(lang, wanted) for lang in meant}
        used = {ref: 1 + (_RECENT - 1) / place for place, ref in reversed(list(enumerate(recent, 1)))}
        app = f" {app.casefold()} " if app else "?"  # no name of an application
        hits: dict[int, _Found] = {}
        for some in batches(list(scored), _SOME):
            for text_pk, pack, name, guide_pk, from_s, until_s, apps in self._db.execute(ABOUT, some):
                if now_s is not None and not is_valid(now_s, from_s, until_s):
                    continue
                one, ref = scored[text_pk], GuideRef(pack, name)
                score = one.score * in_language[one.lang] * used.get(ref, 1.0)
                if app in apps:
                    score *= _SAME_APP
                if guide_pk not in hits or hits[guide_pk].score < score:
                    hits[guide_pk] = _Found(score, ref, one)
        found = sorted(hits.values(), key=_order)
        best = self._reranked(found, meant, in_language)[:limit]
        markers = {lang: Marker(words) for lang, words in meant.items()}
        return tuple(
            self._hit(one, markers[one.scored.lang])
            for place, one in enumerate(best)
            if one.score >= (_WORTH_AMONG_FEW if place < _FEW else _WORTH) * found[0].score
        )

    def _reranked(
        self, found: list[_Found], meant: Mapping[str, Sequence[Meant]], in_language: Mapping[str, float]
    ) -> list[_Found]:
        """Return `found` with the first in the order of what their texts say too."""
        rerankers = {
            lang: Reranker(words, self._lexical.weights(lang, words)) for lang, words in meant.items()
        }

        looked_into = found[:_LOOKED_INTO]
        if any(rerankers.values()):
            self._texts.load([one.scored.text_pk for one in looked_into])

        def with_bonus(one: _Found) -> _Found:
            reranker = rerankers[one.scored.lang]
            if not reranker:
                return one
            share = in_language[one.scored.lang] * reranker.bonus(self._texts.read(one.scored.text_pk))
            return one._replace(bonus=share * found[0].score)

        return sorted(map(with_bonus, looked_into), key=_order) + found[_LOOKED_INTO:]

    def _hit(self, found: _Found, marker: Marker) -> Hit:
        shown = marker.show(self._texts.read(found.scored.text_pk))
        return Hit(
            found.ref, found.scored.lang, shown.title, shown.snippet, found.score + found.bonus, shown.why
        )


def _order(found: _Found) -> tuple[float, GuideRef, int]:
    return -(found.score + found.bonus), found.ref, found.scored.text_pk


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
