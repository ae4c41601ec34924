"""The behaviour: one event in, the next state and what is to be done out. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from overlay.assist import events as ev
from overlay.assist.effects import (
    Announce,
    Effect,
    GrabWalkKeys,
    OpenGuide,
    Perform,
    ReadLately,
    Render,
    SaveNote,
    SaveWalk,
    SettleLater,
    ShowPalette,
)
from overlay.assist.state import (
    Assist,
    Front,
    Sync,
    captures_in_front,
    front_of,
    keeps,
    step_of,
    walk_of,
)
from overlay.assist.view import Mode
from overlay.guide import Action, ActionKind, GuideKind, fill_text, fill_url
from overlay.match import Match
from overlay.walk import Hold, Walk, back, carry, choose, forward, hold, jump, restart, tick

Step = tuple[Assist, tuple[Effect, ...]]


def step(state: Assist, event: ev.Event) -> Step:
    """Return the state after `event` and the effects to carry out, in order."""
    match event:
        case ev.WindowSeen():
            return _seen(state, event)
        case ev.Toggle(now_s):
            return _hide(_at(state, now_s)) if state.mode is Mode.SHOWN else _show(_at(state, now_s))
        case ev.Show(now_s):
            return _show(_at(state, now_s))
        case ev.Hide(now_s):
            return _hide(_at(state, now_s))
        case ev.Fold(now_s):
            return _show(_at(state, now_s)) if state.mode is Mode.FOLDED else _hide(_at(state, now_s), Mode.FOLDED)
        case ev.Next(now_s):
            return _next(_at(state, now_s))
        case ev.Back(now_s):
            return _back(_at(state, now_s))
        case ev.Accept(now_s):
            return _accept(_at(state, now_s))
        case ev.Choose(number, now_s):
            return _choose(_at(state, now_s), number - 1)
        case ev.Tick(confirm_id, on, now_s):
            return _tick(_at(state, now_s), confirm_id, on=on)
        case ev.RunAction(action_id, now_s):
            return _run(_at(state, now_s), action_id)
        case ev.Restart(now_s):
            return _walked(_at(state, now_s), lambda w: restart(w, now_s))
        case ev.JumpTo(index, now_s):
            opened = state.opened
            return _walked(_at(state, now_s), lambda w: jump(opened.guide, w, index, now_s) if opened else w)
        case ev.SwitchCase(now_s):
            return _follow(replace(_at(state, now_s), pinned=False))
        case ev.PickGuide(ref, now_s):
            return _at(state, now_s), (OpenGuide(ref, captures_in_front(state, ref)),)
        case ev.GuideOpened(opened, now_s, pin):
            return _opened(_at(state, now_s), opened, pin=pin)
        case ev.ContentSwitched():
            return _content(state, event)
        case _:
            return _aside(state, event)


def _aside(state: Assist, event: ev.Event) -> Step:
    """Events that do not move the walk."""
    match event:
        case ev.ActionDone(action_id, refused):
            done = replace(state, done_action="" if refused else action_id, refused=refused)
            return done, (Render(),) if refused else (Render(), SettleLater())
        case ev.WindowMoved(context):
            return replace(state, context=context), ()
        case ev.ActionSettled():
            return replace(state, done_action=""), (Render(),)
        case ev.ToggleMatches():
            at = next((i for i, m in enumerate(state.matches) if _is_open(state, m)), 0)
            return replace(state, list_open=not state.list_open, highlight=at if not state.list_open else 0), (Render(),)
        case ev.ToggleWhy():
            return replace(state, why_open=not state.why_open), (Render(),)
        case ev.SyncProgress(done, total, failed_since):
            return replace(state, sync=Sync(done, total, failed_since)), (Render(),)
        case ev.SessionLocked(locked, now_s):
            hidden, effects = _hide(_at(state, now_s)) if locked else (state, (Render(),))
            return replace(hidden, locked=locked), effects
        case ev.NoteWritten(step_id, text):
            return _note(state, step_id, text)
        case ev.LatelyRead(used):
            return replace(state, lately=used), (Render(),)
        case ev.OpenSearch(text):
            return state, (ShowPalette(text),)
    return state, ()


def _at(state: Assist, now_s: float) -> Assist:
    return replace(state, now_s=now_s, refused="", hold_shown=False)


# --- the window in front -------------------------------------------------------------------------------------------


def _seen(state: Assist, event: ev.WindowSeen) -> Step:
    state = replace(state, context=event.context, matches=event.matches, front=event.opened, now_s=event.now_s)
    if keeps(state):
        if front_of(state) is Front.SAME and event.context is not None and _fits(state):
            state = replace(state, window=event.context.window)
        return state, (Render(),)
    return _follow(state)


def _fits(state: Assist) -> bool:
    return any(_is_open(state, m) for m in state.matches)


def _is_open(state: Assist, match: Match) -> bool:
    return state.opened is not None and match.ref == state.opened.guide.ref


def _follow(state: Assist) -> Step:
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


def _show(state: Assist) -> Step:
    if state.locked or state.mode is Mode.SHOWN:
        return state, (Render(),)
    shown = replace(state, mode=Mode.SHOWN)
    lately: tuple[Effect, ...] = (ReadLately(),) if shown.opened is None else ()
    return shown, (Render(), GrabWalkKeys(True), Announce(), *lately)


def _hide(state: Assist, mode: Mode = Mode.HIDDEN) -> Step:
    released: tuple[Effect, ...] = (GrabWalkKeys(False),) if state.mode is Mode.SHOWN else ()
    hidden = replace(state, mode=mode, list_open=False, highlight=0)
    if not state.pinned or front_of(state) is Front.OTHER:
        hidden, _ = _follow(hidden)
    return hidden, (Render(), *released)


def _opened(state: Assist, opened: ev.Opened, *, pin: bool) -> Step:
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
    grab: tuple[Effect, ...] = (GrabWalkKeys(True),) if state.mode is Mode.SHOWN and was is not Mode.SHOWN else ()
    return state, (Render(), *grab, Announce())


def _content(state: Assist, event: ev.ContentSwitched) -> Step:
    """Another generation: the walk goes on in the new text, at the same step where it still exists."""
    state = replace(state, guides=event.guides, problem=event.problem)
    old, new = state.opened, event.opened
    if old is None or event.problem:
        return state, (Render(),)
    if new is None:
        if keeps(state):  # withdrawn under a walk: the agent finishes with what is in memory
            return state, (Render(),)
        return replace(state, opened=None, front=None, match=None, pinned=False), (Render(),)
    walk = carry(old.guide, new.guide, old.walk) if old.walk else new.walk
    changed = replace(new, walk=walk, captures=old.captures)
    return replace(state, opened=changed), (Render(),)


# --- the walk ---------------------------------------------------------------------------------------------------------


def _walked(state: Assist, change: Callable[[Walk], Walk]) -> Step:
    """Apply `change` (Walk → Walk) to the walk in the panel and keep the result."""
    walk = walk_of(state)
    if state.opened is None or walk is None:
        return state, ()
    changed = change(walk)
    if changed == walk:
        return state, (Render(),)
    state = replace(
        state, opened=replace(state.opened, walk=changed), highlight=0, done_action="", hold_shown=False, list_open=False
    )
    return state, (Render(), SaveWalk(changed), Announce())


def _next(state: Assist) -> Step:
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        return replace(state, highlight=(state.highlight + 1) % max(len(state.matches), 1)), (Render(),)
    opened, walk = state.opened, walk_of(state)
    if opened is not None and opened.guide.kind is GuideKind.NOTICE:
        return _read_notice(state, opened)
    if opened is None or walk is None:
        return state, ()
    if front_of(state) is Front.OTHER:
        return replace(state, hold_shown=True), (Render(),)
    held = hold(opened.guide, walk)
    here = step_of(state)
    if held is Hold.CHOICE and here is not None:
        return replace(state, highlight=(state.highlight + 1) % len(here.step.choices)), (Render(), Announce())
    if held is Hold.CONFIRM:
        return replace(state, hold_shown=True), (Render(), Announce())
    return _walked(state, lambda w: forward(opened.guide, w, state.now_s))


def _read_notice(state: Assist, opened: ev.Opened) -> Step:
    """A notice was read: on to the next unread one, else to the first guide that fits."""
    read = state.read_notices | {opened.guide.ref}
    state = replace(state, read_notices=read)
    rest = [m for m in state.matches if m.ref not in read]
    following = next((m for m in rest if m.kind is GuideKind.NOTICE), None) or next(iter(rest), None)
    if following is None:
        return state, (Render(),)
    return state, (OpenGuide(following.ref, following.captures, pin=False),)


def _back(state: Assist) -> Step:
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        return replace(state, highlight=(state.highlight - 1) % max(len(state.matches), 1)), (Render(),)
    opened = state.opened
    if opened is None or front_of(state) is Front.OTHER:
        return replace(state, hold_shown=opened is not None), (Render(),)
    return _walked(state, lambda w: back(opened.guide, w, state.now_s))


def _accept(state: Assist) -> Step:
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        return _choose(state, state.highlight)
    if state.opened is not None and front_of(state) is Front.OTHER:
        return _follow(replace(state, pinned=False))
    if state.opened is not None and state.opened.guide.kind is GuideKind.NOTICE:
        return _next(state)
    here, walk = step_of(state), walk_of(state)
    if here is None or walk is None:
        return state, ()
    for confirm in here.step.confirms:
        if confirm.id not in walk.ticked:
            return _tick(state, confirm.id, on=True)
    if here.step.choices:
        return _choose(state, state.highlight)
    actions = here.step.actions
    if not actions:
        return _next(state)
    ids = [a.id for a in actions]
    at = (ids.index(state.done_action) + 1) % len(ids) if state.done_action in ids else 0
    return _run(state, ids[at])


def _choose(state: Assist, index: int) -> Step:
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        if not 0 <= index < len(state.matches):
            return state, ()
        chosen = state.matches[index]
        return replace(state, list_open=False, highlight=0), (OpenGuide(chosen.ref, chosen.captures),)
    here, opened = step_of(state), state.opened
    if here is None or opened is None or not 0 <= index < len(here.step.choices):
        return state, ()
    walk = walk_of(state)
    if front_of(state) is Front.OTHER or (walk is not None and hold(opened.guide, walk) is Hold.CONFIRM):
        return replace(state, hold_shown=True), (Render(), Announce())
    return _walked(state, lambda w: choose(opened.guide, w, here.step.choices[index], state.now_s))


def _tick(state: Assist, confirm_id: str, *, on: bool) -> Step:
    here, walk = step_of(state), walk_of(state)
    if here is None or walk is None or state.opened is None or front_of(state) is Front.OTHER:
        return replace(state, hold_shown=True), (Render(),)
    if all(c.id != confirm_id for c in here.step.confirms):
        return state, ()
    changed = tick(walk, confirm_id, on, state.now_s)
    state = replace(state, opened=replace(state.opened, walk=changed))
    return state, (Render(), SaveWalk(changed))


def _run(state: Assist, action_id: str) -> Step:
    opened = state.opened
    if opened is None:
        return state, ()
    here = step_of(state)
    blocks = (*(here.step.blocks if here else ()), *opened.guide.intro)
    action = next((b for b in blocks if isinstance(b, Action) and b.id == action_id), None)
    if action is None:
        return state, ()
    if front_of(state) is Front.OTHER:
        return replace(state, refused="case"), (Render(),)
    fill = fill_url if action.kind is ActionKind.OPEN else fill_text
    text = fill(action.text, opened.captures)
    return state, (Perform(action, text, opened.captures, state.window, opened.guide.ref),)


def _note(state: Assist, step_id: str, text: str) -> Step:
    opened = state.opened
    if opened is None:
        return state, ()
    if step_id:
        notes = {k: v for k, v in opened.step_notes.items() if k != step_id}
        opened = replace(opened, step_notes=notes | ({step_id: text} if text else {}))
    else:
        opened = replace(opened, note=text)
    return replace(state, opened=opened), (SaveNote(opened.guide.ref, step_id, text), Render())
