"""The settings in use: read at the start, saved from the settings window; and what is recorded about the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from overlay.app.hotkeys import HotkeyRing
from overlay.app.library import Library
from overlay.autostart import Start, login_items
from overlay.errors import GuideNotFoundError, StoreError
from overlay.guide import GuideRef
from overlay.journal.records import Kept
from overlay.paths import Paths
from overlay.settings import Hotkeys, value_of
from overlay.settings_file import Loaded, load_for, save

if TYPE_CHECKING:  # only the settings window, made on demand, needs it
    from overlay.ui.settings.recorded import Recorded

# Offered when a chord is taken: function keys with Ctrl+Shift collide least (docs/adr tells what was checked).
_OFFERED = tuple(f"Ctrl+Shift+F{n}" for n in (10, 11, 7, 8, 6, 4, 2, 3, 5, 12))


class OwnPlace(Struct, frozen=True):
    """Whether the agent put the panel somewhere, and the way to forget it."""

    dragged: Callable[[], bool]
    forget: Callable[[], None]


class Preferences:
    """What the settings window asks of the assistant (`SettingsPort`). `changed` is told after each change."""

    def __init__(
        self,
        places: Paths,
        loaded: Loaded,
        library: Library,
        ring: HotkeyRing,
        changed: Callable[[Loaded], None],
        place: OwnPlace,
        limits: Callable[[], frozenset[str]],
    ) -> None:
        self._places = places
        self._loaded = loaded
        self._library = library
        self._ring = ring
        self._changed = changed
        self._place = place
        self.limits = limits

    def loaded(self) -> Loaded:
        return self._loaded

    def save(self, changes: Mapping[str, object]) -> None:
        """Save and use these values at once; None means the default. Raises SettingsError."""
        save(self._places.settings, changes)
        self.reload()

    def reload(self) -> None:
        """Read the file anew and work by it."""
        self._loaded = load_for(self._places)
        self._changed(self._loaded)

    def conflicts(self) -> Mapping[str, str]:
        return {name: str(chord) for name, chord in self._ring.refused.items()}

    def free_chord(self, name: str) -> str:
        used = {
            value_of(self._loaded.settings, f"hotkeys.{field}")
            for field in Hotkeys.__struct_fields__
            if field != name
        }
        return next((c for c in _OFFERED if c not in used and self._ring.is_free(c)), "")

    def let_hotkeys_go(self, on: bool) -> None:
        self._ring.suspend(on=on)

    def starts_at_login(self) -> bool:
        wanted = self._loaded.settings.start.at_login
        return wanted != Start.NEVER and login_items().read().starts

    def dragged(self) -> bool:
        return self._place.dragged()

    def forget_place(self) -> None:
        self._place.forget()

    def recorded(self) -> Sequence[Recorded]:
        """Return what is kept about the agent, newest first; counted searches, which have no date, last."""
        from overlay.ui.settings.recorded import Recorded, RecordKind

        journal = self._library.journal
        try:
            walks, notes, requests = journal.walks(), journal.all_notes(), journal.requests()
            misses = journal.misses()
        except StoreError:
            return ()
        kept = [
            Recorded(
                RecordKind.WALK,
                _name(s.walk.guide, s.walk.case_key),
                self._title(s.walk.guide),
                s.walk.changed_s,
            )
            for s in walks
        ]
        kept += [Recorded(RecordKind.NOTE, _name(n.ref, n.step_id), n.text, n.changed_s) for n in notes]
        kept += [Recorded(RecordKind.REQUEST, str(r.id), r.words, r.asked_s) for r in requests]
        kept.sort(key=lambda r: -(r.when_s or 0.0))
        return [*kept, *(Recorded(RecordKind.MISS, m.words, m.words, None, m.times) for m in misses)]

    def erase(self, recorded: Sequence[Recorded]) -> None:
        from overlay.ui.settings.recorded import RecordKind

        journal = self._library.journal
        for one in recorded:
            if one.kind is RecordKind.REQUEST:
                journal.erase_request(int(one.id))
                continue
            if one.kind is RecordKind.MISS:
                journal.erase_miss(one.id)
                continue
            ref, rest = _parts(one.id)
            if one.kind is RecordKind.WALK:
                journal.erase(ref, rest, (Kept.WALKS,))
            else:
                journal.save_note(ref, rest, "", one.when_s or 0.0)

    def _title(self, ref: GuideRef) -> str:
        content = self._library.content
        try:
            return content.guide(ref, self._library.languages).title if content else ref.guide
        except GuideNotFoundError:
            return ref.guide


def _name(ref: GuideRef, rest: str) -> str:
    return "\0".join((ref.pack, ref.guide, rest))


def _parts(name: str) -> tuple[GuideRef, str]:
    pack, guide, rest = name.split("\0", 2)
    return GuideRef(pack, guide), rest
