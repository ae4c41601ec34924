"""Words as search sees them: where they stand in a text, how they are written alike, and what they are forms of.

A *form* is a word as the index keeps it: folded in case, without accents, ß as ss, without soft hyphens. Forms that
share a *stem* are forms of one word ("refund", "refunded").
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_BRITISH = re.compile(r"is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)")
_MIN_COLOUR = 6  # letters: "four" is not "for"
MAX_FORM_CHARS = 48  # longer runs of letters are data, not words

# What typesetters put inside words to break or join them, not to part them (the soft hyphen above all).
_INVISIBLE = "\xad\u200b\u200c\u200d\u2060"
_WORD = re.compile(rf"[^\W_]+(?:[{_INVISIBLE}]+[^\W_]+)*")
# "e-mail" is "email" too, "b.t.w." is "btw"; "invoice.pdf", "max_size" and "1.2" are one word as well as two, and "--force"
# is more than "force".
_JOINED = re.compile(
    r"(?<![\w-])--?[^\W\d_](?:[\w-]*[^\W_])?"
    r"|[^\W_]++(?:[-\u2010\u2011._:][^\W_]++)+|\d++(?:,\d++)+|(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"
)
_NUMBERS = re.compile(r"\d+(?:[^\w]\d+)+", re.ASCII)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_ASCII_PUNCTUATION = ".,:;!?()[]{}<>\"'`*/\\|=+#%&$@^~"  # not - and _: they join
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


@lru_cache(maxsize=1024)
def tokens(chunk: str) -> tuple[Token, ...]:
    """Return the words of a piece of text between spaces (composed), in order: as a rule one, without its punctuation.

    What is joined by hyphens or stops stands there as a whole, before its parts. Texts are read a chunk at a time because
    most chunks come again, and parting a text at its spaces is five times as fast as parting it into words.
    """
    plain = _POSSESSIVE.sub("  ", chunk)
    found = [Token(form(word[0]), word.start(), word.end()) for word in _WORD.finditer(plain)]
    found += [Token(_joined(word[0]), word.start(), word.end()) for word in _JOINED.finditer(plain)]
    return tuple(
        sorted((token for token in found if token.form), key=lambda token: (token.start, -token.end))
    )


def _joined(word: str) -> str:
    """Return the form of a word with hyphens or stops in it. "1.2" is not "12", and "--force" not "force"."""
    if _NUMBERS.fullmatch(word):
        return re.sub(r"\D", ".", word)[:MAX_FORM_CHARS]
    plain = form(word)
    return f"-{plain}" if plain and word.startswith("-") else plain


def is_joined(chunk: str, token: Token) -> bool:
    """Tell whether `token` of `chunk` is a whole whose parts are tokens as well."""
    return _JOINED.fullmatch(chunk, token.start, token.end) is not None


class Forms(dict[str, str | tuple[str, ...]]):
    """The one form in a chunk of text, or (rarely) its forms; remembered, at most `most` chunks, then it begins anew."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, chunk: str) -> str | tuple[str, ...]:
        if len(self) >= self._most:
            self.clear()
        found: str | tuple[str, ...]
        if chunk.isascii() and (plain := chunk.strip(_ASCII_PUNCTUATION)).isalnum():
            found = plain.lower()[:MAX_FORM_CHARS]  # as `tokens` has it, in a tenth of the time
        else:
            several = tuple(token.form for token in tokens(chunk))
            found = several[0] if len(several) == 1 else several
        self[chunk] = found
        return found

    def of(self, part: str) -> list[str]:
        """Return all forms in a text."""
        forms: list[str] = []
        for found in map(self.__getitem__, part.split()):
            if isinstance(found, str):
                forms.append(found)
            else:
                forms += found
        return forms

    def counted(self, part: str) -> dict[str, int]:
        """Return how often each form stands in a text: the fast way for the index, which reads every word there is."""
        found: dict[str | tuple[str, ...], int] = Counter(map(self.__getitem__, part.split()))
        counts: dict[str, int] = found  # type: ignore[assignment]  # once the few with several forms are out
        for several in [chunk for chunk in found if not isinstance(chunk, str)]:
            count = found.pop(several)
            for one in several:
                counts[one] = counts.get(one, 0) + count
        return counts


@lru_cache(maxsize=1024)
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
    if (
        algorithm == "dutch"
    ):  # makes "adres" of "adressen" but "adr" of "adres": once more makes them the same
        return lru_cache(maxsize=4096)(lambda word: word if word.isdigit() else stem(stem(word)))
    if algorithm == "english":
        return lru_cache(maxsize=4096)(
            lambda word: word if word.isdigit() else _one_english(stem(_BRITISH.sub("iz", word)))
        )
    return lru_cache(maxsize=4096)(lambda word: word if word.isdigit() else stem(word))


def _one_english(stem: str) -> str:
    """Return one stem for what Britons and Americans write otherwise: "organise", "organize"; "colour", "color"."""
    if stem.endswith("iz"):
        return stem[:-1] + "s"  # "revise" like "revision"
    return stem.replace("our", "or") if len(stem) >= _MIN_COLOUR else stem
