"""The texts of guides as search reads them: parted at their spaces, with the form of each piece.

A text is read twice for a query (`proximity`, `highlights`), and again with the next letter that is typed: of the texts that
a hundred thousand guides were searched for letter by letter, 43 in 100 had been among the 32 before them. So the last few
are kept.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence

from overlay.content.search.text import Forms
from overlay.content.words import Words, parts, unpacked

WORDS = "SELECT data FROM guide_words WHERE id = ?"
_MOST_CHUNKS = 4_000  # of a long text; what is behind them is one piece
_KEPT = 32
_REMEMBERED = 16_384  # pieces of text whose words are remembered (2 MB when full)


class Part:
    """One part of a guide: its pieces between spaces, and what each says."""

    __slots__ = ("_forms", "_known", "chunks")

    def __init__(self, text: str, known: Forms) -> None:
        self.chunks: list[str] = text.split(maxsplit=_MOST_CHUNKS)
        self._known = known
        self._forms: list[str | tuple[str, ...]] = []

    def forms(self, first: int, last: int) -> Sequence[str | tuple[str, ...]]:
        """Return the one form in each of these pieces, or (rarely) its forms."""
        read = len(self._forms)
        if read < last:
            self._forms += map(self._known.__getitem__, self.chunks[read:last])
        return self._forms[first:last]


class Texts:
    """Reads the texts of one generation."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known = Forms(_REMEMBERED)
        self._kept: OrderedDict[int, Words[Part]] = OrderedDict()

    def read(self, text_pk: int) -> Words[Part]:
        """Return the text `guide_text.id`."""
        text = self._kept.get(text_pk)
        if text is not None:
            self._kept.move_to_end(text_pk)
            return text
        words = unpacked(self._db.execute(WORDS, (text_pk,)).fetchone()[0])
        text = self._kept[text_pk] = part_by_part(words, self._known)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return text


def part_by_part(words: Words[str], known: Forms) -> Words[Part]:
    """Return what is said of each part as search reads it; `known` remembers pieces from text to text."""
    return Words(*(Part(part, known) for part in parts(words)))
