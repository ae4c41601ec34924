"""Keeps Python alive under PySide6 6.12.0, which releases references to None and True that it never took.

Each QPainter.setPen, setBrush and setFont of that version costs a reference to None, each `Signal.emit` from Python one to
True. From Python 3.12 on neither can die; before that the interpreter aborts ("none_dealloc: deallocating None",
"bool_dealloc: deallocating True or False") after a few thousand of them (docs/adr/0031).
"""

from __future__ import annotations

import sys

_PLENTY = 1 << 40  # references: at a million a second they last twelve days of uninterrupted painting


def make_immortal() -> None:
    """Give None, True and False so many references that they cannot run out. Calling it again is harmless."""
    if sys.version_info >= (3, 12):
        return
    import ctypes  # noqa: PLC0415  (4 ms that newer Pythons save)

    for one in (None, True, False):
        if sys.getrefcount(one) < _PLENTY // 2:
            # The count is the first field of every object (Include/object.h); a release build of 3.11 has none before it.
            ctypes.c_ssize_t.from_address(id(one)).value += _PLENTY
