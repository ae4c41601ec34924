from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content import languages
from overlay.content.install import Installer
from overlay.content.lookup import MAX_MATCHES, Content
from overlay.content.words import words_of
from overlay.context import WindowContext, make_context
from overlay.errors import ContentUnavailableError, GuideNotFoundError
from overlay.guide import GuideKind, GuideRef
from tests.unit.packs import PNG, guide_text, write_pack

DAY_S = 86_400.0
MARCH_S = 1_772_323_200.0  # 2026-03-01T00:00Z
EN = ("en",)
CASE = "when:\n  - app: chrome\n    title: 'Case {case}*'\n    not: {title: '*closed*'}"


def window(title: str = "Case 1042 · open", app: str = "chrome") -> WindowContext:
    return make_context(process=app, raw_title=title)


@pytest.fixture
def content(tmp_path: Path) -> Iterator[Content]:
    """Guides in three languages with images and dates, in one pack; a namesake in another."""
    front_notice = "kind: notice\nvalid_from: 2026-03-01\nvalid_until: 2026-03-02"
    guides = {
        "refund.md": guide_text("Refund", front=CASE, steps="1. Open.\n   ![x](../media/x.png)"),
        "refund.nl.md": guide_text("Terugbetalen", steps="1. Open.\n   ![x](../media/x.png)"),
        "address.md": guide_text("Address", front="when:\n  - title: 'Case {case}*'"),
        "spring.md": guide_text("Spring sale", front=f"{CASE}\nvalid_from: 2026-03-10"),
        "winter.md": guide_text("Winter sale", front=f"{CASE}\nvalid_until: 2026-02-28"),
        "down.md": guide_text("Payments are down", front=front_notice, steps="Say this."),
        "elsewhere.md": guide_text("Elsewhere", front="when:\n  - app: xterm"),
    }
    installer = Installer(tmp_path / "data", tz=UTC)
    installer.install(write_pack(tmp_path / "1", "demo", guides, media={"x.png": PNG}))
    installer.install(write_pack(tmp_path / "2", "twin", {"address.md": guide_text("Address of the twin")}))
    with Content.open(tmp_path / "data") as opened:
        yield opened


def refs(content: Content, now_s: float = MARCH_S, **kwargs: object) -> list[str]:
    return [match.ref.guide for match in content.matches(window(), now_s, EN, **kwargs)]  # type: ignore[arg-type]


# Matches


def test_matches_are_valid_ones_notices_first_then_the_most_specific(content: Content) -> None:
    assert refs(content) == ["down", "refund", "address"]


def test_match_holds_title_kind_and_captures(content: Content) -> None:
    notice, refund, _ = content.matches(window(), MARCH_S, ("nl", "en"))
    assert (notice.kind, refund.kind) == (GuideKind.NOTICE, GuideKind.GUIDE)
    assert (notice.title, refund.title) == ("Payments are down", "Terugbetalen")
    assert refund.captures == {"case": "1042"}
    assert all(reason.ok for reason in refund.why)


@pytest.mark.parametrize(
    ("now_s", "guides"),
    [
        (MARCH_S - 1, {"refund", "address", "winter"}),
        (MARCH_S - DAY_S, {"refund", "address", "winter"}),
        (MARCH_S, {"refund", "address", "down"}),
        (MARCH_S + 2 * DAY_S - 1, {"refund", "address", "down"}),
        (MARCH_S + 2 * DAY_S, {"refund", "address"}),
        (MARCH_S + 9 * DAY_S, {"refund", "address", "spring"}),
    ],
)
def test_guides_come_and_go_at_their_moment(content: Content, now_s: float, guides: set[str]) -> None:
    assert set(refs(content, now_s)) == guides


def test_next_change_is_the_next_moment_matches_may_differ(content: Content) -> None:
    moments: list[float] = []
    now_s = 0.0
    while (change_s := content.next_change_s(now_s)) is not None:
        moments.append(change_s)
        now_s = change_s
    assert moments == [MARCH_S, MARCH_S + 2 * DAY_S, MARCH_S + 9 * DAY_S]


def test_recently_used_guide_stands_before_its_equals(content: Content) -> None:
    now_s = MARCH_S + 9 * DAY_S
    first, second = [guide for guide in refs(content, now_s) if guide in {"refund", "spring"}]
    assert refs(content, now_s, recent=[GuideRef("demo", second)]).index(second) == 0
    assert refs(content, now_s, recent=[GuideRef("demo", first)]).index(first) == 0


def test_matches_are_no_more_than_the_panel_lists(tmp_path: Path) -> None:
    guides = {f"g{n}.md": guide_text(f"G{n}", front=CASE) for n in range(MAX_MATCHES + 5)}
    Installer(tmp_path / "data").install(write_pack(tmp_path / "1", "demo", guides))
    with Content.open(tmp_path / "data") as content:
        assert len(content.matches(window(), 0, EN)) == MAX_MATCHES


# Explaining


def test_explain_gives_the_near_misses_with_reasons(content: Content) -> None:
    matches, rejected = content.explain(window("Case 1042 closed"), MARCH_S, EN)
    assert [match.ref.guide for match in matches] == ["down", "address"]
    why = {one.ref.guide: [reason.code for reason in one.why if not reason.ok] for one in rejected}
    assert why["refund"] == ["not"]
    assert why["winter"] == ["not", "valid_until"]
    assert "elsewhere" not in why


def test_explain_says_why_a_named_guide_does_not_apply(content: Content) -> None:
    _, rejected = content.explain(window(), MARCH_S, EN, "elsewhere")
    assert [(one.ref, [reason.code for reason in one.why if not reason.ok]) for one in rejected] == [
        (GuideRef("demo", "elsewhere"), ["app"])
    ]


@pytest.mark.parametrize(
    ("guide", "code", "fault"), [("spring", "valid_from", "early"), ("winter", "valid_until", "late")]
)
def test_explain_names_validity_when_that_is_all_that_is_missing(
    content: Content, guide: str, code: str, fault: str
) -> None:
    _, (rejected,) = content.explain(window(), MARCH_S, EN, guide)
    assert [(reason.code, reason.fault) for reason in rejected.why if not reason.ok] == [(code, fault)]


def test_explain_rejects_nothing_when_the_named_guide_applies(content: Content) -> None:
    matches, rejected = content.explain(window(), MARCH_S, EN, "refund")
    assert "refund" in [match.ref.guide for match in matches]
    assert rejected == ()


def test_explain_finds_a_named_match_below_all_the_others(tmp_path: Path) -> None:
    guides = {f"g{n}.md": guide_text(f"G{n}", front=CASE) for n in range(MAX_MATCHES + 5)}
    guides["low.md"] = guide_text("Low", front="when:\n  - title: '*'")
    Installer(tmp_path / "data").install(write_pack(tmp_path / "1", "demo", guides))
    with Content.open(tmp_path / "data") as content:
        matches, _ = content.explain(window(), 0, EN, "low")
    assert [match.ref.guide for match in matches][MAX_MATCHES:] == ["low"]


def test_explain_refuses_a_name_that_no_guide_has(content: Content) -> None:
    with pytest.raises(GuideNotFoundError, match="nowhere"):
        content.explain(window(), 0, EN, "nowhere")


# Guides


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [
        (("nl", "en"), "nl"),
        (("nl-BE",), "nl"),
        (("de", "nl"), "nl"),
        (("de",), "en"),
        ((), "en"),
        (("en", "nl"), "en"),
    ],
)
def test_guide_is_in_the_first_wanted_language_it_has(
    content: Content, wanted: tuple[str, ...], lang: str
) -> None:
    guide = content.guide(GuideRef("demo", "refund"), wanted)
    assert guide.lang == lang
    assert guide.title == content.title(GuideRef("demo", "refund"), wanted)


def test_guide_is_whole(content: Content) -> None:
    guide = content.guide(GuideRef("demo", "refund"), EN)
    assert [step.text for branch in guide.branches for step in branch.steps] == ["Open."]
    assert guide.pack_title == "The demo pack"
    assert content.guide(GuideRef("demo", "refund"), EN) is guide  # read once


def test_guide_is_refused_when_it_is_not_installed(content: Content) -> None:
    for ref in (GuideRef("demo", "nowhere"), GuideRef("nowhere", "refund")):
        with pytest.raises(GuideNotFoundError):
            content.guide(ref, EN)


def test_find_names_the_pack(content: Content) -> None:
    assert content.find("refund") == GuideRef("demo", "refund")
    assert content.find("address", "twin") == GuideRef("twin", "address")


@pytest.mark.parametrize(
    ("guide", "pack", "said"),
    [("nowhere", "", "nowhere"), ("refund", "twin", "twin"), ("address", "", "demo, twin")],
)
def test_find_says_what_to_do_when_the_name_is_unknown_or_ambiguous(
    content: Content, guide: str, pack: str, said: str
) -> None:
    with pytest.raises(GuideNotFoundError, match=said):
        content.find(guide, pack)


def test_guides_are_counted_once_whatever_their_languages(content: Content) -> None:
    assert content.guide_count == 7
    assert [(pack.id, pack.guides) for pack in content.packs()] == [("demo", 6), ("twin", 1)]


def test_media_is_served_from_the_pack_and_nowhere_else(content: Content) -> None:
    assert content.media("demo", "media/x.png") == PNG
    for pack, src in [
        ("twin", "media/x.png"),
        ("demo", "/etc/passwd"),
        ("demo", "../content.current"),
        ("demo", "file:///etc/passwd"),
        ("demo", ""),
    ]:
        assert content.media(pack, src) is None


def test_open_says_what_is_wrong_when_tables_are_damaged(tmp_path: Path) -> None:
    report = Installer(tmp_path / "data").install(write_pack(tmp_path / "1"))
    path = tmp_path / "data" / f"content-{report.generation}.db"
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xa5" * (len(data) - 100))
    with pytest.raises(ContentUnavailableError, match="overlay pack rebuild") as raised:
        Content.open(tmp_path / "data")
    assert raised.value.damaged


# Languages


@given(
    there=st.lists(st.sampled_from(["en", "nl", "de", "de-AT", "fr", "pt-BR"]), min_size=1, unique=True),
    wanted=st.lists(
        st.sampled_from(["en", "nl", "de", "de-CH", "fr"]),
        unique_by=lambda lang: lang.split("-")[
            0
        ],  # of two of one language, an exact one stands where it is named
    ),
)
def test_chosen_language_is_there_and_wanted_if_any_is(there: list[str], wanted: list[str]) -> None:
    chosen = languages.choose(there, wanted, "en")
    assert chosen in there
    served = [want for want in wanted if any(lang.split("-")[0] == want.split("-")[0] for lang in there)]
    if served:
        assert chosen.split("-")[0] == served[0].split("-")[0]
    elif "en" in there:
        assert chosen == "en"


@pytest.mark.parametrize(
    ("there", "wanted", "chosen"),
    [
        (["de-AT", "de"], ["de"], "de"),
        (["en", "de"], ["de-CH", "en", "de"], "de"),  # a region is no other language
        (["de-AT", "de"], ["de-AT"], "de-AT"),
        (["de-AT", "de-CH"], ["DE-ch"], "de-CH"),
        (["de-AT", "en"], ["de"], "de-AT"),
        (["fr", "pt"], ["de"], "fr"),
    ],
)
def test_chosen_language_is_the_closest_one(there: list[str], wanted: list[str], chosen: str) -> None:
    assert languages.choose(there, wanted, "en") == chosen


def test_words_hold_what_an_agent_reads_and_no_markup(content: Content) -> None:
    words = words_of(content.guide(GuideRef("demo", "refund"), EN))
    assert words.title == "Refund"
    assert words.body == "Open. x"
