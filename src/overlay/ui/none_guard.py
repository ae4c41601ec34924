"""Keeps Python alive under PySide6 6.12.0, which releases its reference to None once too often.

Each QPainter.setPen, setBrush and setFont of that version drops a reference to None it never took. From Python 3.12 on
None cannot die; before that the interpreter aborts ("none_dealloc: deallocating None") after a few thousand paints
(docs/adr/0031).
"""

from __future__ import annotations

import sys

_PLENTY = 1 << 40  # references: at a million a second they last twelve days of uninterrupted painting


def keep_none_alive() -> None:
    """Give None so many references that it cannot run out, as Python 3.12 does by itself. Calling it again is harmless."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _PLENTY // 2:
        return
    import ctypes  # noqa: PLC0415  (4 ms that newer Pythons save)

    # The count is the first field of every object (Include/object.h); a release build of 3.11 has no field before it.
    ctypes.c_ssize_t.from_address(id(None)).value += _PLENTY
