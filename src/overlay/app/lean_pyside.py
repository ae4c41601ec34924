"""Imports PySide6 without its services for developers: signatures, and an `import` that looks for `__feature__`.

PySide6 6.12 carries a dozen Python modules as source in its library. Each start unpacks and compiles them, and from then
on an `__import__` of its own reads the source of every module imported, to see whether it wants a `__feature__`. They
word the error of a call with wrong arguments, and tell a prompt what a function takes. A program without that fault
pays 45 ms of processor time and 2.4 MB for them, and 5 MB more for the other `import` (measured: docs/adr/0033).

So their loader is put off until it is needed: a wrong call still raises the TypeError that names the right ones.
"""

from __future__ import annotations

import builtins
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

KNOWN = "6.12.0"  # the version whose start this knows; any other one is imported as it comes
_LOADER = "shibokensupport.signature.loader"
_MAPPING = "shibokensupport.signature.mapping"
_CALLED = (  # what the library asks of the loader (signature_globals.cpp), and keeps for good
    "pyside_type_init",
    "create_signature",
    "seterror_argument",
    "make_helptext",
    "feature_import",
    "feature_imported",
)

_python_import = builtins.__import__


class _PutOff:
    """Stands for the loader, which `finder` finds, until one of its functions is called."""

    def __init__(self, finder: Any) -> None:
        self._finder = finder
        self._real: ModuleType | None = None
        self.module = SimpleNamespace(**{name: self._calls(name) for name in _CALLED})
        self.module.finish_import = lambda _module: None  # warns of functions that no longer are; of none now
        self.module.post_init = lambda: None  # would put the other `import` in place
        # The library takes this dictionary from sys.modules before it words its first error, and evaluates names in it.
        self._mapping = ModuleType(_MAPPING)
        self._mapping.update_mapping = self._update_mapping  # type: ignore[attr-defined]
        sys.modules[_MAPPING] = self._mapping

    def _calls(self, name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            return getattr(self._load(), name)(*args, **named)

        return call

    def _update_mapping(self) -> None:
        self._load()
        mapping: Any = sys.modules[_MAPPING]
        mapping.update_mapping()
        self._mapping.__dict__.update(mapping.__dict__)

    def _load(self) -> ModuleType:
        if self._real is None:
            sys.modules.pop(_MAPPING, None)
            sys.meta_path.insert(0, self._finder)
            try:
                _python_import(_LOADER)
            finally:
                sys.meta_path.remove(self._finder)
            self._real = sys.modules[_LOADER]
        return self._real


def _import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """Import as Python does; only the bootstrap of PySide6's library gets a loader that is put off."""
    if name.startswith("shibokensupport") and getattr(sys.modules.get("PySide6"), "__version__", "") == KNOWN:
        finder = sys.meta_path[0]  # the bootstrap put it there a moment ago, and takes it away again
        if type(finder).__name__ == "EmbeddableZipImporter":
            return SimpleNamespace(loader=_PutOff(finder).module) if name.endswith(".signature") else None
    return _python_import(name, globals, locals, fromlist, level)


builtins.__import__ = _import
try:
    import PySide6.QtCore  # noqa: F401  whatever imports it first makes the library start
finally:
    builtins.__import__ = _python_import
