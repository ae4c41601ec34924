"""Guides as JSON: nothing is lost on the way into the store and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from overlay.content.store import guide_json
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

text = st.text(max_size=8)
texts = st.lists(text, max_size=3).map(tuple)
blocks: st.SearchStrategy[tuple[Block, ...]] = st.lists(
    st.one_of(
        st.builds(Prose, text),
        st.builds(Code, text, text),
        st.builds(Table, texts, st.lists(texts, max_size=3).map(tuple), texts),
        st.builds(Image, text, text, st.integers(0, 9999), st.integers(0, 9999)),
        st.builds(Callout, st.sampled_from(CalloutKind), text),
        st.builds(Confirm, text, text, text),
        st.builds(Action, text, st.sampled_from(ActionKind), text, text),
    ),
    max_size=4,
).map(tuple)
steps = st.builds(
    Step, text, text, text, blocks, st.lists(st.builds(Choice, text, text, text), max_size=3).map(tuple)
)
guides = st.builds(
    Guide,
    ref=st.builds(GuideRef, text, text),
    lang=text,
    title=text,
    summary=text,
    kind=st.sampled_from(GuideKind),
    branches=st.lists(st.builds(Branch, text, text, st.lists(steps, max_size=3).map(tuple)), max_size=3).map(
        tuple
    ),
    intro=blocks,
    keywords=texts,
    owner=text,
    reviewed=text,
    review_by=text,
    valid_from=text,
    valid_until=text,
    pack_title=text,
    digest=text,
)


@given(guides)
def test_decode_gives_the_same_guide_when_it_was_encoded(guide: Guide) -> None:
    assert guide_json.decode(guide.ref, guide_json.encode(guide)) == guide


@given(guides)
def test_as_data_is_json_when_the_guide_is_anything(guide: Guide) -> None:
    data = guide_json.as_data(guide)
    assert json.loads(json.dumps(data)) == data


def test_as_data_has_the_shape_of_the_command_when_a_step_holds_everything() -> None:
    step = Step(
        "1",
        "Open it",
        "<strong>Open</strong> it",
        (
            Callout(CalloutKind.WHY, "<p>Because &lt;x&gt;</p><p>of <em>this</em>.</p>"),
            Callout(CalloutKind.TIP, "not a reason"),
            Confirm("1/c1", "At <em>most</em> 5", "At most 5"),
            Action("1/a1", ActionKind.COPY, "Dear {{case}}"),
            Image("media/a.png", "a", 1, 1),
            Prose("<p>more</p>"),
        ),
        (Choice("By card", "card", "Visa"),),
    )
    card = Branch("card", "Card", (Step("card/1", "Pay", "Pay"),))
    guide = Guide(GuideRef("demo", "refund"), "en", "Refund", branches=(Branch("", "", (step,)), card))
    plain = {"why": "", "confirm": [], "choices": [], "actions": [], "images": []}
    assert guide_json.as_data(guide) == {
        "guide": "refund",
        "pack": "demo",
        "lang": "en",
        "title": "Refund",
        "steps": [
            {
                "id": "1",
                "text": "Open it",
                "html": "<strong>Open</strong> it",
                "why": "Because <x> of this.",
                "confirm": ["At most 5"],
                "choices": [{"text": "By card", "goto": "card"}],
                "actions": [{"kind": "copy", "text": "Dear {{case}}"}],
                "images": ["media/a.png"],
            },
            {"id": "card/1", "text": "Pay", "html": "Pay", **plain},
        ],
    }
