"""The demo pack and the demo CRM fit each other: the first thing anybody sees of the product."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from overlay.content.format.pack import Pack, ParsedGuide, read_pack
from overlay.content.format.validity import validity_s
from overlay.context import WindowContext, make_context
from overlay.guide import Action, Block, Callout, Code, Guide, GuideKind, Image, Table, placeholders
from overlay.match import Candidate, rank

CRM = Path(__file__).parents[2] / "demo" / "crm"
PACK = Path(str(files("overlay"))) / "resources" / "packs" / "demo-service"
LANGUAGES = ("en", "nl", "de")
BROWSERS = {"chromium": " - Chromium", "firefox": " — Mozilla Firefox"}
MAX_IMAGE_BYTES = 40 * 1024
FITS = {
    "case-1042": "refund-order",
    "case-1043": "refund-order",
    "case-1044": "change-address",
    "case-1045": "handle-complaint",
    "case-1046": "check-identity",
    "case-1047": "late-delivery",
    "case-1048": "damaged-item",
    "case-1049": "cancel-order",
    "case-1050": "send-invoice-copy",
    "case-1051": "data-access-request",
    "case-1052": "close-account",
    "case-1053": "report-fraud",
    "case-1054": "greet-caller",  # a closed refund: only the greeting is left
    "index": "sort-inbox",
}
TERMINAL_WORDS = {"state", "last-login"}  # shown by the support shell, not by the CRM


@cache
def pack() -> Pack:
    return read_pack(PACK)


def by_language(guide_id: str) -> dict[str, Guide]:
    return {g.guide.lang: g.guide for g in pack().guides if g.guide.ref.guide == guide_id}


def guide_ids() -> list[str]:
    return sorted({g.guide.ref.guide for g in pack().guides})


def base_guides() -> list[ParsedGuide]:
    return [g for g in pack().guides if g.guide.lang == "en"]


def blocks(guide: Guide) -> list[Block]:
    return [*guide.intro, *(b for branch in guide.branches for step in branch.steps for b in step.blocks)]


def title_of(page: str) -> str:
    found = re.search(r"<title>(.*)</title>", (CRM / f"{page}.html").read_text(encoding="utf-8"))
    assert found is not None
    return html.unescape(found[1])


def matched(context: WindowContext) -> list[tuple[str, dict[str, str]]]:
    candidates = [
        Candidate(g.guide.ref, g.guide.title, rule, kind=g.guide.kind)
        for g in base_guides()
        for rule in g.rules
    ]
    return [(m.ref.guide, dict(m.captures)) for m in rank(context, candidates)]


def in_browser(title: str, browser: str = "chromium") -> WindowContext:
    return make_context(process=browser, wm_class=browser, raw_title=title + BROWSERS[browser])


def test_pack_has_no_problems() -> None:
    assert [str(p) for p in pack().problems] == []


def test_pack_has_enough_guides_to_try_it_out() -> None:
    assert sum(g.guide.kind is GuideKind.GUIDE for g in base_guides()) >= 14


@pytest.mark.parametrize("guide_id", guide_ids())
def test_guide_is_complete_in_every_language(guide_id: str) -> None:
    texts = by_language(guide_id)
    assert set(texts) == set(LANGUAGES)
    assert len({t.title for t in texts.values()}) == len(LANGUAGES), "a title is not translated"
    assert all(t.summary and t.keywords for t in texts.values())


@pytest.mark.parametrize("guide_id", guide_ids())
def test_guide_has_the_same_way_through_it_in_every_language(guide_id: str) -> None:
    ways = {
        lang: [
            (
                branch.id,
                step.id,
                [c.goto for c in step.choices],
                [bool(c.hint) for c in step.choices],
                [c.id for c in step.confirms],
                [(a.kind, a.id, sorted(placeholders(a.text))) for a in step.actions],
                [type(b) for b in step.blocks],
            )
            for branch in guide.branches
            for step in branch.steps
        ]
        for lang, guide in by_language(guide_id).items()
    }
    assert ways["nl"] == ways["en"]
    assert ways["de"] == ways["en"]


@pytest.mark.parametrize("guide_id", guide_ids())
def test_controls_named_in_bold_are_on_a_page_of_the_crm(guide_id: str) -> None:
    on_pages: set[str] = set()
    for page in CRM.glob("*.html"):
        bare = re.sub(r"<[^>]+>", "\n", page.read_text(encoding="utf-8"))
        on_pages |= {html.unescape(line).strip() for line in bare.split("\n")}
    for parsed in pack().guides:
        if parsed.guide.ref.guide == guide_id:
            body = (PACK / parsed.source).read_text(encoding="utf-8").split("---\n", 2)[2]
            named = set(re.findall(r"\*\*([^*{]+)\*\*", body)) - TERMINAL_WORDS
            assert named <= on_pages, parsed.source


@pytest.mark.parametrize(("page", "guide_id"), FITS.items())
@pytest.mark.parametrize("browser", BROWSERS)
def test_page_of_the_crm_has_its_guide_first(page: str, guide_id: str, browser: str) -> None:
    assert matched(in_browser(title_of(page), browser))[0][0] == guide_id


@pytest.mark.parametrize("page", [p for p in FITS if p.startswith("case-")])
def test_case_number_is_captured(page: str) -> None:
    assert matched(in_browser(title_of(page)))[0][1]["case"] == page.removeprefix("case-")


def test_every_page_is_accounted_for() -> None:
    assert {p.stem for p in CRM.glob("*.html")} == {*FITS, "cases", "status", "titles"}


def test_notices_are_all_that_fits_the_status_page() -> None:
    found = {guide for guide, _ in matched(in_browser(title_of("status")))}
    assert found == {"payments-down", "autumn-maintenance"}
    assert {g.guide.ref.guide for g in base_guides() if g.guide.kind is GuideKind.NOTICE} == found


def test_one_notice_is_over_and_one_is_not() -> None:
    now_s = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
    shown = {
        g.guide.ref.guide: validity_s(g.guide.valid_from, False, UTC)
        <= now_s
        < validity_s(g.guide.valid_until, True, UTC)
        for g in base_guides()
        if g.guide.kind is GuideKind.NOTICE
    }
    assert shown == {"payments-down": True, "autumn-maintenance": False}


def test_one_guide_was_due_for_review_when_the_pack_was_made() -> None:
    due = [g.guide.ref.guide for g in base_guides() if "" < g.guide.review_by < "2026-11-22"]
    assert due == ["close-account"]


def test_nothing_fits_the_list_of_cases() -> None:
    assert matched(in_browser(title_of("cases"))) == []


@pytest.mark.parametrize(
    ("process", "title", "guide_id"),
    [
        ("xterm", "anna@desk: support-shell", "reset-password"),
        ("mousepad", "*~/reply-1042.txt - Mousepad", "reply-by-email"),
        ("mousepad", "Untitled 1 - Mousepad", "reply-by-email"),
    ],
)
def test_other_applications_have_their_guide(process: str, title: str, guide_id: str) -> None:
    found = matched(make_context(process=process, wm_class=process, raw_title=title))
    assert [guide for guide, _ in found] == [guide_id]


def test_read_only_shell_has_no_guide() -> None:
    assert (
        matched(make_context(process="xterm", wm_class="xterm", raw_title="support-shell (read-only)")) == []
    )


def test_pack_shows_every_part_of_the_format() -> None:
    parts = [b for g in base_guides() for b in blocks(g.guide)]
    assert {b.kind.value for b in parts if isinstance(b, Callout)} == {"why", "tip", "note", "warning"}
    assert {b.kind.value for b in parts if isinstance(b, Action)} == {"copy", "type", "open"}
    assert {type(b) for b in parts} >= {Table, Code, Image}
    assert any(s.confirms for g in base_guides() for b in g.guide.branches for s in b.steps)


def test_images_are_small() -> None:
    images = list((PACK / "media").iterdir())
    assert images
    assert [i.name for i in images if i.stat().st_size > MAX_IMAGE_BYTES] == []


def test_pages_of_the_crm_load_nothing_from_elsewhere() -> None:
    for page in [*CRM.glob("*.html"), *CRM.glob("*.css")]:
        text = page.read_text(encoding="utf-8")
        if page.name == "titles.html":  # its hostile titles look like links on purpose
            text = re.sub(r"const HOSTILE = \{.*?\n    \};", "", text, flags=re.DOTALL)
        assert re.findall(r"""(?:https?:|(?:src|href)=["']?)//|@import|url\(""", text) == [], page.name
