"""What can happen to the assistant, as immutable values; events carry the time, in seconds since the epoch."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from overlay.assist.view import UsedLately
from overlay.context import WindowContext
from overlay.discreet import Discreet
from overlay.guide import Guide, GuideRef
from overlay.match import Match
from overlay.walk import Walk


class _AtTime(Struct, frozen=True):
    now_s: float


class Opened(Discreet, frozen=True):
    """A guide with the agent's walk through it for the case its captures name (None: not begun)."""

    untold = ("captures", "note", "step_notes")

    guide: Guide
    case_key: str
    captures: Mapping[str, str] = field(default_factory=dict)
    walk: Walk | None = None
    note: str = ""  # the agent's own note on this guide
    step_notes: Mapping[str, str] = field(default_factory=dict)  # step id → note
    withdrawn: bool = False  # the content holds it no longer; a walk under way goes on in what was read


class WindowSeen(Struct, frozen=True):
    """Another window, or another title, is in front. `opened` is the first match, ready to show."""

    context: WindowContext | None
    matches: tuple[Match, ...]
    opened: Opened | None
    now_s: float


class WindowMoved(Struct, frozen=True):
    """The same window with the same title is somewhere else on the screen."""

    context: WindowContext


class GuideOpened(Struct, frozen=True):
    """The guide an `OpenGuide` effect asked for; `pin` as it asked."""

    opened: Opened
    now_s: float
    pin: bool = True


class LatelyRead(Struct, frozen=True):
    """What the agent used lately, newest first."""

    used: tuple[UsedLately, ...]


class ContentSwitched(Struct, frozen=True):
    """Another content generation is in use, with `guides` guides. `problem` is a code when it cannot be read."""

    guides: int
    opened: Opened | None = None  # the guide in use, read anew; None when it is gone or none is open
    problem: str = ""


class SyncProgress(Struct, frozen=True):
    """New guides are being fetched. `total` 0: not running; `failed_since`: the source is silent since that ISO date."""

    done: int = 0
    total: int = 0
    failed_since: str = ""


class Toggle(_AtTime, frozen=True):
    """Show the panel, or hide it when it is shown."""


class Show(_AtTime, frozen=True):
    pass


class Hide(_AtTime, frozen=True):
    pass


class Fold(_AtTime, frozen=True):
    """Fold the panel to the pill, or unfold it."""


class Next(_AtTime, frozen=True):
    """One step on; on a question it moves the highlight; on an open list of matches too."""


class Back(_AtTime, frozen=True):
    pass


class Accept(_AtTime, frozen=True):
    """Do what the step asks: go to the case in front, tick a box, take the highlighted answer, run an action."""


class Choose(Struct, frozen=True):
    """Answer the current question with choice `number` (1 is the first), or take match `number` of an open list."""

    number: int
    now_s: float


class Tick(Struct, frozen=True):
    confirm_id: str
    on: bool
    now_s: float


class RunAction(Struct, frozen=True):
    action_id: str
    now_s: float


class ActionDone(Struct, frozen=True):
    """An action was run (`refused` empty) or refused (a code: "window", "case", "modifiers", "link", "typing")."""

    action_id: str
    refused: str = ""


class ActionSettled(Struct, frozen=True):
    """The "Copied" mark has been shown long enough."""


class Restart(_AtTime, frozen=True):
    pass


class JumpTo(Struct, frozen=True):
    """Go back to a step done before (index in the path)."""

    index: int
    now_s: float


class SwitchCase(_AtTime, frozen=True):
    """Leave this walk where it is and show the guide for the case in front."""


class PickGuide(Struct, frozen=True):
    """The agent picked a guide by name (list of matches, palette, used lately)."""

    ref: GuideRef
    now_s: float


class ToggleMatches(Struct, frozen=True):
    """Open or close the list of guides that fit."""


class ToggleWhy(Struct, frozen=True):
    """Fold or unfold the WHY texts."""


class SessionLocked(Struct, frozen=True):
    locked: bool
    now_s: float


class NoteWritten(Discreet, frozen=True):
    """The agent wrote, changed or (empty) erased a note on the guide (`step_id` empty) or on a step."""

    untold = ("text",)

    step_id: str
    text: str


class OpenSearch(Discreet, frozen=True):
    """The agent asked for the palette."""

    untold = ("text",)

    text: str = ""


class SearchShown(Struct, frozen=True):
    """The palette was opened or closed: the panel makes room for it meanwhile."""

    open: bool


Event = (
    WindowSeen | WindowMoved | GuideOpened | LatelyRead | ContentSwitched | SyncProgress | Toggle | Show | Hide | Fold
    | Next | Back | Accept | Choose | Tick | RunAction | ActionDone | ActionSettled | Restart | JumpTo | SwitchCase
    | PickGuide | ToggleMatches | ToggleWhy | SessionLocked | NoteWritten | OpenSearch | SearchShown
)  # fmt: skip
