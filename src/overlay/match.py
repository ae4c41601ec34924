"""Context and rules in, ranked matches with reasons out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from overlay.context import WindowContext
from overlay.discreet import Discreet
from overlay.guide import GuideKind, GuideRef
from overlay.rules import Reason, Rule, explain, look, specificity

__all__ = ["Candidate", "Match", "Reason", "Rejected", "in_words", "rank", "rejection"]

_NOTICE_SCORE = 1_000_000
_MOST_PRIORITY = 499
_MOST_RECENT = 999


class Match(Discreet, frozen=True):
    """A guide that applies to a context. `score` orders matches: higher is first."""

    untold = ("captures",)

    ref: GuideRef
    title: str
    score: float
    kind: GuideKind = GuideKind.GUIDE
    captures: Mapping[str, str] = field(default_factory=dict)
    why: tuple[Reason, ...] = ()


class Rejected(Struct, frozen=True):
    """A guide that does not apply, by the rule that came nearest."""

    ref: GuideRef
    title: str
    why: tuple[Reason, ...] = ()


class Candidate(Struct, frozen=True):
    """A guide with one of its rules, which may apply. `title` is in the agent's language; `priority` is pack and guide's."""

    ref: GuideRef
    title: str
    rule: Rule
    kind: GuideKind = GuideKind.GUIDE
    priority: int = 0
    specificity: int = -1  # of the rule, when the caller knows it; it takes longer to count than to match

    @property
    def base(self) -> int:
        """What orders candidates before priority and recent use do."""
        known = self.specificity if self.specificity >= 0 else specificity(self.rule)
        return known + (_NOTICE_SCORE if self.kind is GuideKind.NOTICE else 0)


def rank(
    context: WindowContext,
    candidates: Iterable[Candidate],
    recent: Sequence[GuideRef] = (),
    limit: int | None = None,
) -> tuple[Match, ...]:
    """Return the guides that apply, best first, each once by its best rule, whose captures count.

    Notices stand above all. Then what is more specific wins (`rules.specificity`), then the higher priority, then what
    the agent used last (`recent`, latest first), then the names, so that the order never changes by itself. With a
    `limit`, candidates must come strongest first (as `rule_index.candidates` gives them), and the rest is not looked at.
    """
    view = look(context)
    used = {ref: age for age, ref in reversed(list(enumerate(recent[:_MOST_RECENT])))}
    best: dict[GuideRef, tuple[int, Candidate, dict[str, str]]] = {}
    weakest = 0
    for candidate in candidates:
        base = candidate.base
        if base < weakest and limit is not None and len(best) >= limit:
            break
        known = best.get(candidate.ref)
        if known and known[0] >= base:
            continue
        captures = candidate.rule.match(view)
        if captures is not None:
            best[candidate.ref] = (base, candidate, captures)
            weakest = base
    scored = [
        (base + _within(candidate.priority, used.get(ref)), candidate, captures)
        for ref, (base, candidate, captures) in best.items()
    ]
    scored.sort(key=lambda found: (-found[0], found[1].ref.pack, found[1].ref.guide))
    return tuple(
        Match(
            candidate.ref,
            candidate.title,
            score,
            candidate.kind,
            captures,
            (*candidate.rule.grounds(view), *_other_grounds(candidate, used)),
        )
        for score, candidate, captures in scored[:limit]
    )


def rejection(ref: GuideRef, title: str, rules: Iterable[Rule], context: WindowContext) -> Rejected:
    """Return why none of a guide's rules applies: the reasons of the one that came nearest."""
    explained = [(rule, explain(rule, context)) for rule in rules]
    if not explained:
        return Rejected(ref, title)
    _, why = min(
        explained, key=lambda pair: (sum(not reason.ok for reason in pair[1]), -specificity(pair[0]))
    )
    return Rejected(ref, title, why)


def in_words(reason: Reason) -> str:
    """Return a reason as an English sentence, for the command line. It may hold parts of the rule, never of the title."""
    asked = f"“{reason.template}”"
    if reason.code == "priority":
        return f"its priority is {reason.template}"
    if reason.code == "recent":
        return "you used it last here"
    if reason.code == "not":
        return (
            f"not when {asked}: this window is just that" if not reason.ok else f"not when {asked}: it is not"
        )
    if reason.ok:
        return f"{reason.code} fits {asked}"
    faults = {
        "missing": f"needs “{reason.detail}”, which is not in it",
        "start": f"needs “{reason.detail}” at the start, it stands elsewhere",
        "end": f"needs “{reason.detail}” at the end, it stands elsewhere"
        if reason.detail
        else "goes on after the last word",
        "order": f"needs “{reason.detail}” in another place",
        "empty": f"has nothing where {{{reason.detail}}} is" if reason.detail else "has nothing where a * is",
        "other": f"is “{reason.detail}” here",
        "unknown": "is not known for this window",
        "pattern": "is not found by it",
    }
    return f"{reason.code} asks {asked}: it {faults.get(reason.fault, 'does not fit')}"


def _within(priority: int, age: int | None) -> float:
    """Return what orders equally specific candidates, below 1: priority first, then how recently it was used."""
    bounded = max(-_MOST_PRIORITY, min(priority, _MOST_PRIORITY)) + _MOST_PRIORITY + 1
    recency = 0 if age is None else _MOST_RECENT - age
    return (bounded * 1000 + recency) / 1_000_000


def _other_grounds(candidate: Candidate, used: Mapping[GuideRef, int]) -> tuple[Reason, ...]:
    """Return the reasons that are not the rule's."""
    priority = (Reason("priority", str(candidate.priority)),) if candidate.priority else ()
    recent = (Reason("recent", ""),) if used and candidate.ref in used else ()
    return (*priority, *recent)
