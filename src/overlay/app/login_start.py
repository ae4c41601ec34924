"""Keeps the system's autostart entry in line with the setting `start.at_login`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from overlay.autostart import LoginItems, Start, login_command, login_items
from overlay.errors import SettingsError
from overlay.settings_file import Loaded

log = logging.getLogger(__name__)

_KEY = "start.at_login"


class LoginStart:
    """Follows the settings. `items` returns the system's login items, looked for when they are first needed."""

    def __init__(self, environ: Mapping[str, str], items: Callable[[], LoginItems] = login_items) -> None:
        self._environ = environ
        self._items = items
        self._wanted = Start.INSTALLED

    def start(self, loaded: Loaded) -> None:
        """Put right what differs from the settings. What the user switched off elsewhere stays off, but for a policy."""
        self._wanted = Start(loaded.settings.start.at_login)
        try:
            self._put(chosen=_KEY in loaded.locked)
        except OSError as error:
            log.warning("the start at login cannot be set: %s", error.strerror)

    def follow(self, loaded: Loaded) -> None:
        """Do what was just chosen, if it is something else than before. Raises SettingsError when it cannot be done."""
        wanted = Start(loaded.settings.start.at_login)
        if wanted is self._wanted:
            return
        self._wanted = wanted
        try:
            self._put(chosen=True)
        except OSError as error:
            raise SettingsError(
                f"The start at login could not be set: {error.strerror or error}. The choice itself was saved."
            ) from error

    def _put(self, *, chosen: bool) -> None:
        self._items().put(self._wanted, login_command(self._environ), chosen=chosen)
