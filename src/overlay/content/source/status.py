"""What an admin sees of a source: packs and versions, who signs what, what expires when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from tuf.api.metadata import Metadata

from overlay.content.source.metadata_files import ROOT, SNAPSHOT, TARGETS_ROLE, TIMESTAMP
from overlay.content.source.publish import Publication, publications
from overlay.content.source.repository import PACK_PREFIX, Repository
from overlay.content.source.waiting import command

WARN_DAYS = 14


class RoleStatus(Struct, frozen=True):
    """One role: until when it is valid, how many of which keys must sign, and what to do about it ("": nothing)."""

    role: str
    version: int
    expires: datetime
    threshold: int
    keys: tuple[str, ...]
    warning: str


class PackStatus(Struct, frozen=True):
    """One pack: what is offered of it, the newest first, and how many of which keys must sign."""

    pack: str
    publications: tuple[Publication, ...]
    threshold: int
    keys: tuple[str, ...]


class Waiting(Struct, frozen=True):
    """A role that waits for `missing` signatures, with 0 for the online key; `command` is what to run where they are."""

    role: str
    missing: int
    command: str


class SourceStatus(Struct, frozen=True):
    roles: tuple[RoleStatus, ...]
    packs: tuple[PackStatus, ...]
    waiting: tuple[Waiting, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(role.warning for role in self.roles if role.warning)


def status(repository: Repository, now: datetime, names: Mapping[str, str] | None = None) -> SourceStatus:
    """Return the state of a source; `names` (key id → name) makes its keys readable."""
    root = repository.root().signed
    roles = []
    loaded: dict[str, Metadata[Any]] = {
        ROOT: repository.root(),
        TARGETS_ROLE: repository.targets(),
        SNAPSHOT: repository.snapshot(),
        TIMESTAMP: repository.timestamp(),
    }
    packs = {pack: repository.pack(pack) for pack in repository.packs()}
    loaded |= {PACK_PREFIX + pack: role for pack, role in packs.items() if role is not None}
    delegations = repository.targets().signed

    def signed_by(name: str) -> tuple[int, tuple[str, ...]]:
        rule = (delegations if name.startswith(PACK_PREFIX) else root).get_delegated_role(name)
        return rule.threshold, tuple(sorted((names or {}).get(keyid, keyid[:12]) for keyid in rule.keyids))

    for name, metadata in loaded.items():
        expires = metadata.signed.expires
        warning = _warning(name, expires, now)
        roles.append(RoleStatus(name, metadata.signed.version, expires, *signed_by(name), warning))
    return SourceStatus(
        tuple(roles),
        tuple(
            PackStatus(pack, publications(role), *signed_by(PACK_PREFIX + pack))
            for pack, role in packs.items()
        ),
        tuple(
            Waiting(name, repository.missing(name, role), command(name))
            for name in repository.files.proposals()
            if (role := repository.files.proposal(name)) is not None
        ),
    )


def _warning(role: str, expires: datetime, now: datetime) -> str:
    # The online roles live as long as the warning is early: half their time is soon enough for them.
    early = timedelta(days=WARN_DAYS // 2 if role in {SNAPSHOT, TIMESTAMP} else WARN_DAYS)
    if expires - now > early:
        return ""
    cure = "overlay source refresh DIR" + (
        "" if role in {SNAPSHOT, TIMESTAMP} else " --offline, with its keys at hand"
    )
    if expires <= now:
        return f"{role} expired on {expires:%Y-%m-%d}: desks keep what they have and take nothing new. Run: {cure}."
    return f"{role} expires on {expires:%Y-%m-%d}. Run: {cure}."
