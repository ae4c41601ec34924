"""The walk: what the agent's keys and clicks do with the guide in the panel. Pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from overlay.assist import events as ev
from overlay.assist.effects import Announce, OpenGuide, Perform, Render, SaveNote, SaveWalk
from overlay.assist.panel import Step, follow
from overlay.assist.state import Assist, Front, front_of, step_of, walk_of
from overlay.assist.view import Mode
from overlay.guide import Action, ActionKind, GuideKind, fill_text, fill_url
from overlay.walk import Hold, Walk, back, choose, forward, hold, tick

# --- the walk ---------------------------------------------------------------------------------------------------------


def walked(state: Assist, change: Callable[[Walk], Walk]) -> Step:
    """Apply `change` (Walk → Walk) to the walk in the panel and keep the result."""
    walk = walk_of(state)
    if state.opened is None or walk is None:
        return state, ()
    changed = change(walk)
    if changed == walk:
        return state, (Render(),)
    state = replace(
        state,
        opened=replace(state.opened, walk=changed),
        highlight=0,
        done_action="",
        hold_shown=False,
        list_open=False,
    )
    return state, (Render(), SaveWalk(changed), Announce())


def go_on(state: Assist) -> Step:
    """Next: one step on, or move the highlight, or say why not."""
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
        return replace(state, highlight=(state.highlight + 1) % len(here.step.choices)), (
            Render(),
            Announce(),
        )
    if held is Hold.CONFIRM:
        return replace(state, hold_shown=True), (Render(), Announce())
    return walked(state, lambda w: forward(opened.guide, w, state.now_s))


def _read_notice(state: Assist, opened: ev.Opened) -> Step:
    """A notice was read: on to the next unread one, else to the first guide that fits."""
    read = state.read_notices | {opened.guide.ref}
    state = replace(state, read_notices=read)
    rest = [m for m in state.matches if m.ref not in read]
    following = next((m for m in rest if m.kind is GuideKind.NOTICE), None) or next(iter(rest), None)
    if following is None:
        return state, (Render(),)
    return state, (OpenGuide(following.ref, following.captures, pin=False),)


def go_back(state: Assist) -> Step:
    """Back: one step back, or move the highlight of an open list."""
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        return replace(state, highlight=(state.highlight - 1) % max(len(state.matches), 1)), (Render(),)
    opened = state.opened
    if opened is None or front_of(state) is Front.OTHER:
        return replace(state, hold_shown=opened is not None), (Render(),)
    return walked(state, lambda w: back(opened.guide, w, state.now_s))


def accept(state: Assist) -> Step:
    """Do what the step asks for, in this order: go to the case in front, tick, answer, act, go on."""
    if state.mode is not Mode.SHOWN:
        return state, ()
    if state.list_open:
        return choose_nth(state, state.highlight)
    if state.opened is not None and front_of(state) is Front.OTHER:
        return follow(replace(state, pinned=False))
    if state.opened is not None and state.opened.guide.kind is GuideKind.NOTICE:
        return go_on(state)
    here, walk = step_of(state), walk_of(state)
    if here is None or walk is None:
        return state, ()
    for confirm in here.step.confirms:
        if confirm.id not in walk.ticked:
            return set_tick(state, confirm.id, on=True)
    if here.step.choices:
        return choose_nth(state, state.highlight)
    actions = here.step.actions
    if not actions:
        return go_on(state)
    ids = [a.id for a in actions]
    at = (ids.index(state.done_action) + 1) % len(ids) if state.done_action in ids else 0
    return run_action(state, ids[at])


def choose_nth(state: Assist, index: int) -> Step:
    """Take answer `index` of the question, or row `index` of the open list."""
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
    return walked(state, lambda w: choose(opened.guide, w, here.step.choices[index], state.now_s))


def set_tick(state: Assist, confirm_id: str, *, on: bool) -> Step:
    """Tick a box of the current step, or take the tick away."""
    here, walk = step_of(state), walk_of(state)
    if here is None or walk is None or state.opened is None or front_of(state) is Front.OTHER:
        return replace(state, hold_shown=True), (Render(),)
    if all(c.id != confirm_id for c in here.step.confirms):
        return state, ()
    changed = tick(walk, confirm_id, on, state.now_s)
    state = replace(state, opened=replace(state.opened, walk=changed))
    return state, (Render(), SaveWalk(changed))


def run_action(state: Assist, action_id: str) -> Step:
    """Have an action of the current step (or of a notice) carried out."""
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
    if action.kind is ActionKind.TYPE and not state.can_type:
        action = replace(action, kind=ActionKind.COPY)
    fill = fill_url if action.kind is ActionKind.OPEN else fill_text
    text = fill(action.text, opened.captures)
    return state, (Perform(action, text, opened.captures, state.window, opened.guide.ref),)


def write_note(state: Assist, step_id: str, text: str) -> Step:
    """Keep the agent's own note on the guide (`step_id` empty) or on a step."""
    opened = state.opened
    if opened is None:
        return state, ()
    if step_id:
        notes = {k: v for k, v in opened.step_notes.items() if k != step_id}
        opened = replace(opened, step_notes=notes | ({step_id: text} if text else {}))
    else:
        opened = replace(opened, note=text)
    return replace(state, opened=opened), (SaveNote(opened.guide.ref, step_id, text), Render())
