"""The cabinet that wixl wrote, packed tighter: the same files for every reader of cabinets, in fewer bytes."""

from __future__ import annotations

import random
import struct
import zlib

import pytest

from tools.packages import cabinet
from tools.packages.errors import PackagingError
from tools.packages.zopfli import found

FILE = struct.pack("<IIHHHH", 0, 0, 0, 0, 0, 0) + b"name\0"
START = 36 + 8 + len(FILE)


def made(content: bytes, *, folders: int = 1) -> bytes:
    """Return a cabinet of one file as wixl writes it: every block on its own."""
    blocks = [content[at : at + cabinet.BLOCK_BYTES] for at in range(0, len(content), cabinet.BLOCK_BYTES)]
    data = b""
    for block in blocks:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = b"CK" + deflate.compress(block) + deflate.flush()
        lengths = struct.pack("<HH", len(packed), len(block))
        data += struct.pack("<I", cabinet.checksum(packed, lengths)) + lengths + packed
    size = START + len(data)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, size, 0, 44, 0, 3, 1, folders, 1, 0, 0, 0)
    return head + struct.pack("<IHH", START, len(blocks), 1) + FILE + data


def unpacked(packed: bytes) -> bytes:
    """Return what a cabinet of one folder holds, with every sum and length checked."""
    assert struct.unpack_from("<I", packed, 8)[0] == len(packed)
    at, blocks, _ = struct.unpack_from("<IHH", packed, 36)
    content, history = b"", b""
    for _ in range(blocks):
        told, length, plain_length = struct.unpack_from("<IHH", packed, at)
        block = packed[at + 8 : at + 8 + length]
        assert told == cabinet.checksum(block, packed[at + 4 : at + 8])
        assert block.startswith(b"CK")
        history = zlib.decompressobj(-15, zdict=history).decompress(block[2:])
        assert len(history) == plain_length
        content += history
        at += 8 + length
    assert at == len(packed)
    return content


@pytest.mark.parametrize("length", [1, cabinet.BLOCK_BYTES, cabinet.BLOCK_BYTES + 1, 5 * 30_001])
def test_content_is_the_same_and_what_a_block_repeats_of_the_one_before_is_stored_once(length: int) -> None:
    noise = random.Random(7).randbytes(30_000)  # repeats at a distance that only the history reaches
    content = (noise * 6)[:length]
    loose = made(content)
    tight = cabinet.packed_tighter(loose, cabinet.by_zlib)
    assert unpacked(tight) == content
    assert tight[44:START] == loose[44:START]
    if length > cabinet.BLOCK_BYTES + 1:
        assert len(tight) < len(loose) / 2


def test_zopfli_makes_fewer_bytes_with_the_same_content() -> None:
    zopfli = found()
    if zopfli is None:
        pytest.skip("needs libzopfli1 (make packages-release)")
    words = random.Random(7)
    content = b"".join(b"%x " % words.getrandbits(12) for _ in range(20_000))
    tight = cabinet.packed_tighter(made(content), zopfli)
    assert unpacked(tight) == content
    assert len(tight) < len(cabinet.packed_tighter(made(content), cabinet.by_zlib))


def test_sum_is_that_of_the_format_for_every_length_of_the_last_word() -> None:
    # Words little-endian, what is over from its high end: worked out by hand.
    header = bytes.fromhex("01000000")
    assert cabinet.checksum(bytes.fromhex("0102030411"), header) == 0x04030201 ^ 0x11 ^ 1
    assert cabinet.checksum(bytes.fromhex("010203041122"), header) == 0x04030201 ^ 0x1122 ^ 1
    assert cabinet.checksum(bytes.fromhex("01020304112233"), header) == 0x04030201 ^ 0x112233 ^ 1


def test_cabinet_of_another_shape_is_refused() -> None:
    with pytest.raises(PackagingError, match="2 folders"):
        cabinet.packed_tighter(made(b"content", folders=2), cabinet.by_zlib)


def test_damaged_cabinet_is_refused() -> None:
    damaged = bytearray(made(b"content" * 100))
    damaged[START + 8 : START + 10] = b"XX"
    with pytest.raises((PackagingError, zlib.error)):
        cabinet.packed_tighter(bytes(damaged), cabinet.by_zlib)
