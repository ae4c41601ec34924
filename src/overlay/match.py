"""Context and rules in, ranked matches with reasons out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from overlay.guide import GuideKind, GuideRef


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a person can read. `code` names the kind ("app", "title", "url", "title_re", "not", "priority",
    "recent"); `template` is what the rule asks; `ok` whether it holds; `detail` what was missing."""

    code: str
    template: str
    ok: bool = True
    detail: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A guide that applies to a context. `score` orders matches: higher is first."""

    ref: GuideRef
    title: str
    score: float
    kind: GuideKind = GuideKind.GUIDE
    captures: Mapping[str, str] = field(default_factory=dict, repr=False)
    why: tuple[Reason, ...] = ()
