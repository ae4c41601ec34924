"""Giving way to everything else on this machine: a sync in the background must not be felt."""

from __future__ import annotations

import contextlib
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
        if sys.platform == "linux":
            # Its wake-ups, after each sync of the disk, push nobody aside (sched(7)). SCHED_IDLE would go further, but a
            # machine that is always busy would never get a correction.
            with contextlib.suppress(OSError):  # a sandbox may not allow it; being nice is allowed everywhere
                os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
