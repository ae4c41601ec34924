"""A title taken apart makes a rule that fits it, whatever the title."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, reject
from hypothesis import strategies as st

from overlay.context import WindowContext, normalise_title
from overlay.rules import RuleError, match_rule, parse_when
from overlay.ui.rule_maker.parts import (
    Part,
    Take,
    front_matter,
    says_something,
    split_title,
    template,
    turned,
)


def taken(title: str) -> list[tuple[str, Take]]:
    return [(part.text, part.take) for part in split_title(title)]


def test_words_with_digits_change_and_the_last_name_may_be_anything() -> None:
    assert taken("Case 1042 · Refund - Northwind CRM") == [
        ("Case", Take.LITERAL),
        ("1042", Take.CAPTURE),
        ("·", Take.LITERAL),
        ("Refund", Take.LITERAL),
        ("- Northwind CRM", Take.WILD),
    ]


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Case 1042 · Refund - Northwind CRM", "Case {case} · Refund*"),
        ("Inbox", "Inbox"),
        ("- Northwind CRM", "- Northwind CRM"),
        ("1042 - CRM", "{number} - CRM"),
        ("Case 1 of 20", "Case {case} of {of}"),
        ("Order 7 7 7", "Order {order} {number} {number2}"),
        ("100% {x} a*b \\", "{number} \\{x\\} a\\*b \\\\"),
        ("Ärger 5", "Ärger {rger}"),
        ("", ""),
    ],
)
def test_template_is_what_an_admin_would_write(title: str, made: str) -> None:
    assert template(split_title(title)) == made


def test_click_takes_a_part_in_the_next_way_and_leaves_the_others() -> None:
    parts = split_title("Case 1042")
    assert [p.take for p in turned(parts, 0)] == [Take.CAPTURE, Take.CAPTURE]
    assert [p.take for p in turned(turned(parts, 0), 0)] == [Take.WILD, Take.CAPTURE]
    again = turned(turned(turned(parts, 0), 0), 0)
    assert template(again) == template(parts)


def test_wild_parts_side_by_side_are_one() -> None:
    parts = [Part("a"), Part("b", Take.WILD), Part("c", Take.WILD), Part("d")]
    assert template(parts) == "a*d"


@given(st.text(max_size=60))
def test_rule_fits_the_title_it_was_made_from(raw: str) -> None:
    title = normalise_title(raw)
    parts = split_title(title)
    if not says_something(parts):
        return
    rules = parse_when([{"app": ["chrome"], "title": template(parts)}])
    context = WindowContext("chrome", title, ("chrome",))
    assert any(match_rule(rule, context) is not None for rule in rules)


@given(
    st.lists(
        st.tuples(st.text(alphabet="ab1é", min_size=1, max_size=4), st.sampled_from(Take)),
        min_size=1,
        max_size=6,
    )
)
def test_rule_fits_however_the_parts_are_taken(words: list[tuple[str, Take]]) -> None:
    parts = [Part(text, take, name=f"n{i}") for i, (text, take) in enumerate(words)]
    if not says_something(parts):
        return
    try:
        rules = parse_when([{"title": template(parts)}])
    except RuleError:
        reject()  # a capture between two "*": the window says so instead of copying it
    context = WindowContext("", " ".join(text for text, _ in words))
    assert match_rule(rules[0], context) is not None


@given(st.text(max_size=30), st.text(max_size=60))
def test_front_matter_is_yaml_that_says_the_same(app: str, title: str) -> None:
    app, title = normalise_title(app), normalise_title(title)
    read = yaml.safe_load(front_matter(app, title))
    entry = read["when"][0]
    assert entry["title"] == title
    assert entry.get("app", [""]) == [app]


def test_title_is_not_in_the_repr_of_its_parts() -> None:
    assert "1042" not in repr(split_title("Case 1042"))
