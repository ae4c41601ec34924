"""What the caller of an import can choose."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

Progress = Callable[[int, int], None]
"""Gets how many files are done, and how many there are."""


def nobody_looks(done: int, total: int) -> None:
    """The progress that nobody looks at."""


class Filter(Struct, frozen=True):
    """Keeps only what is meant for `values` of one profiling attribute: content for other values goes."""

    key: str
    values: frozenset[str]


class Options(Struct, frozen=True):
    """How to import. Empty values mean: as the source says.

    `lang` is the language of the source, or the one to take of a source that has a folder for each. `platforms` are the
    conditions that hold ("linux", "platform:gnome-classic"); `filters` are DITA profiling attributes. `apps` and `titles`
    become the `when` of every guide. With `replace`, a pack that stands at the target already is replaced.
    """

    lang: str = ""
    platforms: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    apps: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    owner: str = ""
    replace: bool = False
    progress: Progress = nobody_looks
