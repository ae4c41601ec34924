# ruff: noqa: F722, F821, UP037  dbus-fast reads D-Bus signatures from annotations
"""A GlobalShortcuts portal for the tests, on their own bus: says on stdout what it is asked, does what stdin says.

    python mock_portal.py accept|cancel|refuse|without

`accept` binds all shortcuts but those named "fold", `cancel` answers as when the agent turned the question down, `refuse`
returns an error, `without` has no GlobalShortcuts at all. On stdin: `press ID`, or `change ID` (only that one is left).
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from dbus_fast import BusType, DBusError, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property, method, signal

PATH = "/org/freedesktop/portal/desktop"
KIND = sys.argv[1]


def tell(what: str, **details: Any) -> None:
    print(json.dumps({"what": what, **details}), flush=True)


class Shortcuts(ServiceInterface):
    def __init__(self, bus: MessageBus) -> None:
        super().__init__("org.freedesktop.portal.GlobalShortcuts")
        self.bus = bus
        self.session = self.sender = ""

    def answer(self, options: dict[str, Variant], sender: str, code: int, results: dict[str, Variant]) -> str:
        """Answer a request a moment later, from its own object, as portals do."""
        token = options["handle_token"].value
        path = f"{PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        response = Message(
            destination=sender,
            path=path,
            interface="org.freedesktop.portal.Request",
            member="Response",
            message_type=MessageType.SIGNAL,
            signature="ua{sv}",
            body=[code, results],
        )
        asyncio.get_running_loop().call_soon(self.bus.send, response)
        return path

    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> "u":
        return 1

    @method()
    def CreateSession(self, options: "a{sv}") -> "o":
        sender = self.sender
        self.session = (
            f"{PATH}/session/{sender[1:].replace('.', '_')}/{options['session_handle_token'].value}"
        )
        tell("session")
        return self.answer(options, sender, 0, {"session_handle": Variant("s", self.session)})

    @method()
    def BindShortcuts(self, session: "o", shortcuts: "a(sa{sv})", parent: "s", options: "a{sv}") -> "o":
        sender = self.sender
        asked = {name: {key: value.value for key, value in told.items()} for name, told in shortcuts}
        tell("bind", shortcuts=asked)
        if KIND == "refuse":
            raise DBusError("org.freedesktop.portal.Error.NotAllowed", "no")
        if KIND == "cancel":
            return self.answer(options, sender, 1, {})
        given = [[n, {"trigger_description": Variant("s", "Given keys")}] for n in asked if n != "fold"]
        return self.answer(options, sender, 0, {"shortcuts": Variant("a(sa{sv})", given)})

    @signal()
    def Activated(self, name: str) -> "osta{sv}":
        return [self.session, name, 1, {}]

    @signal()
    def ShortcutsChanged(self, name: str) -> "oa(sa{sv})":
        return [self.session, [[name, {}]]]


async def main() -> None:
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    shortcuts = Shortcuts(bus)

    def remember(message: Message) -> None:
        if message.message_type is not MessageType.METHOD_CALL:
            return
        shortcuts.sender = message.sender or ""  # who asks: answers go to that connection
        if message.member == "Close":
            tell("closed")

    bus.add_message_handler(remember)
    if KIND != "without":
        bus.export(PATH, shortcuts)
    await bus.request_name("org.freedesktop.portal.Desktop")
    tell("ready")
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := (await reader.readline()).decode().split():
        {"press": shortcuts.Activated, "change": shortcuts.ShortcutsChanged}[line[0]](line[1])


asyncio.run(main())
