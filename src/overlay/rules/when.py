"""Reads `when` from a guide's front matter. Every error names the key, what is wrong and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from overlay.context import fold_text, split_browser, strip_counter
from overlay.rules.condition import Condition
from overlay.rules.pattern import read_pattern
from overlay.rules.rule import Rule
from overlay.rules.template import RuleError, Template, compile_template

MAX_ENTRIES = 1000
MAX_VALUES = 100
_KEYS = ("app", "title", "url", "title_re")

T = TypeVar("T")


def parse_when(data: object, key: str = "when") -> tuple[Rule, ...]:
    """Return the rules of a `when`: a mapping, or a list of them of which any may apply. None and "" give no rules.

    Raises RuleError; its `key` is the path of the value: "when[0].not.title".
    """
    if data is None or data == "":
        return ()
    if isinstance(data, Mapping):
        return (_rule(data, key),)
    if not isinstance(data, list):
        raise RuleError(
            f"“{key}” is not a list of rules.",
            'Write lines such as “- title: "Case {case} *"” below it.',
            key,
        )
    if len(data) > MAX_ENTRIES:
        raise RuleError(f"{len(data)} rules for one guide.", f"Keep it to {MAX_ENTRIES}.", key)
    return tuple(_rule(entry, f"{key}[{i}]") for i, entry in enumerate(data))


def _rule(entry: object, key: str) -> Rule:
    if not isinstance(entry, Mapping):
        raise RuleError(
            "A rule without a key.", 'Write what it compares first, such as “title: "Case {case} *"”.', key
        )
    where = _condition(entry, key, (*_KEYS, "not"), captures=True)
    if not where:
        raise RuleError(
            "A rule that asks nothing.",
            "Add app, title or url; “not” alone would fit almost any window.",
            key,
        )
    return Rule(where, _exclusions(entry.get("not"), f"{key}.not"))


def _exclusions(data: object, key: str) -> tuple[Condition, ...]:
    if data is None or data == "":
        return ()
    entries = (
        [(data, key)]
        if not isinstance(data, list)
        else [(item, f"{key}[{i}]") for i, item in enumerate(data)]
    )
    found = []
    for entry, entry_key in entries[:MAX_VALUES]:
        if not isinstance(entry, Mapping):
            raise RuleError("“not” names no key.", 'Write it as “not: {title: "*closed*"}”.', entry_key)
        condition = _condition(entry, entry_key, _KEYS, captures=False)
        if not condition:
            raise RuleError("“not” asks nothing.", 'Write it as “not: {title: "*closed*"}”.', entry_key)
        found.append(condition)
    return tuple(found)


def _condition(entry: Mapping[Any, Any], key: str, allowed: tuple[str, ...], *, captures: bool) -> Condition:
    for name in entry:
        if name not in allowed:
            from difflib import get_close_matches  # noqa: PLC0415  only for a slip of the pen, never at a desk's start

            near = get_close_matches(str(name), allowed, 1, 0.5)
            cure = f"Did you mean “{near[0]}”?" if near else f"Use {', '.join(allowed)}."
            raise RuleError(f"“{name}” is not a key of a rule.", cure, f"{key}.{name}")
    apps = _values(entry, "app", key, _read_app)
    titles = _values(entry, "title", key, _read_title)
    urls = _values(entry, "url", key, _read_url)
    patterns = _values(entry, "title_re", key, read_pattern)
    browsers = [browser for _, browser in titles]
    if titles and not apps and all(browsers):
        # "* - Google Chrome" asks for a browser: titles are compared without its name, so the app says it.
        apps = tuple(compile_template(browser) for browser in dict.fromkeys(browsers))
    templates = tuple(template for template, _ in titles)
    if not captures:
        for name, values in (("title", templates), ("url", urls)):
            if any(template.names for template in values):
                raise RuleError(
                    "A capture in “not”.", "Nothing is captured there: use * instead.", f"{key}.{name}"
                )
    return Condition(apps, templates, urls, patterns)


def _values(entry: Mapping[Any, Any], name: str, key: str, read: Callable[[str], T]) -> tuple[T, ...]:
    """Return what `entry` holds for one key, a text or a list of texts."""
    if name not in entry:
        return ()
    data, at = entry[name], f"{key}.{name}"
    many = isinstance(data, list)
    items = data if isinstance(data, list) else [data]
    if not items:
        raise RuleError(f"“{name}” is empty.", "Give it a value, or leave it out.", at)
    if len(items) > MAX_VALUES:
        raise RuleError(
            f"{len(items)} values for “{name}”.", f"Keep it to {MAX_VALUES}, or use a wildcard.", at
        )
    found = []
    for i, item in enumerate(items):
        item_key = f"{at}[{i}]" if many else at
        if isinstance(item, bool) or not isinstance(item, (str, int, float)):
            raise RuleError(f"“{name}” is not a text.", "Put the value in double quotes.", item_key)
        if not str(item).strip():
            raise RuleError(f"“{name}” is empty.", "Give it a value, or leave it out.", item_key)
        try:
            found.append(read(str(item)))
        except RuleError as error:
            raise RuleError(error.what, error.cure, item_key) from error
    return tuple(found)


def _read_title(text: str) -> tuple[Template, str]:
    """Return the template, and the app of the browser whose name it ended with."""
    page, browser = split_browser(strip_counter(fold_text(text).strip()))
    return compile_template(page), browser


def _read_url(text: str) -> Template:
    source = "".join(fold_text(text).split())
    if source.startswith("*.") or ("://" not in source and not source.startswith("*")):
        source = "*://" + source  # whichever scheme
    scheme, colon, rest = source.partition("://")
    if colon and "/" not in rest and not rest.endswith(("*", "}")):
        source = f"{scheme}://{rest}/"  # addresses always have a path
    return compile_template(source, is_url=True)


def _read_app(text: str) -> Template:
    source = fold_text(text).strip().casefold().removesuffix(".exe")
    template = compile_template(source)
    if template.names:
        raise RuleError("A capture in “app”.", "Nothing is captured there: use * instead.")
    return template
