"""Values that keep some of their fields out of logs, reports and tracebacks."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Discreet(Struct, frozen=True):
    """A frozen value whose `repr` leaves out the fields named in `untold`: titles, addresses, typed text, secrets."""

    untold: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        told = (
            f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name not in self.untold
        )
        return f"{type(self).__name__}({', '.join(told)})"
