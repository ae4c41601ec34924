"""Guides as JSON: compact for the store (read on the hot path), and as `overlay guide --json` shows them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from overlay.guide import (
    Action,
    ActionKind,
    Block,
    Branch,
    Callout,
    CalloutKind,
    Choice,
    Code,
    Confirm,
    Guide,
    GuideKind,
    GuideRef,
    Image,
    Prose,
    Step,
    Table,
)

_BLOCK_END = re.compile(r"</(?:p|li|tr|pre|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")


def encode(guide: Guide) -> str:
    """Return `guide` without its ref as compact JSON, for `decode` of the same version of overlay."""
    data = [
        guide.lang, guide.title, guide.summary, guide.kind.value,
        [
            [b.id, b.title, [[s.id, s.text, s.html, _blocks(s.blocks), _choices(s.choices)] for s in b.steps]]
            for b in guide.branches
        ],
        _blocks(guide.intro), guide.keywords, guide.owner, guide.reviewed, guide.review_by,
        guide.valid_from, guide.valid_until, guide.pack_title, guide.digest,
    ]  # fmt: skip
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def decode(ref: GuideRef, text: str) -> Guide:
    """Return the guide that `encode` wrote. `text` is trusted: it comes from a generation built on this machine."""
    lang, title, summary, kind, branches, intro, keywords, *rest = json.loads(text)
    return Guide(
        ref, lang, title, summary, GuideKind(kind),
        tuple(
            Branch(
                branch_id,
                branch_title,
                tuple(
                    Step(step_id, words, inline, tuple(map(_block, blocks)), tuple(Choice(*c) for c in choices))
                    for step_id, words, inline, blocks, choices in steps
                ),
            )
            for branch_id, branch_title, steps in branches
        ),
        tuple(map(_block, intro)), tuple(keywords), *rest,
    )  # fmt: skip


def as_data(guide: Guide) -> dict[str, Any]:
    """Return `guide` as the object `overlay guide --json` prints: all steps, those of branches after those of the guide.

    A step's id is its number, in a branch after the branch's id ("card/1"); `goto` names a branch, "" the start. `why`
    and `confirm` are plain text, `images` are paths in the pack.
    """
    return {
        "guide": guide.ref.guide,
        "pack": guide.ref.pack,
        "lang": guide.lang,
        "title": guide.title,
        "steps": [_step_data(step) for branch in guide.branches for step in branch.steps],
    }


def _step_data(step: Step) -> dict[str, Any]:
    whys = (b.html for b in step.blocks if isinstance(b, Callout) and b.kind is CalloutKind.WHY)
    return {
        "id": step.id,
        "text": step.text,
        "html": step.html,
        "why": "\n".join(plain(why) for why in whys),
        "confirm": [c.text for c in step.confirms],
        "choices": [{"text": c.text, "goto": c.goto} for c in step.choices],
        "actions": [_action_data(action) for action in step.actions],
        "images": [b.src for b in step.blocks if isinstance(b, Image)],
    }


def _action_data(action: Action) -> dict[str, str]:
    data = {"kind": action.kind.value, "text": action.text}
    return {**data, "lang": action.lang} if action.lang else data


def plain(fragment: str) -> str:
    """Return the HTML of a block as text on one line."""
    return " ".join(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", fragment))).split())


def _choices(choices: tuple[Choice, ...]) -> list[list[str]]:
    return [[c.text, c.goto, c.hint] for c in choices]


def _blocks(blocks: tuple[Block, ...]) -> list[list[Any]]:
    return [_block_data(block) for block in blocks]


def _block_data(block: Block) -> list[Any]:
    match block:
        case Prose():
            return ["p", block.html]
        case Code():
            return ["c", block.text, block.language]
        case Table():
            return ["t", block.head, block.rows, block.align]
        case Image():
            return ["i", block.src, block.alt, block.width, block.height]
        case Callout():
            return ["o", block.kind.value, block.html]
        case Confirm():
            return ["b", block.id, block.html, block.text]
        case Action():
            return ["a", block.id, block.kind.value, block.text, block.lang]


def _block(data: list[Any]) -> Block:
    match data:
        case ["p", text]:
            return Prose(text)
        case ["c", text, language]:
            return Code(text, language)
        case ["t", head, rows, align]:
            return Table(tuple(head), tuple(tuple(row) for row in rows), tuple(align))
        case ["i", src, alt, width, height]:
            return Image(src, alt, width, height)
        case ["o", kind, text]:
            return Callout(CalloutKind(kind), text)
        case ["b", box, text, words]:
            return Confirm(box, text, words)
        case ["a", action, kind, text, lang]:
            return Action(action, ActionKind(kind), text, lang)
    raise ValueError(f"no block: {data[:1]}")
