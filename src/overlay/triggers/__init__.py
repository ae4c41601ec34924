"""What starts help: the window in front and the hotkeys. One protocol each, one module per platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from msgspec import Struct, field

from overlay.context import Rect, WindowContext
from overlay.errors import BackendUnavailableError

B = TypeVar("B")

ContextSink = Callable[[WindowContext | None], None]
"""Gets each new window in front; None when there is none. Never one of the assistant's own windows."""

HotkeySink = Callable[[str], None]
"""Gets the name of the hotkey pressed ("toggle", "next", …)."""

LockSink = Callable[[bool], None]
"""Gets True when the session was locked, False when it was unlocked."""


class WindowWatcher(Protocol):
    """Reports what window the agent is looking at.

    `sink` is called on the Qt thread (X11, Windows) with frozen values and never after `stop` returned.
    """

    name: str

    def start(self, sink: ContextSink) -> None:
        """Raises BackendUnavailableError; then nothing is left running."""

    def read(self) -> WindowContext | None:
        """Return the window in front as it is at this moment (a fresh read, for actions); None when there is none."""

    def activate(self, window: int, *, unmanaged: bool = False) -> None:
        """Give the focus back to `window`, the exact window it came from; does nothing when it is gone.

        `unmanaged`: it is now with a window of ours that no window manager knows of.
        """

    def stop(self, timeout_s: float = 2.0) -> None: ...


class Chord(Struct, frozen=True):
    """A key with modifiers: `key` as Qt names it ("F10", "G", "Space"), modifiers in the order Ctrl, Alt, Shift, Super."""

    key: str
    modifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))


class GrabReport(Struct, frozen=True):
    """What came of asking for hotkeys: `held` by name, `conflicts` with the chord another program holds."""

    held: dict[str, Chord] = field(default_factory=dict)
    conflicts: dict[str, Chord] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)  # name → why the chord has no key on this keyboard


class HotkeyBackend(Protocol):
    """Registers chords with the system: they are consumed, no other key is seen."""

    name: str

    def start(self, sink: HotkeySink) -> None: ...

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        """Hold exactly these chords from now on; releases others. Only the difference is asked of the system."""

    def stop(self, timeout_s: float = 2.0) -> None: ...


@runtime_checkable
class AsksOnce(HotkeyBackend, Protocol):
    """A `HotkeyBackend` of a system that asks the agent once for all chords."""

    def ask(self, chords: dict[str, Chord], words: Callable[[str], str]) -> None:
        """Name every chord that may ever be grabbed; `words(name)` says what it does, in the agent's language."""


class Typist(Protocol):
    """Types text into the window in front."""

    name: str

    def start(self) -> None:
        """Raises BackendUnavailableError; then nothing is left running."""

    def stop(self, timeout_s: float = 2.0) -> None: ...

    def type_text(
        self, text: str, window: int, still: Callable[[], bool], done: Callable[[str], None]
    ) -> None:
        """Type `text` once all modifiers are up, without blocking the Qt thread.

        `done` is called once on the Qt thread: "" when all was typed, else the code of an ActionRefusedError
        ("modifiers", "window", "case", "rights", "typing"). Stops as soon as `still()` is false or another
        window is in front.
        """


class OwnWindows(Protocol):
    """Keeps panel and pill where they belong and without the focus, where their windows cannot do so themselves."""

    name: str

    def start(self) -> None:
        """Raises BackendUnavailableError; then nothing is left running."""

    def keep(self, title: str, rect: Rect) -> None:
        """Have our window titled `title` at `rect` (logical pixels) whenever it is shown, never with the focus unasked."""

    def focus(self, title: str) -> None:
        """Give that window the focus, because the agent asked; it may keep it until another window gets it."""

    def stop(self, timeout_s: float = 2.0) -> None: ...


class SessionLock(Protocol):
    """Reports that the session was locked or unlocked. `sink` is called on the Qt thread, never after `stop` returned."""

    name: str

    def start(self, sink: LockSink) -> None:
        """Raises BackendUnavailableError when this system does not tell."""

    def stop(self, timeout_s: float = 2.0) -> None: ...


class PanelKeeper(Protocol):
    """Keeps the assistant's own windows what they are, where Qt alone does not see to it: above all, never activated."""

    name: str

    def start(self) -> None:
        """Raises BackendUnavailableError; then nothing is left running."""

    def adopt(self, window: int) -> None:
        """Look after the native window `window` (its handle) from now on."""

    def hide_from_capture(self, *, hidden: bool) -> str:
        """Keep all windows of ours, the adopted ones and any other, out of screenshots and shared screens, or no longer.

        Return "" or why the system refuses.
        """

    def stop(self, timeout_s: float = 2.0) -> None: ...


class Refusal(Struct, frozen=True):
    """Why a backend does not run here."""

    backend: str
    why: str


def start_first(makers: Iterable[Callable[[], B]], start: Callable[[B], None]) -> tuple[B, Sequence[Refusal]]:
    """Start the first backend that can run; return it with the refusals of those before it.

    Raises BackendUnavailableError, naming every refusal, when none can.
    """
    refusals: list[Refusal] = []
    for maker in makers:
        try:
            backend = maker()
            start(backend)
        except BackendUnavailableError as error:
            refusals.append(Refusal(getattr(maker, "__name__", "?").lstrip("_"), str(error)))
        else:
            return backend, refusals
    if len(refusals) == 1:
        raise BackendUnavailableError(refusals[0].why)
    raise BackendUnavailableError(
        "; ".join(f"{r.backend}: {r.why}" for r in refusals) or "no backend for this system"
    )
