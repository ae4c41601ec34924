"""The interface in Dutch, German and English; changes while running.

Source texts are English. Only English plurals stand in `overlay_en.qm`; Dutch and German are whole. Qt's own words (the menu
of a text field) come from the files Qt ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

LANGUAGES = ("en", "nl", "de")
FOLDER = Path(__file__).parents[1] / "resources" / "translations"


def interface_language(wanted: str, system: Sequence[str] | None = None) -> str:
    """Return the language the interface speaks: the one set, else the first of the system's that it knows, else English.

    `system` are the system's languages as Qt names them ("nl-BE"), the preferred one first.
    """
    if wanted in LANGUAGES:
        return wanted
    for name in QLocale.system().uiLanguages() if system is None else system:
        code = name.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def language_name(code: str) -> str:
    """Return what a language calls itself ("Deutsch"); its code in capitals when it is not known."""
    names = {"en": "English", "nl": "Nederlands", "de": "Deutsch"}
    return names.get(code) or QLocale(code).nativeLanguageName() or code.upper()


class Translations:
    """Installs the translators of one language. Every widget then gets a LanguageChange event and says its words anew."""

    def __init__(self, app: QCoreApplication, folder: Path = FOLDER) -> None:
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, wanted: str) -> str:
        """Speak `wanted` ("system", "en", "nl", "de"); return the language it came to. Does nothing when it is spoken."""
        language = interface_language(wanted)
        if language == self.language:
            return language
        self.language = language
        for old in self._installed:
            self._app.removeTranslator(old)
            old.deleteLater()
        self._installed = [t for t in self._translators(language) if not t.isEmpty()]
        # The region is the system's where it speaks the same language: dates as in Belgium, not as in the Netherlands.
        system = QLocale.system()
        locale = system if system.name().partition("_")[0] == language else QLocale(language)
        QLocale.setDefault(locale)
        for translator in self._installed:
            self._app.installTranslator(translator)
        if isinstance(self._app, QGuiApplication):
            self._app.setLayoutDirection(locale.textDirection())
        return language

    def _translators(self, language: str) -> list[QTranslator]:
        # Owned by the application: they must outlive whoever installed them.
        own, qt = QTranslator(self._app), QTranslator(self._app)
        if not own.load(str(self._folder / f"overlay_{language}.qm")) and language != "en":
            raise FileNotFoundError(
                f"overlay_{language}.qm is missing in {self._folder}: run `make translations`"
            )
        if language != "en":
            qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        return [qt, own]
