"""Why a guide was found, in one quiet line: which word is where."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from overlay.ui.palette.model import HIT_END, HIT_START, Found, FoundBy

translate = QCoreApplication.translate
_OTHER_WORD = ("synonym", "spelling")  # the typed word is not in what is marked: it is said as well


def why_words(by: Sequence[FoundBy]) -> str:
    """Return which words of the guide answer what was typed, and where they stand; empty when nothing was typed."""
    said = dict.fromkeys(_one(word) for word in by)
    return translate("Palette", "Found by {words}").format(words=" · ".join(said)) if said else ""


def below(found: Found) -> str:
    """Return the line below the title: the snippet, or what else the guide is called when that is what was typed."""
    if HIT_START in found.title or HIT_START in found.snippet:
        return found.snippet
    unseen = dict.fromkeys(word.found for word in found.by if word.where in {"keywords", "headings"})
    if not unseen:
        return found.snippet
    marked = ", ".join(f"{HIT_START}{word}{HIT_END}" for word in unseen)
    return translate("Palette", "Also found as: {words}").format(words=marked)


def _one(word: FoundBy) -> str:
    where = {
        "title": translate("Palette", "“{word}” in the title"),
        "keywords": translate("Palette", "“{word}” in the keywords"),
        "headings": translate("Palette", "“{word}” in a heading"),
    }.get(word.where, translate("Palette", "“{word}” in the steps"))
    said = where.format(word=word.found)
    if word.how in _OTHER_WORD:
        said = translate("Palette", "{found} (for “{typed}”)").format(found=said, typed=word.asked)
    return said
