"""What the ring of hotkeys says of itself."""

from __future__ import annotations

from overlay.app.hotkeys import HotkeyRing
from overlay.settings import Hotkeys


def test_no_chord_is_said_to_be_held_when_nothing_here_holds_any() -> None:
    ring = HotkeyRing(None, lambda _: None, lambda: 0.0, lambda: None)
    ring.configure(Hotkeys())
    assert ring.status()["held"] == {}
