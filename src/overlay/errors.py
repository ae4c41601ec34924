"""The errors of overlay, split by what the caller does next.

`str(error)` is fit to show to a person: it says what happened and what to do.
"""

from __future__ import annotations


class OverlayError(Exception):
    """Anything overlay can explain to a person."""


class BackendUnavailableError(OverlayError):
    """A platform backend cannot run here: try the next one and keep the reason."""


class SettingsError(OverlayError):
    """A settings value is not allowed: the default is used instead."""


class PackRejectedError(OverlayError):
    """A pack is not fit to install: the old content stays, trying again will not help."""


class SourceUnreachableError(OverlayError):
    """A source of packs does not answer: what is installed still works, try again later."""


class ContentUnavailableError(OverlayError):
    """There is no readable content generation: install a pack. `damaged` when there is one that cannot be read."""

    def __init__(self, message: str, *, damaged: bool = False) -> None:
        super().__init__(message)
        self.damaged = damaged


class GuideNotFoundError(OverlayError):
    """No installed guide has this name."""


class ActionRefusedError(OverlayError):
    """An action (type, copy, open) was not run because it could do harm; nothing was done.

    `code` names the reason: "window", "case", "modifiers", "link", "typing".
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class AssistantNotRunningError(OverlayError):
    """No assistant of this user answers: start it, then try again."""


class AssistantSilentError(AssistantNotRunningError):
    """An assistant of this user runs and does not answer in time: try again later, end it when it stays so."""


class StoreError(OverlayError):
    """The agent's own store could not be read or written; the walk goes on in memory."""
