"""What the assistant wants done, as immutable values; `app` carries them out in order."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from overlay.discreet import Discreet
from overlay.guide import Action, GuideRef
from overlay.walk import Walk


class Render(Struct, frozen=True):
    """Something the panel or the pill shows may have changed: draw `view(state)`."""


class SaveWalk(Struct, frozen=True):
    walk: Walk


class OpenGuide(Discreet, frozen=True):
    """Read this guide and its walk for these captures, then answer with `GuideOpened`."""

    untold = ("captures",)

    ref: GuideRef
    captures: Mapping[str, str] = field(default_factory=dict)
    pin: bool = True  # picked by the agent: stays though another window comes to the front


class Perform(Discreet, frozen=True):
    """Run an action: look at the window in front anew, refuse when it is not this case's, then answer with `ActionDone`.

    `window` is the window the walk was started for; `text` has its placeholders filled.
    """

    untold = ("text", "captures")

    action: Action
    text: str
    captures: Mapping[str, str] = field(default_factory=dict)
    window: int = 0
    ref: GuideRef | None = None


class ReadLately(Struct, frozen=True):
    """Read which guides the agent used lately, then answer with `LatelyRead`."""


class GrabWalkKeys(Struct, frozen=True):
    """Hold the keys that only make sense while the panel is shown (next, back, accept, digits), or let them go."""

    on: bool


class SettleLater(Struct, frozen=True):
    """Answer with `ActionSettled` after 1.6 s."""


class SaveNote(Discreet, frozen=True):
    untold = ("text",)

    ref: GuideRef
    step_id: str
    text: str


class ShowPalette(Discreet, frozen=True):
    untold = ("text",)

    text: str = ""


class Announce(Struct, frozen=True):
    """Say the current step to a screen reader."""


Effect = (
    Render
    | SaveWalk
    | OpenGuide
    | Perform
    | ReadLately
    | GrabWalkKeys
    | SettleLater
    | SaveNote
    | ShowPalette
    | Announce
)
