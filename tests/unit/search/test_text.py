from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.search import compounds, spelling, text


def forms(written: str) -> list[str]:
    return text.Forms(100).of(text.composed(written))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Refund an ORDER.", ["refund", "an", "order"]),
        ("Straße", ["strasse"]),
        ("Öffnen", ["offnen"]),
        (unicodedata.normalize("NFD", "Änderung"), ["anderung"]),
        ("Datenschutz\xadgrund\xadverordnung", ["datenschutzgrundverordnung"]),
        ("the customer's", ["the", "customer"]),
        ("foto’s", ["foto"]),
        ("e-mail", ["email", "e", "mail"]),
        ("(E‑Mail)", ["email", "e", "mail"]),
        ("b.t.w.", ["btw", "b", "t", "w"]),
        ("snake_case", ["snakecase", "snake", "case"]),
        ("invoice.pdf", ["invoicepdf", "invoice", "pdf"]),
        ("1.2", ["1.2", "1", "2"]),
        ("12,50.", ["12.50", "12", "50"]),
        ("this,that", ["this", "that"]),
        ("(--dry-run)", ["-dryrun", "dry", "run"]),
        ("-v", ["-v", "v"]),
        ("Vertrags-", ["vertrags"]),
        ("ﬁle", ["file"]),
        ("… – !", []),
    ],
)
def test_forms_are_words_without_case_accents_and_joints(written: str, expected: list[str]) -> None:
    assert forms(written) == expected


@given(chunk=st.text(min_size=1, max_size=30))
def test_forms_are_the_same_remembered_or_not(chunk: str) -> None:
    for part in text.composed(chunk).split():
        assert text.Forms(10).of(part) == [token.form for token in text.tokens(part)]


@given(chunk=st.text(min_size=1, max_size=30))
def test_tokens_stand_where_they_say(chunk: str) -> None:
    composed = text.composed(chunk)
    for token in text.tokens(composed):
        assert token.form
        assert text.form(composed[token.start : token.end]).startswith(token.form.removeprefix("-")[:1])


@given(written=st.text("aB-. ", max_size=40))
def test_counted_forms_are_those_of_the_text(written: str) -> None:
    known = text.Forms(100)
    assert known.counted(written) == Counter(known.of(written))


def test_remembered_forms_are_bounded() -> None:
    known = text.Forms(3)
    known.of("a b c d e f g")
    assert len(known) <= 3


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "refunds", "refunded"),
        ("nl", "betaling", "betalingen"),
        ("nl-BE", "factuur", "facturen"),
        ("nl", "adres", "adressen"),
        ("de", "rechnung", "rechnungen"),
        ("de", "aenderung", "anderung"),
    ],
)
def test_forms_of_one_word_share_a_stem(lang: str, one: str, other: str) -> None:
    assert text.stemmer(lang)(one) == text.stemmer(lang)(other)


def test_language_without_a_stemmer_keeps_words_as_they_are() -> None:
    assert text.stemmer("ja")("refunds") == "refunds"


@pytest.mark.parametrize(
    ("lang", "compound", "parts"),
    [
        ("nl", "terugbetaling", ("terug", "betaling")),
        ("nl", "bestellingsnummer", ("bestelling", "nummer")),
        ("de", "rechnungsadresse", ("rechnung", "adresse")),
        ("de", "kundenkontonummer", ("kunden", "konto", "nummer")),
        ("en", "terugbetaling", ()),
        ("nl", "betaling", ()),
        ("nl", "terugkoppeling", ()),
    ],
)
def test_compound_is_taken_apart_into_words_that_are_used(
    lang: str, compound: str, parts: tuple[str, ...]
) -> None:
    used = {"terug", "betaling", "bestelling", "nummer", "rechnung", "adresse", "kunden", "konto"}
    assert compounds.parts(compound, lang, lambda word: int(word in used)) == parts


def test_compound_is_taken_apart_into_the_fewest_parts() -> None:
    counts = {"kundendienst": 1, "nummer": 1, "kunden": 90, "dienst": 90}
    assert compounds.parts("kundendienstnummer", "de", lambda word: counts.get(word, 0)) == (
        "kundendienst",
        "nummer",
    )


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("pasword", "password", 1),
        ("refudn", "refund", 1),
        ("bestelign", "bestelling", 2),
        ("kauf", "auf", 2),
        ("erfund", "refund", 1),
        ("order", "invoice", 3),
    ],
)
def test_edits_between_words(one: str, other: str, edits: int) -> None:
    assert spelling.edits(one, other, 2) == edits


@given(word=st.text("abcdefg", min_size=1, max_size=8))
def test_every_word_one_edit_away_is_one_edit_away(word: str) -> None:
    assert all(spelling.distance(word, near, 2) <= 1 for near in spelling.one_edit(word))


@given(st.text("abc", min_size=1, max_size=9), st.text("abc", min_size=1, max_size=9))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert spelling.distance(one, other, 3) == spelling.distance(other, one, 3)
