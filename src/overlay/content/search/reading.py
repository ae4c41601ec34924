"""The texts of guides as search reads them: parted at their spaces, with the form of each piece.

A text is read twice for a query (`rerank`, `highlights`), and again with the next letter that is typed: of the texts that
a hundred thousand guides were searched for letter by letter, 43 in 100 had been among the 32 before them. So the last few
are kept.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence

from overlay.content.search.scorer import batches
from overlay.content.search.text import Forms
from overlay.content.words import Words, parts, unpacked

_SOME = 12
WORDS = f"SELECT id, data FROM guide_words WHERE id IN ({', '.join('?' * _SOME)})"
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

    def load(self, text_pks: Sequence[int]) -> None:
        """Read these texts (`guide_text.id`) at once, so that `read` has them."""
        missing = []
        for text_pk in text_pks:
            if text_pk in self._kept:
                self._kept.move_to_end(text_pk)
            else:
                missing.append(text_pk)
        for some in batches(missing, _SOME):
            for text_pk, data in self._db.execute(WORDS, some):
                self._kept[text_pk] = part_by_part(unpacked(data), self._known)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def read(self, text_pk: int) -> Words[Part]:
        """Return one text."""
        if text_pk not in self._kept:
            self.load([text_pk])
        self._kept.move_to_end(text_pk)
        return self._kept[text_pk]


def part_by_part(words: Words[str], known: Forms) -> Words[Part]:
    """Return what is said of each part as search reads it; `known` remembers pieces from text to text."""
    return Words(*(Part(part, known) for part in parts(words)))
