"""Python's cycle collector, kept to what is new. By itself it walks everything that stays, again and again: half of the time
that reading 1,500 guides took went there (measured, 1.7 s against 0.9).
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def young_only() -> Iterator[Callable[[], object]]:
    """Switch the collector off, and give what collects the cycles among the objects made since it was last called."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(0)
    finally:
        if was_on:
            gc.enable()
