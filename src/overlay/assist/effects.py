"""What the assistant wants done, as immutable values; `app` carries them out in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from overlay.guide import Action, GuideRef
from overlay.walk import Walk


@dataclass(frozen=True, slots=True)
class _Bare:
    """What has nothing to say but its name: making a dataclass costs half a millisecond at each start."""


class Render(_Bare):
    """Something the panel or the pill shows may have changed: draw `view(state)`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SaveWalk:
    walk: Walk


@dataclass(frozen=True, slots=True)
class OpenGuide:
    """Read this guide and its walk for these captures, then answer with `GuideOpened`."""

    ref: GuideRef
    captures: Mapping[str, str] = field(default_factory=dict, repr=False)
    pin: bool = True  # picked by the agent: stays though another window comes to the front


@dataclass(frozen=True, slots=True)
class Perform:
    """Run an action: look at the window in front anew, refuse when it is not this case's, then answer with `ActionDone`.

    `window` is the window the walk was started for; `text` has its placeholders filled.
    """

    action: Action
    text: str = field(repr=False)
    captures: Mapping[str, str] = field(default_factory=dict, repr=False)
    window: int = 0
    ref: GuideRef | None = None


class ReadLately(_Bare):
    """Read which guides the agent used lately, then answer with `LatelyRead`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GrabWalkKeys:
    """Hold the keys that only make sense while the panel is shown (next, back, accept, digits), or let them go."""

    on: bool


class SettleLater(_Bare):
    """Answer with `ActionSettled` after 1.6 s."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SaveNote:
    ref: GuideRef
    step_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShowPalette:
    text: str = field(default="", repr=False)


class Announce(_Bare):
    """Say the current step to a screen reader."""

    __slots__ = ()


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
