"""What the autostart entries of all systems share: the command, the desired state, and what is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from overlay.program import AT_LOGIN, assistant

_HOME = "--home="


class Start(StrEnum):
    """What is wanted: the values of the setting `start.at_login`."""

    INSTALLED = "installed"
    ALWAYS = "always"
    NEVER = "never"


class LoginState(Struct, frozen=True):
    """What a login does. `machine` and `own` say where an entry stands, "" where there is none.

    `off` says what keeps the assistant from starting although there is an entry; `command` is the own entry's.
    """

    machine: str = ""
    own: str = ""
    off: str = ""
    command: tuple[str, ...] = ()

    @property
    def starts(self) -> bool:
        return bool(self.machine or self.own) and not self.off


class LoginItems(Protocol):
    """The entries of this user and of the machine."""

    def read(self) -> LoginState:
        """Return what a login does now. Never raises: what cannot be read is not there."""

    def put(self, wanted: Start, command: Sequence[str], *, chosen: bool) -> None:
        """Have the assistant start at login as `wanted`, by `command`; does nothing where that is so already.

        `chosen`: somebody just chose it, or a policy says it. Else what the user switched off by the system's own means
        stays off, and an entry of another assistant of this user stays as it is. Raises OSError.
        """


def login_command(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the command that starts the assistant at login with the same files as this process."""
    home = environ.get("OVERLAY_HOME", "")
    return (*assistant(), AT_LOGIN, *([f"{_HOME}{Path(home).expanduser().absolute()}"] if home else []))


def told_home(words: Sequence[str]) -> str:
    """Return the `OVERLAY_HOME` that the words of a login command carry; "" when none."""
    return next((word.removeprefix(_HOME) for word in words if word.startswith(_HOME)), "")


def of_another(home: str, command: Sequence[str]) -> bool:
    """Tell whether an entry for the files in `home` is that of another assistant of this user, whose files are still there.

    Only a choice changes that one: a trial beside the assistant in use must not switch off its start.
    """
    return home != told_home(command) and (not home or Path(home).exists())


def carries_home(command: Sequence[str]) -> bool:
    """Tell whether a command starts the assistant with other files than the machine's entry would."""
    return bool(told_home(command))
