"""How long a test waits, at most, for what is to come: the limit is for what hangs, not for a busy machine."""

from __future__ import annotations

WAIT_S = 120.0
WAIT_MS = int(WAIT_S * 1000)
