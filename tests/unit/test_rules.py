from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from overlay.context import fold_text, make_context
from overlay.rules import (
    ANY_WINDOW,
    RuleError,
    decode,
    encode,
    explain,
    match_rule,
    parse_when,
    specificity,
)
from overlay.rules.pattern import read_pattern, required_literals
from overlay.rules.template import Folded, compile_template


def caught(template: str, title: str) -> dict[str, str] | None:
    (rule,) = parse_when([{"title": template}])
    return match_rule(rule, make_context(raw_title=title))


@pytest.mark.parametrize(
    ("template", "title", "captures"),
    [
        ("Case {case} · Refund*", "Case 1042 · Refund", {"case": "1042"}),
        ("Case {case} · Refund*", "CASE AB-7 · REFUNDS of May", {"case": "AB-7"}),  # captures keep their case
        ("Case {case} · Refund*", "Case  · Refund", None),  # a capture is not empty
        ("Case {case} · Refund*", "My Case 1042 · Refund", None),
        ("*Refund*", "Refunds", {}),
        ("Refund", "Refunds", None),
        ("Refund", "refund", {}),
        ("*", "", {}),
        ("{case} - {name} - CRM", "7 - A - B - CRM", {"case": "7", "name": "A - B"}),
        ("Case {case} – Refund", "Case 7 — Refund", {"case": "7"}),  # dashes
        ("Kunde „{name}“", "Kunde “Ö’Neil”", {"name": "Ö'Neil"}),  # quotes
        ("Case {case} done", "Case\u00a07\u2003done", {"case": "7"}),  # spaces
        ("STRASSE {case}*", "Straße ß7 x", {"case": "ß7"}),  # folding that changes the length
        ("Case {case}*", "Case 1042 - Refund", {"case": "1042"}),  # beside a star: one word
        ("*reply-{case}*", "Re: reply-1042 sent", {"case": "1042"}),
        ("*{case} closed", "Ticket 1042 closed", {"case": "1042"}),
        (r"100 \* {a} \{x}", "100 * 7 {x}", {"a": "7"}),
        (r"C:\Users\\*", r"c:\users\ann", {}),
        ("(3) Inbox*", "(5) Inbox of Ann", {}),
        ("a*b*c", "a c b", None),
        ("ab*ba", "aba", None),  # the ends may not overlap
        ("Case { case } x", "Case 9 x", {"case": "9"}),
    ],
)
def test_template_captures_what_stands_in_the_title(
    template: str, title: str, captures: dict[str, str] | None
) -> None:
    assert caught(template, title) == captures


def test_template_is_linear_when_it_has_many_wildcards() -> None:
    assert caught("*a" * 100 + "*b", "a" * 512) is None  # a backtracking matcher would not come back


@given(st.text("ab* ", max_size=12), st.text("ab ", max_size=14))
def test_template_fits_exactly_what_a_regular_expression_of_it_fits(template: str, title: str) -> None:
    template, title = fold_text(template).strip(), fold_text(title).strip()
    assume(template)
    oracle = re.fullmatch(".*".join(map(re.escape, template.split("*"))), title)
    assert compile_template(template).fits(title) == bool(oracle)


@given(
    st.lists(st.text("ab ", min_size=1, max_size=3), min_size=2, max_size=4), st.text("aAbB ", max_size=14)
)
def test_captures_are_the_shortest_runs_as_a_lazy_regular_expression_has_them(
    texts: list[str], title: str
) -> None:
    source, pattern = texts[0], re.escape(texts[0])
    for i, text in enumerate(texts[1:]):
        source += f"{{n{i}}}{text}"
        pattern += rf"(?P<n{i}> ?[^ ].*?){re.escape(text)}"
    source, title = " ".join(source.split(" ")), fold_text(title).strip()
    assume("  " not in source)
    oracle = re.fullmatch(pattern, title, re.IGNORECASE)
    captures = {name: value.strip() for name, value in oracle.groupdict().items()} if oracle else None
    assert compile_template(source).match(Folded(title)) == captures


@given(st.text(max_size=20), st.text(max_size=20))
def test_fault_is_named_exactly_when_a_template_does_not_fit(template: str, title: str) -> None:
    try:
        compiled = compile_template(fold_text(template).strip())
    except RuleError:
        return
    folded = Folded(fold_text(title).strip()).folded
    assert (compiled.fault(folded) is None) == compiled.fits(folded)


@pytest.mark.parametrize(
    ("when", "key", "what"),
    [
        ("Case *", "when", "list of rules"),
        (["Case *"], "when[0]", "without a key"),
        ([{}], "when[0]", "asks nothing"),
        ([{"not": {"title": "x"}}], "when[0]", "asks nothing"),
        ([{"titel": "x"}], "when[0].titel", "not a key"),
        ([{"title": "x"}, {"title": ""}], "when[1].title", "empty"),
        ([{"title": []}], "when[0].title", "empty"),
        ([{"title": ["x", {"a": "b"}]}], "when[0].title[1]", "not a text"),
        ([{"title": "Case {case"}], "when[0].title", "“{”"),
        ([{"title": "{a}{b}"}], "when[0].title", "ends"),
        ([{"title": "x *{a}* y"}], "when[0].title", "stands"),
        ([{"title": "{a} x {a}"}], "when[0].title", "twice"),
        ([{"title": "x" * 600}], "when[0].title", "600"),
        ([{"app": "chrome{x}"}], "when[0].app", "capture"),
        ([{"title": "x", "not": {"title": "{a} y"}}], "when[0].not.title", "capture"),
        ([{"title": "x", "not": "closed"}], "when[0].not", "names no key"),
        ([{"title": "x", "not": {"titles": "y"}}], "when[0].not.titles", "not a key"),
        ([{"title_re": "a(?=b)"}], "when[0].title_re", "not valid"),
        ([{"title_re": r"(\w{1,50}){1,50}"}], "when[0].title_re", "not valid"),
        ([{"title_re": "("}], "when[0].title_re", "not valid"),
        ({"titel": "x"}, "when.titel", "not a key"),
    ],
)
def test_error_names_key_and_cure_when_a_rule_is_wrong(when: Any, key: str, what: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse_when(when)
    assert raised.value.key == key
    assert what in raised.value.what
    assert raised.value.cure


def test_near_key_is_proposed_when_a_key_is_misspelt() -> None:
    with pytest.raises(RuleError, match="Did you mean “title”"):
        parse_when([{"titel": "x"}])


CHROME = make_context(
    process="chrome", raw_title="Case 7 · Refund", url="https://eu.crm.example/refund/77?tab=2"
)


@pytest.mark.parametrize(
    ("entry", "captures"),
    [
        ({"app": "chrome"}, {}),
        ({"app": ["xterm", "Google-Chrome"]}, {}),
        ({"app": "chrome.exe"}, {}),
        ({"app": "goo*"}, {}),
        ({"app": "xterm"}, None),
        ({"app": "chrome", "title": "*closed*"}, None),  # every key
        ({"title": ["*closed*", "Case {case} *"]}, {"case": "7"}),  # any value
        ({"title": "Case {case} *", "not": {"title": "*refund*"}}, None),
        (
            {"title": "Case {case} *", "not": {"title": "*refund*", "app": "xterm"}},
            {"case": "7"},
        ),  # every key of not
        ({"title": "Case {case} *", "not": [{"title": "*x*"}, {"app": "chrome"}]}, None),  # any not
        ({"title": "Case {case} *", "not": {"url": "*/refund/*"}}, None),
        ({"url": "https://*.crm.example/refund/{id}?*"}, {"id": "77"}),
        ({"url": "HTTPS://EU.CRM.example/Refund/{id}*"}, {"id": "77"}),
        ({"url": "eu.crm.example/refund/*"}, {}),  # whichever scheme
        ({"url": "*.crm.example/*tab={tab}"}, {"tab": "2"}),
        ({"url": "https://*/refund/*"}, {}),
        ({"url": "https://eu.crm.example"}, None),
        ({"title": "Case {a} *", "url": "https://*/refund/{b}?*"}, {"a": "7", "b": "77"}),
        (
            {"title": "Case {a} *", "url": "https://*/refund/{a}?*"},
            {"a": "7"},
        ),  # the title stands over the address
        ({"title_re": r"^Case (?P<case>\d+) "}, {"case": "7"}),
        ({"title_re": "REFUND$"}, {}),
        ({"title_re": "(?-i:REFUND)$"}, None),
        (
            {"title_re": r"^Case (?P<case>\d+) (?P<rest>x)?"},
            {"case": "7"},
        ),  # a group that caught nothing is no capture
    ],
)
def test_rule_applies_by_every_key_and_any_value(
    entry: dict[str, Any], captures: dict[str, str] | None
) -> None:
    (rule,) = parse_when([entry])
    assert match_rule(rule, CHROME) == captures
    assert all(reason.ok for reason in explain(rule, CHROME)) == (captures is not None)


def test_url_condition_does_not_hold_when_no_address_is_known() -> None:
    (rule,) = parse_when([{"url": "*"}])
    window = make_context(process="chrome", raw_title="Case 7")
    assert match_rule(rule, window) is None
    (reason,) = explain(rule, window)
    assert (reason.code, reason.ok, reason.fault) == ("url", False, "unknown")


def test_wildcard_host_stays_in_the_host_when_another_site_names_it_in_its_path() -> None:
    (rule,) = parse_when([{"url": "https://*.crm.example/refund/*"}])
    for url in ("https://evil.example/?.crm.example/refund/1", "https://evil.example/x.crm.example/refund/1"):
        assert match_rule(rule, make_context(url=url)) is None


def test_browser_named_at_the_end_of_a_title_template_becomes_the_app() -> None:
    (rule,) = parse_when([{"title": "Case {case} – Google Chrome"}])
    assert match_rule(rule, make_context(process="chrome", raw_title="Case 7 - Google Chrome")) == {
        "case": "7"
    }
    assert match_rule(rule, make_context(process="firefox", raw_title="Case 7 — Mozilla Firefox")) is None


def test_regex_dashes_fit_the_title_as_it_is_normalised() -> None:
    (rule,) = parse_when([{"title_re": "Case [—–] “x”"}])
    assert match_rule(rule, make_context(raw_title="Case – „x“")) == {}


@pytest.mark.parametrize(
    ("entry", "code", "fault", "detail"),
    [
        ({"title": "Case {case} · Address*"}, "title", "missing", "· Address"),
        ({"title": "Refund*"}, "title", "start", "Refund"),
        ({"title": "*Case"}, "title", "end", "Case"),
        ({"title": "*Refund*Case*"}, "title", "order", "Case"),
        ({"title": "Case 7 · Refund{x}"}, "title", "empty", "x"),
        ({"app": ["xterm", "mousepad"]}, "app", "other", "chrome"),
        ({"title_re": r"Address \d"}, "title_re", "missing", "address"),
        ({"title_re": r"Case \d\d"}, "title_re", "pattern", ""),
        ({"app": "chrome", "not": {"title": "*refund"}}, "not", "fired", ""),
    ],
)
def test_explanation_says_what_was_missing(entry: dict[str, Any], code: str, fault: str, detail: str) -> None:
    (rule,) = parse_when([entry])
    (failed,) = [reason for reason in explain(rule, CHROME) if not reason.ok]
    assert (failed.code, failed.fault, failed.detail) == (code, fault, detail)


def test_reason_keeps_its_detail_out_of_its_repr() -> None:
    (rule,) = parse_when([{"app": "xterm"}])
    (reason,) = explain(rule, make_context(process="secretapp"))
    assert "secretapp" not in repr(reason)


def test_specificity_counts_conditions_then_text_then_exclusions() -> None:
    weakest_first: list[dict[str, Any]] = [
        {"title": "*"},
        {"title": "*a*"},
        {"title": "*a*", "not": {"title": "*b*"}},
        {"title": "*" + "a" * 500 + "*"},
        {"title": "*a*", "app": "chrome"},
        {"title": "*a*", "app": "chrome", "url": "*x*"},
    ]
    figures = [specificity(rule) for rule in parse_when(weakest_first)]
    assert figures == sorted(set(figures))


def test_any_window_fits_a_window_without_title() -> None:
    assert match_rule(ANY_WINDOW, make_context(process="xterm")) == {}


_TEXT = st.text("ab–ß* \\·", min_size=1, max_size=8).filter(str.strip)


@given(
    st.fixed_dictionaries(
        {"title": st.lists(_TEXT, min_size=1, max_size=3)},
        optional={
            "app": _TEXT,
            "url": _TEXT,
            "title_re": st.sampled_from(["a+", r"\d{2}"]),
            "not": st.fixed_dictionaries({"title": _TEXT}),
        },
    )
)
def test_rule_is_the_same_after_a_round_trip_through_the_store(entry: dict[str, Any]) -> None:
    (rule,) = parse_when([entry])
    assert decode(encode(rule)) == rule


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        (r"^Case (?P<case>\d+) - Refund .*\bopen\b", ("case ", " - refund ", "open")),
        ("a|bcd", ()),
        (r"x(abc|d)?yz(foo)+bar\.baz", ("x", "yz", "foo", "bar.baz")),
        ("[]a]+foo[[:alpha:]x]bar", ("foo", "bar")),
        ("(?i)Hallo{2}wor", ("hallo", "wor")),
        ("(?:ab{0,2}c)d{0}e", ("a", "c", "e")),
        (r"\Qa.b\Efoo", ("foo",)),
    ],
)
def test_required_literals_are_what_every_match_holds(source: str, literals: tuple[str, ...]) -> None:
    read_pattern(source)
    assert required_literals(source) == literals


_ATOM = st.sampled_from(
    ["a", "b", "ß", r"\.", r"\d", "[ab]", "[^a]", ".", "(ab)", "(?:a|bc)", "(?P<n>b)", "(?:x{2})", r"\bq"]
)
_REGEX = st.lists(
    st.tuples(_ATOM, st.sampled_from(["", "", "?", "*", "+", "{0,1}", "+?"])), min_size=1, max_size=5
)


@given(_REGEX, st.data())
def test_every_title_a_pattern_fits_holds_its_required_literals(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    source = "".join(atom + repeat for atom, repeat in parts)
    assume(source.count("(?P<n>") < 2)
    title = data.draw(st.from_regex(source))
    pattern = read_pattern(source)
    assume(pattern.match(Folded(title)) is not None)  # Python and RE2 differ on what . and \d are
    assert all(text in title.casefold() for text in pattern.literals)
