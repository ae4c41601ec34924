"""Which of the languages there are is the one to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def rank(lang: str, wanted: Sequence[str]) -> int:
    """Return the place of `lang` among the `wanted` languages (0 is best; `len(wanted)` when it is not wanted).

    A region does not matter unless it is all that differs: "de-AT" is content with "de", and with "de-CH" after it.
    """
    folded = lang.casefold()
    best = len(wanted)
    for place, other in enumerate(wanted):
        if _primary(other) == _primary(folded):
            if other.casefold() == folded:
                return place
            best = min(best, place)
    return best


def choose(there: Iterable[str], wanted: Sequence[str], pack_language: str) -> str:
    """Return the language to show: a wanted one in order of preference, else the pack's own, else any.

    `there` must not be empty.
    """

    def order(lang: str) -> tuple[int, int, int, bool, str]:
        place = rank(lang, wanted)
        exact = place < len(wanted) and wanted[place].casefold() == lang.casefold()
        own = rank(lang, (pack_language,))
        return (place, 0 if exact else 1, own, "-" in lang, lang)

    found = tuple(there)
    if len(found) == 1:
        return found[0]  # as with most guides, for each match of each title
    return min(found, key=order)


def _primary(lang: str) -> str:
    return lang.casefold().partition("-")[0]
