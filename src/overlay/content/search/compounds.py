"""Dutch and German write compounds as one word: "terugbetaling", "Rechnungsadresse". Their parts find them.

No dictionary: a word is taken apart only into words that the installed guides themselves use.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from overlay.content.search.text import primary

MIN_PART = 4  # shorter "parts" are mostly endings and prefixes
MIN_WORD = 2 * MIN_PART
_MAX_PARTS = 4
_MIN_HEAD = 5  # letters of the last part, where it is the only one that is used by itself
# Letters that join parts, longest first where one begins another.
_LINKS = {
    "de": ("", "s", "es", "n", "en", "er", "e", "ens", "ns"),
    "nl": ("", "s", "en", "e", "er", "n"),
    **dict.fromkeys(("da", "nb", "nn", "no", "sv"), ("", "s", "e")),
}


def has_compounds(lang: str) -> bool:
    """Tell whether `lang` writes compounds as one word (and we know how)."""
    return primary(lang) in _LINKS


def usual(count: int) -> int:
    """Return how usual a form is that stands in so many guides: 0 for none, and in steps, so that few changes tell."""
    return count.bit_length()


def parts(form: str, lang: str, count: Callable[[str], int]) -> tuple[str, ...]:
    """Return the parts of a compound, or nothing when it is none.

    `count` says how often a form stands in the guides (0: never). Of several ways the one with the fewest and then the
    most usual parts is taken; twice as often is more usual (`usual`), once more is not. Where only what the word ends
    with is a word, that is all: "Lieferadresse" is an "Adresse" also where no "Liefer" is.
    """
    links = _LINKS.get(primary(lang))
    if links is None or len(form) < MIN_WORD or form.isdigit():
        return ()

    @cache
    def weight(part: str) -> int:
        return usual(count(part))

    @cache
    def best(rest: str, left: int) -> tuple[int, tuple[str, ...]] | None:
        """Return the best way to take `rest` apart into at most `left` parts, with the sum of their weights."""
        found: list[tuple[int, tuple[str, ...]]] = []
        if rest != form and (whole := weight(rest)):
            found.append((whole, (rest,)))
        if left > 1:
            for end in range(MIN_PART, len(rest) - MIN_PART + 1):
                first = weight(rest[:end])
                if not first:
                    continue
                for link in links:
                    start = end + len(link)
                    if len(rest) - start < MIN_PART or not rest.startswith(link, end):
                        continue
                    after = best(rest[start:], left - 1)
                    if after is not None:
                        found.append((first + after[0], (rest[:end], *after[1])))
        return max(found, key=lambda way: (-len(way[1]), way[0])) if found else None

    way = best(form, _MAX_PARTS)
    if way:
        return way[1]
    starts = range(MIN_PART, len(form) - _MIN_HEAD + 1)
    return next(((form[start:],) for start in starts if weight(form[start:])), ())
