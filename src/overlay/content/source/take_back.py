"""Taking back what was published: a pack, one guide, or a bad version.

Always by publishing anew, so that numbers go up: desks refuse to go back.
"""

from __future__ import annotations

import re
from pathlib import Path

from overlay.content.format.front_matter import MAX_VERSION_CHARS
from overlay.content.format.pack import read_pack
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.source.publish import (
    NothingToPublishError,
    Publication,
    Published,
    publications,
    publish,
    sign_and_write,
    unpacked,
)
from overlay.content.source.repository import Repository

_VERSION_LINE = re.compile(r"^version:.*$", re.MULTILINE)
_TAKEN_BACK = re.compile(r"\.(?:reverted-to|without)-.*")


def withdraw(repository: Repository, pack_id: str, *, only: tuple[str, ...] = ()) -> int:
    """Offer nothing of the pack any more: desks remove it. Return how many signatures are still missing."""
    with repository.alone():
        role = repository.pack(pack_id)
        before = publications(role)
        if role is None or not before:
            raise NothingToPublishError(f"The source offers no pack “{pack_id}”.")
        role.signed.targets = {}
        role.signed.unrecognized_fields["x-last-publication"] = before[0].number
        return sign_and_write(repository, pack_id, role, propose=False, only=only)


def revert(
    repository: Repository, pack_id: str, version: str, as_version: str = "", *, only: tuple[str, ...] = ()
) -> Published:
    """Publish the content of an earlier version again, as a new one: versions go up, also when content goes back."""
    offered = publications(repository.pack(pack_id))
    old = next((p for p in offered if p.version == version), None)
    if old is None:
        known = ", ".join(p.version for p in offered) or "none"
        raise SourceFolderError(f"The source keeps no version {version} of “{pack_id}” (it keeps: {known}).")
    if old is offered[0]:
        raise NothingToPublishError(f"Version {version} is what the source offers now.")
    with unpacked(repository, old) as folder:
        _set_version(folder, as_version or _next_version(offered, f"reverted-to-{version}"))
        return publish(repository, folder, only=only)


def withdraw_guide(
    repository: Repository, pack_id: str, guide: str, as_version: str = "", *, only: tuple[str, ...] = ()
) -> Published:
    """Publish what is offered without one guide, in all its languages, as a new version."""
    offered = publications(repository.pack(pack_id))
    if not offered:
        raise NothingToPublishError(f"The source offers no pack “{pack_id}”.")
    with unpacked(repository, offered[0]) as folder:
        guides = read_pack(folder).guides
        files = {parsed.source for parsed in guides if parsed.guide.ref.guide == guide}
        if not files:
            raise NothingToPublishError(f"“{pack_id}” {offered[0].version} has no guide “{guide}”.")
        if len(files) == len(guides):
            raise NothingToPublishError(
                f"“{guide}” is the last guide of “{pack_id}”. Take the pack back: overlay pack withdraw {pack_id}."
            )
        for file in files:
            (folder / file).unlink()
        _set_version(folder, as_version or _next_version(offered, f"without-{guide}"))
        return publish(repository, folder, only=only)


def _next_version(offered: tuple[Publication, ...], why: str) -> str:
    """Return a version that says `why`, cut and numbered where that would be too long or was used."""
    newest, used = offered[0], {publication.version for publication in offered}
    wanted, number = f"{_TAKEN_BACK.sub('', newest.version)}.{why}", f".{newest.number + 1}"
    if wanted not in used and len(wanted) <= MAX_VERSION_CHARS:
        return wanted
    return wanted[: MAX_VERSION_CHARS - len(number)] + number


def _set_version(folder: Path, version: str) -> None:
    about = folder / "pack.yaml"
    text = about.read_text("utf-8")
    line = f"version: {_quoted(version)}"
    found = _VERSION_LINE.search(text)
    about.write_text(
        text[: found.start()] + line + text[found.end() :] if found else f"{text}\n{line}\n", "utf-8"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
