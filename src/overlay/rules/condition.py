"""One set of conditions, the view of a window they are evaluated on, and the reasons they give."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from overlay.context import WindowContext
from overlay.discreet import Discreet
from overlay.rules.pattern import Pattern
from overlay.rules.template import Folded, Template


class Reason(Discreet, frozen=True):
    """One reason a person can read.

    `code` names the kind ("app", "title", "url", "title_re", "not", "priority", "recent"); `template` is what the rule
    asks; `ok` whether it holds. Where it does not, `fault` says how: "missing" (`detail`, a part of the template, is
    nowhere), "start", "end", "order" (it is, in the wrong place), "empty" (nothing stands where the capture `detail`
    is), "other" (the application is `detail`), "unknown" (nothing is known to compare with), "pattern", "fired".
    """

    untold = ("detail",)

    code: str
    template: str
    ok: bool = True
    detail: str = ""
    fault: str = ""


class View(Discreet, frozen=True):
    """A window prepared once for all rules that look at it."""

    untold = ("title", "url")

    apps: tuple[str, ...]
    title: Folded
    url: Folded

    def runs(self, app: Template) -> bool:
        """Whether one of the window's names is what `app` asks."""
        return any(map(app.fits, self.apps)) if app.gaps else app.literals[0] in self.apps


def look(context: WindowContext) -> View:
    """Return the view rules have of a window."""
    apps = context.apps or ((context.app,) if context.app else ())
    return View(tuple(name.casefold() for name in apps), Folded(context.title), Folded(context.url))


class Condition(Struct, frozen=True):
    """What must hold: every field that is not empty, each by any one of its values."""

    apps: tuple[Template, ...] = ()
    titles: tuple[Template, ...] = ()
    urls: tuple[Template, ...] = ()
    patterns: tuple[Pattern, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.apps or self.titles or self.urls or self.patterns)

    def match(self, view: View) -> dict[str, str] | None:
        """Return the captures, or None when something does not hold. What the title says stands over what the URL says."""
        # Plain loops: this runs for every candidate of every window.
        if self.apps and not any(map(view.runs, self.apps)):
            return None
        captures: dict[str, str] = {}
        fields: tuple[tuple[tuple[Template, ...] | tuple[Pattern, ...], Folded], ...] = (
            (self.urls, view.url),
            (self.patterns, view.title),
            (self.titles, view.title),
        )
        for values, subject in fields:
            if values:
                for value in values:
                    caught = value.match(subject)
                    if caught is not None:
                        captures |= caught
                        break
                else:
                    return None
        return captures

    def reasons(self, view: View) -> tuple[Reason, ...]:
        """Return one reason for each field, whether it holds or not."""
        found = []
        if self.apps:
            found.append(_app_reason(self.apps, view))
        if self.titles:
            found.append(_template_reason("title", self.titles, view.title))
        if self.patterns:
            found.append(_pattern_reason(self.patterns, view.title))
        if self.urls:
            found.append(_template_reason("url", self.urls, view.url))
        return tuple(found)

    def grounds(self, view: View) -> tuple[Reason, ...]:
        """Return the same for a window that `match` fits: cheaper, because what has one value needs no second look."""
        if len(self.apps) > 1 or len(self.titles) > 1 or len(self.patterns) > 1 or len(self.urls) > 1:
            return self.reasons(view)
        fields = (("app", self.apps), ("title", self.titles), ("title_re", self.patterns), ("url", self.urls))
        return tuple(Reason(code, values[0].source) for code, values in fields if values)

    @property
    def text(self) -> str:
        """The conditions as the author wrote them, on one line."""
        fields = (("app", self.apps), ("title", self.titles), ("title_re", self.patterns), ("url", self.urls))
        return ", ".join(f"{key}: {_sources(values)}" for key, values in fields if values)


def _sources(values: Sequence[Template | Pattern]) -> str:
    return " | ".join(value.source for value in values)


def _app_reason(templates: Sequence[Template], view: View) -> Reason:
    hit = next(filter(view.runs, templates), None)
    if hit:
        return Reason("app", hit.source)
    if not view.apps:
        return Reason("app", _sources(templates), ok=False, fault="unknown")
    return Reason("app", _sources(templates), ok=False, detail=view.apps[0], fault="other")


def _template_reason(code: str, templates: Sequence[Template], subject: Folded) -> Reason:
    hit = next((template for template in templates if template.match(subject) is not None), None)
    if hit:
        return Reason(code, hit.source)
    if not subject.text:
        return Reason(code, _sources(templates), ok=False, fault="unknown")
    nearest = max(
        templates, key=lambda template: sum(text in subject.folded for text in template.literals if text)
    )
    fault = nearest.fault(subject.folded)
    kind, text = fault or ("empty", "")
    return Reason(code, nearest.source, ok=False, detail=text, fault=kind)


def _pattern_reason(patterns: Sequence[Pattern], title: Folded) -> Reason:
    hit = next((pattern for pattern in patterns if pattern.match(title) is not None), None)
    if hit:
        return Reason("title_re", hit.source)
    for pattern in patterns:
        missing = next((text for text in pattern.literals if text not in title.folded), "")
        if missing:
            return Reason("title_re", pattern.source, ok=False, detail=missing.strip(), fault="missing")
    return Reason("title_re", patterns[0].source, ok=False, fault="pattern")
