"""Fakes that keep the contracts of `overlay.triggers`: as small as they can be, held to it by test_contracts."""

from __future__ import annotations

from msgspec.structs import replace

from overlay.context import WindowContext
from overlay.triggers import Chord, ContextSink, GrabReport, HotkeySink


class FakeWatcher:
    """Reports what the test puts in front."""

    name = "fake"

    def __init__(self) -> None:
        self.front: WindowContext | None = None
        self._windows: dict[int, WindowContext] = {}
        self._sink: ContextSink | None = None

    def start(self, sink: ContextSink) -> None:
        self._sink = sink
        if self.front is not None:
            sink(self.front)

    def put(self, context: WindowContext | None) -> None:
        if context is not None:
            self._windows[context.window] = context
        if context != self.front:
            self.front = context
            if self._sink is not None:
                self._sink(context)

    def rename(self, title: str) -> None:
        assert self.front is not None
        self.put(replace(self.front, title=title, raw_title=title))

    def read(self) -> WindowContext | None:
        return self.front

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        if window in self._windows:
            self.put(self._windows[window])

    def stop(self, timeout_s: float = 2.0) -> None:
        self._sink = None


class FakeHotkeys:
    """Fires what the test presses; `taken` are chords of other programs."""

    name = "fake"

    def __init__(self) -> None:
        self.taken: set[Chord] = set()
        self._sink: HotkeySink | None = None
        self._held: dict[Chord, str] = {}

    def start(self, sink: HotkeySink) -> None:
        self._sink = sink

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        report = GrabReport()
        for name, chord in chords.items():
            (report.conflicts if chord in self.taken else report.held)[name] = chord
        self._held = {chord: name for name, chord in report.held.items()}
        return report

    def press(self, chord: Chord) -> None:
        if self._sink is not None and chord in self._held:
            self._sink(self._held[chord])

    def stop(self, timeout_s: float = 2.0) -> None:
        self._sink = None
        self._held = {}
