"""What stands at the head of a guide, and what is said about mistakes in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.format import front_matter, validity
from overlay.content.format.front_matter import FrontMatter
from overlay.content.format.problem import MAX_PROBLEMS, Findings, Problem
from overlay.guide import GuideKind


def parse(head: str, *, translation: bool = False) -> tuple[FrontMatter | None, tuple[Problem, ...]]:
    findings = Findings("a.md")
    return front_matter.parse(head, findings, translation=translation), findings.problems


def only_problem(head: str) -> Problem:
    _, problems = parse(head)
    assert len(problems) == 1, problems
    return problems[0]


def test_parse_reads_every_key_when_all_are_right() -> None:
    head = """\
id: refund-order
title: Refund an order
summary: Pay back.
kind: notice
when:
  - app: [chrome, firefox]
    title: "Case {case} *"
keywords: [money back, chargeback]
audience: tier1
owner: payments
reviewed: 2026-03-02
review_by: 2027-03-01
valid_from: 2026-03-01T09:00+01:00
valid_until: 2026-04-01
lang: nl
priority: -5
"""
    front, problems = parse(head)
    assert problems == ()
    assert front is not None
    assert (front.id, front.title, front.kind, front.lang, front.priority) == (
        "refund-order",
        "Refund an order",
        GuideKind.NOTICE,
        "nl",
        -5,
    )
    assert front.when == [{"app": ["chrome", "firefox"], "title": "Case {case} *"}]
    assert front.keywords == ("money back", "chargeback")
    assert front.audience == ("tier1",)
    assert front.valid_from == "2026-03-01T09:00:00+01:00"
    assert front.document.line("when[0].title") == 8


@pytest.mark.parametrize("text", ["no", "Yes", "2026.10", "1.10", "0x1F", "1e5", "12:30", "null and void"])
def test_parse_keeps_text_as_written_when_yaml_would_guess_a_type(text: str) -> None:
    front, problems = parse(f"title: {text}\n")
    assert front is not None
    assert (front.title, problems) == (text, ())


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ("title: a\nkeyword: [x]\n", 3, "Did you mean “keywords”?"),
        ("title: a\nreview-by: 2026-01-01\n", 3, "Did you mean “review_by”?"),
        ("title: a\ncolour: red\n", 3, "Known are:"),
        ("title: a\nreviewed: yesterday\n", 3, "2026-03-01"),
        ("title: a\nreview_by: 2026-02-30\n", 3, "2026-03-01"),
        ("title: a\nvalid_until: 2026-03-01T09:00\n", 3, "with its zone"),
        ("title: a\nkind: guides\n", 3, "guide, notice"),
        ("title: a\npriority: high\n", 3, "number"),
        ("id: Refund Order\n", 2, "small letters"),
        ("title: [a, b]\n", 2, "one text"),
        ("keywords: {a: b}\n", 2, "list of words"),
        ("title: a\n\n\ntitle: b\n", 5, "Keep one"),
        ("title: *closed*\n", 2, "double quotes"),
        ("title: a\nsummary: Case: closed\n", 3, "double quotes"),
        ("title: a\n\tsummary: b\n", 3, "spaces"),
        ("title: !!python/name:os.system x\n", 2, "plain text"),
        ("- a\n- b\n", 2, "key: value"),
        ("title: " + "x" * 501, 2, "shorter"),
        ("title: \x01", 2, "control character"),
    ],
)
def test_parse_names_line_and_cure_when_a_key_is_wrong(head: str, line: int, words: str) -> None:
    problem = only_problem(head)
    assert (problem.file, problem.line) == ("a.md", line)
    assert words in str(problem)


def test_parse_warns_only_when_a_key_is_unknown() -> None:
    assert not only_problem("colour: red").fatal
    assert only_problem("kind: red").fatal


def test_parse_ignores_rules_when_it_is_a_translation() -> None:
    front, problems = parse("title: Terugbetalen\nwhen: [{app: chrome}]\n", translation=True)
    assert front is not None
    assert front.when == ""
    assert [(p.line, p.fatal) for p in problems] == [(3, False)]


@pytest.mark.parametrize(
    "head",
    [
        "a: " + "[" * 30_000,
        "a: " + "{b: " * 10_000,
        "".join(" " * i + "a:\n" for i in range(300)),
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "when: [" + "a," * 60_000 + "]",
    ],
    ids=["lists", "mappings", "indents", "aliases", "values"],
)
def test_parse_refuses_when_yaml_is_a_bomb(head: str) -> None:
    front, problems = parse(head)
    assert front is None
    assert problems[-1].fatal


def test_findings_stay_readable_when_everything_is_wrong() -> None:
    _, problems = parse("".join(f"key{n}: x\n" for n in range(2_000)) + "kind: wrong\n")
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].fatal


@given(st.text(max_size=300))
def test_parse_says_what_is_wrong_when_the_head_is_anything(head: str) -> None:
    front, problems = parse(head)
    assert front is not None or any(p.fatal for p in problems)


def test_split_gives_head_and_body_when_both_are_there() -> None:
    findings = Findings("a.md")
    assert front_matter.split("---\ntitle: a\n---\n1. Go\n", findings) == ("title: a\n", "1. Go\n", 3)
    assert findings.problems == ()


def test_split_gives_only_a_body_when_there_is_no_head() -> None:
    assert front_matter.split("1. Go\n---\n", Findings("a.md")) == ("", "1. Go\n---\n", 0)


def test_split_refuses_when_the_head_has_no_end() -> None:
    findings = Findings("a.md")
    front_matter.split("---\ntitle: a\n1. Go\n", findings)
    assert [(p.line, p.fatal) for p in findings.problems] == [(1, True)]


def test_pack_needs_id_and_version() -> None:
    findings = Findings("pack.yaml")
    assert front_matter.parse_pack("title: x\n", findings) is None
    assert ["“id”" in p.what or "“version”" in p.what for p in findings.problems] == [True, True]


AMSTERDAM = timezone(timedelta(hours=1))


def test_validity_starts_at_midnight_of_the_desk_when_it_is_a_day() -> None:
    start = datetime(2026, 3, 1, tzinfo=AMSTERDAM).timestamp()
    assert validity.validity_s("2026-03-01", end=False, tz=AMSTERDAM) == start


def test_validity_includes_the_last_day_when_it_is_a_day() -> None:
    end = datetime(2026, 3, 2, tzinfo=AMSTERDAM).timestamp()
    assert validity.validity_s("2026-03-01", end=True, tz=AMSTERDAM) == end


def test_validity_is_the_same_everywhere_when_it_is_a_moment() -> None:
    iso = validity.day_or_moment("2026-03-01 09:00 +01:00")
    assert iso is not None
    moment = datetime(2026, 3, 1, 8, tzinfo=UTC).timestamp()
    assert [validity.validity_s(iso, end, AMSTERDAM) for end in (True, False)] == [moment, moment]


@given(
    st.dates(
        min_value=datetime(1971, 1, 1, tzinfo=UTC).date(), max_value=datetime(2199, 12, 31, tzinfo=UTC).date()
    )
)
def test_validity_lasts_a_day_when_both_ends_name_it(day: object) -> None:
    iso = validity.day(str(day))
    assert iso is not None
    assert validity.validity_s(iso, end=True, tz=UTC) - validity.validity_s(iso, end=False, tz=UTC) == 86_400


@pytest.mark.parametrize(
    "text", ["2026-3-1", "01-03-2026", "20260301", "2026-W10", "1900-01-01", "9999-12-31", ""]
)
def test_day_or_moment_refuses_when_it_is_no_date(text: str) -> None:
    assert validity.day_or_moment(text) is None
