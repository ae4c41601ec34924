"""What a word may also be written as: forms that a stemmer keeps apart, umlauts typed as two letters, verbs that part.

Snowball has "kündigt" and "kündigen", "wachtwoord" and "wachtwoorden", "annuleert" and "annuleren" under stems of their
own. Here a word is tried with the other endings of its language, and only what the guides themselves use counts.
"""

from __future__ import annotations

import re

from overlay.content.search.text import primary

_ENDINGS = {
    "de": ("en", "n", "e", "t", "et", "st", "ung"),
    "nl": ("en", "n", "e", "t", "d", "te", "ing"),
}
_MIN_BASE = 4  # letters without an ending
_DOUBLE = re.compile(r"(aa|ee|oo|uu)(?=[^aeiou]$)")  # "annuleer": "annuleren"
_SINGLE = re.compile(r"(?<=[^aeiou])([aeou])(?=[^aeiouy]$)")  # "betal": "betaal"
_ONE_END = re.compile(r"(?<=[aeiou])([bdfgklmnprst])$")  # "zeg": "zeggen"
_TWO_ENDS = re.compile(r"([bdfgklmnprst])\1$")
_DIGRAPHS = re.compile("(?<![aeq])(?:ae|oe|ue)")
_PARTICLES = {
    "de": frozenset("ab an auf aus ein fest her hin los mit nach um vor weg zu zuruck zusammen".split()),
    "nl": frozenset("aan af bij door in mee na om op over terug toe uit voor vrij weg".split()),
}


def kin(form: str, lang: str) -> list[str]:
    """Return what other forms of the same word may be, where `lang` has endings that its stemmer keeps."""
    endings = _ENDINGS.get(primary(lang))
    if endings is None or len(form) < _MIN_BASE or not form.isalpha():
        return []
    bases = {form, *(form.removesuffix(ending) for ending in endings)}
    if primary(lang) == "nl":
        bases |= {_DOUBLE.sub(lambda vowel: vowel[0][0], base) for base in bases}
        bases |= {_SINGLE.sub(lambda vowel: vowel[0] * 2, base) for base in bases}
        bases |= {_TWO_ENDS.sub(r"\1", base) for base in bases} | {
            _ONE_END.sub(r"\1\1", base) for base in bases
        }
    found = {base + ending for base in bases if len(base) >= _MIN_BASE for ending in ("", *endings)}
    return sorted(found - {form})


def umlauts(form: str, lang: str) -> str:
    """Return the form of a word in which umlauts were typed as two letters ("aendern": "andern"), or the form itself."""
    if primary(lang) != "de":
        return form
    return _DIGRAPHS.sub(lambda two: two[0][0], form)


def particles(lang: str) -> frozenset[str]:
    """Return the words that a verb of `lang` may have before it as one word: "zeg … op" is "opzeggen"."""
    return _PARTICLES.get(primary(lang), frozenset())
