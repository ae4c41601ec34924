"""`check` finds what it names, where it stands, and nothing in a pack that is in order."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from overlay.content.authoring.annotations import as_github, as_json, as_text
from overlay.content.authoring.check import Report, check
from overlay.content.format.problem import Problem
from overlay.content.install import install
from overlay.content.lookup import Content
from tests.unit.packs import PNG, write_pack

TODAY = date(2026, 11, 22)
RULE = 'when: {title: "Case {case} *"}'


def guide(front: str = "", steps: str = "1. Do it.") -> str:
    """Return a guide whose front matter has the title on line 2 and `front` from line 3."""
    return f"---\ntitle: A guide\n{front}\n---\n{steps}\n"


def checked(
    tmp_path: Path, *, more: str = "", media: dict[str, bytes] | None = None, **guides: str
) -> Report:
    files = {f"{name.replace('__', '.')}.md": text for name, text in guides.items()}
    folder = write_pack(tmp_path / "pack", guides=files, more=more, media=media)
    return check(folder, TODAY, reading_level=True)


def only(report: Report) -> Problem:
    assert len(report.problems) == 1, [str(problem) for problem in report.problems]
    return report.problems[0]


def test_nothing_is_found_in_a_pack_that_is_in_order(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        more="languages: [en, nl]\n",
        media={"a.png": PNG},
        refund=guide(RULE, "1. Look.\n   ![It](../media/a.png)\n   - [By card](#card)\n\n## Card\n1. Pay."),
        refund__nl=guide(
            "", "1. Kijk.\n   ![Het](../media/a.png)\n   - [Met kaart](#card)\n\n## Kaart {#card}\n1. Betaal."
        ),
    )
    assert report.problems == ()


@pytest.mark.parametrize(
    ("front", "line", "what"),
    [
        ("keyword: x", 3, "not a known key"),
        ("summary: x\nreview_by: 2026-11-21", 4, "to be reviewed by 2026-11-21"),
        ("valid_until: 2026-11-21", 3, "not valid since 2026-11-21"),
        ('when: {title: "● Report"}', 3, "No window can have the title"),
        (
            'when:\n  - app: chrome\n  - title: ["Case *", "● Inbox"]',
            5,
            "No window can have the title “● Inbox”",
        ),
        ('when: {url: "https://a.example/x y"}', 3, ""),
    ],
)
def test_a_warning_names_the_line_of_the_front_matter(
    front: str, line: int, what: str, tmp_path: Path
) -> None:
    report = checked(tmp_path, a=guide(front))
    if not what:
        assert report.problems == ()
        return
    problem = only(report)
    assert (problem.file, problem.line, problem.fatal) == ("guides/a.md", line, False)
    assert what in problem.what


def test_a_review_due_today_is_not_late(tmp_path: Path) -> None:
    assert checked(tmp_path, a=guide("review_by: 2026-11-22")).problems == ()


@pytest.mark.parametrize(
    "when",
    [
        'when: {title: "Case {case} *", not: {title: "Case *"}}',
        'when: {title: "Refund", not: {title: ["Order", "*fun*"]}}',
        "when: {app: chrome, not: {app: [chrome, firefox]}}",
        "when: {app: [google-chrome, chrome], not: {app: chrome}}",
        'when: {app: chrome, title: ["Ab", "Abc"], not: {title: "Ab*"}}',
        'when: {url: "https://*.crm.example/refund/{id}", not: {url: "https://*.crm.example/*"}}',
    ],
)
def test_a_rule_whose_exclusion_takes_everything_is_an_error(when: str, tmp_path: Path) -> None:
    problem = only(checked(tmp_path, a=guide(f"summary: x\n{when}")))
    assert (problem.line, problem.fatal) == (4, True)
    assert "never applies" in problem.what


@pytest.mark.parametrize(
    "when",
    [
        'when: {title: "Case {case} *", not: {title: "Case * closed"}}',
        'when: {title: "Refund*", not: {title: "Refund *"}}',  # "Refund" alone is left
        'when: {title: "Refund*", not: {app: chrome, title: "Refund*"}}',
        'when: {title: ["Ab", "Cd"], not: {title: "Ab"}}',
        'when: {url: "https://crm.example/*", not: {title: "*x*"}}',
    ],
)
def test_a_rule_that_leaves_windows_is_no_error(when: str, tmp_path: Path) -> None:
    assert checked(tmp_path, a=guide(when)).errors == ()


def test_a_rule_under_a_stronger_one_is_told_with_an_example(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        wide=guide('when: {title: "Case {case} · Refund*"}\npriority: 5'),
        narrow=guide('summary: x\nwhen: {title: "Case {case} · Refund*"}\npriority: 1'),
    )
    problem = only(report)
    assert (problem.file, problem.line) == ("guides/narrow.md", 4)
    assert "guides/wide.md always stands above this guide here, as for “Case 1042 · Refund”" in problem.what


def test_two_rules_that_nothing_tells_apart_are_told_once(tmp_path: Path) -> None:
    problem = only(checked(tmp_path, a=guide(RULE), b=guide(RULE)))
    assert problem.file == "guides/b.md"
    assert "guides/a.md applies to the same windows" in problem.what


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{RULE}\naudience: [tier1]", f"{RULE}\naudience: [tier2]"),
        (f"{RULE}\nvalid_until: 2027-01-01", f"{RULE}\nvalid_from: 2027-01-02"),
        (f"{RULE}\nkind: notice", RULE),
        (
            'when: {title: "Case {case} *"}',
            'when: {title: "Case {case} Refund"}',
        ),  # the narrow one comes first
        ('when: {title: "Case *", not: {title: "*x*"}}', 'when: {title: "Case *"}\npriority: -1'),
        ("when: {app: chrome}", "when: {app: firefox}"),
    ],
)
def test_rules_are_not_told_when_both_guides_have_their_windows(one: str, other: str, tmp_path: Path) -> None:
    assert checked(tmp_path, a=guide(one), b=guide(other)).problems == ()


def test_a_guide_of_an_installed_pack_for_the_same_window_is_told(tmp_path: Path) -> None:
    other = guide('title: x\nwhen: {title: "*Refund*"}').replace("title: A guide\n", "")
    install(write_pack(tmp_path / "other", "other", {"o.md": other}), tmp_path / "data")
    mine = write_pack(
        tmp_path / "mine", "mine", {"m.md": guide('when: {title: "Case {case} Refund"}'), "n.md": guide(RULE)}
    )
    install(mine, tmp_path / "data")
    with Content.open(tmp_path / "data") as content:
        problem = only(check(mine, TODAY, installed=content))
    assert (problem.file, problem.line, problem.fatal) == ("guides/m.md", 3, False)
    assert "“Case 1042 Refund” brings “x” of the installed pack other too: it stands below" in problem.what


def test_a_wide_rule_that_reaches_into_an_installed_pack_is_told(tmp_path: Path) -> None:
    other = guide('title: x\nwhen: {title: "Case {case} Refund"}').replace("title: A guide\n", "")
    notice = guide('kind: notice\nwhen: {title: "Refund now"}')
    install(write_pack(tmp_path / "other", "other", {"o.md": other, "n.md": notice}), tmp_path / "data")
    mine = write_pack(tmp_path / "mine", "mine", {"m.md": guide('when: {title: "*Refund*"}')})
    with Content.open(tmp_path / "data") as content:
        problem = only(check(mine, TODAY, installed=content))
    assert "“Case 1042 Refund” brings “x” of the installed pack other too: it stands above" in problem.what


def test_a_missing_translation_is_told_by_its_file(tmp_path: Path) -> None:
    report = checked(tmp_path, more="languages: [en, nl, de]\n", a=guide(), a__nl=guide())
    assert "guides/a.de.md" in only(report).cure


def test_a_translation_reviewed_before_its_original_is_told(tmp_path: Path) -> None:
    report = checked(tmp_path, a=guide("reviewed: 2026-02-01"), a__nl=guide("reviewed: 2026-01-31"))
    assert (only(report).file, only(report).line) == ("guides/a.nl.md", 3)


def test_a_missing_owner_is_told_once_when_the_pack_has_none(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide(), "b.md": guide()})
    (folder / "pack.yaml").write_text("id: demo\nversion: '1'\n")
    assert only(check(folder, TODAY)).file == "pack.yaml"


def test_a_missing_owner_is_told_of_the_guide_when_others_have_one(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide("owner: us"), "b.md": guide()})
    (folder / "pack.yaml").write_text("id: demo\nversion: '1'\n")
    assert only(check(folder, TODAY)).file == "guides/b.md"


def test_branches_that_only_link_to_each_other_are_told(tmp_path: Path) -> None:
    steps = "1. Which?\n   - [A](#a)\n\n## A\n1. Go.\n\n## B\n1. x\n   - [C](#c)\n\n## C\n1. y\n   - [B](#b)"
    report = checked(tmp_path, a=guide("", steps))
    assert [(p.line, p.what[:20]) for p in report.problems] == [
        (11, "No way leads to “B”:"),
        (15, "No way leads to “C”:"),
    ]


def test_steps_after_a_question_that_never_ends_are_told(tmp_path: Path) -> None:
    steps = "1. Again?\n   - [Yes](#again)\n2. Never reached.\n3. Nor this.\n\n## Again\n1. Go.\n   - [Again](#again)"
    problem = only(checked(tmp_path, a=guide("", steps)))
    assert problem.line == 7
    assert "“Never reached.” and 1 more" in problem.what


def test_a_guide_that_goes_round_for_ever_is_told(tmp_path: Path) -> None:
    steps = "1. Which?\n   - [A](#a)\n   - [B](#b)\n\n## A\n1. Or B?\n   - [B](#b)\n\n## B\n1. Or A?\n   - [A](#a)"
    problem = only(checked(tmp_path, a=guide("", steps)))
    assert (problem.line, problem.fatal) == (5, False)
    assert "From “Which?” on" in problem.what


def test_a_branch_without_a_way_out_is_told(tmp_path: Path) -> None:
    steps = "1. Which?\n   - [A](#a)\n   - [B](#b)\n\n## A\n1. Done.\n\n## B\n1. Again?\n   - [Yes](#b)"
    problem = only(checked(tmp_path, a=guide("", steps)))
    assert problem.line == 13
    assert "From “Again?” on" in problem.what


def test_a_loop_that_can_be_left_is_in_order(tmp_path: Path) -> None:
    answers = "   - [Yes](#again)\n   - [No](#done)\n\n"
    steps = f"1. Again?\n{answers}## Again\n1. Sure?\n{answers}## Done\n1. Go."
    assert checked(tmp_path, a=guide("", steps)).problems == ()


def test_a_translation_without_its_original_is_told_which_file_is_missing(tmp_path: Path) -> None:
    problem = only(checked(tmp_path, more="languages: [en, de]\n", a__de=guide()))
    assert problem.what == "This is a translation, and there is no guide in en beside it."
    assert problem.cure.startswith("Add guides/a.md,")


def test_a_way_back_to_the_start_is_in_order(tmp_path: Path) -> None:
    steps = "1. Ready?\n   - [Yes](#go)\n\n## Go\n1. Did it work?\n   - [No](#top)\n   - [Yes](#done)\n\n## Done\n1. Stop."
    assert checked(tmp_path, a=guide("", steps)).problems == ()


def test_a_review_on_a_day_to_come_is_told(tmp_path: Path) -> None:
    assert "a day to come" in only(checked(tmp_path, a=guide("reviewed: 2099-01-01"))).what


def test_a_heading_with_nearly_the_name_is_offered(tmp_path: Path) -> None:
    report = checked(tmp_path, a=guide("", "1. Go.\n   - [By card](#Crad)\n\n## Card\n1. Pay."))
    assert report.errors[0].cure == "Did you mean “#card”?"


def test_letters_of_another_alphabet_are_named(tmp_path: Path) -> None:
    report = checked(tmp_path, a=guide("id: r\u0435fund"))
    assert report.errors[0].cure.endswith("It holds cyrillic small ie.")


@pytest.mark.parametrize(
    ("front", "what"),
    [
        pytest.param("when:\n\t- app: chrome", "tab", id="tab"),
        pytest.param("when:\n  - app: chrome\n   title: x", "does not begin where", id="indent"),
    ],
)
def test_an_indent_that_yaml_does_not_take_is_told_with_its_line(
    tmp_path: Path, front: str, what: str
) -> None:
    (error, *_) = checked(tmp_path, a=guide(front)).errors
    assert what in error.what
    assert error.line == 2 + front.count("\n") + 1


def test_everything_wrong_in_the_pack_file_is_told_at_once(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (folder / "pack.yaml").write_text("id: Bad Id\nversion: 1.0 beta\nlanguage: English\npriority: 1.5\n")
    assert [p.line for p in check(folder, TODAY).errors] == [1, 2, 3, 4]


def test_an_image_that_no_guide_shows_is_told(tmp_path: Path) -> None:
    assert only(checked(tmp_path, a=guide(), media={"x.png": PNG})).file == "media/x.png"


def test_a_dead_link_and_a_missing_image_are_told(tmp_path: Path) -> None:
    report = checked(
        tmp_path, a=guide("", "1. Go.\n   - [By card](#crad)\n2. ![x](../media/no.png)\n\n## Card\n1. Pay.")
    )
    assert [(p.line, p.fatal) for p in report.problems if not p.what.startswith("No answer")] == [
        (6, True),
        (7, False),
    ]


def test_a_duplicate_id_is_an_error(tmp_path: Path) -> None:
    report = checked(tmp_path, a=guide("id: same"), b=guide("id: same"))
    assert (report.errors[0].file, report.errors[0].line) == ("guides/b.md", 3)


def test_a_pack_file_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (folder / "pack.yaml").write_text("id: demo\nversion: '1'\nlanguage: EN english\n")
    report = check(folder, TODAY)
    assert ("pack.yaml", 3, True) in [(p.file, p.line, p.fatal) for p in report.problems]


def test_reading_hints_name_long_sentences_and_hard_texts(tmp_path: Path) -> None:
    long = " ".join(["Notwithstanding", *["administrative regulations"] * 25])
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide("", f"1. Go.\n2. {long}.")})
    assert check(folder, TODAY).problems == ()
    found = check(folder, TODAY, reading_level=True).problems
    assert [(p.line, p.fatal) for p in found] == [(1, False), (6, False)]


REPORT = Report(
    (
        Problem("guides/a.md", 3, "50 % is “odd”.", "Say, why: it is.", fatal=True),
        Problem("guides/b,c.md", 0, "Two\nlines.", "One.", fatal=False),
    )
)


def test_text_is_the_form_that_editors_know() -> None:
    assert list(as_text(REPORT, Path("p"))) == [
        f"{Path('p/guides/a.md')}:3: error: 50 % is “odd”. Say, why: it is.",
        f"{Path('p/guides/b,c.md')}: warning: Two\nlines. One.",
    ]


def test_github_annotations_are_encoded() -> None:
    assert list(as_github(REPORT, Path("p"))) == [
        "::error file=p/guides/a.md,line=3::50 %25 is “odd”. Say, why: it is.",
        "::warning file=p/guides/b%2Cc.md::Two%0Alines. One.",
    ]


def test_json_has_errors_and_warnings() -> None:
    (text,) = as_json(REPORT, Path("p"))
    assert json.loads(text) == {
        "errors": [{"file": "guides/a.md", "line": 3, "what": "50 % is “odd”.", "cure": "Say, why: it is."}],
        "warnings": [{"file": "guides/b,c.md", "line": 0, "what": "Two\nlines.", "cure": "One."}],
    }
