"""An update: what makes one built pack of an earlier one, in the same container (`container`).

    update.json           {"format":1, "base": <digest>, "content": <digest>, "pack", "version", "title",
                           "removed": [path…], and the changed files as a shard of the index lists them}
    blobs/<sha256>        those of the changed files that the earlier pack has nowhere, once each, by the first path

`base` and `content` are digests of indexes (`PackIndex.digest`). Who applies it makes the index anew from the earlier one
and the changes, and its digest must be `content`: thousands of hashes that did not change are not sent, and yet each is
checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from msgspec import Struct

from overlay.content.format.files import MAX_FILES
from overlay.content.packed.built import Contents, by_blob, unchanged
from overlay.content.packed.container import BEST, Reader, Writer
from overlay.content.packed.index import (
    FORMAT,
    MAX_INDEX_BYTES,
    MAX_PACK_BYTES,
    Blob,
    Item,
    PackIndex,
    canonical,
    damaged,
    items_of,
    listing,
    make_index,
    parsed,
    refuse_twins,
)
from overlay.errors import PackRejectedError

SUFFIX = ".delta"


class Changes(Struct, frozen=True):
    """What an update says. `base` and `content` are the digests of the indexes before and after it."""

    base: str
    content: str
    pack: str
    version: str
    title: str
    removed: tuple[str, ...]
    changed: tuple[Item, ...]

    def to_bytes(self) -> bytes:
        about = {name: getattr(self, name) for name in ("base", "content", "pack", "version", "title")}
        return canonical({**about, **listing(self.changed), "format": FORMAT, "removed": self.removed})

    def blobs(self, before: PackIndex) -> Mapping[Blob, list[Item]]:
        """Return which contents the update brings, and for which files."""
        known = set(before.blobs.values())
        return {blob: items for blob, items in by_blob(self.changed).items() if blob not in known}


def changes_between(before: PackIndex, after: PackIndex) -> Changes:
    """Return what makes `after` of `before`."""
    had = set(before.items)
    return Changes(
        base=before.digest,
        content=after.digest,
        pack=after.top.pack,
        version=after.top.version,
        title=after.top.title,
        removed=tuple(sorted(before.blobs.keys() - after.blobs.keys())),
        changed=tuple(item for item in after.items if item not in had),
    )


def write(before: PackIndex, after: Contents, out: BinaryIO) -> None:
    """Write the update from `before` to `after`. Raises PackRejectedError when a file changed meanwhile."""
    changes = changes_between(before, after.index)
    packed = Writer(out, BEST)
    packed.entry("update.json", changes.to_bytes())
    for blob, items in changes.blobs(before).items():
        packed.entry(f"blobs/{blob.sha256}", unchanged(after, items[0]))
    packed.end()


def changes_from(reader: Reader) -> Changes:
    """Return what an update says, which comes first. Raises PackRejectedError."""
    data = reader.entry("update.json", MAX_INDEX_BYTES)
    value = parsed(data, MAX_INDEX_BYTES)
    try:
        changes = Changes(
            base=_text(value, "base"),
            content=_text(value, "content"),
            pack=_text(value, "pack"),
            version=_text(value, "version"),
            title=_text(value, "title"),
            removed=tuple(map(_string, value["removed"])),
            changed=items_of(value),
        )
        if changes.to_bytes() != data:
            raise damaged()
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error
    return changes


def applied(before: PackIndex, changes: Changes) -> PackIndex:
    """Return the index after the update. Raises PackRejectedError when it is for another pack or comes to another one."""
    if before.digest != changes.base:
        raise PackRejectedError("The update is for another version of the pack.")
    gone = {*changes.removed, *(item.path for item in changes.changed)}
    items = [*(item for item in before.items if item.path not in gone), *changes.changed]
    if len(items) > MAX_FILES or sum(item.blob.size_bytes for item in items) > MAX_PACK_BYTES:
        raise PackRejectedError("The update makes more of the pack than a pack may hold.")
    refuse_twins(items)
    after = make_index(changes.pack, changes.version, changes.title, items)
    if after.digest != changes.content:
        raise PackRejectedError("The update does not make the pack that it names.")
    return after


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _text(value: Mapping[str, Any], name: str) -> str:
    return _string(value[name])
