"""A rule: conditions that must hold, and exclusions that must not. Match, rank, explain and store it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from overlay.context import WindowContext
from overlay.rules.condition import Condition, Reason, View, look
from overlay.rules.pattern import Pattern
from overlay.rules.template import Template, compile_template

_MOST_CHARS = 499  # of literal text that count, so that one more condition always outranks more text


class Rule(Struct, frozen=True):
    """One entry of a guide's `when`: every condition of `where` holds, and no exclusion holds as a whole."""

    where: Condition
    exclusions: tuple[Condition, ...] = ()

    def match(self, view: View) -> dict[str, str] | None:
        """Return what the rule captures from the window, or None when it does not apply."""
        captures = self.where.match(view)
        if captures is None or any(exclusion.match(view) is not None for exclusion in self.exclusions):
            return None
        return captures

    def grounds(self, view: View) -> tuple[Reason, ...]:
        """Return why the rule applies to a window that `match` fits."""
        excluded = tuple(Reason("not", exclusion.text) for exclusion in self.exclusions)
        return (*self.where.grounds(view), *excluded)


ANY_WINDOW = Rule(Condition(apps=(compile_template("*"),)))
"""Applies to every window there is: for a notice that names none."""


def match_rule(rule: Rule, context: WindowContext) -> dict[str, str] | None:
    """Return what `rule` captures from the window, or None when it does not apply."""
    return rule.match(look(context))


def explain(rule: Rule, context: WindowContext) -> tuple[Reason, ...]:
    """Return a reason for each condition and exclusion of `rule`, whether it applies or not."""
    view = look(context)
    found = list(rule.where.reasons(view))
    for exclusion in rule.exclusions:
        fired = exclusion.match(view) is not None
        found.append(Reason("not", exclusion.text, ok=not fired, fault="fired" if fired else ""))
    return tuple(found)


def specificity(rule: Rule) -> int:
    """Return how specific a rule is: conditions that say something count most, then literal text, then exclusions.

    Where several values may hold, the least specific one counts, so the figure is known before any window is.
    """
    where = rule.where
    chars = [
        min(value.literal_chars for value in values)
        for values in (where.titles, where.patterns, where.urls)
        if values
    ]
    says = sum(1 for count in chars if count) + any(
        where.apps and template.literal_chars for template in where.apps
    )
    return says * 1000 + min(sum(chars), _MOST_CHARS) * 2 + bool(rule.exclusions)


def encode(rule: Rule) -> str:
    """Return the rule as compact JSON, for the store."""
    data = _as_data(rule.where)
    if rule.exclusions:
        data["n"] = [_as_data(exclusion) for exclusion in rule.exclusions]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=256)
def decode(text: str) -> Rule:
    """Return the rule that `encode` wrote. Recent rules are kept compiled: an agent's windows repeat."""
    data = json.loads(text)
    return Rule(_condition(data), tuple(_condition(exclusion) for exclusion in data.get("n", ())))


def _as_data(condition: Condition) -> dict[str, Any]:
    fields: tuple[tuple[str, Sequence[Template | Pattern]], ...] = (
        ("a", condition.apps), ("t", condition.titles), ("u", condition.urls), ("r", condition.patterns),
    )  # fmt: skip
    return {key: [value.source for value in values] for key, values in fields if values}


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(
        apps=tuple(compile_template(source) for source in data.get("a", ())),
        titles=tuple(compile_template(source) for source in data.get("t", ())),
        urls=tuple(compile_template(source, is_url=True) for source in data.get("u", ())),
        patterns=tuple(Pattern(source) for source in data.get("r", ())),
    )
