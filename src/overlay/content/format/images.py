"""Images of a pack: which paths may be referenced, and which type the first bytes of a file show."""

from __future__ import annotations

import posixpath
import re

from msgspec import Struct

MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_IMAGE_PIXELS = 40_000_000  # 160 MB once decoded: a small file must not fill a desk's memory
HEADER_BYTES = 256 * 1024  # a JPEG may carry that much before its size
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})  # not SVG: Qt lets it name other files

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class ImageFacts(Struct, frozen=True):
    """What an image file is, in pixels."""

    mime: str
    width: int
    height: int


def path_in_pack(src: str, guide_path: str) -> str | None:
    """Return where `src`, as written in the guide at `guide_path`, lies in the pack; None when it may not be named.

    Paths are relative to the guide, or from the root of the pack when they start with `/`. Anything with a scheme, a host,
    a drive, a backslash or a way out of the pack is refused.
    """
    if not src or "\\" in src or "\x00" in src or src.startswith("//") or _SCHEME.match(src):
        return None
    src = src.partition("#")[0].partition("?")[0]
    path = posixpath.normpath(
        src[1:] if src.startswith("/") else posixpath.join(posixpath.dirname(guide_path), src)
    )
    if path in (".", "..") or path.startswith(("../", "/")):
        return None
    return path


def read_header(head: bytes) -> ImageFacts | None:
    """Return what the first bytes of a file (at most `HEADER_BYTES`) say; None when it is no image a panel may show."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            return _facts("image/png", head[16:20], head[20:24], "big")
        if head[:6] in (b"GIF87a", b"GIF89a"):
            return _facts("image/gif", head[6:8], head[8:10], "little")
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return _webp(head)
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(head)
    except IndexError:
        return None
    return None


def _facts(mime: str, width: bytes, height: bytes, order: str) -> ImageFacts | None:
    big = order == "big"
    w = int.from_bytes(width, "big" if big else "little")
    h = int.from_bytes(height, "big" if big else "little")
    return ImageFacts(mime, w, h) if w and h else None


def _webp(head: bytes) -> ImageFacts | None:
    kind = head[12:16]
    if kind == b"VP8X":
        w, h = int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    elif kind == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        w, h = (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    elif kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        w, h = int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    else:
        return None
    return ImageFacts("image/webp", w, h)


def _jpeg(head: bytes) -> ImageFacts | None:
    """Walk the segments to the start of frame (ITU T.81, B.1.1.3)."""
    at = 2
    while head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _facts("image/jpeg", head[at + 7 : at + 9], head[at + 5 : at + 7], "big")
        if marker in (0x01, *range(0xD0, 0xD8)):
            at += 2
            continue
        length = int.from_bytes(head[at + 2 : at + 4], "big")
        if length < 2:
            return None
        at += 2 + length
    return None
