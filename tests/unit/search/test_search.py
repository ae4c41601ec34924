"""Search as an agent meets it: what is found, in which order, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from overlay.content.format.pack import read_pack
from overlay.content.install import Installer
from overlay.content.lookup import Content
from overlay.content.search import HIT_END, HIT_START, Hit
from overlay.content.search.query_terms import How
from overlay.content.search.scorer import Scored, fused
from overlay.guide import GuideRef
from tests.unit.packs import guide_text, write_pack

SYNONYMS = """
en:
  - [refund, money back]
  - [DSAR, data subject access request]
nl:
  - [terugbetaling, geld terug]
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Content]:
    base = tmp_path_factory.mktemp("search")
    guides = {
        "refund.md": guide_text("Refund an order", steps="1. Open the payments."),
        "refund.nl.md": guide_text("Een terugbetaling doen", steps="1. Open de betalingen."),
        "refund.de.md": guide_text("Eine Erstattung veranlassen", steps="1. Zahlungen öffnen."),
        "address.md": guide_text("Change a billing address", steps="1. Type the new street."),
        "address.nl.md": guide_text(
            "Het factuuradres wijzigen", steps="1. Typ de straat bij adres op de factuur."
        ),
        "address.de.md": guide_text(
            "Die Rechnungsadresse ändern", steps="1. Adresse und Straße zur Rechnung."
        ),
        "password.md": guide_text(
            "Reset a password", steps="1. Unlock it.\n2. Say the word “refund” to nobody."
        ),
        "access.md": guide_text("Answer a data subject access request", steps="1. Note the day."),
        "wartung.de.md": guide_text("Wartungs\xadarbeiten ansagen", steps="1. Den Plan lesen."),
        "close.md": guide_text("Close an account", front="when:\n  - app: chrome", steps="1. Ask why."),
        "open.md": guide_text("Open an account", front="when:\n  - app: xterm", steps="1. Ask who."),
    }
    pack = write_pack(base / "pack", "demo", guides)
    (pack / "synonyms.yaml").write_text(SYNONYMS, "utf-8")
    Installer(base / "data").install(pack)
    with Content.open(base / "data") as opened:
        yield opened


def first(content: Content, query: str, lang: str = "en", **more: object) -> Hit:
    return content.search(query, (lang,), **more)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "query", "guide", "how"),
    [
        ("en", "refunded ", "refund", How.FORM),
        ("nl", "betaling ", "refund", How.FORM),
        ("nl", "factuur straat", "address", How.PART),
        ("nl", "straten ", "address", How.FORM),
        ("de", "zahlung ", "refund", How.FORM),
        ("nl", "adressen ", "address", How.PART),
        ("de", "strasse", "address", How.SAME),
        ("en", "pasword ", "password", How.SPELLING),
        ("en", "adress ", "address", How.SPELLING),
        ("en", "passwo", "password", How.BEGINNING),
        ("en", "dsar", "access", How.SYNONYM),
        ("nl", "geld terug ", "refund", How.SYNONYM),
        ("de", "wartungsarbeiten", "wartung", How.SAME),
    ],
)
def test_word_is_found_by_what_it_is_called(
    content: Content, lang: str, query: str, guide: str, how: How
) -> None:
    hit = first(content, query, lang)
    assert hit.ref.guide == guide
    assert hit.why[0].how is how


def test_compound_is_found_by_its_part_and_marked_whole(content: Content) -> None:
    hits = {hit.ref.guide: hit for hit in content.search("adresse ", ("de",))}
    why = hits["address"].why[0]
    assert (why.where, why.found, why.how) == ("title", "Rechnungsadresse", How.PART)
    assert hits["address"].title == f"Die {HIT_START}Rechnungsadresse{HIT_END} ändern"


def test_order_of_words_is_free(content: Content) -> None:
    one, other = (content.search(query, ("en",)) for query in ("billing address ", "address billing "))
    assert [hit.ref for hit in one] == [hit.ref for hit in other]


def test_phrase_is_found_by_its_synonym_and_the_other_way_round(content: Content) -> None:
    assert first(content, "money back").ref.guide == "refund"
    assert first(content, "data subject access request").ref.guide == "access"


def test_title_comes_before_text(content: Content) -> None:
    assert [hit.ref.guide for hit in content.search("refund ", ("en",))][:2] == ["refund", "password"]


def test_why_names_the_word_and_where_it_stands(content: Content) -> None:
    hit = first(content, "street billing ")
    assert [(why.asked, why.found, why.where) for why in hit.why] == [
        ("street", "street", "body"),
        ("billing", "billing", "title"),
    ]
    assert hit.snippet == f"Type the new {HIT_START}street{HIT_END}."


def test_own_language_comes_first_and_others_say_theirs(content: Content) -> None:
    assert {lang: first(content, "open ", lang).lang for lang in ("en", "nl")} == {"en": "en", "nl": "nl"}
    hit = first(content, "reset password", "nl")
    assert (hit.ref.guide, hit.lang) == ("password", "en")


def test_application_and_recent_guides_tip_the_scales(content: Content) -> None:
    names = [first(content, "account ", app=app).ref.guide for app in ("chrome", "xterm")]
    assert names == ["close", "open"]
    for name in names:
        assert first(content, "account ", recent=(GuideRef("demo", name),)).ref.guide == name


def test_recent_guide_does_not_come_before_a_better_one(content: Content) -> None:
    recent = (GuideRef("demo", "password"),)
    assert first(content, "refund order", recent=recent).ref.guide == "refund"


@pytest.mark.parametrize("query", ["42", "xyzzy", "zzzzzzzzzz"])
def test_nothing_is_found_when_nothing_is_near(content: Content, query: str) -> None:
    assert content.search(query, ("en",)) == ()


def test_long_text_is_searched_to_its_end(tmp_path: Path) -> None:
    steps = "1. " + "Wait for the lamp. " * 400 + "Then press the azure button."
    pack = write_pack(tmp_path / "pack", guides={"long.md": guide_text("Restart", steps=steps)})
    Installer(tmp_path / "data").install(pack)
    with Content.open(tmp_path / "data") as content:
        hit = content.search("azure", ("en",))[0]
    assert f"{HIT_START}azure{HIT_END} button." in hit.snippet
    assert hit.snippet.startswith("…")


def test_synonyms_survive_the_installation_of_another_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack")
    (pack / "synonyms.yaml").write_text("en:\n  - [refund, kickback]\n", "utf-8")
    installer = Installer(tmp_path / "data")
    installer.install(pack)
    installer.install(write_pack(tmp_path / "other", "other", {"x.md": guide_text("Other")}))
    with Content.open(tmp_path / "data") as content:
        assert first(content, "kickback").ref.guide == "refund"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("en: refund\n", "“en” holds no lists of words."),
        ("en:\n  - [refund]\n", "A list needs two words or more that mean the same."),
        (f"en:\n  - [{', '.join(f'w{n}' for n in range(31))}]\n", "More than 30 words in one list."),
    ],
)
def test_synonyms_that_cannot_be_used_are_warned_of(tmp_path: Path, written: str, what: str) -> None:
    pack = write_pack(tmp_path / "pack")
    (pack / "synonyms.yaml").write_text(written, "utf-8")
    read = read_pack(pack)
    assert [(problem.file, problem.what, problem.fatal) for problem in read.problems] == [
        ("synonyms.yaml", what, False)
    ]
    assert read.synonyms == ()


# The place for meaning


class Meaning:
    """A scorer that knows one thing."""

    def __init__(self, text_pk: int) -> None:
        self._text_pk = text_pk

    def best(self, query: str, wanted: Sequence[str], count: int) -> Sequence[Scored]:
        return [Scored(self._text_pk, "en", 0.9)]


def test_opinions_are_fused_by_rank() -> None:
    words = [Scored(1, "en", 0.9), Scored(2, "en", 0.8), Scored(3, "en", 0.1)]
    both = fused([words, Meaning(3).best("", (), 1)])
    assert [one.text_pk for one in both] == [3, 1, 2]
    assert all(0 < one.score <= 1 for one in both)


def test_one_opinion_keeps_its_scores() -> None:
    words = [Scored(1, "en", 0.9), Scored(2, "en", 0.8)]
    assert fused([words]) == words
