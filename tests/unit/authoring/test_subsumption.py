"""`subsumption` says yes only when it is so: held to what the rules themselves say of random texts."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from overlay.content.authoring.example import example_of
from overlay.content.authoring.subsumption import rule_covers, template_covers
from overlay.context import make_context
from overlay.rules import RuleError, look, parse_when
from overlay.rules.template import Folded, Template, compile_template

# Every text of up to five characters over the letters of the templates, a space and a letter that no template has.
TEXTS = [Folded("".join(chars)) for size in range(6) for chars in product("ab x", repeat=size)]
pieces = st.lists(st.sampled_from(["a", "b", "ab", "*", "{n}", " "]), min_size=1, max_size=5)


def is_template(text: str) -> bool:
    try:
        compile_template(text)
    except RuleError:
        return False
    return True


templates = pieces.map("".join).filter(is_template).map(compile_template)


def fits(template: Template) -> set[str]:
    return {text.text for text in TEXTS if template.match(text) is not None}


@given(templates, templates)
def test_what_fits_the_narrow_template_fits_the_wide_one_when_it_is_covered(
    wide: Template, narrow: Template
) -> None:
    if template_covers(wide, narrow):
        assert fits(narrow) <= fits(wide)


@given(st.lists(st.sampled_from(["a", "b", "*"]), max_size=5).map("".join).map(compile_template))
def test_a_template_of_runs_is_covered_by_itself_and_by_anything(template: Template) -> None:
    assert template_covers(template, template)
    assert template_covers(compile_template("*"), template)


titles = st.lists(st.sampled_from(["Case", "Refund", " ", "*", "{n}", "·"]), min_size=1, max_size=5)
whens = st.fixed_dictionaries(
    {"title": titles.map("".join).filter(lambda text: bool(text.strip()) and is_template(text))},
    optional={
        "app": st.sampled_from(["chrome", "firefox", "c*"]),
        "not": st.fixed_dictionaries({"title": st.sampled_from(["*closed*", "Case*", "*"])}),
    },
)


@given(whens, whens)
def test_an_example_of_the_narrow_rule_fits_the_wide_one_when_it_is_covered(
    wide: dict[str, object], narrow: dict[str, object]
) -> None:
    (wide_rule,), (narrow_rule,) = parse_when(wide), parse_when(narrow)
    example = example_of(narrow_rule)
    if example is None:
        return
    assert narrow_rule.match(look(example.context)) is not None
    if rule_covers(wide_rule, narrow_rule):
        assert wide_rule.match(look(example.context)) is not None


def test_names_of_one_application_are_the_same_application() -> None:
    (wide,), (narrow,) = parse_when({"app": "chrome"}), parse_when({"app": "google-chrome"})
    assert rule_covers(wide, narrow)
    assert wide.match(look(make_context(process="google-chrome"))) is not None
