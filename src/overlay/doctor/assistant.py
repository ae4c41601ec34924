"""What the running assistant reports about itself: triggers, hotkeys, what it sees. Pure: takes the answer to `status`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from overlay import __version__
from overlay.doctor.finding import Finding, fail, ok, warn

_NEEDED = {
    "windows": "Without it no guide is found by itself: agents search for them",
    "hotkeys": "Bind a key of your window manager to `overlay toggle`",
    "typing": "Texts can be copied, not typed",
    "session lock": "The panel may stay on a locked screen: let it be hidden with a key before leaving",
}


def of_assistant(status: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Yield what is found in the answer to `overlay status`: None when no assistant runs, empty when it is silent."""
    if status is None:
        yield warn(
            "assistant",
            "not running here, so its triggers and hotkeys were not looked at",
            "Start it: overlay",
        )
        return
    if not status:
        yield fail(
            "assistant",
            "runs, but does not answer",
            "Ask again in a moment; if that does not help, end its process and start it again: overlay",
        )
        return
    version = str(status.get("version", ""))
    if version == __version__:
        yield ok("assistant", f"running, version {version}")
    else:
        yield warn(
            "assistant",
            f"running, but version {version}, not {__version__}",
            "Start it again: overlay quit; overlay",
        )
    yield from _triggers(status.get("backends", {}))
    yield from _hotkeys(status.get("hotkeys", {}))
    if remote := status.get("remote", {}):
        if remote.get("in front"):
            yield warn(
                "remote session",
                f"the window in front is {remote['in front']}: what runs in it is another machine's",
                "Install the assistant there; see “Citrix, RDP and VMware” in docs/for-it.md",
            )
        if remote.get("session"):
            yield ok("remote session", f"this session is shown through {remote['session']}")
    if crash := status.get("crash"):
        yield warn(
            "crash",
            f"the last run ended with a fault: {crash}",
            "Send IT the bundle: overlay doctor --bundle FILE",
        )


def _triggers(backends: Mapping[str, Any]) -> Iterator[Finding]:
    for kind, cure in _NEEDED.items():
        found = backends.get(kind, {})
        running, limits = found.get("running", ""), [str(limit) for limit in found.get("limits", ())]
        why = "; ".join(f"{name}: {said}" for name, said in found.get("refused", {}).items())
        if not running:
            level = warn if kind in {"typing", "session lock"} else fail
            yield level(kind, f"nothing works here{f' ({why})' if why else ''}", cure)
        elif limits:
            yield warn(
                kind, f"{running}: {'; '.join(limits)}", "See docs/for-it.md, “What the assistant can see”"
            )
        else:
            yield ok(kind, str(running))


def _hotkeys(hotkeys: Mapping[str, Any]) -> Iterator[Finding]:
    held, conflicts = hotkeys.get("held", {}), hotkeys.get("conflicts", {})
    for name, what in conflicts.items():
        yield fail(
            "hotkey conflict",
            f"{name}: {what}",
            f"Set hotkeys.{name} to other keys, by the settings or by policy",
        )
    for name, what in hotkeys.get("not on this keyboard", {}).items():
        yield fail("hotkey", f"{name}: {what}", f"Set hotkeys.{name} to keys this keyboard has")
    if not conflicts:
        chords = ", ".join(f"{name} {chord}" for name, chord in held.items())
        yield ok("hotkey conflict", f"none; held: {chords or 'no keys'}")
