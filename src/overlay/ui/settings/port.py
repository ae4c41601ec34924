"""What the settings window shows, and what it asks of the assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from overlay.settings_file import Loaded
from overlay.ui.settings.recorded import Recorded


class SettingsPort(Protocol):
    """What the settings window needs of the assistant."""

    def loaded(self) -> Loaded: ...

    def save(self, changes: Mapping[str, object]) -> None:
        """Save and use these values at once; None means the default. Raises SettingsError."""

    def conflicts(self) -> Mapping[str, str]:
        """Return the hotkeys whose chord another program holds: name ("toggle") → chord."""

    def free_chord(self, name: str) -> str:
        """Return a chord nobody holds for this hotkey; "" when none was found."""

    def let_hotkeys_go(self, on: bool) -> None:
        """Release all hotkeys while a chord is being pressed, or take them again."""

    def limits(self) -> frozenset[str]:
        """Return the settings that can have no effect on this system ("privacy.hide_from_capture")."""

    def starts_at_login(self) -> bool:
        """Tell whether a login starts the assistant, as things are."""

    def dragged(self) -> bool:
        """Tell whether the agent put the panel somewhere."""

    def forget_place(self) -> None:
        """Put the panel where it goes by itself again."""

    def recorded(self) -> Sequence[Recorded]: ...

    def erase(self, recorded: Sequence[Recorded]) -> None: ...
