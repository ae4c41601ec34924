"""`overlay source status`: packs and versions, who signs what, what is pending, and what expires when."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, NOT_SO, count, show
from overlay.cli.signer import key_store, repository_of
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.source.status import PackStatus, RoleStatus, SourceStatus, Waiting


def tell_status(asked: argparse.Namespace, places: Paths) -> int:
    """Answer with the state of a source; exit code 1 when something expires soon."""
    from datetime import UTC, datetime

    from overlay.content.source.status import status

    keys = key_store(asked, places)
    state = status(repository_of(asked, keys), datetime.now(UTC), {key.id: key.name for key in keys.all()})
    show(asked, _data(state), "\n".join(_lines(state)))
    return NOT_SO if state.warnings else DONE


def _data(state: SourceStatus) -> dict[str, Any]:
    return {
        "roles": [
            {
                "role": role.role,
                "version": role.version,
                "expires": role.expires.isoformat(),
                "threshold": role.threshold,
                "keys": list(role.keys),
                "warning": role.warning,
            }
            for role in state.roles
        ],
        "packs": [
            {
                "pack": pack.pack,
                "threshold": pack.threshold,
                "keys": list(pack.keys),
                "versions": [
                    {
                        "version": publication.version,
                        "published": publication.published,
                        "guides": publication.guides,
                        "audience": list(publication.audience),
                    }
                    for publication in pack.publications
                ],
            }
            for pack in state.packs
        ],
        "proposals": [waiting.role for waiting in state.waiting],
        "waiting": [{"role": w.role, "missing": w.missing, "next": w.command} for w in state.waiting],
    }


def _lines(state: SourceStatus) -> Iterator[str]:
    yield from _columns(state.roles)
    yield ""
    for pack in state.packs:
        yield from _offered(pack)
    if not state.packs:
        yield "No pack was added yet: overlay source grant PACK --source DIR --key NAME"
    yield from map(_waits, state.waiting)
    yield from state.warnings


def _columns(roles: Sequence[RoleStatus]) -> Iterator[str]:
    width = max(len(role.role) for role in roles)
    for role in roles:
        keys = _keys(role.threshold, role.keys)
        yield f"{role.role:{width}}  until {role.expires:%Y-%m-%d}  signed by {keys}"


def _offered(pack: PackStatus) -> Iterator[str]:
    if not pack.publications:
        yield f"{pack.pack}  nothing offered; to be signed by {_keys(pack.threshold, pack.keys)}"
        return
    newest, *earlier = pack.publications
    audience = f", for {', '.join(newest.audience)}" if newest.audience else ""
    yield (
        f"{pack.pack}  {newest.version}, since {newest.published[:10]}, {count(newest.guides, 'guide')}{audience}"
    )
    if earlier:
        yield f"    to go back to: {', '.join(publication.version for publication in earlier)}"


def _waits(waiting: Waiting) -> str:
    wants = (
        f"{count(waiting.missing, 'signature')} more"
        if waiting.missing
        else "the machine with the online key"
    )
    return f"{waiting.role}  waits for {wants}: {waiting.command}"


def _keys(threshold: int, names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{threshold} of {', '.join(names)}"
