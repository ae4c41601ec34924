"""Imports PySide6 and keeps Python's own `import` afterwards.

PySide6 (6.12) puts an `__import__` of its own in place, which reads the source of every module imported from then on to
see whether it wants `from __feature__ import …`. Nothing here does, and it costs a start some 60 files and the
assistant 5 MB for good (measured: docs/benchmarks.md).
"""

import builtins

_PLAIN = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401  the import that replaces `__import__`

builtins.__import__ = _PLAIN
