"""Every value of the program that keeps fields out of its repr."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Iterator

import overlay
from overlay.discreet import Discreet


def test_discreet_values_name_fields_that_they_have() -> None:
    for module in pkgutil.walk_packages(overlay.__path__, "overlay."):
        with contextlib.suppress(ImportError, AttributeError, AssertionError):  # another system's
            importlib.import_module(module.name)
    values = [kind for kind in _below(Discreet) if kind.__module__.startswith("overlay.")]
    assert len(values) > 20
    assert {kind.__qualname__ for kind in values if not kind.untold} == set()
    assert {kind.__qualname__ for kind in values if set(kind.untold) - set(kind.__struct_fields__)} == set()


def _below(kind: type[Discreet]) -> Iterator[type[Discreet]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
