"""Reads what a screen reader is given: the accessibility tree of a running program, over AT-SPI's own bus."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.patience import WAIT_S

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
ANNOUNCEMENT_EVENTS = "org.a11y.atspi.Event.Object"
_MOST_NODES = 2_000


class State(IntEnum):
    """Bits of AT-SPI's StateType that the tests ask for."""

    CHECKED = 4
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25


@dataclass(frozen=True)
class Node:
    """One accessible object. `role` is AT-SPI's name for it ("push button")."""

    name: str
    role: str
    description: str
    states: int
    children: tuple[Node, ...] = field(default=(), repr=False)

    def has(self, state: State) -> bool:
        return bool(self.states >> state & 1)

    def all(self) -> Iterator[Node]:
        """Yield this object and everything below it."""
        yield self
        for child in self.children:
            yield from child.all()

    def showing(self) -> list[Node]:
        return [node for node in self.all() if node.has(State.SHOWING)]

    def find(self, role: str, name: str) -> Node | None:
        """Return the object on screen with this role and name."""
        return next((n for n in self.showing() if n.role == role and n.name == name), None)


def tree(session_bus: str, pid: int) -> Node | None:
    """Return the accessibility tree of the program with this process id; None while it is not there."""
    return asyncio.run(_tree(session_bus, pid))


class Ear:
    """Hears what programs announce to screen readers, from `start` until `stop`, in a thread of its own."""

    def __init__(self, session_bus: str) -> None:
        self.heard: list[str] = []
        self._session_bus = session_bus
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._listen(),))
        self._over = asyncio.Event()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(WAIT_S), "the accessibility bus does not answer"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(WAIT_S)
        self._loop.close()

    async def _listen(self) -> None:
        bus = await _accessibility_bus(self._session_bus)
        try:
            dbus = "org.freedesktop.DBus"
            rule = f"type='signal',interface='{ANNOUNCEMENT_EVENTS}',member='Announcement'"
            await _ask(bus, dbus, "/org/freedesktop/DBus", dbus, "AddMatch", "s", rule)
            registry = "org.a11y.atspi.Registry"
            wanted = ("object:announcement", [], "")
            await _ask(bus, registry, "/org/a11y/atspi/registry", registry, "RegisterEvent", "sass", *wanted)
            bus.add_message_handler(self._hear)
            self._ready.set()
            await self._over.wait()
        finally:
            bus.disconnect()

    def _hear(self, message: Message) -> None:
        if message.member == "Announcement":
            self.heard.append(str(message.body[3].value))


async def _accessibility_bus(session_bus: str) -> MessageBus:
    session = await MessageBus(session_bus).connect()
    try:
        address = await _ask(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    finally:
        session.disconnect()
    return await MessageBus(address).connect()


async def _tree(session_bus: str, pid: int) -> Node | None:
    bus = await _accessibility_bus(session_bus)
    try:
        registry = "org.a11y.atspi.Registry"
        for name, path in await _ask(bus, registry, ROOT, ACCESSIBLE, "GetChildren"):
            dbus = "org.freedesktop.DBus"
            owner = await _ask(
                bus, dbus, "/org/freedesktop/DBus", dbus, "GetConnectionUnixProcessID", "s", name
            )
            if owner == pid:
                return await _node(bus, name, path, [_MOST_NODES])
        return None
    finally:
        bus.disconnect()


async def _node(bus: MessageBus, name: str, path: str, left: list[int]) -> Node:
    left[0] -= 1
    assert left[0] > 0, "the tree has no end"
    properties = "org.freedesktop.DBus.Properties"
    said = await _ask(bus, name, path, properties, "Get", "ss", ACCESSIBLE, "Name")
    more = await _ask(bus, name, path, properties, "Get", "ss", ACCESSIBLE, "Description")
    role = await _ask(bus, name, path, ACCESSIBLE, "GetRoleName")
    low, high = await _ask(bus, name, path, ACCESSIBLE, "GetState")
    children = await _ask(bus, name, path, ACCESSIBLE, "GetChildren")
    nodes = [await _node(bus, owner, child, left) for owner, child in children if not child.endswith("/null")]
    return Node(said.value, role, more.value, low | high << 32, tuple(nodes))


async def _ask(
    bus: MessageBus, name: str, path: str, interface: str, member: str, signature: str = "", *body: Any
) -> Any:
    call = Message(
        destination=name, path=path, interface=interface, member=member, signature=signature, body=list(body)
    )
    reply = await asyncio.wait_for(bus.call(call), 10)
    assert reply is not None
    if reply.message_type is MessageType.ERROR:
        raise LookupError(f"{member} of {path}: {reply.error_name} {reply.body}")
    return reply.body[0] if reply.body else None
