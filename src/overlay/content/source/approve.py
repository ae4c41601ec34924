"""Four-eyes approval: what is waiting for another signature, shown guide by guide before anybody signs it."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from tuf.api.metadata import Metadata, Targets

from overlay.content.authoring.diff import PackDiff, compare, in_lines
from overlay.content.format.pack import read_pack
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.source.publish import Publication, publications, put_in_force, unpacked
from overlay.content.source.repository import PACK_PREFIX, Repository, SignaturesMissingError

_MAX_SHOWN_LINES = 2_000


class FileChange(Struct, frozen=True):
    """One file of the pack that differs. `kind` is "added", "removed" or "changed"; `lines` is a unified diff of text."""

    path: str
    kind: str
    lines: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """A publication that waits. `signed_by` and `may_sign` are key ids; `missing` counts signatures.

    `difference` is what agents would notice, guide by guide; `audience` is (before, after), of which empty is everybody;
    `files` is every file that differs. `mark` tells this proposal from any other: `approve` signs the one that was seen.
    """

    pack: str
    version: str
    was: str
    missing: int
    signed_by: tuple[str, ...]
    may_sign: tuple[str, ...]
    difference: PackDiff
    audience: tuple[tuple[str, ...], tuple[str, ...]]
    files: tuple[FileChange, ...]
    mark: str


def proposal(repository: Repository, pack_id: str) -> Proposal:
    """Return what waits for a pack, with the difference to what is in force. Raises SourceFolderError when nothing does.

    The pack shown is the one that will be signed: its hash is checked against the proposed role first. Signing covers all
    that the role names, so a proposal that changes an earlier publication besides is refused: those are what pins fetch.
    """
    role, name = _waiting(repository, pack_id), PACK_PREFIX + pack_id
    new, old = publications(role), publications(repository.pack(pack_id))
    _refuse_outdated(repository, name, role)
    _refuse_rewritten(new, old)
    with contextlib.ExitStack() as opened:
        before, after = (
            opened.enter_context(unpacked(repository, newest[0])) if newest else None for newest in (old, new)
        )
        proposed = read_pack(after) if after else None
        if proposed is not None and proposed.fatal:
            raise SourceFolderError(
                "\n".join(["No desk would install what is proposed:", *map(str, proposed.fatal)])
            )
        difference = compare(read_pack(before) if before else None, proposed)
        files = tuple(_file_changes(before, after))
    return Proposal(
        pack_id,
        new[0].version if new else "",
        old[0].version if old else "",
        repository.missing(name, role),
        tuple(sorted(role.signatures)),
        tuple(sorted(repository.keyids(name))),
        difference,
        (old[0].audience if old else (), new[0].audience if new else ()),
        files,
        _mark(role),
    )


def in_words(waiting: Proposal, *, files: bool = False) -> Iterator[str]:
    """Yield what waits as lines for the person who is to sign it; with `files`, each file line by line too.

    The texts come from somebody else: characters that a terminal would obey, or that reorder a line, are spelled out.
    """
    yield f"{waiting.pack}: {waiting.was or 'nothing'} → {waiting.version or 'withdrawn from every desk'}"
    was, now = (", ".join(groups) or "every desk" for groups in waiting.audience)
    if was != now and waiting.was and waiting.version:
        yield f"for: {was} → {now}"
    yield from (visible(line) for line in in_lines(waiting.difference))
    if not waiting.difference.guides:
        yield "\nNo guide reads differently."
    yield "\nFiles that differ:"
    for change in waiting.files:
        yield visible(f"  {change.kind}: {change.path}")
        yield from (visible(f"    {line}") for line in change.lines if files)


def visible(text: str) -> str:
    """Return `text` with everything spelled out that does not show as itself: control and formatting characters."""
    return "".join(
        c
        if c == "\n" or unicodedata.category(c)[0] in "LMNPSZ"
        else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def approve(repository: Repository, pack_id: str, *, mark: str = "", only: tuple[str, ...] = ()) -> int:
    """Sign what waits, and put it in force when that was the last signature. Return how many are still missing.

    `mark` is that of the proposal somebody looked at: another one is not signed (SourceFolderError).
    """
    name = PACK_PREFIX + pack_id
    with repository.alone():
        role = _waiting(repository, pack_id)
        _refuse_outdated(repository, name, role)
        if mark and mark != _mark(role):
            raise SourceFolderError(
                f"Something else of “{pack_id}” waits now than what was shown. Nothing was signed; look again."
            )
        before = set(role.signatures)
        missing = repository.sign(name, role, only)
        if set(role.signatures) == before and missing:
            raise SignaturesMissingError(
                f"None of the keys at hand adds a signature to “{pack_id}”: another of the team's keys must sign."
            )
        if missing:
            repository.files.propose(name, role)
            return missing
        put_in_force(repository, pack_id, role)
        return 0


def _waiting(repository: Repository, pack_id: str) -> Metadata[Targets]:
    role: Metadata[Any] | None = repository.files.proposal(PACK_PREFIX + pack_id)
    if role is None:
        raise SourceFolderError(f"Nothing of “{pack_id}” is waiting for approval.")
    return role


def _refuse_outdated(repository: Repository, name: str, role: Metadata[Targets]) -> None:
    if role.signed.version != repository.next_version(name):
        raise SourceFolderError("Something else was published since this was proposed. Propose it again.")


def _refuse_rewritten(new: tuple[Publication, ...], old: tuple[Publication, ...]) -> None:
    known = {(p.number, p.version, p.content, p.target.hashes["sha256"]) for p in old}
    for kept in new[1:]:
        if (kept.number, kept.version, kept.content, kept.target.hashes["sha256"]) not in known:
            raise SourceFolderError(
                f"This proposal also changes version {kept.version}, which was published before. Nobody should sign it: "
                "ask who proposed it."
            )


def _mark(role: Metadata[Targets]) -> str:
    return hashlib.sha256(role.signed_bytes).hexdigest()


def _file_changes(old: Path | None, new: Path | None) -> Iterator[FileChange]:
    before, after = _contents(old), _contents(new)
    for path in sorted({*before, *after}):
        was, now = before.get(path), after.get(path)
        if was != now:
            kind = "added" if was is None else "removed" if now is None else "changed"
            yield FileChange(path, kind, _lines(path, was or b"", now or b""))


def _contents(folder: Path | None) -> dict[str, bytes]:
    if folder is None:
        return {}
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _lines(path: str, before: bytes, after: bytes) -> tuple[str, ...]:
    try:
        texts = [data.decode("utf-8").splitlines() for data in (before, after)]
    except UnicodeDecodeError:
        return (f"{len(before)} bytes before, {len(after)} bytes after",)
    lines = list(difflib.unified_diff(texts[0], texts[1], path, path, lineterm=""))
    cut = [f"… and {len(lines) - _MAX_SHOWN_LINES} lines more"] if len(lines) > _MAX_SHOWN_LINES else []
    return tuple(lines[:_MAX_SHOWN_LINES] + cut)
