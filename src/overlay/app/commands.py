"""What the running assistant answers to `overlay VERB`. Answers hold no window titles and no captured values."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from overlay import __version__
from overlay.app.assistant import Assistant
from overlay.assist import events as ev
from overlay.assist.present import view
from overlay.context import WindowContext
from overlay.errors import OverlayError
from overlay.remote_sessions import remote_client, remote_session

Report = Callable[[], dict[str, Any]]
"""Returns what `status` says about the parts only the composition root knows."""


class Commands:
    """Turns verbs into events."""

    def __init__(
        self,
        assistant: Assistant,
        report: Report,
        clock: Callable[[], float],
        leave: Callable[[], None],
        sources_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._assistant = assistant
        self._report = report
        self._clock = clock
        self._leave = leave
        self._sources_changed = sources_changed
        self._events: dict[str, Callable[[float], ev.Event]] = {
            "show": ev.Show,
            "hide": ev.Hide,
            "toggle": ev.Toggle,
            "fold": ev.Fold,
            "next": ev.Next,
            "back": ev.Back,
            "accept": ev.Accept,
        }

    def answer(self, verb: str, args: dict[str, Any]) -> dict[str, Any]:
        """Carry `verb` out and return the state after it. Raises OverlayError for what is not understood."""
        if verb in self._events:
            self._assistant.post(self._events[verb](self._clock()))
        elif verb == "choose":
            self._assistant.post(ev.Choose(_number(args.get("number")), self._clock()))
        elif verb == "search":
            self._assistant.post(ev.OpenSearch(str(args.get("text", ""))))
        elif verb == "content-changed":
            self._assistant.content_changed()
        elif verb == "sources-changed":
            self._sources_changed()
        elif verb == "status":
            return self._report() | {"panel": self.panel()}
        elif verb == "quit":
            self._leave()
        else:
            raise OverlayError(
                f"The assistant knows no command {verb!r}. It may be older than `overlay` itself."
            )
        return self.panel()

    def panel(self) -> dict[str, Any]:
        """Return what the panel shows, without anything private."""
        seen = view(self._assistant.state)
        shown = seen.ref
        return {
            "mode": seen.mode.value,
            "face": seen.face.value,
            "guide": shown.guide if shown else "",
            "pack": shown.pack if shown else "",
            "step": seen.now + 1 if seen.steps else 0,
            "steps": len(seen.steps),
            "walking": seen.walking,
            "held": seen.held.value if seen.held else "",
            "branch": seen.branch,
            "actions_on": seen.actions_on,
            "matches": [row.ref.guide for row in seen.matches],
        }


def identity() -> dict[str, Any]:
    """Return who answers."""
    return {"version": __version__, "pid": os.getpid()}


def remote_facts(context: WindowContext | None) -> dict[str, str]:
    """Return what of the work is on another machine: by product, never by title."""
    in_front = remote_client((context.app, *context.apps)) if context else ""
    return {"session": remote_session(os.environ), "in front": in_front}


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99:
        raise OverlayError("Say which answer: `overlay choose 2` takes the second.")
    return value
