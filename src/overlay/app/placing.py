"""Where the panel and the pill go on the real screens, and where the agent dragged the panel on each screen layout."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from overlay.context import WindowContext
from overlay.permissions import creating
from overlay.settings import Place
from overlay.ui.panel.window import Panel
from overlay.ui.pill import Pill
from overlay.ui.placement import Size, Spot, Wish, layout_key, place, place_pill, screen_of, spot_of
from overlay.ui.screens import pointer, screens, to_device, to_logical, work_size

log = logging.getLogger(__name__)

_ANY = Size(0, 0)  # where the size does not matter
_PILL_DOWN = 0.5  # share of the height: clear of title bars, docks and the corners programs draw in


class Placing:
    """Chooses places by `ui.placement`. `file` holds, for each layout of screens, where the agent dragged the panel."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._settings = Place()
        self._spots = _read(file)
        self._screen = ""  # the panel was last placed on
        self._layout = ""

    def configure(self, settings: Place) -> None:
        """Place by other settings from now on."""
        self._settings = settings

    def remember(self, panel: Panel) -> None:
        """The agent dragged the panel: with these screens it goes there from now on."""
        there = screens()
        if self._settings.remember and there:
            self._spots[layout_key(there)] = spot_of(to_device(panel.geometry()), there)
            _write(self._file, self._spots)

    @property
    def dragged(self) -> bool:
        """True when the agent put the panel somewhere, with whatever screens."""
        return bool(self._spots)

    def forget(self) -> None:
        """Put the panel where it goes by itself again, from its next showing on."""
        self._spots.clear()
        self._layout = ""
        _write(self._file, self._spots)

    def place_panel(self, panel: Panel, context: WindowContext | None) -> QRect:
        """Return where the panel goes now, in logical pixels; the pointer is not covered at this moment."""
        there = screens()
        window = context.rect if context else None
        at = pointer()
        screen = screen_of(Wish(_ANY, window, pointer=at), there)
        size = panel.wanted_size(work_size(screen))
        self._layout = layout_key(there)
        wish = Wish(
            Size(size.width(), size.height()),
            window=window,
            pointer=at,
            spot=self._spots.get(self._layout),
            side=self._settings.side,
            rtl=QGuiApplication.isRightToLeft(),
        )
        rect, chosen = place(wish, there)
        self._screen = chosen.name
        return to_logical(rect, chosen)

    def must_move(self, context: WindowContext | None) -> bool:
        """Tell whether the work went to another screen, or the screens are others than when the panel was placed."""
        there = screens()
        if layout_key(there) != self._layout:
            return True
        window = context.rect if context else None
        return window is not None and screen_of(Wish(_ANY, window), there).name != self._screen

    def place_pill(self, pill: Pill, context: WindowContext | None) -> QRect:
        """Return where the pill goes, in logical pixels: at the edge of the screen the work is on."""
        screen = screen_of(Wish(_ANY, context.rect if context else None), screens())
        size = pill.wanted_size()
        rect = place_pill(Size(size.width(), size.height()), self._settings.pill_edge, _PILL_DOWN, screen)
        return to_logical(rect, screen)


def logical_work_area(context: WindowContext | None) -> QRect:
    """Return the free area of the screen the work is on, in logical pixels."""
    screen = screen_of(Wish(_ANY, context.rect if context else None, pointer=pointer()), screens())
    return to_logical(screen.work, screen)


def _read(file: Path) -> dict[str, Spot]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {str(layout): Spot(float(spot[0]), float(spot[1])) for layout, spot in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, IndexError) as error:
        log.warning("the remembered places cannot be read: %s", type(error).__name__)
        return {}


def _write(file: Path, spots: dict[str, Spot]) -> None:
    fresh = file.with_suffix(".new")
    try:
        with creating():
            fresh.write_text(json.dumps({k: [s.across, s.down] for k, s in spots.items()}), encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        log.warning("the place of the panel cannot be kept: %s", error.strerror)
