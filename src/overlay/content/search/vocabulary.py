"""The words of one language in a generation: a few statements on the standard library's sqlite3."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from overlay.content.search import spelling, text

LANGUAGES = "SELECT lang, guides FROM search_language ORDER BY lang"
FORM = "SELECT id, form, guides FROM search_form WHERE lang = ? AND form = ?"
BEGINNING = """
    SELECT id, form, guides FROM search_form WHERE lang = ? AND form >= ? AND form < ? LIMIT ?
"""
# CROSS JOIN: the stem first. SQLite, which has no statistics here, would walk through all forms.
OF_STEM = """
    SELECT f.id, f.form, f.guides
    FROM search_stem AS s CROSS JOIN search_form AS f ON f.lang = s.lang AND f.form = s.form
    WHERE s.lang = ? AND s.stem = ? AND s.is_part = ? ORDER BY f.guides DESC LIMIT ?
"""
BY_ID = "SELECT id, form, guides FROM search_form WHERE id = ?"
GRAM = "SELECT form_ids FROM search_gram WHERE lang = ? AND gram = ?"
POSTINGS = "SELECT postings FROM search_form WHERE id = ?"
SYNONYMS = "SELECT other FROM search_synonym WHERE lang = ? AND stems = ?"

_LAST = "\U0010ffff"  # after every letter a form can begin with
_AT_A_TIME = 250  # values in one statement
_LOOKED_AT = 150  # long words compared letter by letter
_FEW = 100  # as many as a word has kin
_MIN_HELD, _ENDING = 5, 2  # letters of a part of a compound, and of what may follow it


class Known(NamedTuple):
    """A form that stands in so many guides; one that ends with "*" stands for a beginning."""

    id: int
    form: str
    guides: int


class Vocabulary:
    """The words of the guides in `lang`, of which there are so many."""

    def __init__(self, db: sqlite3.Connection, lang: str, guides: int) -> None:
        self.lang = lang
        self.guides = guides
        self._db = db

    @classmethod
    def every(cls, db: sqlite3.Connection) -> list[Vocabulary]:
        """Return one for each language there are guides in."""
        return [cls(db, lang, guides) for lang, guides in db.execute(LANGUAGES)]

    def form(self, form: str) -> Known | None:
        row = self._db.execute(FORM, (self.lang, form)).fetchone()
        return Known(*row) if row else None

    def count(self, form: str) -> int:
        known = self.form(form)
        return known.guides if known else 0

    def stem(self, form: str) -> str:
        return text.stemmer(self.lang)(form)

    def of_stem(self, stem: str, limit: int, *, is_part: bool = False) -> list[Known]:
        """Return the forms of `stem`, or the compounds that have a part with it, the most usual first."""
        return [Known(*row) for row in self._db.execute(OF_STEM, (self.lang, stem, is_part, limit))]

    def beginning(self, start: str, limit: int) -> list[Known]:
        """Return forms that begin with `start`, at most `limit` (in their order)."""
        rows = self._db.execute(BEGINNING, (self.lang, start, start + _LAST, limit))
        return [known for row in rows if not (known := Known(*row)).form.endswith("*")]

    def near(self, form: str) -> list[tuple[Known, int]]:
        """Return the forms that `form` may be a slip for, each with how many edits away; the nearest only."""
        limit = spelling.allowed(form)
        if not limit:
            return []
        found = self._one_edit(form) if limit == 1 else self._two_edits(form, limit)
        nearest = min((edits for _, edits in found), default=0)
        return [(known, edits) for known, edits in found if edits == nearest]

    def postings(self, form_id: int) -> bytes:
        data: bytes = self._db.execute(POSTINGS, (form_id,)).fetchone()[0]
        return data

    def synonyms(self, stems: str) -> list[str]:
        """Return what else the word or phrase with these stems (between spaces) is called, each as forms."""
        return [row[0] for row in self._db.execute(SYNONYMS, (self.lang, stems))]

    def forms(self, forms: Sequence[str]) -> list[Known]:
        """Return those of some forms that guides use."""
        return list(self._known(forms)) if forms else []

    def holding(self, part: str) -> list[Known]:
        """Return the longer forms that begin or end with `part` (an ending apart), the most usual first."""
        if len(part) < _MIN_HELD or not part.isalnum():
            return []
        shared: Counter[int] = Counter()
        grams = spelling.inner_grams(part)
        for gram in grams:
            for row in self._db.execute(GRAM, (self.lang, gram)):
                shared.update(array("I", row[0]))
        ids = [form_id for form_id, count in sorted(shared.items()) if count == len(grams)][:_LOOKED_AT]
        found = [Known(*self._db.execute(BY_ID, (form_id,)).fetchone()) for form_id in ids]
        held = [
            known
            for known in found
            if known.form.startswith(part) or part in known.form[-len(part) - _ENDING :]
        ]
        return sorted(held, key=lambda known: -known.guides)

    def _one_edit(self, form: str) -> list[tuple[Known, int]]:
        near = sorted(set(spelling.one_edit(form)) - {form})
        return [(known, 1) for known in self._known(near) if spelling.edits(form, known.form, 1) == 1]

    def _known(self, forms: Sequence[str]) -> Iterable[Known]:
        at_a_time = _FEW if len(forms) <= _FEW else _AT_A_TIME
        marks = ", ".join("?" * at_a_time)
        statement = f"SELECT id, form, guides FROM search_form WHERE lang = ? AND form IN ({marks})"
        for first in range(0, len(forms), at_a_time):
            some = forms[first : first + at_a_time]
            values = [*some, *(at_a_time - len(some)) * [some[-1]]]
            yield from (Known(*row) for row in self._db.execute(statement, (self.lang, *values)))

    def _two_edits(self, form: str, limit: int) -> list[tuple[Known, int]]:
        grams = spelling.grams(form)
        shared: Counter[int] = Counter()
        for gram in grams:
            for row in self._db.execute(GRAM, (self.lang, gram)):
                shared.update(array("I", row[0]))
        least = max(1, len(grams) - 3 * limit)  # an edit touches at most three grams
        found = []
        nearest = nsmallest(_LOOKED_AT, shared.items(), key=lambda item: (-item[1], item[0]))
        for form_id, count in nearest:
            if count < least:
                break
            known = Known(*self._db.execute(BY_ID, (form_id,)).fetchone())
            needed = spelling.edits(form, known.form, limit)
            if needed <= limit:
                found.append((known, needed))
        return found
