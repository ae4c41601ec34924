"""What can happen to the assistant, as immutable values; events carry the time, in seconds since the epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from overlay.assist.view import UsedLately
from overlay.context import WindowContext
from overlay.guide import Guide, GuideRef
from overlay.match import Match
from overlay.walk import Walk

# Events that differ by their name alone share a dataclass: making one costs half a millisecond at each start.


@dataclass(frozen=True, slots=True)
class _AtTime:
    now_s: float


@dataclass(frozen=True, slots=True)
class _Bare:
    pass


@dataclass(frozen=True, slots=True)
class Opened:
    """A guide with the agent's walk through it for the case its captures name (None: not begun)."""

    guide: Guide
    case_key: str
    captures: Mapping[str, str] = field(default_factory=dict, repr=False)
    walk: Walk | None = None
    note: str = field(default="", repr=False)  # the agent's own note on this guide
    step_notes: Mapping[str, str] = field(default_factory=dict, repr=False)  # step id → note
    withdrawn: bool = False  # the content holds it no longer; a walk under way goes on in what was read


@dataclass(frozen=True, slots=True)
class WindowSeen:
    """Another window, or another title, is in front. `opened` is the first match, ready to show."""

    context: WindowContext | None
    matches: tuple[Match, ...]
    opened: Opened | None
    now_s: float


@dataclass(frozen=True, slots=True)
class WindowMoved:
    """The same window with the same title is somewhere else on the screen."""

    context: WindowContext


@dataclass(frozen=True, slots=True)
class GuideOpened:
    """The guide an `OpenGuide` effect asked for; `pin` as it asked."""

    opened: Opened
    now_s: float
    pin: bool = True


@dataclass(frozen=True, slots=True)
class LatelyRead:
    """What the agent used lately, newest first."""

    used: tuple[UsedLately, ...]


@dataclass(frozen=True, slots=True)
class ContentSwitched:
    """Another content generation is in use, with `guides` guides. `problem` is a code when it cannot be read."""

    guides: int
    opened: Opened | None = None  # the guide in use, read anew; None when it is gone or none is open
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """New guides are being fetched. `total` 0: not running; `failed_since`: the source is silent since that ISO date."""

    done: int = 0
    total: int = 0
    failed_since: str = ""


class Toggle(_AtTime):
    """Show the panel, or hide it when it is shown."""

    __slots__ = ()


class Show(_AtTime):
    __slots__ = ()


class Hide(_AtTime):
    __slots__ = ()


class Fold(_AtTime):
    """Fold the panel to the pill, or unfold it."""

    __slots__ = ()


class Next(_AtTime):
    """One step on; on a question it moves the highlight; on an open list of matches too."""

    __slots__ = ()


class Back(_AtTime):
    __slots__ = ()


class Accept(_AtTime):
    """Do what the step asks: go to the case in front, tick a box, take the highlighted answer, run an action."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Choose:
    """Answer the current question with choice `number` (1 is the first), or take match `number` of an open list."""

    number: int
    now_s: float


@dataclass(frozen=True, slots=True)
class Tick:
    confirm_id: str
    on: bool
    now_s: float


@dataclass(frozen=True, slots=True)
class RunAction:
    action_id: str
    now_s: float


@dataclass(frozen=True, slots=True)
class ActionDone:
    """An action was run (`refused` empty) or refused (a code: "window", "case", "modifiers", "link", "typing")."""

    action_id: str
    refused: str = ""


class ActionSettled(_Bare):
    """The "Copied" mark has been shown long enough."""

    __slots__ = ()


class Restart(_AtTime):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class JumpTo:
    """Go back to a step done before (index in the path)."""

    index: int
    now_s: float


class SwitchCase(_AtTime):
    """Leave this walk where it is and show the guide for the case in front."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PickGuide:
    """The agent picked a guide by name (list of matches, palette, used lately)."""

    ref: GuideRef
    now_s: float


class ToggleMatches(_Bare):
    """Open or close the list of guides that fit."""

    __slots__ = ()


class ToggleWhy(_Bare):
    """Fold or unfold the WHY texts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SessionLocked:
    locked: bool
    now_s: float


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The agent wrote, changed or (empty) erased a note on the guide (`step_id` empty) or on a step."""

    step_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """The agent asked for the palette."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SearchShown:
    """The palette was opened or closed: the panel makes room for it meanwhile."""

    open: bool


Event = (
    WindowSeen | WindowMoved | GuideOpened | LatelyRead | ContentSwitched | SyncProgress | Toggle | Show | Hide | Fold
    | Next | Back | Accept | Choose | Tick | RunAction | ActionDone | ActionSettled | Restart | JumpTo | SwitchCase
    | PickGuide | ToggleMatches | ToggleWhy | SessionLocked | NoteWritten | OpenSearch | SearchShown
)  # fmt: skip
