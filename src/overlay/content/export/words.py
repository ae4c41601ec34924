"""The words of exported pages, in the languages of the interface; others get English."""

from __future__ import annotations

from msgspec import Struct

from overlay.guide import CalloutKind

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
NAMES = {
    "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "en": "English", "es": "Español", "fi": "Suomi", "fr": "Français",
    "it": "Italiano", "nb": "Norsk", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska", "tr": "Türkçe",
    "uk": "Українська", "ar": "العربية",
}  # fmt: skip


class Words(Struct, frozen=True):
    """What exported pages say themselves. `{}` is where a value goes."""

    search: str
    nothing_found: str
    all_guides: str
    notices: str
    why: str
    tip: str
    note: str
    warning: str
    copy: str
    copied: str
    type: str
    open: str
    answer: str
    step: str
    back_to: str
    go_to: str
    start_over: str
    owner: str
    reviewed: str
    review_by: str
    valid_from: str
    valid_until: str
    not_valid_yet: str
    not_valid_now: str
    version: str
    offline: str
    languages: str
    page: str

    def callout(self, kind: CalloutKind) -> str:
        return str(getattr(self, kind.value))


_ENGLISH = Words(
    search="Search the guides",
    nothing_found="Nothing found. Try other words.",
    all_guides="All guides",
    notices="Notices",
    why="Why",
    tip="Tip",
    note="Note",
    warning="Warning",
    copy="Copy",
    copied="Copied",
    type="Type",
    open="Open",
    answer="Choose an answer",
    step="Step {}",
    back_to="Back to step {}",
    go_to="go to {}",
    start_over="Start over",
    owner="Owner: {}",
    reviewed="Reviewed: {}",
    review_by="To be reviewed by: {}",
    valid_from="Valid from: {}",
    valid_until="Valid until: {}",
    not_valid_yet="This is not valid yet.",
    not_valid_now="This is no longer valid.",
    version="Version {}",
    offline="Works without a network too",
    languages="Languages",
    page="{} of {}",
)
_DUTCH = Words(
    search="Zoek in de handleidingen",
    nothing_found="Niets gevonden. Probeer andere woorden.",
    all_guides="Alle handleidingen",
    notices="Mededelingen",
    why="Waarom",
    tip="Tip",
    note="Let op",
    warning="Waarschuwing",
    copy="Kopiëren",
    copied="Gekopieerd",
    type="Typen",
    open="Openen",
    answer="Kies een antwoord",
    step="Stap {}",
    back_to="Terug naar stap {}",
    go_to="ga naar {}",
    start_over="Opnieuw beginnen",
    owner="Eigenaar: {}",
    reviewed="Nagekeken: {}",
    review_by="Na te kijken vóór: {}",
    valid_from="Geldig vanaf: {}",
    valid_until="Geldig tot en met: {}",
    not_valid_yet="Dit is nog niet geldig.",
    not_valid_now="Dit is niet meer geldig.",
    version="Versie {}",
    offline="Werkt ook zonder netwerk",
    languages="Talen",
    page="{} van {}",
)
_GERMAN = Words(
    search="Anleitungen durchsuchen",
    nothing_found="Nichts gefunden. Versuchen Sie andere Wörter.",
    all_guides="Alle Anleitungen",
    notices="Hinweise",
    why="Warum",
    tip="Tipp",
    note="Hinweis",
    warning="Warnung",
    copy="Kopieren",
    copied="Kopiert",
    type="Tippen",
    open="Öffnen",
    answer="Wählen Sie eine Antwort",
    step="Schritt {}",
    back_to="Zurück zu Schritt {}",
    go_to="weiter bei {}",
    start_over="Von vorn beginnen",
    owner="Zuständig: {}",
    reviewed="Geprüft: {}",
    review_by="Zu prüfen bis: {}",
    valid_from="Gültig ab: {}",
    valid_until="Gültig bis: {}",
    not_valid_yet="Das gilt noch nicht.",
    not_valid_now="Das gilt nicht mehr.",
    version="Version {}",
    offline="Funktioniert auch ohne Netz",
    languages="Sprachen",
    page="{} von {}",
)
_BY_LANGUAGE = {"en": _ENGLISH, "nl": _DUTCH, "de": _GERMAN}


def words_for(lang: str) -> Words:
    """Return the words for a language, English where there are none."""
    return _BY_LANGUAGE.get(lang.partition("-")[0], _ENGLISH)


def direction(lang: str) -> str:
    """Return "rtl" for languages written from right to left, else "ltr"."""
    return "rtl" if lang.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def name_of(lang: str) -> str:
    """Return what speakers of a language call it, or its code."""
    return NAMES.get(lang.partition("-")[0], lang) if "-" not in lang else lang
