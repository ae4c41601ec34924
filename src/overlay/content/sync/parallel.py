"""Several things at once, for what waits for others: sources that are asked, files that are fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from overlay.content.sync.fetch import PARALLEL

_What = TypeVar("_What")
_Done = TypeVar("_Done")


def at_once(
    work: Callable[[_What], _Done], items: Iterable[_What]
) -> Iterator[tuple[_What, Callable[[], _Done]]]:
    """Do `work` for several items at once; yield each with a call that returns what it came to, or raises."""
    every = tuple(items)
    if len(every) == 1:  # a thread would cost more than it saves
        yield every[0], partial(work, every[0])
        return
    with ThreadPoolExecutor(PARALLEL) as pool:
        begun = [(item, pool.submit(work, item)) for item in every]
    for item, outcome in begun:
        yield item, outcome.result
