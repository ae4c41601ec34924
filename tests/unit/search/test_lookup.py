from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.install import Installer
from overlay.content.lookup import Content
from overlay.content.search import HIT_END, HIT_START
from tests.unit.packs import guide_text, write_pack

EN = ("en",)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Content]:
    base = tmp_path_factory.mktemp("search")
    guides = {
        "refund.md": guide_text(
            "Refund an order",
            front="keywords: [chargeback]\nwhen:\n  - app: chrome",
            steps="1. Open **Payments**.\n   > [!WHY]\n   > The bank books it.\n\n## By invoice\n1. Write it off.",
        ),
        "refund.de.md": guide_text(
            "Bestellung erstatten", steps="1. Öffnen Sie **Zahlungen**.\n\n## Rechnung\n1. Los."
        ),
        "refund.nl.md": guide_text(
            "Bestelling terugbetalen", steps="1. Open **Betalingen**.\n\n## Factuur\n1. Klaar."
        ),
        "address.md": guide_text("Change an address", steps="1. Check the order.\n2. Café façade."),
        "order.md": guide_text("Cancel an order", front="when:\n  - app: xterm", steps="1. Stop it."),
        "gone.md": guide_text("Summer order", front="valid_until: 2020-01-01"),
    }
    Installer(base / "data").install(write_pack(base / "pack", "demo", guides))
    with Content.open(base / "data") as opened:
        yield opened


def found(content: Content, query: str, wanted: tuple[str, ...] = EN, **kwargs: object) -> list[str]:
    return [hit.ref.guide for hit in content.search(query, wanted, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("refund", "refund"),
        ("REFUND", "refund"),
        ("chargeback", "refund"),
        ("by invoice", "refund"),
        ("bank books", "refund"),
        ("cafe facade", "address"),
        ("CAFÉ", "address"),
        ("erstatten", "refund"),
        ("offnen zahlungen", "refund"),
    ],
)
def test_words_are_found_wherever_they_stand_without_regard_to_accents(
    content: Content, query: str, first: str
) -> None:
    assert found(content, query)[0] == first


@pytest.mark.parametrize("query", ["r", "re", "ref", "refu", "refun", "refund", "refund an", "refund an o"])
def test_guide_is_found_while_its_title_is_typed(content: Content, query: str) -> None:
    assert found(content, query)[0] == "refund"


def test_last_word_is_whole_when_a_space_follows_it(content: Content) -> None:
    assert found(content, "refu") == ["refund"]
    assert found(content, "refu ") == []


def test_title_counts_more_than_text(content: Content) -> None:
    assert found(content, "order ")[-1] == "address"


def test_any_word_will_do_when_no_guide_has_all(content: Content) -> None:
    assert set(found(content, "cancel address")) == {"order", "address"}


def test_each_guide_is_found_once_in_the_language_that_fits_best(content: Content) -> None:
    hits = content.search("bestell", ("nl", "de"))
    assert [(hit.ref.guide, hit.lang) for hit in hits] == [("refund", "nl")]
    hits = content.search("bestell", ("de", "nl"))
    assert [(hit.ref.guide, hit.lang) for hit in hits] == [("refund", "de")]


def test_guides_with_a_rule_for_the_application_come_first(content: Content) -> None:
    both = [guide for guide in found(content, "order", app="chrome") if guide in {"refund", "order"}]
    assert both == ["refund", "order"]
    both = [guide for guide in found(content, "order", app="xterm") if guide in {"refund", "order"}]
    assert both == ["order", "refund"]


def test_guides_that_are_over_are_left_out_when_the_time_is_said(content: Content) -> None:
    assert "gone" in found(content, "summer")
    assert "gone" not in found(content, "summer", now_s=1_800_000_000.0)


def test_hits_are_marked_in_title_and_snippet(content: Content) -> None:
    (hit,) = content.search("refund pay", EN)
    assert hit.title == f"{HIT_START}Refund{HIT_END} an order"
    assert f"{HIT_START}Payments{HIT_END}" in hit.snippet
    assert hit.score > 0


def test_no_more_than_the_limit_are_found_best_first(content: Content) -> None:
    everything = content.search("order", EN)
    assert len(everything) > 2
    assert content.search("order", EN, limit=2) == everything[:2]
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "!?",
        '"',
        "NEAR(",
        "title:refund*",
        "a AND",
        "OR",
        "^x",
        "{title}: x",
        "' OR 1=1 --",
        "\x00",
        "\ud800",
        "*",
        "()",
    ],
)
def test_operators_and_quotes_are_harmless(content: Content, query: str) -> None:
    content.search(query, EN)


def test_operator_words_are_words(content: Content) -> None:
    assert found(content, "refund NOT order")[0] == "refund"


@given(query=st.text(max_size=60))
def test_search_never_raises(content: Content, query: str) -> None:
    content.search(query, EN)
