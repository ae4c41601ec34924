"""The assistant's complete state, and the questions asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from overlay.assist.events import Opened
from overlay.assist.view import Mode, UsedLately
from overlay.context import WindowContext
from overlay.guide import GuideKind, GuideRef
from overlay.match import Match
from overlay.walk import PathStep, Walk, current, path


class Front(StrEnum):
    """How the window in front relates to the case of the walk in the panel."""

    SAME = "same"
    OTHER = "other"  # another customer's case: the walk's actions are disabled
    ELSEWHERE = "elsewhere"  # a window that names no case


class Sync(Struct, frozen=True):
    done: int = 0
    total: int = 0
    failed_since: str = ""


class Assist(Struct, frozen=True):
    """`context`, `matches` and `front` describe the window in front; `opened` and what follows, the guide in the panel."""

    mode: Mode = Mode.HIDDEN
    now_s: float = 0.0
    locked: bool = False
    searching: bool = False
    context: WindowContext | None = None
    matches: tuple[Match, ...] = ()
    front: Opened | None = None
    opened: Opened | None = None
    match: Match | None = None  # why `opened` is here; None when it was picked for a window it does not fit
    window: int = 0  # the window the walk belongs to: `type` refuses any other
    app: str = ""
    pinned: bool = False  # picked by the agent: stays until hidden
    highlight: int = 0
    hold_shown: bool = False
    list_open: bool = False
    why_open: bool = True
    can_type: bool = True  # else `type` blocks are offered as text to copy
    done_action: str = ""
    refused: str = ""
    read_notices: frozenset[GuideRef] = frozenset()
    guides: int = 0
    problem: str = ""
    sync: Sync = field(default_factory=Sync)
    lately: tuple[UsedLately, ...] = ()


def walk_of(state: Assist) -> Walk | None:
    """Return the walk in the panel; an untouched one when the guide was just opened."""
    opened = state.opened
    if opened is None or opened.guide.kind is GuideKind.NOTICE:
        return None
    if opened.walk is not None:
        return opened.walk
    return Walk(
        opened.guide.ref,
        opened.case_key,
        started_s=state.now_s,
        changed_s=state.now_s,
        digest=opened.guide.digest,
    )


def path_of(state: Assist) -> tuple[PathStep, ...]:
    """Return the steps of the walk in the panel as far as known; none for a notice."""
    walk = walk_of(state)
    return path(state.opened.guide, walk.choices) if state.opened and walk else ()


def step_of(state: Assist) -> PathStep | None:
    """Return the step the walk in the panel stands at."""
    walk = walk_of(state)
    return current(state.opened.guide, walk) if state.opened and walk else None


def keeps(state: Assist) -> bool:
    """Tell whether the panel stays with its guide when another window comes to the front."""
    if state.mode is not Mode.SHOWN or state.opened is None:
        return False
    walk = state.opened.walk
    return state.pinned or (walk is not None and walk.started and not walk.finished)


def front_of(state: Assist) -> Front:
    """Compare the case in the panel with what the rules captured from the window in front."""
    ours = state.opened.captures if state.opened else {}
    same = False
    for match in state.matches:
        common = [name for name in match.captures if name in ours]
        if any(match.captures[name].casefold() != ours[name].casefold() for name in common):
            return Front.OTHER
        same = same or bool(common)
    own = state.opened is not None and any(m.ref == state.opened.guide.ref for m in state.matches)
    return Front.SAME if same or own else Front.ELSEWHERE


def other_case(state: Assist) -> str:
    """Return the captured value by which the case in front differs, for the strip; "" when it does not."""
    ours = state.opened.captures if state.opened else {}
    for match in state.matches:
        for name, value in match.captures.items():
            if name in ours and value.casefold() != ours[name].casefold():
                return value
    return ""


def captures_in_front(state: Assist, ref: GuideRef) -> Mapping[str, str]:
    """Return what the window in front says about a guide's case: its own rule's captures, else the best match's."""
    for match in state.matches:
        if match.ref == ref:
            return match.captures
    return next((m.captures for m in state.matches if m.captures), {})


def first_match(state: Assist, matches: tuple[Match, ...], resumable: frozenset[GuideRef]) -> Match | None:
    """Return the match to open: an unread notice, else a walk under way for this case, else the best guide."""
    for match in matches:
        if match.kind is GuideKind.NOTICE and match.ref not in state.read_notices:
            return match
    guides = [m for m in matches if m.kind is not GuideKind.NOTICE]
    for match in guides:
        if match.ref in resumable:
            return match
    return guides[0] if guides else (matches[0] if matches else None)
