"""How long a test waits, at most, for what is to come: the limit is for what hangs, not for a busy machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

WAIT_S = 120.0
WAIT_MS = int(WAIT_S * 1000)


def give_properties_their_time() -> None:
    """How long an example of a property takes says something about the machine, not about the code."""
    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("patient")
