"""A D-Bus connection that never blocks once it is open: messages are handled on the Qt thread (jeepney)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QSocketNotifier

from overlay.errors import BackendUnavailableError

log = logging.getLogger(__name__)

Reply = Callable[[Message], None]
Signal = Callable[[str, tuple[Any, ...]], None]
"""Gets the object a signal came from and what it carries."""

ANSWER_WITHIN_S = 2.0


class PortalBus:
    """One connection to the session bus. All methods belong to the Qt thread."""

    def __init__(self) -> None:
        self._bus: DBusConnection | None = None
        self._notifier: QSocketNotifier | None = None
        self._replies: dict[int, Reply] = {}
        self._signals: dict[tuple[str, str], Signal] = {}  # (interface, member) → who gets it

    def open(self) -> None:
        """Raises BackendUnavailableError when there is no session bus."""
        try:
            self._bus = open_dbus_connection(bus="SESSION")
        except (OSError, KeyError, ValueError, DBusErrorResponse) as error:
            raise BackendUnavailableError(f"no D-Bus session bus answers ({type(error).__name__})") from error
        self._notifier = QSocketNotifier(self._bus.sock.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self.drain)

    def close(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        if self._bus is not None:
            self._bus.close()
        self._bus = self._notifier = None
        self._replies.clear()

    @property
    def name(self) -> str:
        """The connection's unique name (":1.42"); "" when closed."""
        return str(self._bus.unique_name) if self._bus is not None else ""

    def ask(self, message: Message) -> Message:
        """Return the answer, for the start only: it blocks for up to `ANSWER_WITHIN_S`. Raises BackendUnavailableError."""
        try:
            return self._open.send_and_get_reply(message, timeout=ANSWER_WITHIN_S)
        except (OSError, TimeoutError) as error:
            raise BackendUnavailableError("the desktop's portal does not answer") from error

    def call(
        self, address: DBusAddress, method: str, signature: str, body: tuple[Any, ...], then: Reply
    ) -> None:
        """Call a method; `then` gets the answer, or the error, later."""
        bus = self._open
        serial = next(bus.outgoing_serial)
        self._replies[serial] = then
        bus.send(new_method_call(address, method, signature, body), serial=serial)

    def listen(self, sender: str, interface: str, member: str, listener: Signal) -> None:
        """Have `listener` called with each such signal of `sender`."""
        self._signals[interface, member] = listener
        rule = MatchRule(type="signal", sender=sender, interface=interface, member=member)
        self.ask(message_bus.AddMatch(rule))

    def drain(self) -> None:
        """Handle all that has arrived."""
        while self._bus is not None:
            try:
                message = self._bus.receive(timeout=0)
            except TimeoutError:
                return
            except OSError:
                log.warning("the session bus closed the connection")
                self.close()
                return
            self._handle(message)

    def _handle(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type in {MessageType.method_return, MessageType.error}:
            then = self._replies.pop(fields.get(HeaderFields.reply_serial, -1), None)
            if then is not None:
                then(message)
        elif message.header.message_type is MessageType.signal:
            key = fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")
            if key in self._signals:
                self._signals[key](fields.get(HeaderFields.path, ""), message.body)

    @property
    def _open(self) -> DBusConnection:
        if self._bus is None:
            raise BackendUnavailableError("the connection to the session bus is closed")
        return self._bus
