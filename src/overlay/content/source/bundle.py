r"""A bundle: what a source serves of a pack, whole (`full`) or as the difference to an earlier publication (`delta`).

    overlay-bundle 1\n   then one zlib stream (RFC 1950) of
    a line of JSON        {"pack", "version", "base", "tree", "files": [[path, bytes, sha256]…], "removed": [path…]}
    the files             one after the other, in that order

`tree` is the digest of all paths and contents of the pack, `base` that of the pack a delta is for (empty: a full one). The
compression runs over all files, so that a thousand small guides that resemble each other cost a third of what they would
one by one. No links, modes or owners: what cannot be said cannot be abused. A bundle is read only after its own hash was
found in signed metadata; the limits below hold for signed ones too.
"""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from overlay.content.disk import Disk
from overlay.content.pack_files import MAX_FILES, MAX_PATH_CHARS, list_files
from overlay.errors import PackRejectedError

if TYPE_CHECKING:
    from typing_extensions import Buffer  # collections.abc has it from Python 3.12 on

MAGIC = b"overlay-bundle 1\n"
MAX_HEADER_BYTES = 16 << 20
MAX_UNPACKED_BYTES = 1 << 30
_CHUNK_BYTES = 1 << 18
_TOP = frozenset({"pack.yaml", "snippets.yaml", "synonyms.yaml"})
_FOLDERS = frozenset({"guides", "media"})

Tree = Mapping[str, str]
"""Path in the pack → SHA-256 of the file, in hex."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a bundle says of itself. `files` is path, size in bytes and SHA-256 of each file in it."""

    pack: str
    version: str
    tree: str
    base: str = ""
    files: tuple[tuple[str, int, str], ...] = ()
    removed: tuple[str, ...] = field(default=())


def tree_digest(tree: Tree) -> str:
    """Return the digest of a whole pack, in hex: the same for the same paths and contents, however they are kept."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(tree.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def tree_of_folder(folder: Path) -> dict[str, str]:
    """Return the tree of a pack folder. Raises PackRejectedError when it holds what no pack may."""
    files, problems = list_files(folder)
    if fatal := [str(problem) for problem in problems if problem.fatal]:
        raise PackRejectedError("\n".join(fatal))
    found = {}
    for path, where in files.items():
        with where.open("rb") as file:
            found[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def tree_of_zip(copy: Path) -> dict[str, str]:
    """Return the tree of an installed pack's copy. Raises zipfile.BadZipFile or OSError."""
    with zipfile.ZipFile(copy) as archive:
        return {info.filename: hashlib.sha256(archive.read(info)).hexdigest() for info in archive.infolist()}


def write(out: BinaryIO, folder: Path, header: Header) -> None:
    """Write the bundle of `header` with its files from `folder`; the same bytes for the same header and files."""
    data = {
        "pack": header.pack,
        "version": header.version,
        "base": header.base,
        "tree": header.tree,
        "files": header.files,
        "removed": header.removed,
    }
    packer = zlib.compressobj(9)
    out.write(MAGIC)
    out.write(
        packer.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
    )
    for path, size, digest in header.files:
        content = (folder / path).read_bytes()
        if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
            raise PackRejectedError(f"{folder / path} changed while it was published. Publish it again.")
        out.write(packer.compress(content))
    out.write(packer.flush())


class Reader:
    """Reads a bundle, bounded: it never holds more than one file, and never more than its header allows.

    Raises PackRejectedError for whatever is no bundle of ours.
    """

    def __init__(self, file: BinaryIO) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise _malformed("it is none of ours, or for a newer version of overlay")
        self._stream = io.BufferedReader(_Unpacked(file), _CHUNK_BYTES)
        line = self._stream.readline(MAX_HEADER_BYTES)
        if not line.endswith(b"\n"):
            raise _malformed("its list of files is too long, or cut off")
        self.header = _header(line)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file, once, checked against the header."""
        for path, size, digest in self.header.files:
            content = self._stream.read(size)
            if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
                raise _malformed(f"{path} is not what the list says")
            yield path, content
        if self._stream.read(1):
            raise _malformed("there is more in it than it says")


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of one zlib stream; a bomb grows by what the reader asks for, never more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        try:
            while not self._unpacker.eof:
                packed = self._unpacker.unconsumed_tail or self._file.read(_CHUNK_BYTES)
                chunk = self._unpacker.decompress(packed, len(view))
                if chunk:
                    view[: len(chunk)] = chunk
                    return len(chunk)
                if not packed:
                    break
        except zlib.error as error:
            raise _malformed("it is damaged") from error
        return 0


def unpack(bundle: BinaryIO, folder: Path, disk: Disk, base: Path | None = None) -> Header:
    """Write the pack that `bundle` holds, or makes from the copy `base`, into the new `folder`; return its header.

    What is written is checked as a whole: its tree is the header's. Raises PackRejectedError, OSError, zipfile.BadZipFile.
    """
    reader = Reader(bundle)
    header = reader.header
    tree: dict[str, str] = {}

    def put(path: str, content: bytes) -> None:
        target = folder / path
        if target.parent not in made:
            disk.make_directory(target.parent)
            made.add(target.parent)
        with disk.create(target) as out:
            out.write(content)
        tree[path] = hashlib.sha256(content).hexdigest()

    made: set[Path] = set()
    disk.make_directory(folder)
    if header.base and base is not None:
        gone = {path for path, _, _ in header.files} | set(header.removed)
        with zipfile.ZipFile(base) as archive:
            for info in archive.infolist():
                if info.filename not in gone:
                    put(checked_path(info.filename), archive.read(info))
    for path, content in reader.files():
        put(path, content)
    _refuse_collisions(tree)
    if tree_digest(tree) != header.tree:
        raise _malformed("what it makes is not the pack that was signed")
    return header


def checked_path(path: str) -> str:
    """Return `path` when it is one that a pack can hold below its folder; raises PackRejectedError."""
    parts = path.split("/")
    allowed = path in _TOP or (len(parts) > 1 and parts[0] in _FOLDERS)
    odd = any(part in {"", ".", ".."} or part.startswith(".") for part in parts)
    if not allowed or odd or "\\" in path or ":" in path or "\x00" in path or len(path) > MAX_PATH_CHARS:
        raise _malformed(f"it names a file that no pack can hold ({path[:80]!r})")
    return path


def _header(line: bytes) -> Header:
    try:
        data = json.loads(line)
        files = tuple((str(path), int(size), str(digest)) for path, size, digest in data["files"])
        header = Header(
            pack=str(data["pack"]),
            version=str(data["version"]),
            tree=str(data["tree"]),
            base=str(data["base"]),
            files=files,
            removed=tuple(str(path) for path in data["removed"]),
        )
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise _malformed("its list of files cannot be read") from error
    if len(files) > MAX_FILES or sum(size for _, size, _ in files) > MAX_UNPACKED_BYTES:
        raise _malformed("it holds more than a pack may")
    if any(size < 0 for _, size, _ in files):
        raise _malformed("its list of files cannot be read")
    for path, _, _ in files:
        checked_path(path)
    _refuse_collisions([path for path, _, _ in files])
    return header


def _refuse_collisions(paths: Mapping[str, str] | list[str]) -> None:
    """Two names that Windows and macOS take for one would make one file there and two elsewhere."""
    if len({unicodedata.normalize("NFC", path).casefold() for path in paths}) != len(paths):
        raise _malformed("it names a file twice, or two files that differ only in upper and lower case")


def _malformed(why: str) -> PackRejectedError:
    return PackRejectedError(f"The bundle cannot be used: {why}.")
