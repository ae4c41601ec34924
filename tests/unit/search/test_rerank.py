"""What a text says on top of its score: what the index does not know, read from the few texts that come first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from overlay.content.install import Installer
from overlay.content.lookup import Content
from overlay.content.search.query_terms import Called, How, Meant, Word
from overlay.content.search.reading import part_by_part
from overlay.content.search.rerank import Reranker
from overlay.content.search.text import Forms
from overlay.content.search.vocabulary import Known
from overlay.content.words import Words
from tests.unit.packs import guide_text, write_pack

FAR = "and then wait for the lamp beside the door until it is green again "  # more words than a passage has


def meant(*words: str, how: How = How.SAME) -> list[Meant]:
    share = 1.0 if how is How.SAME else 0.85
    return [
        Meant(Word(word.rstrip("*")), {place: Called(Known(place, word, 1), how, share)})
        for place, word in enumerate(words)
    ]


def reranker(found: list[Meant]) -> Reranker:
    return Reranker(found, [1.0] * len(found))


def bonus(found: list[Meant], body: str, title: str = "Title") -> float:
    return reranker(found).bonus(part_by_part(Words(title, "", "", body), Forms(100)))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("a data subject request here", "a request of the data subject"),
        ("a request of the data subject now then", "data that are no subject on any request"),
        ("subject data of no such request here", "data for that subject or no request"),
        ("the data-subject request", "data for request or subject"),
    ],
)
def test_text_deserves_more_when_neighbours_of_the_query_stand_together(better: str, worse: str) -> None:
    found = meant("data", "subject", "request")
    assert bonus(found, better) > bonus(found, worse)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (f"data of this subject on request {FAR}", f"data of this {FAR} subject on request"),
        (f"data of this subject {FAR} on request", f"data {FAR} of this subject {FAR} on request"),
    ],
)
def test_text_deserves_more_when_one_passage_holds_more_of_the_query(better: str, worse: str) -> None:
    found = meant("data", "subject", "request")
    assert bonus(found, better) > bonus(found, worse)


def test_passage_counts_by_the_weight_of_its_words() -> None:
    found = meant("data", "subject", "request")
    weighed = Reranker(found, [3.0, 1.0, 1.0])
    first, last = (
        part_by_part(Words("Title", "", "", body), Forms(100))
        for body in (
            f"data of this subject {FAR} request",
            f"data {FAR} subject of that request",
        )
    )
    assert weighed.bonus(first) > weighed.bonus(last)


def test_text_deserves_more_when_a_word_stands_as_it_was_typed() -> None:
    (found,) = meant("determinants")
    found.add(Known(7, "determine", 9), How.FORM)
    assert bonus([found], "two determinants") > bonus([found], "two determine")


def test_word_as_typed_counts_wherever_it_stands() -> None:
    (found,) = meant("determinants")
    assert bonus([found], "two rows", title="Determinants") > bonus([found], "two rows")


def test_bonus_is_the_most_when_everything_holds() -> None:
    found = meant("data", "subject")
    assert bonus(found, "the data subject") == pytest.approx(0.55)


def test_few_letters_of_a_word_stand_near_nothing() -> None:
    found = meant("data", "s*")
    assert bonus(found, "the data subject") == bonus(found, "the data are")


@pytest.mark.parametrize(
    "found", [[], meant("s*"), meant("refunding", how=How.FORM)], ids=["nothing", "letters", "other form"]
)
def test_texts_do_not_differ_by_one_word_that_none_holds_as_it_was_typed(found: list[Meant]) -> None:
    assert not reranker(found)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Content]:
    base = tmp_path_factory.mktemp("near")
    filler = "Wait for the lamp and read the sheet beside the door. " * 3
    guides = {
        "apart.md": guide_text(
            "Clean the machine", steps=f"1. Take the night key. {filler} Close the shift."
        ),
        "together.md": guide_text("Clean the hall", steps=f"1. Ask the night shift. {filler} Take the key."),
        "file.md": guide_text("Send the file", steps="1. Attach invoice.pdf.\n2. Use release 1.2."),
        "parts.md": guide_text(
            "Make a pdf", steps="1. Open the invoice.\n2. Print as pdf, 12 or 2 or 1 pages."
        ),
    }
    Installer(base / "data").install(write_pack(base / "pack", guides=guides))
    with Content.open(base / "data") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "guide"),
    [
        ("night shift ", "together"),
        ("shift night ", "together"),
        ("night key ", "apart"),
        ("invoice.pdf ", "file"),
        ("1.2 ", "file"),
    ],
)
def test_guide_with_the_words_together_comes_first(content: Content, query: str, guide: str) -> None:
    assert content.search(query, ("en",))[0].ref.guide == guide


def test_joined_word_is_explained_by_its_parts(content: Content) -> None:
    why = content.search("invoice.pdf ", ("en",))[0].why
    assert [one.asked for one in why] == ["invoice", "pdf"]
