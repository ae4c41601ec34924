"""Which chords are registered when, and what each of them does."""

from __future__ import annotations

import logging
from collections.abc import Callable

from overlay.assist import events as ev
from overlay.errors import SettingsError
from overlay.settings import Hotkeys
from overlay.triggers import AsksOnce, Chord, GrabReport, HotkeyBackend
from overlay.triggers.chords import digit_chords, parse_chord

log = logging.getLogger(__name__)

ALWAYS = ("toggle", "search", "fold")
WHILE_SHOWN = ("next", "accept", "back", "matches", "why", "focus")
_TRIAL = "trial"
DIGIT = "digit "  # and the number: chooses an answer

_EVENTS: dict[str, Callable[[float], ev.Event]] = {
    "toggle": ev.Toggle,
    "search": lambda _: ev.OpenSearch(),
    "fold": ev.Fold,
    "next": ev.Next,
    "accept": ev.Accept,
    "back": ev.Back,
    "matches": lambda _: ev.ToggleMatches(),
    "why": lambda _: ev.ToggleWhy(),
}


class HotkeyRing:
    """Holds the chords of the settings: a few always, the walk's only while the panel is shown.

    `backend` is None where no system lets chords be registered; then `overlay toggle` and its like do the same.
    """

    def __init__(
        self,
        backend: HotkeyBackend | None,
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
        focus_panel: Callable[[], None],
    ) -> None:
        self._backend = backend
        self._post = post
        self._clock = clock
        self._focus_panel = focus_panel
        self._always: dict[str, Chord] = {}
        self._walk: dict[str, Chord] = {}
        self._shown = False
        self._suspended = False
        self._refused: dict[str, Chord] = {}
        self._unknown: dict[str, str] = {}

    def configure(self, hotkeys: Hotkeys) -> GrabReport:
        """Hold the chords of `hotkeys` from now on; return what came of all of them, the walk's too."""
        self._always = _chords(hotkeys, ALWAYS)
        self._walk = _chords(hotkeys, WHILE_SHOWN)
        for number, chord in enumerate(digit_chords(hotkeys.digits), start=1):
            self._walk[f"{DIGIT}{number}"] = chord
        self._refused, self._unknown = {}, {}
        if isinstance(self._backend, AsksOnce):
            self._backend.ask({**self._always, **self._walk}, _words)
        return self._hold()

    def walk_keys(self, *, on: bool) -> GrabReport:
        """Hold the walk's chords, or let them go."""
        self._shown = on
        return self._hold()

    def suspend(self, *, on: bool) -> None:
        """Let everything go while the agent shows a new chord."""
        self._suspended = on
        self._hold()

    def pressed(self, name: str) -> None:
        """Do what hotkey `name` is for."""
        if name == "focus":
            self._focus_panel()
        elif name in _EVENTS:
            self._post(_EVENTS[name](self._clock()))
        elif name.startswith(DIGIT):
            self._post(ev.Choose(int(name.removeprefix(DIGIT)), self._clock()))

    @property
    def refused(self) -> dict[str, Chord]:
        """Chords another program holds, by name, as far as tried."""
        return dict(self._refused)

    def is_free(self, chord: str) -> bool:
        """Tell whether no other program holds `chord`: it is held for a moment to find out."""
        if self._backend is None:
            return False
        try:
            trial = parse_chord(chord)
        except SettingsError:
            return False
        report = self._backend.grab({**self._always, _TRIAL: trial})
        self._hold()
        return _TRIAL in report.held

    def status(self) -> dict[str, object]:
        """Return what works and what does not, for `overlay status`."""
        self._hold()  # what came of it may have changed since: a desktop that asks the agent answers later
        wanted = {**self._always, **self._walk} if self._backend is not None else {}
        return {
            "held": {
                n: str(c) for n, c in wanted.items() if n not in self._refused and n not in self._unknown
            },
            "conflicts": {
                name: f"{chord} is held by another program. Choose other keys in the settings."
                for name, chord in self._refused.items()
            },
            "not on this keyboard": dict(self._unknown),
        }

    def _hold(self) -> GrabReport:
        if self._backend is None:
            return GrabReport()
        wanted = {} if self._suspended else {**self._always, **(self._walk if self._shown else {})}
        report = self._backend.grab(wanted)
        tried = set(wanted)
        self._refused = {n: c for n, c in self._refused.items() if n not in tried} | report.conflicts
        self._unknown = {n: w for n, w in self._unknown.items() if n not in tried} | report.unknown
        for name, chord in report.conflicts.items():
            log.warning("hotkey %s: another program holds %s", name, chord)
        return report


def _words(name: str) -> str:
    """Return what a hotkey does, in the agent's language, for a desktop that asks."""
    from overlay.ui.settings.words import row_words

    if name.startswith(DIGIT):
        return f"{row_words('hotkeys.digits')[0]}: {name.removeprefix(DIGIT)}"
    return row_words(f"hotkeys.{name}")[0]


def _chords(hotkeys: Hotkeys, names: tuple[str, ...]) -> dict[str, Chord]:
    chords: dict[str, Chord] = {}
    for name in names:
        text = getattr(hotkeys, name)
        if not text:
            continue
        try:
            chords[name] = parse_chord(text)
        except SettingsError as error:  # settings were checked when read; a default could still be wrong here
            log.warning("hotkey %s: %s", name, error)
    return chords
