"""From the Markdown an author writes to the steps an agent walks; and what hostile Markdown becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.content.format import markdown, safe_html, sections, snippets
from overlay.content.format.problem import Findings, Problem
from overlay.content.format.sections import Body
from overlay.content.format.snippets import Snippets
from overlay.guide import (
    MAIN,
    Action,
    ActionKind,
    Block,
    Callout,
    CalloutKind,
    Choice,
    Code,
    Confirm,
    GuideKind,
    Image,
    Prose,
    Step,
    Table,
)

SNIPPETS = Snippets(
    {
        "fee": {"en": "**€ 5**", "nl": "**€ 5,00**"},
        "phone": {"": "+31 20 123"},
        "greeting": {"": "Dear customer,\n\nthank you."},
    }
)


def find_image(src: str, alt: str, _line: int) -> Image | None:
    return Image(src, alt, 4, 3) if src.startswith("media/") else None


def read(
    text: str,
    kind: GuideKind = GuideKind.GUIDE,
    headings: tuple[str, ...] = (),
    lang: str = "en",
) -> tuple[Body | None, tuple[Problem, ...]]:
    findings = Findings("a.md")
    body = snippets.resolve(text, 0, SNIPPETS, lang, "en", findings)
    reading = markdown.Reading(findings, find_image)
    tree = markdown.parse(body, reading)
    found = sections.read_body(tree, reading, kind, headings) if tree is not None else None
    return found, findings.problems


def good(text: str, **more: object) -> Body:
    body, problems = read(text, **more)  # type: ignore[arg-type]
    assert problems == ()
    assert body is not None
    return body


def steps(body: Body, branch: str = "") -> tuple[Step, ...]:
    return next(b.steps for b in body.branches if b.id == branch)


def step(text: str) -> Step:
    (found,) = steps(good(text))
    return found


def one_problem(text: str, **more: object) -> Problem:
    _, problems = read(text, **more)  # type: ignore[arg-type]
    assert len(problems) == 1, problems
    return problems[0]


# --- steps


def test_steps_are_the_items_when_there_is_an_ordered_list() -> None:
    body = good("Before.\n\n1. Open **Payments** & `x`\n   now.\n2. Close it.\n")
    assert [(s.id, s.text) for s in steps(body)] == [("1", "Open Payments & x now."), ("2", "Close it.")]
    assert steps(body)[0].html == "Open <strong>Payments</strong> &amp; <code>x</code>\nnow."
    assert body.intro == (Prose("<p>Before.</p>"),)


def test_steps_go_on_counting_when_text_stands_between_two_lists() -> None:
    body = good("1. One\n2. Two\n\nMind this.\n\n3. Three\n")
    assert [s.id for s in steps(body)] == ["1", "2", "3"]
    assert steps(body)[1].blocks == (Prose("<p>Mind this.</p>"),)


def test_step_holds_blocks_in_order_when_it_has_many() -> None:
    found = step(
        """\
1. Look.

   More text.

   - one
   - two

   ```python
   print("<b>")
   ```

   > Said *somebody*.

   | A | B |
   |:-:|--:|
   | `1` | **2** |

   ![A button](media/b.png)
"""
    )
    assert found.blocks == (
        Prose("<p>More text.</p>"),
        Prose("<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        Code('print("<b>")', "python"),
        Prose("<blockquote><p>Said <em>somebody</em>.</p></blockquote>"),
        Table(("A", "B"), (("<code>1</code>", "<strong>2</strong>"),), ("center", "right")),
        Image("media/b.png", "A button", 4, 3),
    )


@pytest.mark.parametrize("mark", ["WHY", "why", "Why"])
def test_callout_is_read_when_it_is_written_in_any_case(mark: str) -> None:
    assert step(f"1. Go\n   > [!{mark}]\n   > Because.\n").blocks == (Callout(CalloutKind.WHY, "Because."),)


def test_callouts_keep_their_kinds_when_there_are_several() -> None:
    kinds = ("TIP", "NOTE", "WARNING", "IMPORTANT", "CAUTION")
    found = step("1. Go\n" + "\n".join(f"   > [!{k}]\n   > x\n" for k in kinds))
    assert [b.kind.value for b in found.blocks if isinstance(b, Callout)] == [
        "tip", "note", "warning", "note", "warning",
    ]  # fmt: skip


def test_callout_is_a_plain_quote_and_reported_when_its_kind_is_unknown() -> None:
    body, problems = read("1. Go\n\n   > [!HINT]\n   > x\n")
    assert body is not None
    assert steps(body)[0].blocks == (Prose("<blockquote><p>x</p></blockquote>"),)
    assert [(p.line, p.fatal) for p in problems] == [(3, False)]


def test_callout_is_reported_when_it_starts_inside_another() -> None:
    assert one_problem("1. Go\n   > [!WHY]\n   > a\n   > [!TIP]\n   > b\n").line == 4


def test_confirm_has_id_text_and_html_when_it_is_in_a_step() -> None:
    found = step("1. Go\n   > [!CONFIRM]\n   > At **most** {{case}}.\n\n   > [!CONFIRM]\n   > Two.\n")
    assert found.confirms == (
        Confirm("1/c1", "At <strong>most</strong> {{case}}.", "At most {{case}}."),
        Confirm("1/c2", "Two.", "Two."),
    )


def test_confirm_becomes_a_warning_when_no_step_can_hold_the_walk() -> None:
    body, problems = read("> [!CONFIRM]\n> x\n\n1. Go\n")
    assert body is not None
    assert body.intro == (Callout(CalloutKind.WARNING, "x"),)
    assert len(problems) == 1


def test_actions_are_verbatim_when_fences_are_named() -> None:
    found = step(
        "1. Go\n   ```copy de\n   Grüße – €50 „ok“ {{case}}\n\n     <b>\n   ```\n   ```type\n   x\n   ```\n"
        "   ```open\n   https://crm.example/{{case}}?a=1\n   ```\n   ```open\n   mailto:{{who}}@example.org\n   ```\n"
    )
    assert found.actions == (
        Action("1/a1", ActionKind.COPY, "Grüße – €50 „ok“ {{case}}\n\n  <b>", "de"),
        Action("1/a2", ActionKind.TYPE, "x"),
        Action("1/a3", ActionKind.OPEN, "https://crm.example/{{case}}?a=1"),
        Action("1/a4", ActionKind.OPEN, "mailto:{{who}}@example.org"),
    )


@pytest.mark.parametrize(
    ("info", "lang"),
    [("copy", ""), ("copy DE", "de"), ("type pt-BR", "pt-BR"), ("copy Letter", ""), ("copy de, short", "")],
)
def test_an_action_has_the_language_its_fence_names_when_it_names_one(info: str, lang: str) -> None:
    assert [action.lang for action in step(f"1. Go\n   ```{info}\n   x\n   ```\n").actions] == [lang]


def test_open_has_no_language_when_its_fence_names_one() -> None:
    assert step("1. Go\n   ```open de\n   https://a.example/\n   ```\n").actions[0].lang == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//evil.example/x",
        "\\\\evil\\share",
        "https://",
        "https:///path",
        "https://{{case}}/x",
        "https://a.example@{{case}}/",
        "{{case}}",
        "https://a.example/ https://b.example/",
        "https:evil.example",
        "C:\\x.exe",
    ],
)
def test_open_is_left_out_when_the_address_may_not_be_opened(address: str) -> None:
    body, problems = read(f"1. Go\n   ```open\n   {address}\n   ```\n")
    assert body is not None
    assert steps(body)[0].actions == ()
    assert [(p.line, p.fatal) for p in problems] == [(2, False)]


def test_actions_and_callouts_come_out_when_they_are_in_a_nested_list() -> None:
    found = step(
        "1. Go\n   - a\n     ```copy\n     x\n     ```\n   - b\n     > [!TIP]\n     > t\n   - ![i](media/i.png) c\n"
    )
    assert found.blocks == (
        Prose("<ul>\n<li>a</li>\n<li>b</li>\n<li> c</li>\n</ul>"),
        Action("1/a1", ActionKind.COPY, "x"),
        Callout(CalloutKind.TIP, "t"),
        Image("media/i.png", "i", 4, 3),
    )


def test_step_says_what_its_image_says_when_it_is_only_an_image() -> None:
    found = step("1. ![Press <b>](media/i.png)\n")
    assert (found.text, found.html) == ("Press <b>", "Press &lt;b&gt;")


def test_guide_is_refused_when_it_has_more_than_500_steps() -> None:
    assert one_problem("1. x\n" * 501).fatal
    good("1. x\n" * 500)


def test_guide_is_refused_when_it_is_empty() -> None:
    assert one_problem("").fatal


def test_guide_is_one_step_and_reported_when_it_has_no_list() -> None:
    body, problems = read("Call the **bank**.\n\nThen wait.\n")
    assert body is not None
    assert steps(body) == (
        Step("1", "Call the bank.", "Call the <strong>bank</strong>.", (Prose("<p>Then wait.</p>"),)),
    )
    assert [p.fatal for p in problems] == [False]


def test_notice_is_all_intro_when_it_has_lists_and_headings() -> None:
    body = good("# Down\n\nSay:\n\n1. Sorry\n\n## More\n\n> [!TIP]\n> t\n", kind=GuideKind.NOTICE)
    assert (body.title, body.branches) == ("Down", ())
    assert body.intro == (
        Prose("<p>Say:</p>"),
        Prose("<ol>\n<li>Sorry</li>\n</ol>"),
        Prose("<p><strong>More</strong></p>"),
        Callout(CalloutKind.TIP, "t"),
    )


# --- branches

BRANCHED = """\
1. How?
   - [By **card**](#card)
     Visa,
     Maestro
   - [On invoice](#on-invoice)

     Later
   - [No](#no): stop here
2. Close.

## Card {#card}
1. Card one

## On invoice

Text first.

1. Invoice one
2. Again?
   - [Yes](#card)

## No

Just say no.
"""


def test_choices_have_text_goal_and_hint_when_items_are_links_to_headings() -> None:
    body = good(BRANCHED)
    assert steps(body)[0].choices == (
        Choice("By card", "card", "Visa, Maestro"),
        Choice("On invoice", "on-invoice", "Later"),
        Choice("No", "no", "stop here"),
    )
    assert steps(body)[0].blocks == ()


def test_branches_hold_their_steps_when_answers_lead_to_them() -> None:
    body = good(BRANCHED)
    assert [(b.id, b.title, [s.id for s in b.steps]) for b in body.branches] == [
        ("", "", ["1", "2"]),
        ("card", "Card", ["card/1"]),
        ("on-invoice", "On invoice", ["on-invoice/1", "on-invoice/2"]),
        ("no", "No", ["no/1"]),
    ]
    assert steps(body, "on-invoice")[0].blocks == (Prose("<p>Text first.</p>"),)
    assert steps(body, "no")[0].text == "Just say no."


def test_heading_goes_on_with_the_steps_before_it_when_no_answer_leads_there() -> None:
    body = good("1. One\n\n## Then\n\n1. Two\n")
    assert [(s.id, s.text) for s in steps(body)] == [("1", "One"), ("2", "Two")]
    assert steps(body)[1].blocks == (Prose("<p><strong>Then</strong></p>"),)


def test_heading_is_reported_when_other_headings_are_answers() -> None:
    body, problems = read("1. Q\n   - [A](#a)\n\n## A\n1. a\n\n## B\n1. b\n")
    assert body is not None
    assert [s.text for s in steps(body)] == ["Q", "b"]
    assert [(p.line, p.fatal) for p in problems] == [(7, False)]


def test_answer_is_refused_when_it_leads_nowhere() -> None:
    problem = one_problem("1. Q\n   - [A](#a)\n   - [B](#b)\n\n## A\n1. a\n")
    assert (problem.line, problem.fatal) == (3, True)


def test_answer_leads_back_to_the_start_when_it_links_to_the_top() -> None:
    body = good("1. Q\n   - [A](#a)\n\n## A\n1. Well?\n   - [Again](#top)\n   - [Go on](#b)\n\n## B\n1. b\n")
    assert [choice.goto for choice in steps(body, "a")[0].choices] == [MAIN, "b"]


def test_answer_leads_to_a_heading_when_that_is_called_top() -> None:
    body = good("1. Q\n   - [A](#top)\n\n## Top\n1. a\n")
    assert [choice.goto for choice in steps(body)[0].choices] == ["top"]


def test_link_is_reported_when_it_leads_to_no_heading() -> None:
    body, problems = read("1. See [there](#there).\n")
    assert body is not None
    assert steps(body)[0].html == "See there."
    assert [(p.line, p.fatal) for p in problems] == [(1, False)]


def test_list_is_reported_when_only_some_items_are_answers() -> None:
    body, problems = read("1. Q\n   - [A](#a)\n   - else\n\n## A\n1. a\n")
    assert body is not None
    assert steps(body)[0].choices == ()
    assert "answers" in problems[0].what


def test_headings_are_refused_when_two_have_one_anchor() -> None:
    assert one_problem("1. a\n\n## A {#x}\n1. b\n\n## B {#x}\n1. c\n").fatal


def test_table_of_contents_is_no_question_when_it_stands_above_the_steps() -> None:
    body, problems = read("- [A](#a)\n\n1. One\n\n## A\n1. Two\n")
    assert body is not None
    assert [s.text for s in steps(body)] == ["One", "Two"]
    assert problems == ()


def test_translation_takes_the_branch_ids_of_its_original_when_its_headings_have_none() -> None:
    text = (
        "1. Hoe?\n   - [Kaart](#kaart)\n   - [Rekening](#on-invoice)\n\n## Kaart\n1. k\n\n## Rekening\n1. r\n"
    )
    body = good(text, headings=("card", "on-invoice"))
    assert [b.id for b in body.branches] == ["", "card", "on-invoice"]
    assert [c.goto for c in steps(body)[0].choices] == ["card", "on-invoice"]
    assert steps(body, "card")[0].id == "card/1"


def test_translation_matches_by_anchor_when_its_headings_are_in_another_order() -> None:
    text = "1. Hoe?\n   - [R](#b)\n   - [K](#a)\n\n## R {#b}\n1. r\n\n## K {#a}\n1. k\n"
    body = good(text, headings=("a", "b"))
    assert steps(body, "a")[0].text == "k"


# --- snippets


def test_snippet_is_markdown_of_its_language_when_there_is_one() -> None:
    (found,) = steps(good("1. Pay {{> fee}} by {{>phone}}\n", lang="nl"))
    assert found.html == "Pay <strong>€ 5,00</strong> by +31 20 123"


def test_snippet_keeps_its_place_when_it_has_several_lines() -> None:
    found = step("1. Go\n   ```copy\n   {{> greeting}}\n   Bye\n   ```\n")
    assert found.actions[0].text == "Dear customer,\n\nthank you.\nBye"


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_snippet_is_in_the_language_of_its_block_when_the_block_names_one(fence: str) -> None:
    text = f"1. Go\n   {fence}copy nl\n   {{{{> fee}}}}\n   {fence}\n   {fence}copy\n   {{{{> fee}}}}\n   {fence}\n"
    assert [action.text for action in step(text).actions] == ["**€ 5,00**", "**€ 5**"]


def test_problem_names_the_line_of_the_file_when_a_snippet_added_lines() -> None:
    assert one_problem("1. {{> greeting}}\n2. x [y](#z)\n").line == 2


def test_snippet_is_reported_when_it_is_not_translated() -> None:
    body, problems = read("1. Pay {{> fee}}\n", lang="de")
    assert body is not None
    assert steps(body)[0].text == "Pay € 5"
    assert [p.fatal for p in problems] == [False]


def test_snippet_is_refused_when_it_is_unknown() -> None:
    problem = one_problem("1. Pay\n2. {{> fees}}\n")
    assert (problem.line, problem.fatal, "“fee”" in problem.cure) == (2, True, True)


def test_snippets_are_refused_when_they_use_each_other() -> None:
    findings = Findings("snippets.yaml")
    found = snippets.parse_snippets("a: x\nb: 'see {{> a}}'\n", findings)
    assert list(found.texts) == ["a"]
    assert [(p.line, p.fatal) for p in findings.problems] == [(2, True)]


def test_placeholder_stays_when_nothing_fills_it() -> None:
    found = step("1. {{case}} and `{{ x_y }}` and {{> phone}}\n")
    assert found.text == "{{case}} and {{ x_y }} and +31 20 123"


# --- harm


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <script>alert(1)</script> b", "a alert(1) b"),
        ("<script>alert(1)</script>x", "x"),
        ("a <img src=x onerror=alert(1)> b", "a  b"),
        ("<b onclick=x>bold</b>", "bold"),
        ("a <!-- secret --> b", "a  b"),
        ("one<br>two", "one<br>\ntwo"),
        ("[x](javascript:alert(1))", "x"),
        ("[x](JAVASCRIPT:alert(1))", "x"),
        ("[x](&#106;avascript:alert(1))", "x"),
        ("[x](data:text/html,y)", "x"),
        ("[x](file:///etc/passwd)", "x"),
        ("[x](//evil.example)", "x"),
        ("[x](\\\\evil\\share)", "x"),
        ("[x](vbscript:y)", "x"),
        ("[x](other.md)", "x"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("[x](https://a.example 'title')", '<a href="https://a.example">x</a>'),
        ("<https://a.example>", '<a href="https://a.example">https://a.example</a>'),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example">x</a>'),
        ("![pic](https://evil.example/t.png)", "pic"),
        ("![pic](media/a.png)", "pic"),
    ],
)
def test_html_is_harmless_when_markdown_is_not(text: str, html: str) -> None:
    body, _ = read(f"1. {text}\n")
    assert body is not None
    assert steps(body)[0].html == html


def test_html_block_keeps_its_text_when_its_tags_go() -> None:
    body, problems = read("1. Go\n\n   <div onclick=x>\n   Hello <script>bad()</script></div>\n")
    assert body is not None
    assert steps(body)[0].blocks == (Prose("<p>Hello</p>"),)
    assert [p.line for p in problems] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "a" * (markdown.MAX_GUIDE_CHARS + 1),
        "a\n" * (markdown.MAX_LINES + 1),
        "1. " + "a" * markdown.MAX_LINE_CHARS,
        ("a" * 1000 + "\n") * 20,
        "[" * (markdown.MAX_BRACKETS + 1),
        ">" * 10_000 + " a",
        "- > " * (markdown.MAX_QUOTES + 1) + "a",
        "- " * 4_000 + "a",
        "1. " * 4_000 + "a",
        "".join(" " * 3 * n + "1. a\n" for n in range(34)),
        "|" * 400 + "\n" + "|-" * 400 + "|\n",
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 2_600,
    ],
    ids=[
        "file", "lines", "line", "paragraph", "brackets", "quotes", "quotes in lists", "lists in one line",
        "ordered lists in one line", "indented lists", "columns", "cells",
    ],
)  # fmt: skip
def test_guide_is_refused_with_one_problem_when_it_is_too_tangled(text: str) -> None:
    body, problems = read(text)
    assert [p.fatal for p in problems if p.fatal] == [True]
    assert body is None or not any(b.steps and b.steps[0].blocks for b in body.branches)


def test_marks_nested_a_thousand_deep_lose_their_marks() -> None:
    found = step("1. " + "*a **b " * 1_000 + "c** d*" * 1_000 + "\n")
    assert 0 < found.html.count("<em>") + found.html.count("<strong>") <= markdown.MAX_MARKS


class Seen(HTMLParser):
    """Notes every tag and attribute, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def all_html(body: Body) -> Iterator[str]:
    def of_blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, (Prose, Callout, Confirm)):
                yield block.html
            elif isinstance(block, Table):
                yield from block.head
                for row in block.rows:
                    yield from row

    yield from of_blocks(body.intro)
    for branch in body.branches:
        for found in branch.steps:
            yield found.html
            yield from of_blocks(found.blocks)


PIECES = (
    "1. ", "- ", "> ", "   ", "\n", "\n\n", "## ", "# ", "{#a}", "[!WHY]", "[!CONFIRM]", "[!x]", "```copy\n",
    "```open\n", "```\n", "|", "|-|-|\n", "*", "**", "_", "~~", "`", "[", "]", "(", ")", "![", "](#a)",
    "](javascript:x)", "](https://a.example/?{{x}})", "[a](https://a.example 't')",
    "](data:image/png;base64,x)", "<script>", "</script>", "<img src=x onerror=y>", "<a href=", "\"", "'",
    "<", ">", "&", "&#x6a;", "&lt;", "{{case}}", "{{> fee}}", "{{> greeting}}", "<!--", "-->", "<br>",
    "<svg onload=z>", "\\", "\t", "\x0b", "\u202e", "text", "https://a.example", "javascript:", "style=",
    "[a]: javascript:x\n", "[a]",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=60).map("".join))
def test_html_holds_only_the_safe_subset_when_markdown_is_anything(text: str) -> None:
    body, problems = read(text)
    if body is None:
        assert any(p.fatal for p in problems)
        return
    for html in all_html(body):
        seen = Seen()
        seen.feed(html)
        seen.close()
        for tag, attributes in seen.tags:
            assert tag in safe_html.TAGS
            assert set(attributes) <= safe_html.ATTRIBUTES.get(tag, frozenset())
            if "href" in attributes:
                href = attributes["href"] or ""
                assert urlsplit(href).scheme in safe_html.LINK_SCHEMES
                assert "{{" not in href  # a captured value is put into text only
        assert "<" not in re.sub(r"</?[a-z]+(?: [a-z]+=\"[^\"<>]*\")*>", "", html)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_ids_are_unique_when_markdown_is_anything(text: str) -> None:
    body, problems = read(text)
    if body is None or any(p.fatal for p in problems):
        return
    found = [s for b in body.branches for s in b.steps]
    ids = (
        [s.id for s in found]
        + [c.id for s in found for c in s.confirms]
        + [a.id for s in found for a in s.actions]
    )
    assert len(ids) == len(set(ids))
    known = {b.id for b in body.branches}
    assert {c.goto for s in found for c in s.choices} <= known
