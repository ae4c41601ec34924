from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from overlay.content.store.base import Base
from overlay.content.store.models import GuideRow, PackRow
from overlay.content.store.rule_index import FoundRule, NewRule, candidates, index_rows, rules_of
from overlay.content.store.rule_models import RuleGram, RuleRow
from overlay.context import WindowContext, make_context
from overlay.rules import Rule, look, parse_when


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    """An empty content database, as the models make it."""
    connection = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield connection
    engine.dispose()
    connection.close()


def fill(db: sqlite3.Connection, rules: Sequence[Rule], notices: Sequence[int] = ()) -> None:
    """Put `rules` in, each of a guide of its own, counted from 1."""
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    rows, grams = index_rows([NewRule(i, rule, i in notices) for i, rule in enumerate(rules, 1)])
    with engine.begin() as connection:
        for model in (RuleGram, RuleRow, GuideRow, PackRow):
            connection.execute(model.__table__.delete())  # type: ignore[attr-defined]
        if rows:
            connection.execute(insert(RuleRow), rows)
            connection.execute(insert(RuleGram), grams)


def applying(db: sqlite3.Connection, context: WindowContext) -> list[int]:
    view = look(context)
    return [found.guide_pk for found in candidates(db, view) if found.rule.match(view) is not None]


KINDS: list[dict[str, Any]] = [
    {"title": "Case {case} · Refund*"},
    {"title": "*efund*"},
    {"title": "*#*"},  # too short for a gram
    {"title": "*"},
    {"title": "{all}"},
    {"title": "PO*"},
    {"title": "?[x]*"},  # what GLOB would take for wildcards
    {"title": ["Order *", "Case *"]},
    {"title": ["*", "Case *"]},
    {"app": "chrome"},
    {"app": ["xterm", "google-chrome"]},
    {"app": "chr*"},
    {"app": "xterm", "title": "*Refund*"},
    {"app": ["chrome", "x*"], "title": "*Refund*"},
    {"url": "https://*.crm.example/refund/{id}*"},
    {"url": "*"},
    {"url": "*/x/*", "title": "*Refund*"},
    {"title_re": r"Refund .?\d+"},
    {"title_re": r"\d{3}"},
    {"title_re": "Order|Case"},
    {"title_re": r"^Case #?\d", "app": "chrome"},
    {"title": "Case *", "not": {"title": "*closed*"}},
]
WINDOWS = [
    make_context(process="chrome", raw_title="Case 7 · Refund #12 - Google Chrome"),
    make_context(
        process="chrome", raw_title="CASE 7 · REFUND closed", url="https://eu.crm.example/refund/77/x"
    ),
    make_context(process="xterm", raw_title="Order 123"),
    make_context(process="xterm", raw_title="PO 1"),
    make_context(process="x", raw_title="?[x] Ref"),
    make_context(process="", raw_title=""),
    make_context(process="chrome", raw_title="x" * 600, url="https://a.example/" + "y" * 3000),
]


@pytest.mark.parametrize("window", WINDOWS)
def test_index_finds_what_a_loop_over_all_rules_finds(db: sqlite3.Connection, window: WindowContext) -> None:
    rules = parse_when(KINDS)
    fill(db, rules)
    loop = [number for number, rule in enumerate(rules, 1) if rule.match(look(window)) is not None]
    assert sorted(applying(db, window)) == loop


_WORDS = st.sampled_from(
    ["re", "fund", "refund", "case", "CASE", "ß", "straße", "7", "42", " ", "·", "-", "–", "[", "?", "x"]
)
_TEXT = st.lists(_WORDS, max_size=6).map("".join)
_TEMPLATE = (
    st.lists(_WORDS | st.sampled_from(["*", "*"]), min_size=1, max_size=6).map("".join).filter(str.strip)
)
_APP = st.sampled_from(["chrome", "xterm", "x*", "google-chrome", "*"])
_ONE_OR_MORE = _TEMPLATE | st.lists(_TEMPLATE, min_size=1, max_size=3)
_RULE = st.fixed_dictionaries(
    {},
    optional={
        "title": _ONE_OR_MORE,
        "app": _APP | st.lists(_APP, min_size=1, max_size=2),
        "url": st.sampled_from(["*", "*/refund/{id}", "crm.example/*", "*.example/re*"]),
        "title_re": st.sampled_from([r"refund ?\d", "case|x", r"^re.*(fund)+", r"(?P<n>\d)x", "s{2}"]),
        "not": st.fixed_dictionaries({"title": _TEMPLATE}),
    },
).filter(lambda entry: bool(set(entry) - {"not"}))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(_RULE, max_size=12),
    st.lists(
        st.tuples(
            _TEXT,
            st.sampled_from(["chrome", "xterm", ""]),
            st.sampled_from(["", "https://crm.example/refund/7"]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_index_equals_the_loop_for_any_rules_and_windows(
    db: sqlite3.Connection, entries: list[dict[str, Any]], windows: list[tuple[str, str, str]]
) -> None:
    rules = parse_when(entries)
    fill(db, rules)
    for title, app, url in windows:
        context = make_context(process=app, raw_title=title, url=url)
        loop = [number for number, rule in enumerate(rules, 1) if rule.match(look(context)) is not None]
        assert sorted(applying(db, context)) == loop


def test_candidates_come_strongest_first_and_notices_before_all(db: sqlite3.Connection) -> None:
    fill(
        db, parse_when([{"title": "*case*"}, {"app": "*"}, {"title": "*case*", "app": "chrome"}]), notices=[2]
    )
    found = list(candidates(db, look(WINDOWS[0])))
    assert [one.guide_pk for one in found] == [2, 3, 1]
    assert [one.specificity for one in found] == [0, 2008, 1008]


def test_rule_comes_once_when_two_of_its_values_hold(db: sqlite3.Connection) -> None:
    fill(db, parse_when([{"title": ["*Refund*", "Case *"]}]))
    assert len(list(candidates(db, look(WINDOWS[0])))) == 1


def test_few_candidates_come_back_though_many_rules_share_words(db: sqlite3.Connection) -> None:
    """Only what fits as a whole is read: the globs beside the grams sort out the rest."""
    rules = parse_when(
        [{"title": f"Case {{case}} · Refund {number} of*", "app": "chrome"} for number in range(300)]
    )
    fill(db, rules)
    found: list[FoundRule] = list(
        candidates(db, look(make_context(process="chrome", raw_title="Case 7 · Refund 42 of May")))
    )
    assert [one.guide_pk for one in found] == [43]
    assert (
        list(candidates(db, look(make_context(process="xterm", raw_title="Case 7 · Refund 42 of May")))) == []
    )


def test_rules_are_found_by_the_gram_that_fewest_share(db: sqlite3.Connection) -> None:
    fill(
        db, parse_when([{"title": f"*Refund order {word}*"} for word in ("blue-ish", "reddish", "greenish")])
    )
    keys = [key for (key,) in db.execute("SELECT key FROM rule_gram")]
    assert len(set(keys)) == 3


def test_rules_of_a_guide_come_in_the_order_of_its_front_matter(db: sqlite3.Connection) -> None:
    first, second = parse_when([{"title": "b"}, {"title": "a"}])
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    fill(db, ())
    rows, grams = index_rows([NewRule(9, first), NewRule(9, second)], first_pk=100)
    with engine.begin() as connection:
        connection.execute(insert(RuleRow), rows)
        connection.execute(insert(RuleGram), grams)
    assert rules_of(db, 9) == (first, second)
    assert rules_of(db, 1) == ()


def test_window_with_more_names_than_any_known_still_finds_its_rules(db: sqlite3.Connection) -> None:
    fill(db, parse_when([{"app": ["n19", "other"], "title": "*Refund*"}]))
    names = tuple(f"n{number}" for number in range(20))
    assert applying(db, WindowContext(app="n0", title="A Refund", apps=names)) == [1]
