"""Giving way to everything else on this machine: a sync in the background must not be felt."""

from __future__ import annotations

import os
import sys

_LEAST = 19
_BACKGROUND_BEGIN = 0x00100000  # PROCESS_MODE_BACKGROUND_BEGIN: processor, disk and memory


def give_way() -> None:
    """Ask the system for what others leave; the disk follows the processor (ioprio_set(2), SetPriorityClass)."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BACKGROUND_BEGIN)
    else:
        os.nice(_LEAST)
