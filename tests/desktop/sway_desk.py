"""A sway of its own for a test, without a screen or a GPU, with native Wayland windows and keys from a virtual keyboard."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from overlay.triggers import Chord
from overlay.triggers.sway_hotkeys import sway_chord
from tests.desktop.bus import bus_command
from tests.patience import WAIT_S

NEEDED = ("sway", "swaymsg", "wtype", "dbus-daemon")
_CLIENT = Path(__file__).with_name("wayland_client.py")
_NOBODY = 65534  # wlroots refuses to run as root
_CONFIG = """xwayland {xwayland}
output HEADLESS-1 resolution 1280x800 position 0 0
seat * hide_cursor 0
default_border none
{more}
"""


class Client:
    """One native window with a text field."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._told = b""

    def rename(self, title: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{title}\n")
        self.process.stdin.flush()

    def look(self) -> str:
        """Return all that was typed into it, as far as it has told; it tells all of it each time."""
        assert self.process.stdout is not None
        while select.select([self.process.stdout], [], [], 0)[0]:
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                break
            self._told += chunk
        lines = self._told.decode().split("\n")
        return lines[-2] if len(lines) > 1 else ""


class SwayDesk:
    """A running sway; `env` is for programs on it. `socket` is its IPC, `config` its configuration file."""

    def __init__(self, *, xwayland: bool = False, more: str = "") -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sway-"))
        self._folder.chmod(0o755)
        self.home, run = self._folder / "home", self._folder / "run"
        for folder in (self.home, run):
            folder.mkdir(mode=0o700)
        self.config = self._folder / "config"
        self.config.write_text(_CONFIG.format(xwayland="enable" if xwayland else "disable", more=more))
        self._processes: list[subprocess.Popen[str]] = []
        base = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"}
        command = ["sway", "-c", str(self.config)]
        sway_run = run
        if os.geteuid() == 0:
            sway_run = self._folder / "nobody"
            sway_run.mkdir(mode=0o700)
            os.chown(sway_run, _NOBODY, _NOBODY)
            command = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *command]
        self._run = sway_run
        sway_env = base | {
            "XDG_RUNTIME_DIR": str(sway_run),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        }
        try:
            self._start(command, sway_env)
            self.socket = str(
                self._wait(lambda: next(sway_run.glob("sway-ipc.*.sock"), None), "sway listens")
            )
            self._wait(lambda: self.tree() is not None, "sway answers")
            wayland = self._wait(lambda: next(sway_run.glob("wayland-*[0-9]"), None), "sway has a display")
            self.env = base | {
                "XDG_RUNTIME_DIR": str(run),
                "XDG_SESSION_TYPE": "wayland",
                "WAYLAND_DISPLAY": str(wayland),
                "SWAYSOCK": self.socket,
                "QT_QPA_PLATFORM": "wayland",
                "NO_AT_BRIDGE": "1",
            }
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
            # A keyboard that stays: else each chord brings the only one and takes it away, and windows lose the focus.
            self._start(["wtype", "-s", "86400000", "-k", "Shift_L"], self.env)
            if xwayland:
                self.env["DISPLAY"] = self._display()
        except BaseException:
            self.close()
            raise

    # Processes

    def _start(self, command: list[str], env: dict[str, str], **pipes: Any) -> subprocess.Popen[str]:
        log = (self._folder / f"{len(self._processes)}-{Path(command[0]).name}.log").open("w")
        with log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log} | pipes
            process = subprocess.Popen(
                command, env=env, cwd=self._folder, start_new_session=True, text=True, **streams
            )
        self._processes.append(process)
        return process

    def _start_bus(self) -> str:
        bus = self._start(bus_command(self.home), self.env, stdout=subprocess.PIPE)
        assert bus.stdout is not None
        with bus.stdout as pipe:
            return pipe.readline().strip()

    def _display(self) -> str:
        """Return the X display sway chose for XWayland; what sway starts is told of it, and may let root in."""
        told = self._run / "display"
        self.message(f"exec xhost +si:localuser:root && printf %s $DISPLAY > {told}")
        self._wait(lambda: told.exists() and told.read_text(), "sway says its X display")
        return told.read_text()

    def spawn(self, command: list[str], **env: str) -> subprocess.Popen[str]:
        """Start a program on this desktop; it ends with the desktop."""
        return self._start(command, self.env | env)

    def open(self, title: str, app: str = "crm", platform: str = "wayland") -> Client:
        """Return a window that is in front."""
        command = [sys.executable, str(_CLIENT), app, title]
        env = self.env | {"QT_QPA_PLATFORM": platform}
        process = self._start(command, env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.wait_until(lambda: self.focused().get("name") == title, f"the window {title!r} is in front")
        return Client(process)

    def end(self, process: subprocess.Popen[str]) -> None:
        """End a program and wait until it has ended."""
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def close(self) -> None:
        for process in reversed(self._processes):
            self.end(process)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    # Sway

    def message(self, *words: str) -> Any:
        """Return what swaymsg, sway's own client, is answered."""
        done = subprocess.run(
            ["swaymsg", "-r", "-s", self.socket, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_S,
        )
        return json.loads(done.stdout) if done.stdout.strip() else None

    def reload(self) -> None:
        """Have sway read its configuration again, and wait until it says that it has."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as plug:
            plug.settimeout(WAIT_S)
            plug.connect(self.socket)
            body = b'["workspace"]'
            plug.sendall(struct.pack("=6sII", b"i3-ipc", len(body), 2) + body)
            plug.recv(4096)  # subscribed
            self.message("reload")
            told = b""
            while b'"reload"' not in told:
                chunk = plug.recv(4096)
                assert chunk, "sway ended while it read its configuration"
                told += chunk

    def tree(self) -> Any:
        return self.message("-t", "get_tree")

    def windows(self) -> list[dict[str, Any]]:
        return list(_windows(self.tree()))

    def focused(self) -> dict[str, Any]:
        return next((window for window in self.windows() if window["focused"]), {})

    def press(self, chord: Chord) -> None:
        """Press and release a chord on a virtual keyboard, as a person would."""
        *modifiers, key = sway_chord(chord).split("+")
        names = [{"Mod1": "alt", "Mod4": "logo"}.get(name, name.lower()) for name in modifiers]
        down = [word for name in names for word in ("-M", name)]
        up = [word for name in reversed(names) for word in ("-m", name)]
        self.run("wtype", *down, "-k", key, *up)

    def type_text(self, text: str) -> None:
        """Type `text` into what has the focus; a program may miss the first key of a keyboard that is new to it."""
        self.run("wtype", "-k", "Shift_L", text)

    def run(self, *command: str) -> str:
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True, timeout=WAIT_S
        ).stdout

    def wait_until(self, predicate: Callable[[], Any], what: str) -> Any:
        return self._wait(predicate, what)

    def _wait(self, predicate: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + WAIT_S
        while True:
            found = predicate()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"not within {WAIT_S:g} s: {what}\n{self._logs()}")
            select.select([], [], [], 0.02)

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-2000:] for path in sorted(self._folder.glob("*.log")))


def _windows(node: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if node is None:
        return
    if node.get("pid"):
        yield node
    for child in node["nodes"] + node["floating_nodes"]:
        yield from _windows(child)
