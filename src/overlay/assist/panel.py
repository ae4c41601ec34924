"""The panel and the window in front: what is shown, for which case, and when it is replaced. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from overlay.assist import events as ev
from overlay.assist.effects import Announce, Effect, GrabWalkKeys, ReadLately, Render
from overlay.assist.state import Assist, Front, front_of, keeps
from overlay.assist.view import Mode
from overlay.match import Match
from overlay.walk import carry

Step = tuple[Assist, tuple[Effect, ...]]


# --- the window in front -------------------------------------------------------------------------------------------


def seen(state: Assist, event: ev.WindowSeen) -> Step:
    """Another window or title is in front: the panel follows it, unless it keeps its guide."""
    state = replace(
        state, context=event.context, matches=event.matches, front=event.opened, now_s=event.now_s
    )
    if keeps(state):
        if front_of(state) is Front.SAME and event.context is not None and _fits(state):
            state = replace(state, window=event.context.window)
        return state, (Render(),)
    return follow(state)


def _fits(state: Assist) -> bool:
    return any(is_open(state, m) for m in state.matches)


def is_open(state: Assist, match: Match) -> bool:
    """Tell whether `match` is the guide in the panel."""
    return state.opened is not None and match.ref == state.opened.guide.ref


def follow(state: Assist) -> Step:
    """Put the guide for the window in front into the panel (or none)."""
    front = state.front
    if front is not None and state.opened is not None and _same_walk(front, state.opened):
        # what is in memory is newer than what was read: keep the walk, refresh the rest
        front = replace(front, walk=state.opened.walk or front.walk)
    elif front is None or state.opened is None or not _same_walk(front, state.opened):
        state = replace(state, highlight=0, done_action="", refused="", list_open=False)
    match = next((m for m in state.matches if front and m.ref == front.guide.ref), None)
    state = replace(
        state,
        front=front,
        opened=front,
        match=match,
        pinned=False,
        window=state.context.window if state.context else 0,
        app=state.context.app if state.context else "",
    )
    if front is None and state.mode is Mode.SHOWN:
        return state, (Render(), ReadLately())
    return state, (Render(),)


def _same_walk(one: ev.Opened, other: ev.Opened) -> bool:
    return one.guide.ref == other.guide.ref and one.case_key == other.case_key


# --- the panel ------------------------------------------------------------------------------------------------------


def show(state: Assist) -> Step:
    """Show the panel, for the window in front."""
    if state.locked or state.mode is Mode.SHOWN:
        return state, (Render(),)
    shown = replace(state, mode=Mode.SHOWN)
    lately: tuple[Effect, ...] = (ReadLately(),) if shown.opened is None else ()
    return shown, (Render(), GrabWalkKeys(True), Announce(), *lately)


def hide(state: Assist, mode: Mode = Mode.HIDDEN) -> Step:
    """Hide the panel, or fold it (`mode`); from now on it follows the window again."""
    released: tuple[Effect, ...] = (GrabWalkKeys(False),) if state.mode is Mode.SHOWN else ()
    hidden = replace(state, mode=mode, list_open=False, highlight=0)
    if not state.pinned or front_of(state) is Front.OTHER:
        hidden, _ = follow(hidden)
    return hidden, (Render(), *released)


def put(state: Assist, opened: ev.Opened, *, pin: bool) -> Step:
    """A guide was asked for by name: it is shown, and if `pin` it stays until the panel is hidden."""
    match = next((m for m in state.matches if m.ref == opened.guide.ref), None)
    was = state.mode
    state = replace(
        state,
        mode=Mode.HIDDEN if state.locked else Mode.SHOWN,
        opened=opened,
        match=match,
        pinned=pin,
        window=state.context.window if state.context else 0,
        app=state.context.app if state.context else "",
        highlight=0,
        list_open=False,
        done_action="",
    )
    grab: tuple[Effect, ...] = (
        (GrabWalkKeys(True),) if state.mode is Mode.SHOWN and was is not Mode.SHOWN else ()
    )
    return state, (Render(), *grab, Announce())


def switch_content(state: Assist, event: ev.ContentSwitched) -> Step:
    """Another generation: the walk goes on in the new text, at the same step where it still exists."""
    state = replace(state, guides=event.guides, problem=event.problem)
    old, new = state.opened, event.opened
    if old is None or event.problem:
        return state, (Render(),)
    if new is None:
        if keeps(state):  # withdrawn under a walk: the agent finishes with what is in memory, and is told
            return replace(state, opened=replace(old, withdrawn=True)), (Render(),)
        return replace(state, opened=None, front=None, match=None, pinned=False), (Render(),)
    walk = carry(old.guide, new.guide, old.walk) if old.walk else new.walk
    changed = replace(new, walk=walk, captures=old.captures)
    return replace(state, opened=changed), (Render(),)
