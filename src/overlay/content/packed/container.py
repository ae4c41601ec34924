"""What built packs and updates are kept in: a tar (POSIX ustar) of plain files with names of our own, in an order that the
reader knows, in one xz stream (https://tukaani.org/xz/xz-file-format.txt).

A reader asks for each entry by its name and largest size, and takes no other: links, devices, absolute paths, long names
and duplicates need no rule of their own. It never holds more than one entry, and a bomb ends at the first that is too large.
"""

from __future__ import annotations

import io
import lzma
import tarfile
from typing import TYPE_CHECKING, BinaryIO

from overlay.content.packed.index import Blob
from overlay.errors import PackRejectedError

if TYPE_CHECKING:
    from typing_extensions import Buffer  # collections.abc has it from Python 3.12 on

BEST, FAST = 6, 0  # xz presets: what many fetch, and what one machine keeps for itself
_BLOCK = tarfile.BLOCKSIZE
_CHUNK_BYTES = 256 * 1024
_MEMORY_BYTES = 64 * 1024 * 1024  # what reading may take: preset 6 needs 9 MiB
_DAMAGED = "{} is damaged or not a built pack. Get the file again."


class Writer:
    """Writes entries into `out`."""

    def __init__(self, out: BinaryIO, preset: int = BEST) -> None:
        self._out = out
        self._xz = lzma.LZMACompressor(lzma.FORMAT_XZ, preset=preset)

    def entry(self, name: str, data: bytes) -> None:
        self._write(_header(name, len(data)) + data + bytes(-len(data) % _BLOCK))

    def end(self) -> None:
        self._write(bytes(2 * _BLOCK))
        self._out.write(self._xz.flush())

    def _write(self, data: bytes) -> None:
        if packed := self._xz.compress(data):
            self._out.write(packed)


class Reader:
    """Reads the entries of `source` in their order; `name` is what errors call the file.

    Raises PackRejectedError for whatever `Writer` would not have written, and OSError of the disk.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._name = name
        self._unpacked = _Unpacked(source)
        self._stream = io.BufferedReader(self._unpacked, _CHUNK_BYTES)

    def entry(self, name: str, most_bytes: int) -> bytes:
        """Return the next entry, which must have this name."""
        header = self._read(_BLOCK)
        try:
            size = int(header[_SIZE], 8)
        except ValueError as error:
            raise self.damaged() from error
        # Kind, owner, times and all: a header that `Writer` would not have written is none of ours.
        if not 0 <= size <= most_bytes or header != _header(name, size):
            raise self.damaged()
        data = self._read(size)
        if any(self._read(-size % _BLOCK)):
            raise self.damaged()
        return data

    def blob(self, blob: Blob) -> bytes:
        """Return the next entry, which must be this content."""
        data = self.entry(f"blobs/{blob.sha256}", blob.size_bytes)
        if Blob.of(data) != blob:
            raise self.damaged()
        return data

    def end(self) -> None:
        """Read the end, after which nothing may come."""
        if any(self._read(2 * _BLOCK)) or self._read_some(1) or not self._unpacked.is_whole:
            raise self.damaged()

    def damaged(self) -> PackRejectedError:
        return PackRejectedError(_DAMAGED.format(self._name))

    def _read(self, count: int) -> bytes:
        data = self._read_some(count)
        if len(data) != count:
            raise self.damaged()
        return data

    def _read_some(self, count: int) -> bytes:
        try:
            return self._stream.read(count)
        except lzma.LZMAError as error:
            raise self.damaged() from error


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of one xz stream; a bomb grows by what is asked for, never more. Raises lzma.LZMAError."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._xz = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_BYTES)

    @property
    def is_whole(self) -> bool:
        """Whether the stream has come to its end, and nothing stands behind it."""
        return self._xz.eof and not self._xz.unused_data and not self._source.read(1)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        while not self._xz.eof:
            fed = self._source.read(_CHUNK_BYTES) if self._xz.needs_input else b""
            if data := self._xz.decompress(fed, len(view)):
                view[: len(data)] = data
                return len(data)
            if self._xz.needs_input and not fed:
                break
        return 0


def _empty_header() -> bytes:
    info = tarfile.TarInfo("")
    info.mode = 0o644
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
    header[_CHECKSUM] = b" " * 8  # as it counts while it is worked out
    return bytes(header)


_SIZE, _CHECKSUM = slice(124, 135), slice(148, 156)
_EMPTY = _empty_header()


def _header(name: str, size_bytes: int) -> bytes:
    """Return what `TarInfo.tobuf` returns for such a file, in a tenth of the time: there is one for each guide."""
    header = bytearray(_EMPTY)
    header[: len(name)] = name.encode("ascii")
    header[_SIZE] = b"%011o" % size_bytes
    header[_CHECKSUM] = b"%06o\0 " % sum(header)
    return bytes(header)
