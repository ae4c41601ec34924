"""What the sources page shows, and what it asks of the assistant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from overlay.discreet import Discreet


class FollowedSource(Struct, frozen=True):
    """A source this desk follows, as it was met last.

    `read_s` and `valid_until_s` are seconds since the epoch, 0 when not known: when it was read whole for the last time, and
    when the first of its signatures runs out. `silent_since` is an ISO date, "" while it answers. `code` says what is wrong
    ("": nothing), `detail` the same in English for a support call. `packs` are (title, version).
    """

    name: str
    address: str
    locked: bool = False
    tried: bool = False
    read_s: float = 0.0
    valid_until_s: float = 0.0
    silent_since: str = ""
    code: str = ""
    detail: str = ""
    packs: tuple[tuple[str, str], ...] = ()


class NewSource(Struct, frozen=True):
    """A source to follow. `trust` is the fingerprint of its root, or a file that holds the root itself."""

    name: str
    address: str
    trust: str


class Login(Discreet, frozen=True):
    """What a source wants to know before it answers; without `user`, `secret` is a token."""

    untold = ("secret",)

    source: str
    user: str
    secret: str


Done = Callable[[str], None]
"""Gets a code: why it was not done, "" when it was."""


class SourcesPort(Protocol):
    """The assistant, as the page about sources sees it."""

    @property
    def shared(self) -> bool:
        """Tell whether the guides are those of all users of this machine: an administrator fetches them."""

    def sources(self) -> Sequence[FollowedSource]: ...

    def on_change(self, changed: Callable[[], None]) -> None:
        """Have `changed` called when a sync begins, comes further or ends, and when the list of sources changes."""

    def progress(self) -> tuple[int, int] | None:
        """Return how much of how much is done, (0, 0) while that is not known; None while no sync runs."""

    def sync(self) -> None: ...

    def cancel(self) -> None: ...

    def add(self, wanted: NewSource, done: Done) -> None: ...

    def remove(self, name: str, done: Done) -> None: ...

    def log_in(self, login: Login, done: Done) -> None: ...
