"""The built pack: one immutable file, `<id>-<version>.overlaypack`, the same bytes for the same content.

The file is an xz stream (https://tukaani.org/xz/xz-file-format.txt) around a tar (POSIX ustar) of plain files with short
names of their own, in this order and no other:

    index.json            level one of the index (`index.Top`)
    index/<sha256>        its shards, in the order of level one
    blobs/<sha256>        the files, once each, by the first path that has them

No entry is named by what an author wrote: the paths stand in the index alone, and are checked before anything is written.
Text is stored with plain newlines and without a byte order mark, so that a checkout on Windows builds the same bytes. What
no guide shows is left out. The format is described for others in docs/adr/0060-built-packs.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import lzma
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from overlay.content.authoring.index import (
    MAX_PACK_BYTES,
    MAX_SHARD_BYTES,
    MAX_TOP_BYTES,
    Blob,
    Item,
    PackIndex,
    is_pack_path,
    join,
    make_index,
    read_shard,
    read_top,
)
from overlay.content.front_matter import parse_pack
from overlay.content.pack import Pack
from overlay.content.pack_files import list_files, read_text
from overlay.content.problem import Findings
from overlay.errors import PackRejectedError

SUFFIX = ".overlaypack"
_BLOCK = tarfile.BLOCKSIZE
_CHUNK_BYTES = 256 * 1024
_MEMORY_BYTES = 64 * 1024 * 1024  # what reading may take: preset 6 needs 9 MiB
_PRESET = 6
_DAMAGED = "{} is damaged or no built pack. Get the file again."


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a built pack: its index, and how to read each of its files."""

    index: PackIndex
    read: Callable[[Item], bytes]


def contents_of(folder: Path, pack: Pack) -> Contents:
    """Return what building `folder` would put into the file; `pack` is what `read_pack` made of it."""
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


def write(contents: Contents, out: BinaryIO) -> None:
    """Write the built pack. Raises PackRejectedError when a file changed since `contents_of` read it."""
    index = contents.index
    if index.top.size_bytes > MAX_PACK_BYTES:
        raise PackRejectedError(
            f"The pack holds more than {MAX_PACK_BYTES // 1024**2} MiB: use smaller images."
        )
    with lzma.LZMAFile(out, "wb", preset=_PRESET) as packed:
        _write_entry(packed, "index.json", index.top.to_bytes())
        for shard, data in zip(index.top.shards, index.shards, strict=True):
            _write_entry(packed, f"index/{shard.sha256}", data)
        for blob, items in _by_blob(index).items():
            data = contents.read(items[0])
            if Blob.of(data) != blob:
                raise PackRejectedError(f"{items[0].path} changed while it was read. Build the pack again.")
            _write_entry(packed, f"blobs/{blob.sha256}", data)
        packed.write(bytes(2 * _BLOCK))


def read_index(path: Path) -> PackIndex:
    """Return the index of a built pack without unpacking it. Raises PackRejectedError, or OSError of the disk."""
    with path.open("rb") as file:
        return _Reader(file, path.name).index()


def unpack(source: BinaryIO, name: str, target: Path) -> PackIndex:
    """Write the files of a built pack below the empty folder `target`, each checked against the index; return the index.

    Raises PackRejectedError (`name` is what the message calls the file), or OSError of the disk. What was written before
    the error is the caller's to remove. Whether pack.yaml says the same as the index is for `check_named`.
    """
    reader = _Reader(source, name)
    index = reader.index()
    for folder in sorted({str(Path(item.path).parent) for item in index.items}):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for blob, items in _by_blob(index).items():
        data = reader.entry(f"blobs/{blob.sha256}", blob)
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
        check_named(path.name, index, folder)
        yield folder


def check_named(name: str, index: PackIndex, folder: Path) -> None:
    """Refuse a pack whose own name is not the one it is signed, listed and updated by."""
    findings = Findings("pack.yaml")
    text = read_text(folder / "pack.yaml", findings)
    facts = parse_pack(text, findings) if text is not None else None
    if facts is None or (facts.id, facts.version) != (index.top.pack, index.top.version):
        raise PackRejectedError(f"{name} does not hold the pack that its index names.")


def _by_blob(index: PackIndex) -> Mapping[Blob, list[Item]]:
    """Return the files by content, in the order of the first path of each."""
    found: dict[Blob, list[Item]] = {}
    for item in index.items:
        found.setdefault(item.blob, []).append(item)
    return found


def _stored(path: str, data: bytes) -> bytes:
    """Return the bytes of a file as they are built: text with plain newlines, wherever it was checked out."""
    if path.startswith("media/"):
        return data
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _write_entry(packed: lzma.LZMAFile, name: str, data: bytes) -> None:
    packed.write(_header(name, len(data)))
    packed.write(data)
    packed.write(bytes(-len(data) % _BLOCK))


def _header(name: str, size_bytes: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size_bytes
    info.mode = 0o644
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


class _Reader:
    """Reads the entries of a built pack in their one order. Takes no more memory than the largest entry."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source = source
        self._name = name
        self._xz = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_BYTES)

    def index(self) -> PackIndex:
        """Return the index, which comes first."""
        top = read_top(self._entry("index.json", MAX_TOP_BYTES))
        shards = []
        for number, shard in enumerate(top.shards):
            data = self._entry(f"index/{shard.sha256}", MAX_SHARD_BYTES)
            read_shard(top, number, data)
            shards.append(data)
        return join(top, shards)

    def entry(self, name: str, blob: Blob) -> bytes:
        """Return the next entry, which must have this name and be this content."""
        data = self._entry(name, blob.size_bytes)
        if len(data) != blob.size_bytes or hashlib.sha256(data).hexdigest() != blob.sha256:
            raise self._damaged()
        return data

    def end(self) -> None:
        """Read the end, after which nothing may come."""
        if self._read(2 * _BLOCK) != bytes(2 * _BLOCK) or self._more(1) or self._xz.unused_data:
            raise self._damaged()
        if not self._xz.eof or self._source.read(1):
            raise self._damaged()

    def _entry(self, name: str, most_bytes: int) -> bytes:
        header = self._read(_BLOCK)
        try:
            size = tarfile.TarInfo.frombuf(header, "ascii", "strict").size
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise self._damaged() from error
        # Kind, owner, times and all: a header that `write` would not have written is none of ours.
        if not 0 <= size <= most_bytes or header != _header(name, size):
            raise self._damaged()
        data = self._read(size)
        if any(self._read(-size % _BLOCK)):
            raise self._damaged()
        return data

    def _read(self, count: int) -> bytes:
        parts = io.BytesIO()
        while (left := count - parts.tell()) > 0:
            data = self._more(left)
            if not data:
                raise self._damaged()
            parts.write(data)
        return parts.getvalue()

    def _more(self, most: int) -> bytes:
        """Return some unpacked bytes, at most `most`; none at the end."""
        try:
            while not self._xz.eof:
                fed = self._source.read(_CHUNK_BYTES) if self._xz.needs_input else b""
                data = self._xz.decompress(fed, most)
                if data:
                    return data
                if self._xz.needs_input and not fed:
                    return b""
        except lzma.LZMAError as error:
            raise self._damaged() from error
        return b""

    def _damaged(self) -> PackRejectedError:
        return PackRejectedError(_DAMAGED.format(self._name))
