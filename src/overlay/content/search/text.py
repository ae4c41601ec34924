"""Words as search sees them: where they stand in a text, how they are written alike, and what they are forms of.

A *form* is a word as the index keeps it: folded in case, without accents, ß as ss, without soft hyphens. Forms that
share a *stem* are forms of one word ("refund", "refunded").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_FORM_CHARS = 48  # longer runs of letters are data, not words

# What typesetters put inside words to break or join them, not to part them (the soft hyphen above all).
_INVISIBLE = "\xad\u200b\u200c\u200d\u2060"
_RUN = rf"[^\W_]+(?:[{_INVISIBLE}]+[^\W_]+)*"
# In this order: "b.t.w." is one word, "e-mail" is three ("e", "mail" and "email"), "customer's" is "customer".
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]\b)?|{_RUN}")
_JOINED = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
_NO_WORD = re.compile(rf"(?<=\w)['’]s\b|(?<=[^\W_])[{_INVISIBLE}]+$")
_OTHER_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})

# ISO 639-1 → the Snowball algorithm (https://snowballstem.org/algorithms/).
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


class Token(NamedTuple):
    """A word in a text: its form and where it stands."""

    form: str
    start: int
    end: int


def composed(text: str) -> str:
    """Return `text` with each accented letter as one character, as `tokens` needs it."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text` (composed) in order; a hyphenated word follows its parts once more as a whole."""
    joined = iter(_JOINED.finditer(text))
    whole = next(joined, None)
    for found in _WORD.finditer(_NO_WORD.sub(_blank, text)):
        if whole is not None and found.start() >= whole.end():
            yield Token(form(whole[0]), whole.start(), whole.end())
            whole = next(joined, None)
        if made := form(found[0]):
            yield Token(made, found.start(), found.end())
    while whole is not None:
        yield Token(form(whole[0]), whole.start(), whole.end())
        whole = next(joined, None)


def forms(text: str, fold: Callable[[str], str]) -> list[str]:
    """Return the forms `tokens` yields, in no order: the fast way for the index. `fold` is `form`, with a memory."""
    text = _NO_WORD.sub("", text)
    found = [*_WORD.findall(text), *_JOINED.findall(text)]
    return [made for word in found if (made := fold(word))]


@lru_cache(maxsize=4096)
def form(word: str) -> str:
    """Return the form of one word; empty when nothing of it is a letter or digit."""
    folded = word.lower()
    if not word.isascii():
        # NFKD also takes ligatures apart (ﬁ), casefold makes ß ss.
        folded = unicodedata.normalize("NFKD", word.casefold()).translate(_OTHER_LETTERS)
    if not folded.isalnum():
        folded = "".join(filter(str.isalnum, folded))
    return folded[:MAX_FORM_CHARS]


def primary(lang: str) -> str:
    """Return the language without its region: "de" for "de-AT"."""
    return lang.casefold().partition("-")[0]


@lru_cache(maxsize=8)
def stemmer(lang: str) -> Callable[[str], str]:
    """Return what maps a form to its stem in `lang`; for a language Snowball does not know, each form is its own stem.

    The library is loaded with the first word that needs it (22 ms): the assistant starts without.
    """
    algorithm = _ALGORITHMS.get(primary(lang))
    if algorithm is None:
        return str
    import snowballstemmer  # noqa: PLC0415

    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return lambda word: word if word.isdigit() else stem(word)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
