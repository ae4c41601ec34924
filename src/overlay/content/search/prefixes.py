"""Beginnings of words that many words share: "re*" is a row of its own, which stands for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from overlay.content.search import lanes, postings

PREFIX_MARK = "*"  # ends the "form" that stands for all words with this beginning
PREFIX_CHARS = 4  # beginnings up to this length stand for too many words to be looked up one by one
MANY_FORMS = 24
_LAST = "\U0010ffff"


def of(word: str) -> Iterator[str]:
    """Yield the beginnings of a word that may have a row, the shortest first."""
    return (word[:end] for end in range(1, min(len(word), PREFIX_CHARS) + 1))


def shared(words: Iterable[str]) -> set[str]:
    """Return the beginnings that have a row."""
    forms = Counter(prefix for word in words for prefix in of(word))
    return {prefix for prefix, count in forms.items() if count >= MANY_FORMS}


def place(form: str) -> str:
    """Return what forms are ordered by in the index: a beginning comes after all words that begin so."""
    return form[: -len(PREFIX_MARK)] + _LAST if form.endswith(PREFIX_MARK) else form


class Beginnings:
    """Joins the postings of all words with the same beginning; words come in their order.

    A word is joined to the longest of its beginnings alone, and that to the next shorter one when it is done.
    """

    def __init__(self, words: Iterable[str], guides: int) -> None:
        self._guides = guides
        self._shared = shared(words)
        self._open: list[tuple[str, bytearray]] = []  # the beginnings of the last word, the shortest first

    def done(self, word: str) -> Iterator[tuple[str, bytes]]:
        """Yield the beginnings that end before this word, each with its lane vector; all, for the empty word."""
        while self._open and not (word and word.startswith(self._open[-1][0])):
            prefix, vector = self._open.pop()
            joined = bytes(vector)
            if self._open:
                self._open[-1][1][:] = lanes.larger(bytes(self._open[-1][1]), joined)
            yield prefix, joined

    def add(self, word: str, stored: bytes) -> None:
        """Join a word; what ends before it is done."""
        for end in range(len(self._open) + 1, min(len(word), PREFIX_CHARS) + 1):
            if word[:end] not in self._shared:
                break
            self._open.append((word[:end], bytearray(self._guides)))
        if self._open and postings.is_vector(stored, self._guides):
            self._open[-1][1][:] = lanes.larger(bytes(self._open[-1][1]), stored)
        elif self._open:
            postings.raise_to(self._open[-1][1], stored)
