"""The behaviour: one event in; the next state and the effects out. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from overlay.assist import events as ev
from overlay.assist.effects import OpenGuide, Render, SettleLater, ShowPalette
from overlay.assist.panel import Step, follow, hide, is_open, put, seen, show, switch_content
from overlay.assist.state import Assist, Sync, captures_in_front
from overlay.assist.view import Mode
from overlay.assist.walking import (
    accept,
    choose_nth,
    go_back,
    go_on,
    run_action,
    set_tick,
    walked,
    write_note,
)
from overlay.walk import jump, restart


def step(state: Assist, event: ev.Event) -> Step:  # noqa: C901, PLR0911, PLR0912  one line an event
    """Return the state after `event` and the effects to carry out, in order."""
    match event:
        case ev.WindowSeen():
            return seen(state, event)
        case ev.Toggle(now_s):
            return hide(_at(state, now_s)) if state.mode is Mode.SHOWN else show(_at(state, now_s))
        case ev.Show(now_s):
            return show(_at(state, now_s))
        case ev.Hide(now_s):
            return hide(_at(state, now_s))
        case ev.Fold(now_s):
            return (
                show(_at(state, now_s)) if state.mode is Mode.FOLDED else hide(_at(state, now_s), Mode.FOLDED)
            )
        case ev.Next(now_s):
            return go_on(_at(state, now_s))
        case ev.Back(now_s):
            return go_back(_at(state, now_s))
        case ev.Accept(now_s):
            return accept(_at(state, now_s))
        case ev.Choose(number, now_s):
            return choose_nth(_at(state, now_s), number - 1)
        case ev.Tick(confirm_id, on, now_s):
            return set_tick(_at(state, now_s), confirm_id, on=on)
        case ev.RunAction(action_id, now_s):
            return run_action(_at(state, now_s), action_id)
        case ev.Restart(now_s):
            return walked(_at(state, now_s), lambda w: restart(w, now_s))
        case ev.JumpTo(index, now_s):
            opened = state.opened
            return walked(_at(state, now_s), lambda w: jump(opened.guide, w, index, now_s) if opened else w)
        case ev.SwitchCase(now_s):
            return follow(replace(_at(state, now_s), pinned=False))
        case ev.PickGuide(ref, now_s):
            return _at(state, now_s), (OpenGuide(ref, captures_in_front(state, ref)),)
        case ev.GuideOpened(opened, now_s, pin):
            return put(_at(state, now_s), opened, pin=pin)
        case ev.ContentSwitched():
            return switch_content(state, event)
        case _:
            return _aside(state, event)


def _aside(state: Assist, event: ev.Event) -> Step:  # noqa: PLR0911  one line an event
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
            at = next((i for i, m in enumerate(state.matches) if is_open(state, m)), 0)
            return replace(
                state, list_open=not state.list_open, highlight=at if not state.list_open else 0
            ), (Render(),)
        case ev.ToggleWhy():
            return replace(state, why_open=not state.why_open), (Render(),)
        case ev.SyncProgress(done, total, failed_since):
            return replace(state, sync=Sync(done, total, failed_since)), (Render(),)
        case ev.SessionLocked(locked, now_s):
            hidden, effects = hide(_at(state, now_s)) if locked else (state, (Render(),))
            return replace(hidden, locked=locked), effects
        case ev.NoteWritten(step_id, text):
            return write_note(state, step_id, text)
        case ev.LatelyRead(used):
            return replace(state, lately=used), (Render(),)
        case ev.SearchShown(shown):
            return replace(state, searching=shown), (Render(),)
        case ev.OpenSearch(text):
            return state, (ShowPalette(text),)
    return state, ()


def _at(state: Assist, now_s: float) -> Assist:
    return replace(state, now_s=now_s, refused="", hold_shown=False)
