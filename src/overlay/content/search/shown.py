"""Why a guide was found and where: marks in its title and in a snippet of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from overlay.content.search import text
from overlay.content.search.asked import How, Meant
from overlay.content.search.index import PREFIX_MARK
from overlay.content.search.text import Token
from overlay.content.words import Words

HIT_START, HIT_END = "\x02", "\x03"
_FIELDS = ("title", "keywords", "headings", "body")
_SNIPPET_WORDS = 14
_BEFORE = 4  # words of a snippet before its first hit
_READ_CHARS = 6_000  # of a long text, in which a hit is looked for


@dataclass(frozen=True, slots=True)
class Why:
    """A word of the query, the word of the guide that answers it, the part of the guide it is in, and how they belong.

    `where` is title, keywords, headings or body: the first of these that holds it.
    """

    asked: str
    found: str
    where: str
    how: How


class _Mark(NamedTuple):
    place: int  # of the word in the query
    how: How
    share: float


class Marker:
    """Finds the words of one query in texts of one language."""

    def __init__(self, found: Sequence[Meant]) -> None:
        self._found = found
        self._forms: dict[str, _Mark] = {}
        self._beginnings: dict[str, _Mark] = {}
        for place, meant in enumerate(found):
            for called in meant.every():
                form, mark = called.known.form, _Mark(place, called.how, called.share)
                marks = self._beginnings if form.endswith(PREFIX_MARK) else self._forms
                form = form.removesuffix(PREFIX_MARK)
                if form not in marks or marks[form].share < mark.share:
                    marks[form] = mark

    def title(self, title: str) -> str:
        """Return `title` with its hits marked."""
        return _marked(title, self._hits(title))

    def snippet(self, body: str) -> str:
        """Return the part of `body` that holds the most of the query's words, its hits marked; its beginning without."""
        tokens = list(text.tokens(body[:_READ_CHARS]))
        marks = [self._mark(token.form) for token in tokens]
        first = _densest(marks)
        some = tokens[first : first + _SNIPPET_WORDS]
        if not some:
            return body[:_READ_CHARS]
        start = 0 if first == 0 else some[0].start
        end = len(body) if first + len(some) == len(tokens) and len(body) <= _READ_CHARS else some[-1].end
        hits = [token for token, mark in zip(some, marks[first:], strict=False) if mark]
        shifted = [Token(hit.form, hit.start - start, hit.end - start) for hit in hits]
        shown = _marked(body[start:end], shifted)
        return f"{'…' if start else ''}{shown}{'…' if end < len(body) else ''}"

    def why(self, words: Words[str]) -> tuple[Why, ...]:
        """Return for each word of the query that the guide holds where it stands first."""
        best: dict[int, Why] = {}
        for where in _FIELDS:
            if len(best) == len(self._found):
                break
            here: dict[int, tuple[_Mark, str]] = {}
            part = getattr(words, where)[:_READ_CHARS]
            for token in text.tokens(part):
                mark = self._mark(token.form)
                if mark and (mark.place not in here or here[mark.place][0].share < mark.share):
                    here[mark.place] = (mark, part[token.start : token.end])
            for place, (mark, found) in here.items():
                best.setdefault(place, Why(self._found[place].word.form, found, where, mark.how))
        return tuple(best[place] for place in sorted(best))

    def _hits(self, part: str) -> list[Token]:
        return [token for token in text.tokens(part) if self._mark(token.form)]

    def _mark(self, form: str) -> _Mark | None:
        mark = self._forms.get(form)
        if mark is None and self._beginnings:
            mark = next((m for start, m in self._beginnings.items() if form.startswith(start)), None)
        return mark


def _densest(marks: Sequence[_Mark | None]) -> int:
    """Return where to begin a snippet: a little before the stretch with the most different words of the query."""
    best, start = 0, 0
    for i, mark in enumerate(marks):
        if mark is None:
            continue
        places = {m.place for m in marks[i : i + _SNIPPET_WORDS - _BEFORE] if m}
        if len(places) > best:
            best, start = len(places), i
    return max(0, start - _BEFORE)


def _marked(part: str, hits: Sequence[Token]) -> str:
    """Return `part` with marks around `hits`; those that overlap share one pair."""
    pieces: list[str] = []
    done = 0
    for start, end in _spans(hits):
        pieces += (part[done:start], HIT_START, part[start:end], HIT_END)
        done = end
    return "".join((*pieces, part[done:]))


def _spans(hits: Sequence[Token]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda token: (token.start, -token.end)):
        if spans and hit.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], hit.end))
        else:
            spans.append((hit.start, hit.end))
    return spans
