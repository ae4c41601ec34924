"""The behaviour of the assistant, event by event."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from overlay.assist import effects as fx
from overlay.assist import events as ev
from overlay.assist.present import view
from overlay.assist.state import Assist, Front, first_match, front_of, keeps
from overlay.assist.step import step
from overlay.assist.view import Face, HeldBy, Mode, StripKind
from overlay.context import WindowContext
from overlay.guide import MAIN, Action, ActionKind, Branch, Choice, Confirm, Guide, GuideKind, GuideRef, Step
from overlay.match import Match
from overlay.walk import Walk

REFUND, ADDRESS, NOTICE = GuideRef("p", "refund"), GuideRef("p", "address"), GuideRef("p", "down")
COPY = Action("3/a1", ActionKind.COPY, "Case {{case}} is refunded.")
OPEN = Action("3/a2", ActionKind.OPEN, "https://crm.example/{{case}}")


def guide(ref: GuideRef = REFUND, digest: str = "a") -> Guide:
    box = Confirm("2/c1", "At most € 250", "At most € 250")
    steps = (
        Step("1", "Open case {{case}}", "Open case {{case}}"),
        Step("2", "Compare", "Compare", blocks=(box,)),
        Step("3", "Answer", "Answer", blocks=(COPY, OPEN)),
        Step("4", "How?", "How?", choices=(Choice("Card", "card"), Choice("Invoice", "invoice"))),
    )
    branches = (Branch(MAIN, "", steps), Branch("card", "Card", (Step("card/1", "Card", "Card"),)))
    return Guide(
        ref, "en", ref.guide.title(), branches=(*branches, Branch("invoice", "Invoice", ())), digest=digest
    )


def notice() -> Guide:
    return Guide(NOTICE, "en", "Payments are down", kind=GuideKind.NOTICE)


def fits(ref: GuideRef, case: str = "", kind: GuideKind = GuideKind.GUIDE) -> Match:
    return Match(ref, ref.guide.title(), 1.0, kind, {"case": case} if case else {})


class Desk:
    """Plays the outside world: keeps walks, answers `OpenGuide`, remembers every effect."""

    def __init__(self, guides: Mapping[GuideRef, Guide] | None = None) -> None:
        self.guides = dict(guides or {REFUND: guide(), ADDRESS: guide(ADDRESS), NOTICE: notice()})
        self.walks: dict[tuple[GuideRef, str], Walk] = {}
        self.state = Assist(guides=3)
        self.effects: list[fx.Effect] = []
        self.time_s = 1_000.0

    def opened(self, ref: GuideRef, captures: Mapping[str, str]) -> ev.Opened:
        key = f"{zlib.crc32(f'{ref.guide}:{captures}'.encode()):x}"
        return ev.Opened(self.guides[ref], key, captures, self.walks.get((ref, key)))

    def see(self, *matches: Match, window: int = 7, app: str = "chrome") -> None:
        first = first_match(self.state, matches, frozenset(r for r, _ in self.walks))
        opened = self.opened(first.ref, first.captures) if first else None
        self.post(ev.WindowSeen(WindowContext(app, "t", window=window), matches, opened, self.time_s))

    def post(self, *events: ev.Event) -> None:
        queue = list(events)
        while queue:
            self.state, effects = step(self.state, queue.pop(0))
            for effect in effects:
                self.effects.append(effect)
                if isinstance(effect, fx.SaveWalk):
                    self.walks[(effect.walk.guide, effect.walk.case_key)] = effect.walk
                if isinstance(effect, fx.OpenGuide):
                    queue.append(
                        ev.GuideOpened(self.opened(effect.ref, effect.captures), self.time_s, effect.pin)
                    )

    def next(self, times: int = 1) -> None:
        for _ in range(times):
            self.post(ev.Next(self.time_s))

    def accept(self) -> None:
        self.post(ev.Accept(self.time_s))

    def toggle(self) -> None:
        self.post(ev.Toggle(self.time_s))

    def done(self, kind: type[fx.Effect]) -> list[fx.Effect]:
        return [e for e in self.effects if isinstance(e, kind)]

    @property
    def position(self) -> int:
        return view(self.state).now


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_nothing_is_shown_when_a_match_appears(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    assert view(desk.state).mode is Mode.HIDDEN
    assert view(desk.state).title == "Refund"  # the pill tells


def test_toggle_shows_the_guide_of_the_window_in_front(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    seen = view(desk.state)
    assert (seen.mode, seen.face, seen.ref) == (Mode.SHOWN, Face.WALK, REFUND)
    assert seen.steps[0].text == "Open case 1042"
    assert fx.GrabWalkKeys(True) in desk.effects


def test_walk_keys_are_let_go_when_the_panel_hides(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.toggle()
    assert desk.effects[-1] == fx.GrabWalkKeys(False)


def test_open_panel_follows_the_window_when_no_walk_has_started(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.see(fits(ADDRESS, "1042"))
    assert view(desk.state).ref == ADDRESS


def test_started_walk_stays_when_another_window_comes_to_the_front(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see()
    assert (view(desk.state).ref, desk.position) == (REFUND, 1)
    assert view(desk.state).actions_on


def test_each_case_keeps_its_own_walk(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see(fits(REFUND, "1043"))
    desk.post(ev.SwitchCase(desk.time_s))
    assert desk.position == 0
    desk.see(fits(REFUND, "1042"))
    assert desk.position == 1


def test_actions_and_steps_are_held_when_another_case_is_in_front(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.accept()
    desk.next()
    desk.see(fits(REFUND, "1043"))
    seen = view(desk.state)
    assert not seen.actions_on
    assert seen.held is HeldBy.OTHER_CASE
    assert seen.strip is not None
    assert (seen.strip.kind, seen.strip.detail) == (StripKind.OTHER_CASE, "1043")
    desk.next()
    desk.post(ev.RunAction(COPY.id, desk.time_s))
    assert desk.position == 2
    assert desk.done(fx.Perform) == []


def test_accept_switches_when_another_case_is_in_front(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see(fits(REFUND, "1043"))
    desk.accept()
    assert (view(desk.state).captures["case"], desk.position) == ("1043", 0)


def test_another_guide_of_the_same_case_in_front_is_the_same_case(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see(fits(ADDRESS, "1042"))
    assert front_of(desk.state) is Front.SAME
    desk.see(fits(ADDRESS, "1043"))
    assert front_of(desk.state) is Front.OTHER


def test_hidden_panel_returns_with_the_case_in_front(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see(fits(REFUND, "1043"))
    desk.toggle()
    desk.toggle()
    assert view(desk.state).captures["case"] == "1043"


def test_next_is_held_until_the_box_is_ticked(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next(2)
    seen = view(desk.state)
    assert (seen.now, seen.held, seen.hold_shown) == (1, HeldBy.CONFIRM, True)
    desk.accept()
    desk.next()
    assert desk.position == 2


def test_next_moves_the_highlight_and_accept_takes_it_on_a_question(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.accept()
    desk.next(2)
    assert view(desk.state).held is HeldBy.CHOICE
    desk.next()
    assert view(desk.state).highlight == 1
    desk.next()
    desk.accept()
    assert view(desk.state).branch == "Card"


def test_accept_runs_each_action_in_turn(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.accept()
    desk.next()
    desk.accept()
    desk.post(ev.ActionDone(COPY.id))
    assert view(desk.state).done_action == COPY.id
    desk.accept()
    performed = [e for e in desk.effects if isinstance(e, fx.Perform)]
    assert [p.text for p in performed] == ["Case 1042 is refunded.", "https://crm.example/1042"]
    assert all(p.window == 7 for p in performed)


def test_a_refused_action_says_why_until_the_next_key(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.post(ev.ActionDone(COPY.id, "window"))
    strip = view(desk.state).strip
    assert strip is not None
    assert (strip.kind, strip.detail) == (StripKind.ERROR, "window")
    desk.next()
    assert view(desk.state).strip is None


def test_captured_text_is_escaped_for_html_and_encoded_for_addresses(desk: Desk) -> None:
    desk.see(fits(REFUND, "<b>1/2</b>"))
    desk.toggle()
    assert view(desk.state).steps[0].html == "Open case &lt;b&gt;1/2&lt;/b&gt;"
    desk.next()
    desk.accept()
    desk.next()
    desk.post(ev.RunAction(OPEN.id, desk.time_s))
    performed = desk.done(fx.Perform)[-1]
    assert isinstance(performed, fx.Perform)
    assert performed.text == "https://crm.example/%3Cb%3E1%2F2%3C%2Fb%3E"


def test_picked_guide_stays_until_hidden_and_then_gives_way(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"), fits(ADDRESS, "1042"))
    desk.toggle()
    desk.post(ev.PickGuide(ADDRESS, desk.time_s))
    assert keeps(desk.state)
    desk.see(fits(REFUND, "1042"))
    assert view(desk.state).ref == ADDRESS
    desk.toggle()
    desk.see(fits(REFUND, "1044"))
    desk.toggle()
    assert view(desk.state).ref == REFUND


def test_open_list_is_walked_with_next_and_taken_with_accept(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"), fits(ADDRESS, "1042"))
    desk.toggle()
    desk.post(ev.ToggleMatches())
    desk.next()
    desk.accept()
    assert view(desk.state).ref == ADDRESS
    assert not view(desk.state).list_open


def test_unread_notice_comes_first_and_next_goes_on_to_the_guide(desk: Desk) -> None:
    desk.see(fits(NOTICE, kind=GuideKind.NOTICE), fits(REFUND, "1042"))
    desk.toggle()
    assert view(desk.state).face is Face.NOTICE
    desk.next()
    seen = view(desk.state)
    assert seen.ref == REFUND
    assert seen.strip is not None
    assert seen.strip.kind is StripKind.NOTICE
    desk.see(fits(NOTICE, kind=GuideKind.NOTICE), fits(REFUND, "1043"))
    assert view(desk.state).ref == REFUND


def test_notice_never_replaces_a_walk_under_way(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.see(fits(NOTICE, kind=GuideKind.NOTICE), fits(REFUND, "1042"))
    assert view(desk.state).ref == REFUND


def test_changed_guide_keeps_the_step_and_says_so(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    opened = desk.state.opened
    assert opened is not None
    desk.post(ev.ContentSwitched(3, replace(opened, guide=guide(digest="b"), walk=None)))
    seen = view(desk.state)
    assert seen.now == 1
    assert seen.strip is not None
    assert seen.strip.kind is StripKind.CHANGED


def test_withdrawn_guide_can_be_finished_when_a_walk_has_started(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    desk.post(ev.ContentSwitched(2, None))
    assert view(desk.state).ref == REFUND


def test_withdrawn_guide_says_so_until_it_is_there_again(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    opened = desk.state.opened
    desk.post(ev.ContentSwitched(2, None))
    seen = view(desk.state)
    assert seen.strip is not None
    assert seen.strip.kind is StripKind.WITHDRAWN
    desk.post(ev.ContentSwitched(3, opened))
    assert view(desk.state).strip is None


@pytest.mark.parametrize(
    ("valid_until", "is_over"),
    [("2026-11-20", True), ("2026-11-22", False), ("2026-11-21T23:00:00+00:00", True), ("", False)],
)
def test_walk_says_so_when_the_guide_is_valid_no_longer(desk: Desk, valid_until: str, is_over: bool) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.next()
    opened = desk.state.opened
    assert opened is not None
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
    dated = replace(opened.guide, valid_until=valid_until, owner="Payments")
    state = replace(desk.state, opened=replace(opened, guide=dated), now_s=noon)
    strip = view(state).strip
    assert (strip is not None and (strip.kind, strip.owner) == (StripKind.OVER, "Payments")) is is_over


def test_panel_hides_and_stays_hidden_when_the_session_locks(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.post(ev.SessionLocked(True, desk.time_s))
    desk.toggle()
    assert view(desk.state).mode is Mode.HIDDEN
    assert view(desk.state).locked
    desk.post(ev.SessionLocked(False, desk.time_s))
    assert view(desk.state).mode is Mode.HIDDEN


def test_empty_panel_says_whether_there_is_content(desk: Desk) -> None:
    desk.see()
    desk.toggle()
    assert view(desk.state).face is Face.NO_MATCH
    desk.post(ev.ContentSwitched(0))
    assert view(desk.state).face is Face.NO_CONTENT


def test_walk_keys_do_nothing_while_the_panel_is_hidden(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    for event in (ev.Next(1.0), ev.Back(1.0), ev.Accept(1.0), ev.Choose(1, 1.0)):
        before = desk.state.opened
        desk.post(event)
        assert desk.state.opened == before


def test_window_of_the_walk_moves_with_its_case_only(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"), window=7)
    desk.toggle()
    desk.next()
    desk.see(fits(REFUND, "1043"), window=8)
    assert desk.state.window == 7
    desk.see(fits(REFUND, "1042"), window=9)
    assert desk.state.window == 9


def test_panel_makes_room_while_the_search_is_open(desk: Desk) -> None:
    desk.see(fits(REFUND, "1042"))
    desk.toggle()
    desk.post(ev.SearchShown(True))
    assert view(desk.state).searching
    desk.post(ev.PickGuide(ADDRESS, desk.time_s), ev.SearchShown(False))
    seen = view(desk.state)
    assert (seen.searching, seen.mode, seen.ref) == (False, Mode.SHOWN, ADDRESS)


def test_values_never_show_private_words_in_repr(desk: Desk) -> None:
    desk.see(fits(REFUND, "secret-1042"))
    desk.toggle()
    desk.next()
    desk.accept()
    desk.next()
    desk.accept()
    for thing in (*desk.effects, desk.state.context, desk.state.matches, view(desk.state)):
        assert "secret-1042" not in repr(thing)
