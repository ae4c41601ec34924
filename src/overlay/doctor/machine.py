"""The machine: display, window manager, screen readers, disk, keyring, remote clients. Nothing is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from overlay.content.keyring_entry import KeyringUnavailableError, keyring_name
from overlay.doctor.finding import Finding, fail, ok, warn
from overlay.errors import BackendUnavailableError
from overlay.remote_sessions import remote_client, remote_session
from overlay.triggers.processes import process_name

_LEAST_BYTES = 200 << 20
_WITHIN_S = 5


def of_machine(data: Path, environ: Mapping[str, str], *, logins: bool) -> Iterator[Finding]:
    """Yield what is found. `logins`: a source needs a keyring."""
    yield from _display(environ)
    yield _accessibility(environ)
    yield from _remote(environ)
    yield _disk(data)
    yield _keyring(needed=logins)


def _display(environ: Mapping[str, str]) -> Iterator[Finding]:
    if sys.platform in {"win32", "darwin"}:
        yield ok("display", environ.get("SESSIONNAME", "the system's own"))
        yield ok("window manager", "the system's own")
        return
    wayland, x11 = environ.get("WAYLAND_DISPLAY", ""), environ.get("DISPLAY", "")
    if not wayland and not x11:
        cure = "Run this in the agent's session, or give it DISPLAY or WAYLAND_DISPLAY"
        yield warn("display", "none here", cure)
        yield warn("window manager", "not looked at: there is no display", cure)
        return
    yield ok("display", f"Wayland {wayland}" + (f", X11 {x11}" if x11 else "") if wayland else f"X11 {x11}")
    if wayland:
        desktop = environ.get("XDG_CURRENT_DESKTOP", "")
        sway = "sway" if environ.get("SWAYSOCK") else ""  # which sets no XDG_CURRENT_DESKTOP by itself
        yield ok("window manager", desktop or sway or "of Wayland, unnamed")
        return
    from overlay.triggers.x11_manager import manager_name  # noqa: PLC0415  python-xlib is only for X11

    try:
        name = manager_name(x11)
    except BackendUnavailableError as error:
        yield fail("window manager", str(error), "Run this as the user whose display it is")
        return
    if name:
        yield ok("window manager", name)
    else:
        yield warn("window manager", "none that says its name", "Start one: without it no window is in front")


def _accessibility(environ: Mapping[str, str]) -> Finding:
    if sys.platform in {"win32", "darwin"}:
        return ok("accessibility", "the system's own")
    if not environ.get("DBUS_SESSION_BUS_ADDRESS") or not shutil.which("dbus-send"):
        cure = "Run this in the agent's session (with dbus-send installed)"
        return warn("accessibility", "not looked at: there is no session bus here", cure)
    said = _said(
        [
            "dbus-send", "--session", "--print-reply", "--reply-timeout=3000", "--dest=org.a11y.Bus", "/org/a11y/bus",
            "org.freedesktop.DBus.Properties.Get", "string:org.a11y.Status", "string:IsEnabled",
        ],
        environ,
    )  # fmt: skip
    if said is None:
        return warn(
            "accessibility",
            "the bus for screen readers does not answer",
            "Install at-spi2-core, where people use them",
        )
    return ok("accessibility", "the bus answers; " + ("in use" if "true" in said else "nobody uses it now"))


def _remote(environ: Mapping[str, str]) -> Iterator[Finding]:
    session = remote_session(environ)
    clients = sorted({product for name in _process_names() if (product := remote_client((name,)))})
    if session:
        yield ok(
            "remote session", f"this session is shown through {session}: the assistant is where the work is"
        )
    if clients:
        yield warn(
            "remote session",
            f"{', '.join(clients)} runs here: a local assistant sees its windows, not what is in them",
            "Install the assistant on the machines behind it too; see docs/for-it.md",
        )
    if not session and not clients:
        yield ok("remote session", "none")


def _process_names() -> Iterator[str]:
    if sys.platform == "win32":
        said = _said(["tasklist", "/fo", "csv", "/nh"]) or ""
        yield from (line.split('","')[0].strip('"') for line in said.splitlines())
        return
    for path in Path("/proc").glob("[0-9]*"):
        yield process_name(int(path.name))


def _said(words: list[str], environ: Mapping[str, str] | None = None) -> str | None:
    """Return what another program says; None when it fails, is not there, or takes too long."""
    env = None if environ is None else dict(environ)
    try:
        done = subprocess.run(words, capture_output=True, check=True, timeout=_WITHIN_S, env=env)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def _disk(data: Path) -> Finding:
    nearest = next((path for path in (data, *data.parents) if path.exists()), Path(os.sep))
    try:
        free = shutil.disk_usage(nearest).free
    except OSError as error:
        return fail(
            "disk", f"{nearest} cannot be read: {error.strerror}", "Fix the disk, or move OVERLAY_HOME"
        )
    if not _may_write(nearest):
        return fail("disk", f"{nearest} cannot be written", "Make the folder writable for this user")
    if not nearest.is_dir():
        return fail(
            "disk", f"{nearest} is not a folder", "Move it away: the assistant keeps its files in there"
        )
    words = f"{free >> 20:,} MB free for {data}"
    if free < _LEAST_BYTES:
        return fail(
            "disk",
            words,
            f"Make room: new guides need up to {_LEAST_BYTES >> 20} MB while they are installed",
        )
    return ok("disk", words)


def _may_write(folder: Path) -> bool:
    """Tell whether this user may make files in `folder`. On Windows `os.access` looks at one attribute only."""
    if os.name != "nt":
        return os.access(folder, os.W_OK)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _keyring(*, needed: bool) -> Finding:
    try:
        name, works = keyring_name()
    except KeyringUnavailableError as error:
        level = fail if needed else warn
        return level("keyring", str(error), "Fix it, or log in at a desktop that has one")
    if works:
        return ok("keyring", name)
    cure = "Log in at a desktop, or install a keyring the Python package “keyring” can use"
    if needed:
        return fail("keyring", "none, and a source needs a login", cure)
    return ok("keyring", "none, and no source needs one")
