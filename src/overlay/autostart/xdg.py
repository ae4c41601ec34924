"""Start at login on Linux: desktop entries in the autostart folders.

A file of the user's hides the one of the same name in a folder of the system
(https://specifications.freedesktop.org/autostart-spec/latest/), and `Hidden=true` in it switches both off.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from overlay.autostart.entry import LoginState, Start, carries_home, of_another, told_home
from overlay.paths import APP_NAME

FILE = f"{APP_NAME}.desktop"
_OURS, _HOME = "X-Overlay-Setting", "X-Overlay-Home"
_UNFIT = "a desktop entry cannot hold such a path"
_MOST_BYTES = 64 << 10
# https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")
_ESCAPED = frozenset('"`$\\')


class XdgAutostart(Struct, frozen=True):
    """The autostart folders: `own` is the user's, `machine` the system's, the first one first."""

    own: Path
    machine: tuple[Path, ...]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> XdgAutostart:
        """Return the folders that `environ` names; a path that is not absolute counts as none, as the specification says."""
        config = environ.get("XDG_CONFIG_HOME", "")
        home = Path(config) if config.startswith("/") else _home(environ) / ".config"
        system = [d for d in environ.get("XDG_CONFIG_DIRS", "").split(":") if d.startswith("/")] or [
            "/etc/xdg"
        ]
        return cls(home / "autostart", tuple(Path(folder) / "autostart" for folder in system))

    @property
    def file(self) -> Path:
        return self.own / FILE

    def read(self) -> LoginState:
        machine, machines = self._machine()
        own = _entry(self.file)
        if own is None:
            return LoginState(machine, off=_off(machines, machine) if machine else "")
        off = _off(own, str(self.file))
        words = tuple(_words(own.get("Exec", "")))
        if off and not own.get("Exec"):  # only hides the machine's
            return LoginState(machine, off=off)
        return LoginState(machine, str(self.file), off, words)

    def put(self, wanted: Start, command: Sequence[str], *, chosen: bool) -> None:
        machine, machines = self._machine()
        own = _entry(self.file)
        if not chosen and _left_alone(own, wanted, command):
            return
        by_machine = bool(machine) and not _off(machines, "")
        text = ""
        if wanted is Start.NEVER and machine:
            text = _text(wanted, command, {"Hidden": "true"})
        elif wanted is Start.ALWAYS and (carries_home(command) or not by_machine):
            text = _text(
                wanted,
                command,
                {"Exec": exec_line(command), "TryExec": _escaped(command[0]), "Terminal": "false"},
            )
        if text:
            self._write(text)
        elif own is not None and (_OURS in own or wanted is not Start.INSTALLED):
            self.file.unlink(missing_ok=True)

    def _machine(self) -> tuple[str, Mapping[str, str]]:
        for folder in self.machine:
            if (entry := _entry(folder / FILE)) is not None:
                return str(folder / FILE), entry
        return "", {}

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if self.file.read_text("utf-8") == text:
                return
        self.own.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.file.with_name(f".{FILE}.{os.getpid()}")
        try:
            handle = os.open(
                fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600
            )
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            fresh.replace(self.file)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _home(environ: Mapping[str, str]) -> Path:
    try:
        return Path(environ.get("HOME") or "~").expanduser()
    except RuntimeError:  # nobody's: a task of the system
        return Path(os.devnull)


def _left_alone(own: Mapping[str, str] | None, wanted: Start, command: Sequence[str]) -> bool:
    """Tell whether the user's entry stays as it is when nobody chose just now."""
    if own is None:
        # The machine's entry may be another assistant's; where it is ours, it looks for itself.
        return wanted is Start.NEVER and carries_home(command)
    if _OURS not in own or of_another(_plain(own.get(_HOME, "")), command):
        return True  # written by the user, by a program that lists what starts, or by another assistant
    return wanted is Start.ALWAYS and own[_OURS] == Start.ALWAYS and bool(_off(own, ""))


def exec_line(command: Sequence[str]) -> str:
    """Return `command` as the value of `Exec`. Raises OSError for what a desktop entry cannot hold.

    That is a sign that ends a line, and in the program's path “=”, by the specification, and “%”, which GLib does not find.
    """
    if set("=%") & set(command[0]):
        raise OSError(22, _UNFIT)
    return " ".join(map(_quoted, command))


def _quoted(word: str) -> str:
    plain = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return _escaped(plain)
    quoted = "".join(f"\\{sign}" if sign in _ESCAPED else sign for sign in plain)
    return f'"{_escaped(quoted)}"'


def _words(line: str) -> Iterator[str]:
    """Yield the words of an `Exec` value that `exec_line`, or a package, wrote."""
    text = line.replace("\\\\", "\\")
    word, quoted, begun, signs = "", False, False, iter(text)
    for sign in signs:
        if sign == '"':
            quoted, begun = not quoted, True
        elif sign == "\\" and quoted:
            word += next(signs, "")
        elif sign == " " and not quoted:
            if begun or word:
                yield word.replace("%%", "%")
            word, begun = "", False
        else:
            word += sign
    if begun or word:
        yield word.replace("%%", "%")


def _escaped(text: str) -> str:
    """Return `text` as a value. Raises OSError for signs that would end its line."""
    if any(ord(sign) < 32 for sign in text):
        raise OSError(22, _UNFIT)
    return text.replace("\\", "\\\\")


def _plain(text: str) -> str:
    return text.replace("\\\\", "\\")


def _text(wanted: Start, command: Sequence[str], keys: Mapping[str, str]) -> str:
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=overlay",
        *(f"{key}={value}" for key, value in keys.items()),
    ]
    return "\n".join([*lines, f"{_OURS}={wanted}", f"{_HOME}={_escaped(told_home(command))}", ""])


def _entry(path: Path) -> dict[str, str] | None:
    """Return the keys of a desktop entry; None when there is none that can be read."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    keys: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == "[Desktop Entry]"
        elif inside and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            keys.setdefault(name.strip(), value.strip())
    return keys


def _off(entry: Mapping[str, str], place: str) -> str:
    """Return what in `entry` keeps it from starting; "" when nothing does."""
    if entry.get("Hidden", "").lower() == "true":
        return f"Hidden=true in {place}"
    if entry.get("X-GNOME-Autostart-enabled", "").lower() == "false":
        return f"X-GNOME-Autostart-enabled=false in {place}"
    return ""
