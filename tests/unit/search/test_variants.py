"""Words that are written otherwise than the guides have them, and that no stemmer makes the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.install import Installer
from overlay.content.lookup import Content
from overlay.content.search import text, variants
from overlay.content.search.query_terms import How
from tests.unit.packs import guide_text, write_pack


@pytest.mark.parametrize(
    ("lang", "asked", "written"),
    [
        ("nl", "wachtwoorden", "wachtwoord"),
        ("nl", "wachtwoord", "wachtwoorden"),
        ("nl", "annuleert", "annuleren"),
        ("nl", "betaalt", "betalen"),
        ("nl", "opzegt", "opzeggen"),
        ("nl", "wijzigt", "wijzigen"),
        ("de", "kundigt", "kundigen"),
        ("de", "andern", "anderung"),
        ("de-AT", "loscht", "loschen"),
    ],
)
def test_kin_are_other_forms_of_the_word(lang: str, asked: str, written: str) -> None:
    assert written in variants.kin(asked, lang)


@given(st.text("abelnorstu", min_size=1, max_size=12), st.sampled_from(["nl", "de", "en"]))
def test_kin_are_few_and_never_the_word_itself(form: str, lang: str) -> None:
    found = variants.kin(form, lang)
    assert form not in found
    assert len(found) <= 100


def test_language_without_a_table_has_no_kin() -> None:
    assert variants.kin("refunds", "en") == []


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("aendern", "andern"),
        ("rueckgabe", "ruckgabe"),
        ("loeschen", "loschen"),
        ("quelle", "quelle"),
        ("neue", "neue"),
    ],
)
def test_umlauts_are_known_where_they_were_typed_as_two_letters(typed: str, form: str) -> None:
    assert variants.umlauts(typed, "de") == form
    assert variants.umlauts(typed, "nl") == typed


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("organize", "organised"),
        ("color", "colours"),
        ("favorite", "favourites"),
        ("customizing", "customise"),
    ],
)
def test_american_and_british_words_are_one(american: str, british: str) -> None:
    stem = text.stemmer("en")
    assert stem(american) == stem(british)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Content]:
    base = tmp_path_factory.mktemp("kin")
    guides = {
        "close.nl.md": guide_text("Een contract opzeggen", steps="1. Vraag waarom."),
        "close.de.md": guide_text("Einen Vertrag kündigen", steps="1. Fragen Sie warum."),
        "address.nl.md": guide_text("Het afleveradres aanpassen", steps="1. Typ de straat."),
        "address.de.md": guide_text("Die Lieferadresse ändern", steps="1. Die Straße eingeben."),
        "other.de.md": guide_text("Eine andere Frage", steps="1. Anders antworten."),
        "mail.nl.md": guide_text("Een bericht sturen", steps="1. Vul het adres in."),
    }
    Installer(base / "data").install(write_pack(base / "pack", "demo", guides))
    with Content.open(base / "data") as opened:
        yield opened


@pytest.mark.parametrize(
    ("lang", "query", "guide", "how"),
    [
        ("de", "kündigt ", "close", How.FORM),
        ("de", "Vertrag aendern ", "address", How.SAME),
        ("de", "aendrn ", "address", How.SPELLING),
        ("nl", "zegt contract op ", "close", How.FORM),
        ("de", "adresse ", "address", How.PART),  # no guide has it as a word by itself
        ("nl", "afleveradressen", "address", How.FORM),
    ],
)
def test_guide_is_found_by_another_form(
    content: Content, lang: str, query: str, guide: str, how: How
) -> None:
    hits = {hit.ref.guide: hit for hit in content.search(query, (lang,))}
    assert how in {why.how for why in hits[guide].why}


def test_compound_is_found_by_its_head_where_the_rest_is_no_word(content: Content) -> None:
    assert {hit.ref.guide for hit in content.search("adres ", ("nl",))} == {"address", "mail"}


def test_languages_with_different_numbers_of_guides_are_searched_by_compounds(content: Content) -> None:
    # What is remembered of a compound's parts in one language is none of another's: it has another number of guides.
    for query in ("lieferadresse ", "afleveradres ", "straatadres ", "strassenadresse "):
        content.search(query, ("de", "nl"))
        content.search(query, ("nl", "de"))
