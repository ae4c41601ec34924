"""A window that a rule applies to, for messages: "for example “Case 1042 · Refund”". Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from overlay.context import WindowContext, make_context
from overlay.rules import Condition, Rule, Template, look

_FILLS = (("", "1042"), ("more", "1042"), ("qx", "jv7"))  # for `*`, and for a capture
_MOST_VALUES = 8  # of each field that are tried together


class Example(Struct, frozen=True):
    """A window: what the platform would say of it, and the context that rules see."""

    context: WindowContext
    title: str
    url: str
    app: str

    def __str__(self) -> str:
        if self.title and not self.url:
            return f"“{self.title}”"
        return f"“{self.title}” at {self.url}" if self.title else self.url or f"any window of {self.app}"


def example_of(rule: Rule) -> Example | None:
    """Return a window that `rule` applies to; None when none was found, which need not mean that there is none."""
    return next(
        (found for found in _windows(rule.where) if rule.match(look(found.context)) is not None), None
    )


def dead_values(where: Condition) -> Iterator[tuple[str, int, str]]:
    """Yield (field, number, text) of each title and address that no window can have.

    Titles are compared without unread counters and dirty marks, addresses without what browsers leave out, so a template
    that asks for these never fits.
    """
    for field, values in (("title", where.titles), ("url", where.urls)):
        for number, template in enumerate(values):
            one = (template,)
            only = Condition(where.apps, titles=one) if field == "title" else Condition(where.apps, urls=one)
            if not any(only.match(look(found.context)) is not None for found in _windows(only)):
                yield field, number, template.source


def _windows(where: Condition) -> Iterator[Example]:
    apps = [_app(template) for template in where.apps[:_MOST_VALUES]] or [""]
    literals = [" ".join(pattern.literals) for pattern in where.patterns[:_MOST_VALUES]]
    for run, capture in _FILLS:
        runs = [run, *literals]
        titles = (
            [t.filled(r, capture) for t, r in product(where.titles[:_MOST_VALUES], runs)] or literals or [""]
        )
        urls = [t.filled(run or "www", capture) for t in where.urls[:_MOST_VALUES]] or [""]
        for app, title, url in product(apps, titles, urls):
            context = make_context(process=app, raw_title=title, url=url)
            yield Example(context, " ".join(title.split()), url, app)


def _app(template: Template) -> str:
    return template.filled("app", "app")
