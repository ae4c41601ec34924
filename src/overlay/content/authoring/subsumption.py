"""Whether every window that one rule fits is fitted by another one too. Says yes only when that is certain; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from overlay.context import make_context
from overlay.rules import Condition, Rule, Template, look
from overlay.rules.pattern import Pattern
from overlay.rules.template import Folded

# Stands for any text: no template holds it, so it falls under the wildcards of the other template or does not fit at all.
_ANY = "\ue000"
_ANY_PATH = "\ue000/\ue000"

Value = TypeVar("Value")


def rule_covers(wide: Rule, narrow: Rule) -> bool:
    """Tell whether `wide` applies to every window that `narrow` applies to."""
    return covers(wide.where, narrow.where) and all(
        any(covers(known, exclusion) for known in narrow.exclusions) for exclusion in wide.exclusions
    )


def is_impossible(rule: Rule) -> bool:
    """Tell whether an exclusion of the rule takes away every window that the rule fits."""
    return any(covers(exclusion, rule.where) for exclusion in rule.exclusions)


def covers(wide: Condition, narrow: Condition) -> bool:
    """Tell whether `wide` holds for every window that `narrow` holds for."""
    return (
        _covers_field(wide.apps, narrow.apps, _app_covers)
        and (_says_nothing(wide.titles) or _covers_field(wide.titles, narrow.titles, template_covers))
        and _covers_field(wide.urls, narrow.urls, template_covers)
        and (
            _covers_field(wide.patterns, narrow.patterns, lambda a, b: a == b)
            or (bool(narrow.titles) and all(_finds(wide.patterns, title) for title in narrow.titles))
        )
    )


def template_covers(wide: Template, narrow: Template) -> bool:
    """Tell whether every text that `narrow` fits is one that `wide` fits."""
    return all(wide.match(Folded(text)) is not None for text in _probes(narrow))


def _covers_field(
    wide: Sequence[Value], narrow: Sequence[Value], covers_value: Callable[[Value, Value], bool]
) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(covers_value(w, n) for w in wide) for n in narrow)


def _app_covers(wide: Template, narrow: Template) -> bool:
    if narrow.gaps:
        return all(wide.fits(text) for text in _probes(narrow))
    # A window has every name its application answers to: who asks for google-chrome gets chrome.
    return look(make_context(process=narrow.literals[0])).runs(wide) or wide.fits(narrow.literals[0])


def _says_nothing(titles: Sequence[Template]) -> bool:
    return any(not title.literal_chars and not title.names for title in titles)


def _finds(patterns: Sequence[Pattern], title: Template) -> bool:
    return not title.gaps and any(
        pattern.match(Folded(title.literals[0])) is not None for pattern in patterns
    )


def _probes(template: Template) -> Iterator[str]:
    """Yield texts that stand for all that the template fits: each run as anything, as nothing, and as a space."""
    yield _filled(template, {})
    runs = [i for i, gap in enumerate(template.gaps) if not gap.name]
    for empty in ("", " "):
        yield _filled(template, dict.fromkeys(runs, empty))
    if len(runs) > 1:
        for run in runs:
            yield _filled(template, {run: ""})


def _filled(template: Template, runs: dict[int, str]) -> str:
    parts = [template.literals[0]]
    for i, (gap, literal) in enumerate(zip(template.gaps, template.literals[1:], strict=True)):
        anything = _ANY_PATH if template.is_url and not gap.in_host else _ANY
        parts += [runs.get(i, anything), literal]
    return "".join(parts)
