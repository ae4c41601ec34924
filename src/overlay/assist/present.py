"""State → what the panel and the pill show. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec.structs import replace

from overlay.assist.events import Opened
from overlay.assist.state import Assist, Front, front_of, other_case, path_of, walk_of
from overlay.assist.view import Face, HeldBy, MatchRow, PanelView, StepState, StepView, Strip, StripKind
from overlay.guide import (
    Action,
    Block,
    Callout,
    Choice,
    Confirm,
    GuideKind,
    Prose,
    Step,
    Table,
    fill_html,
    fill_text,
)
from overlay.walk import Hold, PathStep, hold


def view(state: Assist) -> PanelView:
    """Return everything the panel draws for `state`."""
    opened = state.opened
    base = PanelView(
        mode=state.mode,
        face=_face(state),
        app=state.app,
        matches=tuple(
            MatchRow(m.ref, m.title, m.why, current=opened is not None and m.ref == opened.guide.ref)
            for m in state.matches
        ),
        list_open=state.list_open,
        highlight=state.highlight,
        why_open=state.why_open,
        can_type=state.can_type,
        guides=state.guides,
        used_lately=state.lately,
        problem=state.problem,
        locked=state.locked,
        searching=state.searching,
        strip=_news(state),
    )
    return base if opened is None else _with_guide(base, state, opened)


def _face(state: Assist) -> Face:
    walk = walk_of(state)
    if state.problem and state.opened is None:
        return Face.ERROR
    if state.opened is None:
        return Face.NO_MATCH if state.guides else Face.NO_CONTENT
    if state.opened.guide.kind is GuideKind.NOTICE:
        return Face.NOTICE
    return Face.FINISHED if walk is not None and walk.finished else Face.WALK


def _with_guide(base: PanelView, state: Assist, opened: Opened) -> PanelView:
    guide, walk, captures = opened.guide, walk_of(state), opened.captures
    steps = path_of(state)
    now = min(walk.position, max(len(steps) - 1, 0)) if walk else 0
    finished = walk is not None and walk.finished
    other = front_of(state) is Front.OTHER
    held = None if walk is None else hold(guide, walk)
    held_by = HeldBy.OTHER_CASE if other else HeldBy(held.value) if held is not None else None
    return replace(
        base,
        ref=guide.ref,
        kind=guide.kind,
        title=fill_text(guide.title, captures),
        lang=guide.lang,
        pack_title=guide.pack_title,
        owner=guide.owner,
        reviewed=guide.reviewed,
        captures=captures,
        why=state.match.why if state.match else (),
        branch=steps[now].branch_title if steps and not finished else "",
        steps=tuple(_step(p, i, now, opened, finished=finished) for i, p in enumerate(steps)),
        now=now,
        intro=_filled(guide.intro, captures),
        ticked=walk.ticked if walk else frozenset(),
        held=held_by,
        hold_shown=state.hold_shown and held in (Hold.CONFIRM, None) and held_by is not None,
        can_back=walk is not None and (walk.position > 0 or finished) and not other,
        actions_on=not other,
        done_action=state.done_action,
        strip=_strip(state, opened, other=other),
        note=opened.note,
        walking=walk is not None and walk.started and not finished,
        guide=guide,
    )


def _step(placed: PathStep, index: int, now: int, opened: Opened, *, finished: bool) -> StepView:
    step, captures = placed.step, opened.captures
    stand = StepState.NOW if index == now else StepState.NEXT
    if finished or index < now:
        stand = StepState.DONE
    full = stand is StepState.NOW
    return StepView(
        index=index,
        state=stand,
        text=fill_text(step.text, captures),
        html=fill_html(step.html, captures),
        step_id=step.id,
        blocks=_filled(step.blocks, captures) if full else (),
        choices=_choices(step, captures) if full else (),
        note=opened.step_notes.get(step.id, ""),
    )


def _choices(step: Step, captures: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(fill_text(c.text, captures), c.goto, fill_text(c.hint, captures)) for c in step.choices
    )


def _filled(blocks: tuple[Block, ...], captures: Mapping[str, str]) -> tuple[Block, ...]:
    return tuple(_fill_block(b, captures) for b in blocks) if captures else blocks


def _fill_block(block: Block, captures: Mapping[str, str]) -> Block:
    match block:
        case Prose(html):
            return Prose(fill_html(html, captures))
        case Callout(kind, html):
            return Callout(kind, fill_html(html, captures))
        case Confirm(ident, html, text):
            return Confirm(ident, fill_html(html, captures), fill_text(text, captures))
        case Action(ident, kind, text, lang):
            return Action(ident, kind, fill_text(text, captures), lang)
        case Table(head, rows, align):
            return Table(
                tuple(fill_html(c, captures) for c in head),
                tuple(tuple(fill_html(c, captures) for c in row) for row in rows),
                align,
            )
        case _:
            return block


def _strip(state: Assist, opened: Opened, *, other: bool) -> Strip | None:
    """Return the one strip that matters most, the worst first."""
    guide, walk = opened.guide, opened.walk
    if state.refused:
        return Strip(StripKind.ERROR, state.refused)
    if other:
        return Strip(StripKind.OTHER_CASE, other_case(state))
    if opened.withdrawn:
        return Strip(StripKind.WITHDRAWN, owner=guide.owner)
    if _is_over(guide.valid_until, state.now_s):
        return Strip(StripKind.OVER, guide.valid_until, owner=guide.owner)
    if walk is not None and walk.started and walk.digest and walk.digest != guide.digest:
        return Strip(StripKind.CHANGED)
    notice = next((m for m in state.matches if m.kind is GuideKind.NOTICE and m.ref != guide.ref), None)
    if notice is not None:
        return Strip(StripKind.NOTICE, notice.title)
    news = _news(state)
    if _stale(guide.review_by, state.now_s) and (news is None or news.kind is StripKind.SYNCING):
        return Strip(StripKind.STALE, guide.review_by, owner=guide.owner)
    return news


def _news(state: Assist) -> Strip | None:
    """Return what is to be said about new guides, whether or not one is open."""
    if state.sync.failed_since and not state.sync.total:
        return Strip(StripKind.OFFLINE, state.sync.failed_since)
    if state.sync.total:
        return Strip(StripKind.SYNCING, done=state.sync.done, total=state.sync.total)
    return None


def _stale(review_by: str, now_s: float) -> bool:
    return _is_past(review_by[:10], now_s)


def _is_over(valid_until: str, now_s: float) -> bool:
    """Tell whether a day or a moment with its zone has passed; a day counts in full."""
    if "T" not in valid_until:
        return _is_past(valid_until, now_s)
    try:
        return datetime.fromisoformat(valid_until).timestamp() <= now_s
    except ValueError:
        return False


def _is_past(day: str, now_s: float) -> bool:
    try:
        return date.fromisoformat(day) < datetime.fromtimestamp(now_s, UTC).astimezone().date()
    except ValueError:
        return False
