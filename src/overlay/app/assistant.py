"""The loop of the resident assistant: events in, `assist.step`, effects out. One thread, Qt's."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from overlay.app.library import Library
from overlay.assist import effects as fx
from overlay.assist import events as ev
from overlay.assist.present import view
from overlay.assist.state import Assist, Front, front_of
from overlay.assist.step import step
from overlay.assist.view import PanelView
from overlay.context import WindowContext


class Desk(Protocol):
    """Where the assistant is seen and heard: the windows and the keys."""

    def draw(self, view: PanelView, context: WindowContext | None) -> None:
        """Show `view`; `context` says where the work window is."""

    def follow(self, context: WindowContext | None) -> None:
        """The work window moved."""

    def grab_walk_keys(self, *, on: bool) -> None: ...

    def announce(self, view: PanelView) -> None: ...

    def show_palette(self, text: str) -> None: ...

    def settle_later(self) -> None:
        """Post `ActionSettled` after 1.6 s."""

    def forget_pictures(self) -> None:
        """Another content generation is in use: its pictures may be others."""

    def expect_change(self, after_s: float | None) -> None:
        """Call `Assistant.look_again` when that many seconds have passed; None: never."""


class Assistant:
    """Owns the state. Everything that happens comes in through `post` or `window_seen`, on the Qt thread."""

    def __init__(self, library: Library, desk: Desk, clock: Callable[[], float] = time.time) -> None:
        self._library = library
        self._desk = desk
        self._clock = clock
        self._perform: Callable[[fx.Perform], None] = lambda _: None
        self._queue: deque[ev.Event] = deque()
        self._busy = False
        self._drawn: PanelView | None = None
        self.state = Assist(guides=library.guide_count, problem=library.problem)

    def perform_with(self, perform: Callable[[fx.Perform], None]) -> None:
        """Set what runs actions; it answers with `ActionDone`."""
        self._perform = perform

    def prefer(self, *, why_open: bool) -> None:
        """Have the reasons in guides open or folded from now on."""
        self.state = replace(self.state, why_open=why_open)

    def can_type(self, can: bool) -> None:
        """Say whether text can be typed into the work here; where it cannot, `type` blocks are offered as text to copy."""
        self.state = replace(self.state, can_type=can)

    # --- what comes in ---------------------------------------------------------------------------------------------

    def window_seen(self, context: WindowContext | None) -> None:
        """The window in front, its title or its place changed."""
        before = self.state.context
        if context is not None and before is not None and _same_but_place(context, before):
            self.post(ev.WindowMoved(context))
            self._desk.follow(context)
            return
        now_s = self._clock()
        matches = self._library.matches(context, now_s)
        self.post(ev.WindowSeen(context, matches, self._library.first(self.state, matches), now_s))
        self._expect_change(now_s)

    def look_again(self) -> None:
        """Match the same window anew: a guide began or ceased to be valid, or there is other content."""
        now_s = self._clock()
        matches = self._library.matches(self.state.context, now_s)
        self.post(ev.WindowSeen(self.state.context, matches, self._library.first(self.state, matches), now_s))
        self._expect_change(now_s)

    def content_changed(self) -> None:
        """Another content generation was installed: switch to it."""
        self._library.reload()
        self._desk.forget_pictures()
        opened = self.state.opened
        anew = self._library.opened(opened.guide.ref, opened.captures) if opened else None
        self.post(ev.ContentSwitched(self._library.guide_count, anew, self._library.problem))
        self.look_again()

    def compare(self, wanted: fx.Perform, seen: WindowContext | None) -> Front:
        """Tell how the window `seen` just now relates to the case an action belongs to."""
        opened = self.state.opened
        if opened is None or opened.guide.ref != wanted.ref or opened.captures != wanted.captures:
            return Front.OTHER
        return front_of(replace(self.state, context=seen, matches=self._library.matches(seen, self._clock())))

    def post(self, event: ev.Event) -> None:
        """Handle one event and everything that follows from it, then draw once."""
        self._queue.append(event)
        if self._busy:
            return
        self._busy = True
        after: list[fx.Effect] = []
        try:
            while self._queue:
                self.state, effects = step(self.state, self._queue.popleft())
                for effect in effects:
                    self._carry_out(effect, after)
            self._draw()
            for effect in after:
                self._afterwards(effect)
        finally:
            self._busy = False
        if self._queue:
            self.post(self._queue.popleft())

    # --- what goes out -----------------------------------------------------------------------------------------------

    def _carry_out(self, effect: fx.Effect, after: list[fx.Effect]) -> None:
        match effect:
            case fx.Render():
                pass  # drawn once, when the queue is empty
            case fx.SaveWalk(walk):
                self._library.save_walk(walk)
            case fx.OpenGuide(ref, captures, pin):
                opened = self._library.opened(ref, captures)
                if opened is not None:
                    self._queue.append(ev.GuideOpened(opened, self._clock(), pin))
            case fx.ReadLately():
                self._queue.append(ev.LatelyRead(self._library.lately()))
            case fx.SaveNote(ref, step_id, text):
                self._library.save_note(ref, step_id, text, self._clock())
            case _:
                after.append(effect)

    def _afterwards(self, effect: fx.Effect) -> None:
        """What must not delay the pixels, or must see them."""
        match effect:
            case fx.GrabWalkKeys(on):
                self._desk.grab_walk_keys(on=on)
            case fx.Announce() if self._drawn is not None:
                self._desk.announce(self._drawn)
            case fx.Perform():
                self._perform(effect)
            case fx.SettleLater():
                self._desk.settle_later()
            case fx.ShowPalette(text):
                self._desk.show_palette(text)

    def _draw(self) -> None:
        now = view(self.state)
        if now != self._drawn:
            self._drawn = now
            self._desk.draw(now, self.state.context)

    def _expect_change(self, now_s: float) -> None:
        at_s = self._library.next_change_s(now_s)
        self._desk.expect_change(None if at_s is None else max(at_s - now_s, 0.0))


def _same_but_place(one: WindowContext, other: WindowContext) -> bool:
    return (
        one.window == other.window
        and one.raw_title == other.raw_title
        and one.title == other.title
        and one.app == other.app
        and one.url == other.url
        and one.full_screen == other.full_screen
    )
