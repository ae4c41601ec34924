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


class ContentUnavailableError(OverlayError):
    """There is no readable content generation: install a pack."""


class GuideNotFoundError(OverlayError):
    """No installed guide has this name."""


class ActionRefusedError(OverlayError):
    """An action (type, copy, open) was not run because it could do harm; nothing was done."""


class AssistantNotRunningError(OverlayError):
    """No assistant of this user answers: start it, then try again."""


class StoreError(OverlayError):
    """The agent's own store could not be read or written; the walk goes on in memory."""
