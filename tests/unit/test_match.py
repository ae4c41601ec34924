from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from overlay.context import make_context
from overlay.guide import GuideKind, GuideRef
from overlay.match import Candidate, Reason, in_words, rank, rejection
from overlay.rules import parse_when, specificity

WINDOW = make_context(process="chrome", raw_title="Case 7 · Refund", url="https://crm.example/refund/77")


def candidates(guide: str, when: Any, pack: str = "p", **more: Any) -> list[Candidate]:
    return [Candidate(GuideRef(pack, guide), guide.title(), rule, **more) for rule in parse_when(when)]


def order(*found: list[Candidate], **more: Any) -> list[str]:
    return [match.ref.guide for match in rank(WINDOW, [one for some in found for one in some], **more)]


def test_more_specific_stands_first_whatever_the_order() -> None:
    wide = candidates("wide", {"title": "Case *"}, priority=400)
    longer = candidates("longer", {"title": "Case {case} · Refund*"})
    excluded = candidates("excluded", {"title": "Case {case} · Refund*", "not": {"title": "*closed*"}})
    narrow = candidates("narrow", {"title": "Case *", "app": "chrome"})
    expected = ["narrow", "excluded", "longer", "wide"]
    assert order(wide, longer, excluded, narrow) == expected
    assert order(narrow, excluded, longer, wide) == expected


def test_notice_stands_above_all() -> None:
    notice = candidates("notice", {"app": "*"}, kind=GuideKind.NOTICE)
    guide = candidates("guide", {"title": "Case {case} · Refund*", "app": "chrome"}, priority=499)
    assert order(guide, notice) == ["notice", "guide"]


def test_priority_then_recent_use_then_name_decide_between_equals() -> None:
    same = {"title": "Case *"}
    a, b, c, d = (candidates(name, same) for name in "abcd")
    high = candidates("high", same, priority=1)
    recent = [GuideRef("p", "d"), GuideRef("p", "c")]
    assert order(b, a, c, d, high, recent=recent) == ["high", "d", "c", "a", "b"]


def test_scores_fall_along_the_ranking() -> None:
    same = {"title": "Case *"}
    found = [
        *candidates("a", same, priority=-1),
        *candidates("b", same),
        *candidates("c", {"app": "chrome", "title": "Case *"}),
    ]
    scores = [match.score for match in rank(WINDOW, found, recent=[GuideRef("p", "a")])]
    assert scores == sorted(set(scores), reverse=True)


def test_guide_stands_once_with_the_captures_of_its_best_rule() -> None:
    rules = [
        {"title": "{anything} · *"},
        {"title": "Case {case} · Refund*", "app": "chrome"},
        {"url": "*/refund/{id}"},
    ]
    (match,) = rank(WINDOW, candidates("guide", rules))
    assert match.captures == {"case": "7"}
    assert [(reason.code, reason.template) for reason in match.why] == [
        ("app", "chrome"),
        ("title", "Case {case} · Refund*"),
    ]


def test_reasons_name_the_alternative_that_holds() -> None:
    (match,) = rank(
        WINDOW, candidates("guide", {"title": ["Order *", "Case *"], "not": {"app": "xterm"}}, priority=2)
    )
    assert [(reason.code, reason.template) for reason in match.why] == [
        ("title", "Case *"),
        ("not", "app: xterm"),
        ("priority", "2"),
    ]
    assert all(reason.ok for reason in match.why)


def test_what_does_not_apply_is_left_out() -> None:
    assert (
        order(
            candidates("a", {"title": "Order *"}),
            candidates("b", {"title": "Case *", "not": {"app": "chrome"}}),
        )
        == []
    )


def test_limit_gives_the_first_of_all_and_reads_no_weaker_candidates() -> None:
    strong = [one for name in "dcba" for one in candidates(name, {"title": "Case *", "app": "chrome"})]
    weak = [one for name in "fe" for one in candidates(name, {"title": "Case *"})]
    read: list[str] = []

    def strongest_first() -> Iterator[Candidate]:
        for one in [*strong, *weak]:
            read.append(one.ref.guide)
            yield one

    limited = rank(WINDOW, strongest_first(), limit=3)
    assert [match.ref.guide for match in limited] == ["a", "b", "c"]
    assert read == ["d", "c", "b", "a", "f"]


def test_known_specificity_changes_nothing() -> None:
    found = candidates("a", {"title": "Case *"})
    known = [Candidate(one.ref, one.title, one.rule, specificity=specificity(one.rule)) for one in found]
    assert rank(WINDOW, found) == rank(WINDOW, known)


def test_rejection_explains_the_rule_that_came_nearest() -> None:
    rules = parse_when([{"app": "xterm", "title": "Order *"}, {"app": "chrome", "title": "*Address*"}])
    rejected = rejection(GuideRef("p", "a"), "A", rules, WINDOW)
    assert [(reason.code, reason.ok, reason.detail) for reason in rejected.why] == [
        ("app", True, ""),
        ("title", False, "Address"),
    ]
    assert in_words(rejected.why[1]) == "title asks “*Address*”: it needs “Address”, which is not in it"


def test_rejection_of_a_guide_without_rules_has_no_reasons() -> None:
    assert rejection(GuideRef("p", "a"), "A", (), WINDOW).why == ()


@pytest.mark.parametrize(
    "entry",
    [
        {"app": "xterm"},
        {"title": "Refund*"},
        {"title": "*Case"},
        {"title": "*Refund*Case*"},
        {"title": "Case 7 · Refund{x}"},
        {"title_re": "Address"},
        {"title_re": r"Case \d\d"},
        {"url": "*/x/*"},
        {"app": "chrome", "not": {"title": "*refund"}},
    ],
)
def test_every_reason_has_words_and_none_shows_the_title(entry: dict[str, Any]) -> None:
    for reason in rejection(GuideRef("p", "a"), "A", parse_when(entry), WINDOW).why:
        words = in_words(reason)
        assert reason.template in words
        assert "does not fit" not in words
        assert "Case 7 · Refund" not in words.replace("Case 7 · Refund{x}", "")


def test_words_are_there_for_reasons_that_are_not_the_rules() -> None:
    assert in_words(Reason("priority", "5")) == "its priority is 5"
    assert in_words(Reason("recent", "")) == "you used it last here"
