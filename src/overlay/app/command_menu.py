"""Which commands are available now, and what each of them does. The palette and the panel menu offer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from overlay.assist import events as ev
from overlay.assist.present import view
from overlay.assist.state import Assist, walk_of
from overlay.assist.view import Face, Mode
from overlay.ui.commands import Command, fitting


class Doers(Struct, frozen=True):
    """What commands need that is not an event: each opens a window or reaches outside the panel."""

    ask: Callable[[str], None]  # with the words to begin with
    focus: Callable[[], None]
    plain: Mapping[Command, Callable[[], None]]  # every other command


class CommandMenu:
    """Tells which commands make sense now, and runs them.

    `outside` says of some whether they do for reasons that are not in the assistant's state.
    """

    def __init__(
        self,
        doers: Doers,
        state: Callable[[], Assist],
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
        outside: Mapping[Command, Callable[[], bool]],
    ) -> None:
        self._doers = doers
        self._state = state
        self._post = post
        self._clock = clock
        self._outside = outside

    def offered(self) -> tuple[Command, ...]:
        """Return the commands that can be given now, in the order they are shown."""
        state = self._state()
        opened, walk = state.opened is not None, walk_of(state)
        shown = state.mode is Mode.SHOWN
        able = {
            Command.WHY: state.context is not None,
            Command.NOTE_STEP: opened and view(state).face is Face.WALK,
            Command.NOTE_GUIDE: opened,
            Command.RESTART: walk is not None and walk.started,
            Command.SHOW: not shown,
            Command.FOLD: shown,
        }
        able |= {command: makes_sense() for command, makes_sense in self._outside.items()}
        return tuple(command for command in Command if able.get(command, True))

    def run(self, command: Command, text: str = "") -> None:
        """Do what `command` says; `text` is what was typed to find it, for a request to begin with."""
        now_s = self._clock()
        match command:
            case Command.ASK:
                self._doers.ask("" if fitting((command,), text) else text)
            case Command.RESTART:
                self._post(ev.Restart(now_s))
                self._post(ev.Show(now_s))
            case Command.SHOW:
                self._post(ev.Show(now_s))
            case Command.FOLD:
                self._post(ev.Fold(now_s))
            case Command.FOCUS:
                self._post(ev.Show(now_s))
                self._doers.focus()
            case _:
                self._doers.plain[command]()
