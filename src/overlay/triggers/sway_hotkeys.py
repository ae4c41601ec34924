"""Hotkeys on sway: bound to `nop` over its IPC, reported as events, unbound at the end. No process per key press."""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path
from typing import Any

from overlay.triggers import Chord, GrabReport, HotkeySink
from overlay.triggers.sway_config import bound, combination
from overlay.triggers.sway_connection import Ask, SwayConnection
from overlay.triggers.xkb import xkb_key

_MODIFIERS = {"Ctrl": "Ctrl", "Alt": "Mod1", "Shift": "Shift", "Super": "Mod4"}
_FLAG = "--no-repeat"  # sway 1.7 and later


def sway_chord(chord: Chord) -> str:
    """Return a chord as `bindsym` writes it."""
    return "+".join((*(_MODIFIERS[modifier] for modifier in chord.modifiers), xkb_key(chord.key)))


class SwayHotkeys:
    """A `HotkeyBackend` for sway.

    What sway's configuration binds is a conflict, because binding it again would take it from its owner without a word. A
    line there that runs `overlay VERB` is as good as ours, so that chord counts as held. After `swaymsg reload` all is
    bound anew.
    """

    name = "sway"

    def __init__(self, connection: SwayConnection) -> None:
        self._sway = connection
        self._sink: HotkeySink | None = None
        self._mark = f"nop overlay-{os.getpid()} "
        self._configured: dict[frozenset[str], str] = {}
        self._wanted: dict[str, Chord] = {}
        self._held: dict[str, str] = {}  # chord as sway writes it → name

    def start(self, sink: HotkeySink) -> None:
        self._sway.open()
        self._sink = sink
        self._configured = self._read_config()
        self._sway.listen("binding", self._on_binding)
        self._sway.listen("workspace", self._on_workspace)

    def stop(self, timeout_s: float = 2.0) -> None:  # nothing to wait for: all is on the Qt thread
        if self._sink is None:
            return
        self.grab({})
        self._sink = None
        self._sway.unlisten(self._on_binding)
        self._sway.unlisten(self._on_workspace)
        self._sway.close()

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        self._wanted = dict(chords)
        report = GrabReport()
        wanted: dict[str, str] = {}
        for name, chord in chords.items():
            key = sway_chord(chord)
            if key in wanted:
                report.unknown[name] = f"{chord} is the hotkey of “{wanted[key]}” already"
                continue
            wanted[key] = name
        for key in self._held.keys() - wanted.keys():
            self._sway.run(f"unbindsym {_FLAG} {key}")
            del self._held[key]
        for key, name in wanted.items():
            self._take(key, name, chords[name], report)
        return report

    def _take(self, key: str, name: str, chord: Chord, report: GrabReport) -> None:
        configured = self._configured.get(combination(key))
        if configured is not None:
            ours = re.search(rf"\boverlay {re.escape(name)}\b", configured)
            (report.held if ours else report.conflicts)[name] = chord
            return
        if self._held.get(key) != name:
            wrong = self._sway.run(f"bindsym {_FLAG} {key} {self._mark}{name}")
            if wrong:
                report.unknown[name] = wrong
                return
            self._held[key] = name
        report.held[name] = chord

    def _on_binding(self, event: dict[str, Any]) -> None:
        command = str((event.get("binding") or {}).get("command", ""))
        name = command.removeprefix(self._mark)
        if name != command and self._sink is not None:
            self._sway.settle()  # the window that was in front when the key was pressed
            self._sink(name)

    def _on_workspace(self, event: dict[str, Any]) -> None:
        if event.get("change") == "reload":  # sway has forgotten what was bound at run time
            self._configured = self._read_config()
            self._held = {}
            self.grab(self._wanted)

    def _read_config(self) -> dict[frozenset[str], str]:
        answer = self._sway.ask(Ask.CONFIG) or {}
        version = self._sway.ask(Ask.VERSION) or {}
        folder = Path(str(version.get("loaded_config_file_name", ""))).parent
        return bound(str(answer.get("config", "")), lambda pattern: _included(pattern, folder))


def _included(pattern: str, folder: Path) -> tuple[str, ...]:
    """Return the texts of the files an `include` line names, relative to the configuration's folder."""
    path = os.path.expandvars(os.path.expanduser(pattern.strip("\"'")))  # noqa: PTH111  sway expands as a shell does
    texts = []
    for name in sorted(glob.glob(str(folder / path))):  # noqa: PTH207  an absolute pattern is fine here
        try:
            texts.append(Path(name).read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
    return tuple(texts)
