from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overlay.guide import MAIN, Branch, Choice, Confirm, Guide, GuideRef, Step
from overlay.walk import (
    MAX_PATH,
    Hold,
    Walk,
    back,
    carry,
    choose,
    current,
    forward,
    hold,
    jump,
    path,
    restart,
    tick,
)

CARD = Choice("By card", "card")
INVOICE = Choice("On invoice", "invoice")
AGAIN = Choice("Start over", "card")
REF = GuideRef("pack", "refund")


def plain(step_id: str, text: str = "", **more: object) -> Step:
    return replace(Step(step_id, text or f"Do {step_id}", text or f"Do {step_id}"), **more)


def refund() -> Guide:
    """1, 2 (tick), 3 (card | invoice), 4; card: c1, c2 (again → card); invoice: i1."""
    box = Confirm("2/c1", "At most € 250", "At most € 250")
    return Guide(
        REF,
        "en",
        "Refund an order",
        branches=(
            Branch(
                MAIN,
                "",
                (plain("1"), plain("2", blocks=(box,)), plain("3", choices=(CARD, INVOICE)), plain("4")),
            ),
            Branch("card", "Card", (plain("card/1"), plain("card/2", choices=(AGAIN,)))),
            Branch("invoice", "Invoice", (plain("invoice/1"),)),
        ),
        digest="a",
    )


def fresh() -> Walk:
    return Walk(REF, "case")


def at_question() -> Walk:
    guide = refund()
    return forward(guide, tick(forward(guide, fresh(), 1.0), "2/c1", True, 2.0), 3.0)


def texts(guide: Guide, walk: Walk) -> list[str]:
    return [p.step.id for p in path(guide, walk.choices)]


def test_path_counts_main_steps_when_question_is_open() -> None:
    assert texts(refund(), fresh()) == ["1", "2", "3", "4"]


def test_path_holds_branch_after_its_question_when_answered() -> None:
    walk = choose(refund(), at_question(), INVOICE, 4.0)
    assert texts(refund(), walk) == ["1", "2", "3", "invoice/1", "4"]
    here = current(refund(), walk)
    assert here is not None
    assert here.step.id == "invoice/1"
    assert here.branch_title == "Invoice"


def test_path_begins_anew_when_an_answer_leads_back_to_the_start() -> None:
    again = Choice("No", MAIN)
    guide = Guide(
        REF,
        "en",
        "T",
        branches=(
            Branch(MAIN, "", (plain("1"), plain("2", choices=(INVOICE,)))),
            Branch("invoice", "I", (plain("invoice/1", choices=(again,)),)),
        ),
    )
    walk = choose(guide, forward(guide, fresh(), 1.0), INVOICE, 2.0)
    walk = choose(guide, walk, again, 3.0)
    assert texts(guide, walk) == ["1", "2", "invoice/1", "1", "2"]
    here = current(guide, walk)
    assert here is not None
    assert here.step.id == "1"


def test_forward_stays_when_box_is_not_ticked() -> None:
    guide = refund()
    walk = forward(guide, fresh(), 1.0)
    assert hold(guide, walk) is Hold.CONFIRM
    assert forward(guide, walk, 2.0) == walk


def test_forward_stays_when_question_is_open() -> None:
    guide = refund()
    assert hold(guide, at_question()) is Hold.CHOICE
    assert forward(guide, at_question(), 9.0) == at_question()


def test_choose_stays_when_box_is_not_ticked() -> None:
    box = Confirm("1/c1", "Sure", "Sure")
    guide = Guide(
        REF,
        "en",
        "T",
        branches=(
            Branch(MAIN, "", (plain("1", blocks=(box,), choices=(INVOICE,)),)),
            Branch("invoice", "I", ()),
        ),
    )
    assert choose(guide, fresh(), INVOICE, 1.0) == fresh()


def test_back_takes_answer_back_when_it_returns_to_the_question() -> None:
    guide = refund()
    walk = back(guide, choose(guide, at_question(), INVOICE, 4.0), 5.0)
    assert walk.choices == ()
    assert hold(guide, walk) is Hold.CHOICE
    assert choose(guide, walk, CARD, 6.0).choices == ("card",)


def test_choice_of_an_open_branch_goes_back_to_its_start_with_its_boxes_empty() -> None:
    guide = refund()
    walk = forward(guide, choose(guide, at_question(), CARD, 4.0), 5.0)
    again = choose(guide, walk, AGAIN, 6.0)
    here = current(guide, again)
    assert here is not None
    assert here.step.id == "card/1"
    assert texts(guide, again) == ["1", "2", "3", "card/1", "card/2", "card/1", "card/2", "4"]


def test_walk_finishes_after_last_step_and_back_reopens_it() -> None:
    guide = refund()
    walk = forward(guide, forward(guide, choose(guide, at_question(), INVOICE, 4.0), 5.0), 6.0)
    assert walk.finished
    assert current(guide, walk) is None
    reopened = back(guide, walk, 7.0)
    assert not reopened.finished
    here = current(guide, reopened)
    assert here is not None
    assert here.step.id == "4"


def test_restart_forgets_everything_but_the_case() -> None:
    walk = restart(at_question(), 9.0)
    assert (walk.position, walk.choices, walk.ticked, walk.case_key) == (0, (), frozenset(), "case")


def test_jump_returns_to_a_done_step_only() -> None:
    guide = refund()
    assert jump(guide, at_question(), 0, 9.0).position == 0
    assert jump(guide, at_question(), 3, 9.0) == at_question()


def test_carry_keeps_the_step_when_another_was_put_before_it() -> None:
    old = refund()
    main = old.branches[0]
    steps = (plain("1", "New first"), *(replace(s, id=str(i + 2)) for i, s in enumerate(main.steps)))
    new = replace(old, branches=(replace(main, steps=steps), *old.branches[1:]), digest="b")
    carried = carry(old, new, at_question())
    here = current(new, carried)
    assert here is not None
    assert here.step.text == "Do 3"
    assert carried.digest == at_question().digest


def test_carry_goes_to_the_nearest_step_when_its_own_is_gone() -> None:
    old = refund()
    new = replace(old, branches=(Branch(MAIN, "", (plain("x"), plain("y"))),))
    assert carry(old, new, at_question()).position == 1


moves = st.lists(
    st.sampled_from(["forward", "back", "card", "invoice", "again", "tick", "untick", "restart", "jump"]),
    max_size=60,
)


@given(moves)
def test_any_moves_leave_a_walk_that_stands_on_its_path(names: list[str]) -> None:
    guide, walk = refund(), fresh()
    doing = {
        "forward": lambda w: forward(guide, w, 1.0),
        "back": lambda w: back(guide, w, 1.0),
        "card": lambda w: choose(guide, w, CARD, 1.0),
        "invoice": lambda w: choose(guide, w, INVOICE, 1.0),
        "again": lambda w: choose(guide, w, AGAIN, 1.0),
        "tick": lambda w: tick(w, "2/c1", True, 1.0),
        "untick": lambda w: tick(w, "2/c1", False, 1.0),
        "restart": lambda w: restart(w, 1.0),
        "jump": lambda w: jump(guide, w, 1, 1.0),
    }
    for name in names:
        walk = doing[name](walk)
        steps = path(guide, walk.choices)
        assert 0 <= walk.position < len(steps)
        questions = [p.step for p in steps[: walk.position + 1] if p.step.choices]
        assert len(walk.choices) <= len(questions)
        if not walk.finished and questions and hold(guide, walk) is Hold.CHOICE:
            here = current(guide, walk)
            assert here is not None
            assert here.step == questions[-1]


def test_path_ends_when_a_loop_is_walked_too_often() -> None:
    assert len(path(refund(), ("card",) * (MAX_PATH * 2))) <= MAX_PATH
