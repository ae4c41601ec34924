"""Every word of the interface is said in Dutch and German, and in the plural in all three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from overlay.ui.translations import FOLDER, LANGUAGES, Translations, interface_language, language_name
from tools import translations as tool

_FIELD = re.compile(r"\{\w*\}|%n|</?b>")


@pytest.fixture
def speaker(qapp: QApplication) -> Iterator[Translations]:
    before = QLocale()
    speaker = Translations(qapp)
    yield speaker
    speaker.use("en")
    QLocale.setDefault(before)


def test_no_word_of_the_interface_is_untranslated() -> None:
    assert tool.untranslated(FOLDER) == [], "run `make translations` and translate what it lists"


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_says_what_the_source_file_says(language: str) -> None:
    compiled = QTranslator()
    assert compiled.load(str(FOLDER / f"overlay_{language}.qm"))
    for message in tool.messages(FOLDER / f"overlay_{language}.ts"):
        if message.plural:
            said = tuple(compiled.translate(message.context, message.source, "", n) for n in (1, 2))
            assert said == message.forms
        elif message.forms[0] != message.source:  # the same in both is left out of the file
            assert compiled.translate(message.context, message.source) == message.forms[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_every_field_and_mark(language: str) -> None:
    for message in tool.messages(FOLDER / f"overlay_{language}.ts"):
        wanted = sorted(_FIELD.findall(message.source))
        for form in message.forms:
            assert sorted(_FIELD.findall(form)) == wanted, f"{message.context}: {message.source}: {form}"


@pytest.mark.parametrize("language", ["nl", "de"])
def test_translation_addresses_people_formally(language: str) -> None:
    informal = {"nl": r"\b(je|jij|jouw|jullie)\b", "de": r"\b(du|dein\w*|dich|dir|euch|euer)\b"}[language]
    for message in tool.messages(FOLDER / f"overlay_{language}.ts"):
        for form in message.forms:
            assert not re.search(informal, form, re.IGNORECASE), form


@pytest.mark.parametrize(
    ("wanted", "system", "language"),
    [
        ("de", ["nl-NL"], "de"),
        ("system", ["nl-BE", "en-US"], "nl"),
        ("system", ["fr-FR", "de-CH"], "de"),
        ("system", ["fr-FR", "pl"], "en"),
        ("system", [], "en"),
        ("xx", ["de_AT"], "de"),
    ],
)
def test_interface_speaks_the_first_language_it_knows(wanted: str, system: list[str], language: str) -> None:
    assert interface_language(wanted, system) == language


def test_language_changes_while_running(speaker: Translations) -> None:
    said = []
    for language in ("nl", "de", "en", "nl"):
        assert speaker.use(language) == language
        said.append(QCoreApplication.translate("Settings", "Settings"))
    assert said == ["Instellingen", "Einstellungen", "Settings", "Instellingen"]


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "1 letter", "4 letters"), ("nl", "1 letter", "4 letters"), ("de", "1 Buchstabe", "4 Buchstaben")],
)
def test_plural_forms_fit_the_number(speaker: Translations, language: str, one: str, many: str) -> None:
    speaker.use(language)
    assert QCoreApplication.translate("Why", "%n letter(s)", "", 1) == one
    assert QCoreApplication.translate("Why", "%n letter(s)", "", 4) == many


def test_translators_outlive_whoever_installed_them(qapp: QApplication) -> None:
    Translations(qapp).use("de")
    assert QCoreApplication.translate("Settings", "Settings") == "Einstellungen"
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)


def test_missing_language_file_is_said_with_its_cure(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make translations"):
        Translations(qapp, tmp_path).use("de")


def test_language_calls_itself() -> None:
    assert [language_name(code) for code in ("en", "nl", "de", "fr", "qq")] == [
        "English",
        "Nederlands",
        "Deutsch",
        "français",
        "QQ",
    ]
