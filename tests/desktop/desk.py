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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from Xlib import XK, X, Xatom, display, error
from Xlib.ext import randr, xtest  # noqa: F401  # registers the requests used below
from Xlib.protocol import event as xevent

WAIT_S = 20.0

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

_SHIFT, _CONTROL, _ALT, _SUPER = (
    XK.string_to_keysym(name) for name in ("Shift_L", "Control_L", "Alt_L", "Super_L")
)
_MODIFIERS = {"Ctrl": _CONTROL, "Shift": _SHIFT, "Alt": _ALT, "Super": _SUPER}
_KEY_NAMES = {value: name[3:] for name, value in vars(XK).items() if name.startswith("XK_")}
_NAMES = {" ": "space", "\n": "Return", "\t": "Tab"}


class Desk:
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
            self.x = display.Display(self.display_name)
            self.keys_seen: list[Any] = []
            self.root = self.x.screen().root
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

    def pump(self) -> None:
        """Take the X events that have arrived; key events of windows made here are kept in `keys_seen`."""
        while self.x.pending_events():
            event = self.x.next_event()
            if event.type == X.MappingNotify:
                self.x.refresh_keyboard_mapping(event)
            elif event.type in {X.KeyPress, X.KeyRelease}:
                self.keys_seen.append(event)

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

    # Keys and pointer, through XTest

    def set_layout(self, layout: str) -> None:
        self.run("setxkbmap", *layout.split())
        self.x.sync()
        self.pump()

    def keycode(self, key: str) -> int:
        keysym = XK.string_to_keysym(_NAMES.get(key, key)) or XK.string_to_keysym(key.lower())
        found = self.x.keysym_to_keycode(keysym or 0x01000000 | ord(key))
        assert found, f"no key types {key!r} on this layout"
        return int(found)

    def key_name(self, keycode: int) -> str:
        keysym = self.x.keycode_to_keysym(keycode, 0)
        return XK.keysym_to_string(keysym) or _KEY_NAMES.get(keysym, str(keysym))

    def fake(self, keycode: int, *, down: bool) -> None:
        self.x.xtest_fake_input(X.KeyPress if down else X.KeyRelease, keycode)

    def key_down(self, *keys: str) -> None:
        for key in keys:
            self.fake(self._keycode_of(key), down=True)
        self.x.sync()

    def key_up(self, *keys: str) -> None:
        for key in keys:
            self.fake(self._keycode_of(key), down=False)
        self.x.sync()

    def _keycode_of(self, key: str) -> int:
        return int(self.x.keysym_to_keycode(_MODIFIERS[key])) if key in _MODIFIERS else self.keycode(key)

    def press(self, chord: str) -> None:
        """Press and release a chord ("Ctrl+Shift+F10", "Return")."""
        keys = chord.split("+")
        for key in keys:
            self.fake(self._keycode_of(key), down=True)
        for key in reversed(keys):
            self.fake(self._keycode_of(key), down=False)
        self.x.sync()

    def is_grabbed(self, chord: str) -> bool:
        """Whether a program holds a chord of Ctrl and Shift with this key, as another program finds out."""
        *_, key = chord.split("+")
        keycode, modifiers, refused = (
            self.keycode(key),
            X.ControlMask | X.ShiftMask,
            error.CatchError(error.BadAccess),
        )
        self.root.grab_key(keycode, modifiers, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self.x.sync()
        self.root.ungrab_key(keycode, modifiers)
        self.x.sync()
        return refused.get_error() is not None

    @contextmanager
    def held(self, *keys: str) -> Iterator[None]:
        self.key_down(*keys)
        try:
            yield
        finally:
            self.key_up(*reversed(keys))

    def type(self, text: str) -> None:
        """Type as a person does, with the keys of the layout (unshifted, or with Shift), without waiting."""
        shift = int(self.x.keysym_to_keycode(_SHIFT))
        for character in text:
            keycode, shifted = self._stroke(character)
            if shifted:
                self.fake(shift, down=True)
            self.fake(keycode, down=True)
            self.fake(keycode, down=False)
            if shifted:
                self.fake(shift, down=False)
        self.x.sync()

    def _stroke(self, character: str) -> tuple[int, bool]:
        keysym = XK.string_to_keysym(_NAMES.get(character, character)) or ord(character)
        for keycode, level in self.x.keysym_to_keycodes(keysym):
            if level in {0, 1}:
                return keycode, level == 1
        raise AssertionError(f"no key types {character!r} on this layout")

    def move_pointer(self, x: int, y: int) -> None:
        self.x.xtest_fake_input(X.MotionNotify, x=x, y=y)
        self.x.sync()

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.move_pointer(x, y)
        self.x.xtest_fake_input(X.ButtonPress, button)
        self.x.xtest_fake_input(X.ButtonRelease, button)
        self.x.sync()

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
