"""`overlay sync --system`: the sources of the machine, and the store that all its users share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from overlay.errors import OverlayError
from overlay.paths import Paths
from overlay.permissions import close_to_others, is_strangers
from overlay.settings_file import load_for

if TYPE_CHECKING:
    from overlay.content.sync.sources import SourceList


def machine_sources(places: Paths) -> SourceList:
    """Return the sources of the machine: what an administrator set, and nothing of the user who runs this."""
    from overlay.content.sync.sources import SourceList

    return SourceList(None, places.policy_folder, load_for(places).policy.sources)


def machine_folder(places: Paths) -> Path:
    """Return the folder of the guides that all users of this machine share, made when it is not there.

    Raises OverlayError when this user may not write there.
    """
    folder = places.shared
    if is_strangers(folder):
        raise OverlayError(
            f"{folder} was there before, and no administrator made it: what is in it can be anybody's. "
            "Look at it, remove it, and run this again as an administrator."
        )
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        close_to_others(folder)
    except OSError as error:
        raise OverlayError(
            f"The machine's store of guides in {folder} cannot be written ({error.strerror}). "
            "Run this as an administrator."
        ) from error
    return folder
