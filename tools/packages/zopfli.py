"""Deflate that looks for the shortest: Google's Zopfli by the C library of the system (Debian's libzopfli1, Apache-2.0).

Its packages for Python compress a whole stream only; a cabinet's block needs what came before it as history.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import ClassVar

_LIBRARY = "libzopfli.so.1"
_DYNAMIC = 2  # code tables made for the data
# One pass, at most four code tables a block: 2.6 % off the best of zlib, in four times the time. Twice that: 0.2 % more.
_PASSES, _TABLES = 1, 4

Deflate = Callable[[bytes, bytes], bytes]
"""Returns the raw deflate stream of its first argument, which may repeat what is in its second."""


class _Options(ctypes.Structure):
    """`ZopfliOptions` of zopfli.h."""

    _fields_: ClassVar = [
        (name, ctypes.c_int)
        for name in (
            "verbose",
            "verbose_more",
            "numiterations",
            "blocksplitting",
            "last",
            "blocksplittingmax",
        )
    ]


def found() -> Deflate | None:
    """Return Zopfli's deflate, or None where the system does not have the library."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    free = ctypes.CDLL(None).free
    free.argtypes = [ctypes.c_void_p]
    part = library.ZopfliDeflatePart
    part.restype = None
    part.argtypes = [
        ctypes.POINTER(_Options), ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t,
        ctypes.POINTER(ctypes.c_ubyte), ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t),
    ]  # fmt: skip

    def deflate(plain: bytes, history: bytes) -> bytes:
        options = _Options(0, 0, _PASSES, 1, 0, _TABLES)
        bits, out, size = ctypes.c_ubyte(0), ctypes.c_void_p(), ctypes.c_size_t(0)
        data = history + plain
        part(options, _DYNAMIC, 1, data, len(history), len(data), bits, out, size)
        try:
            return ctypes.string_at(out, size.value)
        finally:
            free(out)

    return deflate
