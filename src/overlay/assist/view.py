"""What the panel and the pill show, as values. Words of the content are here; words of the interface are codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from overlay.discreet import Discreet
from overlay.guide import Block, Choice, Guide, GuideKind, GuideRef
from overlay.match import Reason


class Mode(StrEnum):
    HIDDEN = "hidden"  # only the pill, if wanted
    SHOWN = "shown"
    FOLDED = "folded"  # the agent folded the panel to the pill


class Face(StrEnum):
    """Which of the panel's faces is drawn."""

    WALK = "walk"
    NOTICE = "notice"
    FINISHED = "finished"
    NO_MATCH = "no_match"
    NO_CONTENT = "no_content"
    ERROR = "error"  # content cannot be read


class StripKind(StrEnum):
    """One strip at a time, the worst first (this order)."""

    ERROR = "error"  # an action was refused: `detail` is the code of `ActionDone.refused`
    OTHER_CASE = "other_case"  # another case is in front; `detail` is its captured value
    WITHDRAWN = "withdrawn"  # the guide was taken out of the content under this walk; `owner` whom to ask
    OVER = "over"  # the guide's validity ended under this walk; `detail` is the ISO date or moment, `owner` whom to ask
    CHANGED = "changed"  # the guide changed since this walk began
    NOTICE = "notice"  # a notice that was read is still valid; `detail` is its title
    OFFLINE = "offline"  # the source does not answer; `detail` is the ISO date since when
    STALE = "stale"  # review date past; `detail` is the ISO date, `owner` whom to ask
    SYNCING = "syncing"  # `done` of `total`


class HeldBy(StrEnum):
    """Why Next is held. The button stays in place and says this instead."""

    CONFIRM = "confirm"
    CHOICE = "choice"  # `choices` of the current step tell how many
    OTHER_CASE = "other_case"


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"


class Strip(Discreet, frozen=True):
    untold = ("detail",)

    kind: StripKind
    detail: str = ""
    owner: str = ""
    done: int = 0
    total: int = 0


class StepView(Discreet, frozen=True):
    """A step of the path. `html` and `text` have placeholders filled; blocks are filled only for the step that is NOW."""

    untold = ("text", "html", "blocks", "note")

    index: int  # in the path, from 0
    state: StepState
    text: str
    html: str
    step_id: str = ""
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    note: str = ""


class MatchRow(Struct, frozen=True):
    """A guide that fits, for the list of matches."""

    ref: GuideRef
    title: str
    why: tuple[Reason, ...] = ()
    current: bool = False


class UsedLately(Struct, frozen=True):
    """A walk of this agent, for the empty panel. The case is shown only while its value is known."""

    ref: GuideRef
    title: str
    position: int
    finished: bool


class PanelView(Discreet, frozen=True):
    """Everything drawn. Equal views draw the same pixels."""

    untold = ("captures", "steps", "intro", "note", "guide")

    mode: Mode = Mode.HIDDEN
    face: Face = Face.NO_CONTENT
    ref: GuideRef | None = None
    kind: GuideKind = GuideKind.GUIDE
    title: str = ""
    lang: str = ""  # of the guide, for the quiet mark when it is not the interface's
    pack_title: str = ""
    owner: str = ""
    reviewed: str = ""  # ISO date
    app: str = ""  # name of the application in front ("chrome")
    captures: Mapping[str, str] = field(default_factory=dict)
    why: tuple[Reason, ...] = ()
    branch: str = ""  # title of the branch the current step is in
    steps: tuple[StepView, ...] = ()
    now: int = 0  # index of the current step
    intro: tuple[Block, ...] = ()
    ticked: frozenset[str] = frozenset()
    highlight: int = 0  # index of the highlighted answer, or of the highlighted row of the open list
    held: HeldBy | None = None
    hold_shown: bool = False  # Next was pressed while held: the box gets the focus look
    can_back: bool = False
    actions_on: bool = True
    done_action: str = ""  # id of the action just run, for "Copied"
    matches: tuple[MatchRow, ...] = ()
    list_open: bool = False
    why_open: bool = True
    can_type: bool = True
    strip: Strip | None = None
    guides: int = 0  # how many are installed
    used_lately: tuple[UsedLately, ...] = ()
    note: str = ""
    problem: str = ""  # code of what is wrong with the content
    locked: bool = False  # the session is locked: not even the pill is shown
    searching: bool = False  # the palette is open: the panel makes room for it
    walking: bool = False  # a started walk: the pill shows 3/6 instead of the count
    guide: Guide | None = None  # whence images are served
