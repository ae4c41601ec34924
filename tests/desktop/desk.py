"""A real desktop of its own for a test: X server, window manager, D-Bus, home folder, keys, pointer, pixels.

Nothing here sleeps: every wait is for an X event, a line of output or a change of state, with a limit in seconds.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from Xlib import X, Xatom, display, error
from Xlib.ext import randr, xtest  # noqa: F401  # registers the requests used below
from Xlib.protocol import event as xevent

from tests.desktop.keyboard import Keyboard
from tests.patience import WAIT_S

OPENBOX_RC = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy></placement>
  <theme><name>Clearlooks</name><titleLayout>NLIMC</titleLayout></theme>
  <desktops><number>1</number></desktops>
  <keyboard/><mouse/>
</openbox_config>
"""

MANAGERS = {
    "openbox": ("openbox", "--sm-disable", "--config-file", "{home}/openbox.xml"),
    "xfwm4": ("xfwm4", "--compositor=on"),
}

CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
    ),
    *(
        "--disable-features=Translate,MediaRouter",
        "--password-store=basic",
        "--disable-search-engine-choice-screen",
    ),
)


class Desk(Keyboard):
    """A desktop; use as a context manager. `x` is the test's own X connection."""

    def __init__(
        self, manager: str | None = "openbox", size: tuple[int, int] = (1280, 800), layout: str = "us"
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self.home = self._folder / "home"
        runtime = self._folder / "run"
        for folder in (
            self.home,
            runtime,
            self.home / ".config",
            self.home / ".cache",
            self.home / ".local/share",
        ):
            folder.mkdir(parents=True)
        runtime.chmod(0o700)
        self._processes: list[subprocess.Popen[str]] = []
        self.env = {name: os.environ[name] for name in ("PATH", "USER") if name in os.environ}
        self.env |= {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_SESSION_TYPE": "x11",
            "LANG": "C.UTF-8",
            "SHELL": "/bin/sh",
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        try:
            self.display_name = self._start_server(size)
            self.env["DISPLAY"] = self.display_name
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
            super().__init__(display.Display(self.display_name))
            # python-xlib's classes for errors of extensions cannot be read back: take them as plain errors.
            self.x.display.error_classes = error.xerror_class.copy()
            self.root.change_attributes(event_mask=X.PropertyChangeMask | X.SubstructureNotifyMask)
            if layout != "us":
                self.set_layout(layout)
            self.manager: subprocess.Popen[str] | None = None
            if manager is not None:
                self.start_manager(manager)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Processes

    def _start_server(self, size: tuple[int, int]) -> str:
        read_end, write_end = os.pipe()
        width, height = size
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24", "-dpi", "96"]
        server = subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write_end],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        self._processes.append(server)
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            ready, _, _ = select.select([pipe], [], [], WAIT_S)
            number = pipe.readline().strip() if ready else ""
        if not number:
            raise RuntimeError("Xvfb did not start")
        return f":{number}"

    def _start_bus(self) -> str:
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
        bus = subprocess.Popen(
            command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        self._processes.append(bus)
        assert bus.stdout is not None
        with bus.stdout as pipe:
            return pipe.readline().strip()

    def start_manager(self, name: str) -> None:
        (self.home / "openbox.xml").write_text(OPENBOX_RC)
        self.manager = self.spawn([part.format(home=self.home) for part in MANAGERS[name]])
        self.wait_until(self._manager_answers, f"{name} answers")
        # openbox never manages a window that is mapped between its answer and its event loop.
        self.wait_until(self._manages_a_probe, f"{name} manages windows")

    def _manages_a_probe(self) -> bool:
        probe = self.root.create_window(0, 0, 10, 10, 0, self.x.screen().root_depth)
        probe.map()
        try:
            self.wait_until(lambda: probe.id in self.windows(), "the probe is managed", limit_s=0.5)
        except AssertionError:
            return False
        finally:
            probe.destroy()
        self.wait_until(lambda: probe.id not in self.windows(), "the probe is gone")
        return True

    def _manager_answers(self) -> bool:
        check = self._numbers(self.root, "_NET_SUPPORTING_WM_CHECK")
        return bool(check) and self._numbers(self.window(check[0]), "_NET_SUPPORTING_WM_CHECK") == check

    def spawn(self, command: Sequence[str], **env: str) -> subprocess.Popen[str]:
        """Start a program on this desktop; it ends with the desktop."""
        log = (self._folder / f"{len(self._processes)}-{Path(command[0]).name}.log").open("w")
        with log:
            process = subprocess.Popen(
                command,
                env=self.env | env,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        self._processes.append(process)
        return process

    def run(self, *command: str) -> str:
        return subprocess.run(
            command, env=self.env, cwd=self.home, check=True, capture_output=True, text=True, timeout=WAIT_S
        ).stdout

    def end(self, process: subprocess.Popen[str], sig: signal.Signals = signal.SIGTERM) -> None:
        """End a program and what it started (its process group)."""
        for each in (sig, signal.SIGKILL):
            try:
                os.killpg(process.pid, each)
            except ProcessLookupError:
                break
            try:
                process.wait(5)
                break
            except subprocess.TimeoutExpired:
                continue
        process.wait(5)

    def close(self) -> None:
        if hasattr(self, "x"):
            self.x.close()
            del self.x
        for process in reversed(self._processes):
            self.end(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    # Waiting

    def wait_until(self, predicate: Callable[[], Any], what: str, limit_s: float = WAIT_S) -> Any:
        """Return the first true answer of `predicate`; asked again after each X event, and at least 50 times a second."""
        end = time.monotonic() + limit_s
        while True:
            found = predicate()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"not within {limit_s:g} s: {what}")
            select.select([self.x.fileno()], [], [], 0.02)
            self.pump()

    # Windows

    def window(self, window_id: int) -> Any:
        return self.x.create_resource_object("window", window_id)

    def _numbers(self, window: Any, name: str) -> list[int]:
        try:
            found = window.get_full_property(self.x.intern_atom(name), X.AnyPropertyType)
        except error.XError:
            return []
        return list(found.value) if found is not None and found.format == 32 else []

    def active(self) -> int:
        """Return the id of the active window, 0 for none."""
        return next(iter(self._numbers(self.root, "_NET_ACTIVE_WINDOW")), 0)

    def focused(self) -> int:
        focus = self.x.get_input_focus().focus
        return int(getattr(focus, "id", focus))

    def windows(self) -> list[int]:
        return self._numbers(self.root, "_NET_CLIENT_LIST")

    def title(self, window_id: int) -> str:
        try:
            window = self.window(window_id)
            found = window.get_full_property(self.x.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
            found = found or window.get_full_property(Xatom.WM_NAME, X.AnyPropertyType)
        except error.XError:
            return ""
        return bytes(found.value).decode("utf-8", "replace") if found is not None else ""

    def app_class(self, window_id: int) -> str:
        try:
            found = self.window(window_id).get_wm_class()
        except error.XError:
            return ""
        return found[1].lower() if found else ""

    def pid(self, window_id: int) -> int:
        return next(iter(self._numbers(self.window(window_id), "_NET_WM_PID")), 0)

    def wait_window(self, *, title: str = "", app: str = "", active: bool = True) -> int:
        """Return the window whose title holds `title` and whose WM_CLASS is `app`, once it is there (and active)."""

        def found() -> int:
            for window in self.windows():
                fits = title in self.title(window) and app in {"", self.app_class(window)}
                if fits and (not active or self.active() == window):
                    return window
            return 0

        return int(self.wait_until(found, f"a window {title!r} of {app or 'any application'}"))

    def open_window(
        self,
        title: str | bytes,
        app: str = "desktest",
        place: tuple[int, int, int, int] = (60, 60, 400, 300),
        pid: int = 0,
    ) -> Any:
        """Return a mapped plain window of the test's own connection, with keys and focus events selected."""
        x, y, width, height = place
        screen = self.x.screen()
        window = self.root.create_window(
            x,
            y,
            width,
            height,
            0,
            screen.root_depth,
            background_pixel=0x336699,
            event_mask=X.KeyPressMask | X.KeyReleaseMask | X.FocusChangeMask | X.StructureNotifyMask,
        )
        window.set_wm_class(app, app.capitalize())
        window.set_wm_hints(flags=1, input=1)
        window.set_wm_normal_hints(flags=1, x=x, y=y)  # USPosition
        window.change_property(self.x.intern_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [pid])
        self.set_title(window, title)
        window.map()
        self.x.sync()
        return window

    def set_title(self, window: Any, title: str | bytes) -> None:
        raw = title.encode() if isinstance(title, str) else title
        window.change_property(self.x.intern_atom("_NET_WM_NAME"), self.x.intern_atom("UTF8_STRING"), 8, raw)
        self.x.flush()

    def tell_manager(self, window: Any, kind: int, *numbers: int) -> None:
        """Send a client message about `window` to the window manager."""
        data = (32, [*numbers, *([0] * (5 - len(numbers)))])
        message = xevent.ClientMessage(window=window, client_type=kind, data=data)
        self.root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        self.x.flush()

    def activate(self, window_id: int) -> None:
        """Bring a window to the front as a task bar does, and wait until it is."""
        self.tell_manager(self.window(window_id), self.x.intern_atom("_NET_ACTIVE_WINDOW"), 2, X.CurrentTime)
        self.wait_until(lambda: self.active() == window_id, "the window is active")

    def set_monitors(self, *rects: tuple[int, int, int, int]) -> None:
        """Cut the screen into monitors (x, y, width, height)."""
        for number, (x, y, width, height) in enumerate(rects):
            output = "screen" if number == 0 else "none"  # the monitor that covers it all goes
            self.run(
                "xrandr",
                "--setmonitor",
                f"desk-{number}",
                f"{width}/{width // 4}x{height}/{height // 4}+{x}+{y}",
                output,
            )

    def set_layout(self, layout: str) -> None:
        self.run("setxkbmap", *layout.split())
        self.x.sync()
        self.pump()

    # Pixels

    def pixels(self, x: int, y: int, width: int, height: int) -> bytes:
        """Return what is on the screen there, 4 bytes (blue, green, red, 0) a pixel."""
        return bytes(self.root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data)

    # Applications

    def xterm(self, script: str, title: str = "terminal") -> int:
        """Run `script` of sh in a UTF-8 terminal; return its window, active."""
        self.spawn(["xterm", "-u8", "-T", title, "-e", "sh", "-c", script], LC_ALL="C.UTF-8")
        return self.wait_window(title=title, app="xterm")

    def mousepad(self, file: Path) -> int:
        file.touch()
        self.spawn(["mousepad", "--disable-server", str(file)])
        return self.wait_window(title=file.name, app="mousepad")

    def chromium(self, *urls: str, title: str = "") -> int:
        """Open pages in tabs of one fresh browser; return its window once `title` is shown."""
        profile = self.home / "chromium"
        self.spawn(["chromium", *CHROMIUM_FLAGS, f"--user-data-dir={profile}", *urls])
        return self.wait_window(title=title, app="chromium")
