"""Which of the available languages to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def rank(lang: str, wanted: Sequence[str]) -> int:
    """Return the place of `lang` among the `wanted` languages (0 is best; `len(wanted)` when it is not wanted).

    A region does not matter here: "de-AT" is content with "de", and "de" with "de-AT".
    """
    primary = _primary(lang)
    return next((place for place, other in enumerate(wanted) if _primary(other) == primary), len(wanted))


def choose(there: Iterable[str], wanted: Sequence[str], pack_language: str) -> str:
    """Return the language to show: a wanted one in order of preference, else the pack's own, else any.

    Of several regions of one language the one that is wanted itself.

    `there` must not be empty.
    """

    def order(lang: str) -> tuple[int, int, int, bool, str]:
        folded = lang.casefold()
        exact = next((at for at, other in enumerate(wanted) if other.casefold() == folded), len(wanted))
        return (rank(lang, wanted), exact, rank(lang, (pack_language,)), "-" in lang, lang)

    found = tuple(there)
    if len(found) == 1:
        return found[0]  # as with most guides, for each match of each title
    return min(found, key=order)


def _primary(lang: str) -> str:
    return lang.casefold().partition("-")[0]
