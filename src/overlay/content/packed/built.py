"""The built pack: one immutable file, `<id>-<version>.overlaypack`, the same bytes for the same content.

A container (`container`) with these entries, in this order and no other:

    index.json            level one of the index (`index.Top`)
    index/<sha256>        its shards, in the order of level one
    blobs/<sha256>        the files, once each, by the first path that has them

No entry is named by what an author wrote: the paths stand in the index alone, and are checked before anything is written.
It is what `pack build` makes, what a source serves of each publication, and what a desk keeps of an installed pack. The
format is described for others in docs/adr/0060-built-packs.md.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from overlay.content.format.files import decode, list_files
from overlay.content.format.front_matter import parse_pack
from overlay.content.format.pack import Pack
from overlay.content.format.problem import Findings
from overlay.content.packed.container import BEST, Reader, Writer
from overlay.content.packed.index import (
    MAX_PACK_BYTES,
    MAX_TOP_BYTES,
    Blob,
    Item,
    PackIndex,
    is_pack_path,
    join,
    make_index,
    read_top,
)
from overlay.errors import PackRejectedError

SUFFIX = ".overlaypack"


class OtherPackError(PackRejectedError):
    """The file holds another pack than its index names."""


class Contents(Struct, frozen=True):
    """What goes into a built pack: its index, and how to read each of its files."""

    index: PackIndex
    read: Callable[[Item], bytes]


def contents_of(folder: Path, pack: Pack) -> Contents:
    """Return what building `folder` would put into the file; `pack` is what `read_pack` made of it.

    Text is stored with plain newlines and without a byte order mark, so that a checkout on Windows builds the same bytes.
    What no guide shows is left out.
    """
    files, _ = list_files(folder)
    guides = {parsed.source: parsed.guide.ref.guide for parsed in pack.guides}
    shown = {media.src for media in pack.media}

    def read(item: Item) -> bytes:
        return _stored(item.path, files[item.path].read_bytes())

    items = []
    for path, file in files.items():
        if is_pack_path(path) and (not path.startswith("media/") or path in shown):
            items.append(Item(path, Blob.of(_stored(path, file.read_bytes())), guides.get(path, "")))
    return Contents(make_index(pack.id, pack.version, pack.title, items), read)


def write(contents: Contents, out: BinaryIO, preset: int = BEST) -> None:
    """Write the built pack. Raises PackRejectedError when a file changed since `contents_of` read it."""
    index = contents.index
    if index.top.size_bytes > MAX_PACK_BYTES:
        raise PackRejectedError(
            f"The pack holds more than {MAX_PACK_BYTES // 1024**2} MiB: use smaller images."
        )
    packed = Writer(out, preset)
    packed.entry("index.json", index.top.to_bytes())
    for shard, data in zip(index.top.shards, index.shards, strict=True):
        packed.entry(f"index/{shard.sha256}", data)
    for blob, items in by_blob(index.items).items():
        packed.entry(f"blobs/{blob.sha256}", unchanged(contents, items[0]))
    packed.end()


def unchanged(contents: Contents, item: Item) -> bytes:
    """Return what a file holds. Raises PackRejectedError when that is no longer what the index says."""
    data = contents.read(item)
    if Blob.of(data) != item.blob:
        raise PackRejectedError(f"{item.path} changed while it was read. Do it again.")
    return data


def read_index(path: Path) -> PackIndex:
    """Return the index of a built pack without unpacking it. Raises PackRejectedError, or OSError of the disk."""
    with path.open("rb") as file:
        return index_from(Reader(file, path.name))


def index_from(reader: Reader) -> PackIndex:
    """Return the index, which comes first. Raises PackRejectedError."""
    top = read_top(reader.entry("index.json", MAX_TOP_BYTES))
    return join(top, [reader.entry(f"index/{shard.sha256}", shard.size_bytes) for shard in top.shards])


def unpack(source: BinaryIO, name: str, target: Path) -> PackIndex:
    """Write the files of a built pack below the empty folder `target`, each checked against the index; return the index.

    Raises PackRejectedError (`name` is what the message calls the file), or OSError of the disk. What was written before
    the error is the caller's to remove. Whether pack.yaml says the same as the index is for `check_named`.
    """
    reader = Reader(source, name)
    index = index_from(reader)
    for folder in sorted({str(Path(item.path).parent) for item in index.items}):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for blob, items in by_blob(index.items).items():
        data = reader.blob(blob)
        for item in items:
            (target / item.path).write_bytes(data)
    reader.end()
    return index


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the folder that `path` holds: `path` itself when it is one, else the built pack unpacked for as long as needed.

    Raises PackRejectedError when the file is damaged, is no built pack, or holds what a pack may not.
    """
    if not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="overlay-pack-") as made:
        folder = Path(made)
        with path.open("rb") as file:
            index = unpack(file, path.name, folder)
        about = folder / "pack.yaml"
        check_named(path.name, index, about.read_bytes() if about.exists() else b"")
        yield folder


def check_named(name: str, index: PackIndex, about: bytes) -> None:
    """Refuse a pack whose pack.yaml (`about`) says another id, version or title than it is signed, listed and updated by."""
    findings = Findings("pack.yaml")
    text = decode(about, findings)
    facts = parse_pack(text, findings) if text is not None else None
    named = (index.top.pack, index.top.version, index.top.title)
    if facts is None or (facts.id, facts.version, facts.title) != named:
        raise OtherPackError(f"{name} does not hold the pack that its index names.")


def by_blob(items: Iterable[Item]) -> Mapping[Blob, list[Item]]:
    """Return files by content, in the order of the first path of each."""
    found: dict[Blob, list[Item]] = {}
    for item in items:
        found.setdefault(item.blob, []).append(item)
    return found


def _stored(path: str, data: bytes) -> bytes:
    """Return the bytes of a file as they are built: text with plain newlines, wherever it was checked out."""
    if path.startswith("media/"):
        return data
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
