"""Hotkeys by the GlobalShortcuts portal, on Wayland: the desktop asks the agent once, and holds the keys itself.

Interface: org.freedesktop.portal.GlobalShortcuts, version 1 and 2. A session is bound once with all shortcuts; the agent
may refuse them, choose other keys, or change them later in the desktop's settings. Nothing but the shortcut's id comes
back: no key is seen.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, Properties
from PySide6.QtCore import QTimer

from overlay.errors import BackendUnavailableError
from overlay.triggers import Chord, GrabReport, HotkeySink
from overlay.triggers.portal_bus import PortalBus
from overlay.triggers.xkb import xkb_key

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_PORTAL = DBusAddress(_PATH, bus_name=_NAME, interface=_SHORTCUTS)
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Super": "LOGO"}

ABSENT = (
    "The desktop's portal offers no global shortcuts (GNOME has them since 48, KDE Plasma since 5.27, Hyprland with its own "
    "portal). Bind keys to `overlay toggle` and its like in the desktop's keyboard settings."
)
WAITING = "The desktop has not said yet whether the keys may be used; look for its question."
CANCELLED = (
    "The desktop's question about the keys was turned down. Restart the assistant to be asked again, or allow them in the "
    "desktop's settings."
)
REFUSED = "The desktop refused the keys ({why}). Bind keys to `overlay toggle` and its like in its keyboard settings."
ALL_THE_TIME = (
    "The desktop may have given other keys than asked for: its keyboard settings show and change them. It holds the walk's "
    "keys also while the panel is hidden."
)


def trigger(chord: Chord) -> str:
    """Return a chord as the shortcuts specification of freedesktop.org writes it: "CTRL+SHIFT+F10"."""
    return "+".join((*(_MODIFIERS[modifier] for modifier in chord.modifiers), xkb_key(chord.key)))


class PortalHotkeys:
    """A `HotkeyBackend` and `AsksOnce`: `ask` names all chords, `grab` says which of them count at the moment."""

    name = "portal"

    def __init__(self) -> None:
        self._bus = PortalBus()
        self._sink: HotkeySink | None = None
        self._all: dict[str, Chord] = {}
        self._words: Callable[[str], str] = str
        self._wanted: dict[str, Chord] = {}
        self._session = ""
        self._bound: dict[str, str] | None = None  # id → how the desktop calls its keys; None: no answer yet
        self._why = WAITING
        self._responses: dict[str, Callable[[int, dict[str, Any]], None]] = {}  # request → who awaits it

    @property
    def limits(self) -> tuple[str, ...]:
        """What the desktop said, for `status`."""
        return (ALL_THE_TIME,) if self._bound else (self._why,)

    # Life

    def start(self, sink: HotkeySink) -> None:
        self._bus.open()
        try:
            answer = self._bus.ask(Properties(_PORTAL).get("version"))
            if answer.header.message_type is MessageType.error:
                raise BackendUnavailableError(ABSENT)
            self._bus.listen(_NAME, _REQUEST, "Response", self._on_response)
            self._bus.listen(_NAME, _SHORTCUTS, "Activated", self._on_activated)
            self._bus.listen(_NAME, _SHORTCUTS, "ShortcutsChanged", self._on_changed)
            self._bus.listen(
                "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", self._on_owner
            )
        except BackendUnavailableError:
            self._bus.close()
            raise
        self._sink = sink

    def stop(self, timeout_s: float = 2.0) -> None:
        if self._sink is None:
            return
        self._sink = None
        self._end_session()
        self._bus.close()

    # Asking

    def ask(self, chords: dict[str, Chord], words: Callable[[str], str]) -> None:
        """Ask for all of them, once the assistant is up: the desktop may show a question, in `words(name)`."""
        self._words = words
        if chords != self._all:
            self._all = dict(chords)
            QTimer.singleShot(0, self._create)

    def grab(self, chords: dict[str, Chord]) -> GrabReport:
        self._wanted = dict(chords)
        report = GrabReport()
        for name, chord in chords.items():
            if self._bound is not None and _id(name) in self._bound:
                report.held[name] = chord
            else:
                report.unknown[name] = self._why
        return report

    def _create(self) -> None:
        if self._sink is None:
            return
        self._end_session()
        self._bound, self._why = None, WAITING
        token = self._expect(self._created)
        options = {"handle_token": ("s", token), "session_handle_token": ("s", token)}
        self._bus.call(_PORTAL, "CreateSession", "a{sv}", (options,), self._on_reply)

    def _created(self, code: int, results: dict[str, Any]) -> None:
        self._session = str(results.get("session_handle", ("s", ""))[1])
        if code or not self._session:
            self._give_up(CANCELLED)
            return
        shortcuts = [
            (_id(name), {"description": ("s", self._words(name)), "preferred_trigger": ("s", trigger(chord))})
            for name, chord in self._all.items()
        ]
        options = {"handle_token": ("s", self._expect(self._bound_now))}
        body = (self._session, shortcuts, "", options)
        self._bus.call(_PORTAL, "BindShortcuts", "oa(sa{sv})sa{sv}", body, self._on_reply)

    def _bound_now(self, code: int, results: dict[str, Any]) -> None:
        if code:
            self._give_up(CANCELLED)
        else:
            self._take(results.get("shortcuts", ("", []))[1])

    def _take(self, shortcuts: list[tuple[str, dict[str, Any]]]) -> None:
        self._bound = {
            shortcut: str(told.get("trigger_description", ("s", ""))[1]) for shortcut, told in shortcuts
        }
        self._why = CANCELLED  # for those that are not among them

    def _give_up(self, why: str) -> None:
        self._bound, self._why = {}, why
        log.warning("hotkeys: %s", why)

    def _end_session(self) -> None:
        if self._session:
            session = DBusAddress(self._session, bus_name=_NAME, interface="org.freedesktop.portal.Session")
            self._bus.call(session, "Close", "", (), lambda _: None)
            self._session = ""

    def _expect(self, then: Callable[[int, dict[str, Any]], None]) -> str:
        """Return a token for a request; its path is known beforehand, so that no answer is missed."""
        token = f"overlay_{secrets.token_hex(8)}"
        sender = self._bus.name.removeprefix(":").replace(".", "_")
        self._responses[f"{_PATH}/request/{sender}/{token}"] = then
        return token

    # What comes back

    def _on_reply(self, reply: Message) -> None:
        if reply.header.message_type is MessageType.error:
            name = str(reply.header.fields.get(HeaderFields.error_name, "")).rpartition(".")[2]
            self._give_up(REFUSED.format(why=name or "no reason given"))

    def _on_response(self, path: str, body: tuple[Any, ...]) -> None:
        then = self._responses.pop(path, None)
        if then is not None and self._sink is not None:
            then(int(body[0]), body[1])

    def _on_activated(self, _path: str, body: tuple[Any, ...]) -> None:
        session, shortcut = body[0], body[1]
        name = next((name for name in self._wanted if _id(name) == shortcut), "")
        if name and session == self._session and self._sink is not None:
            self._sink(name)

    def _on_changed(self, _path: str, body: tuple[Any, ...]) -> None:
        if body[0] == self._session:
            self._take(body[1])

    def _on_owner(self, _path: str, body: tuple[Any, ...]) -> None:
        """The portal was started again: its sessions are gone."""
        if body[0] == _NAME:
            self._session = ""
            if body[2] and self._all:
                self._create()


def _id(name: str) -> str:
    return name.replace(" ", "-")
