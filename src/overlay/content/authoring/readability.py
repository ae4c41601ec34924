"""How hard a guide is to read, as hints. Works in any language that parts words by spaces.

LIX (Björnsson, "Läsbarhet", 1968): words a sentence plus the share of words of more than six letters, in percent. Under 40
is easy, 50 is an official text, 60 a scientific one. German joins words, so it may be ten higher. Sentences of more than 25
words are too long for many readers (GOV.UK, "Content design: writing for GOV.UK").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

MOST_LIX = 45
MOST_WORDS = 25
_JOINING = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi"})
_JOINED_MORE = 8
_FEWEST_WORDS = 40  # below which the figure says nothing
_LONG_LETTERS = 6

_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Reading(Struct, frozen=True):
    """`lix` is 0 for a text too short to tell; `long_sentences` holds each sentence with more than `MOST_WORDS` words."""

    lix: int
    most: int
    long_sentences: tuple[str, ...]

    @property
    def is_hard(self) -> bool:
        return self.lix > self.most


def read_level(texts: Iterable[str], lang: str) -> Reading:
    """Return how hard these texts are to read; each is at least one sentence."""
    words = long_words = count = 0
    too_long = []
    for sentence in _sentences(texts):
        found = _WORD.findall(sentence)
        if not found:
            continue
        count += 1
        words += len(found)
        long_words += sum(len(word) > _LONG_LETTERS for word in found)
        if len(found) > MOST_WORDS:
            too_long.append(sentence.strip())
    lix = round(words / count + 100 * long_words / words) if words >= _FEWEST_WORDS else 0
    joined = _JOINED_MORE if lang.partition("-")[0] in _JOINING else 0
    return Reading(lix, MOST_LIX + joined, tuple(too_long))


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _SENTENCE.split(text)
