"""Reads what a screen reader is given: the accessibility tree of a running program, over AT-SPI's own bus."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
_MOST_NODES = 2_000


class State(IntEnum):
    """Bits of AT-SPI's StateType that the tests ask for."""

    CHECKED = 4
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
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


async def _tree(session_bus: str, pid: int) -> Node | None:
    session = await MessageBus(session_bus).connect()
    try:
        address = await _ask(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    finally:
        session.disconnect()
    bus = await MessageBus(address).connect()
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
    return reply.body[0]
