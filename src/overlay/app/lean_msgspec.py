"""Imports msgspec without `typing_extensions`, which it asks for and does without.

With that come `inspect`, `ast` and `dis`, which nothing else here needs: 15 ms of each start.
"""

from __future__ import annotations

import sys

_NAME = "typing_extensions"

if _NAME not in sys.modules:
    sys.modules[_NAME] = None  # type: ignore[assignment]  # “not there”, as import documents it
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules[_NAME]
