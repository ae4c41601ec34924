"""Words that stand together: what the index does not know, read from the few texts that come first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from overlay.content.install import Installer
from overlay.content.lookup import Content
from overlay.content.search.proximity import Nearness
from overlay.content.search.query_terms import Called, How, Meant, Word
from overlay.content.search.reading import part_by_part
from overlay.content.search.text import Forms
from overlay.content.search.vocabulary import Known
from overlay.content.words import Words
from tests.unit.packs import guide_text, write_pack


def meant(*words: str) -> list[Meant]:
    return [
        Meant(Word(word.rstrip("*")), {place: Called(Known(place, word, 1), How.SAME, 1.0)})
        for place, word in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("a data subject request", 1.0),
        ("a request of the data subject", 0.5),
        ("subject data", 0.5),
        ("data of subject", 0.5),
        ("data that are no subject", 0.0),
        ("data. Then a request", 0.0),
        ("data-subject request", 1.0),
        ("", 0.0),
    ],
)
def test_nearness_is_the_share_of_neighbours_that_stand_together(body: str, near: float) -> None:
    words = Words("Title", "", "", body)
    assert Nearness(meant("data", "subject", "request")).of(part_by_part(words, Forms(100))) == near


def test_few_letters_of_a_word_stand_near_nothing() -> None:
    assert not Nearness(meant("data", "s*"))


@pytest.mark.parametrize("words", [(), ("refund",)])
def test_one_word_has_no_neighbour(words: tuple[str, ...]) -> None:
    assert not Nearness(meant(*words))


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
