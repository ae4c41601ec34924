"""The programs measured: ours, the bars (`proto`, `floor`) and the peers, each set up as its user would."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench import large_pack
from tests.desktop.desk import Desk

CHORD = "Ctrl+Alt+G"
OUR_CHORD = "Ctrl+Shift+F10"  # as it comes; Ctrl+Alt is not allowed, many keyboards type with it
BENCH = Path(__file__).parent
OVERLAY = Path(sys.executable).with_name("overlay")
BUNDLE = BENCH.parent / "build/packages/linux/dist/overlay-assistant/overlay"

_SETTINGS = f"""\
[hotkeys]
toggle = "{OUR_CHORD}"
"""


@dataclass(frozen=True, slots=True)
class Program:
    """How to start a program and how to have it shown and hidden.

    `prepare` writes its files into the desk's home before it starts; `needs` are the commands it cannot do without.
    """

    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    chord: str = CHORD
    hide: str = CHORD
    prepare: Callable[[Desk], None] = lambda desk: None
    then: Callable[[Desk], None] = lambda desk: None  # once it runs
    env: Mapping[str, str] = field(default_factory=dict)
    package: str = ""  # of the distribution, where it comes from one
    shown_by_itself: bool = False  # at start

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(command for command in self.needs if shutil.which(command) is None)


def _write(desk: Desk, path: str, text: str) -> None:
    file = desk.home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _prepare_overlay(desk: Desk) -> None:
    _write(desk, "overlay/config/settings.toml", _SETTINGS)  # with settings there, nobody is greeted
    large_pack.put_into(desk.home / "overlay" / "data")


def _prepare_copyq(desk: Desk) -> None:
    _write(
        desk,
        ".config/copyq/copyq-commands.ini",
        "[Commands]\nsize=1\n1\\Name=Show\n1\\Command=copyq: toggle()\n"
        f"1\\IsGlobalShortcut=true\n1\\GlobalShortcut={CHORD.lower()}\n",
    )
    _write(
        desk,
        ".config/copyq/copyq.conf",
        "[Options]\nautostart=false\nhide_main_window=true\nclose_on_unfocus=false\n",
    )


def _fill_copyq(desk: Desk) -> None:
    for number in range(1, 21):
        desk.run("copyq", "add", f"Step {number}: open the case and check the refund amount")


def _prepare_goldendict(desk: Desk) -> None:
    flags = {
        "enableMainWindowHotkey": "1",
        "mainWindowHotkey": CHORD,
        "enableClipboardHotkey": "0",
        "enableTrayIcon": "1",
        "startToTray": "1",
        "closeToTray": "1",
        "checkForNewReleases": "0",
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in flags.items())
    _write(desk, ".goldendict/config", f"<config><paths/><preferences>{inner}</preferences></config>")


_QT_KEY_G, _QT_CONTROL, _QT_ALT = 0x47, 0x04000000, 0x08000000
_PASSWORD = "bench"


def _prepare_keepassxc(desk: Desk) -> None:
    _write(
        desk,
        ".config/keepassxc/keepassxc.ini",
        f"[General]\nConfigVersion=2\nGlobalAutoTypeKey={_QT_KEY_G}\n"
        f"GlobalAutoTypeModifiers={_QT_CONTROL | _QT_ALT}\nUpdateCheckMessageShown=true\n"
        "MinimizeAfterUnlock=true\nMinimizeOnClose=true\n"
        "[GUI]\nCheckForUpdates=false\nShowTrayIcon=false\n"
        "[Security]\nAutoTypeAsk=true\nLockDatabaseIdle=false\n",
    )
    vault = str(desk.home / "bench.kdbx")

    def vault_command(*arguments: str, times: int = 1) -> None:
        subprocess.run(
            ["keepassxc-cli", *arguments],
            input=f"{_PASSWORD}\n" * times,
            env=desk.env,
            text=True,
            capture_output=True,
            check=True,
        )

    vault_command("db-create", "-p", "-t", "100", vault, times=2)
    # Titles that are part of the window's title: these are what the auto-type dialog lists.
    for entry in ("Case", "Northwind", "CRM", *(f"Entry {number}" for number in range(9))):
        vault_command("add", "-q", "-u", "agent", vault, entry)


def _prepare_rofi(desk: Desk) -> None:
    _write(desk, ".config/sxhkd/sxhkdrc", "ctrl + alt + g\n    rofi -show window -window-format '{t}'\n")


OURS = Program("overlay", (str(OVERLAY),), chord=OUR_CHORD, hide=OUR_CHORD, prepare=_prepare_overlay)
# The same program as `make packages` makes it; the row is left out where it has not been made.
BUNDLED = Program(
    "overlay as packaged",
    (str(BUNDLE),),
    (str(BUNDLE),),
    chord=OUR_CHORD,
    hide=OUR_CHORD,
    prepare=_prepare_overlay,
)
PROTO = Program("proto", (sys.executable, str(BENCH / "proto.py")))
PROTO_BYPASS = Program("proto bypassing the WM", (sys.executable, str(BENCH / "proto.py"), "--bypass"))
FLOOR = Program("floor", (sys.executable, str(BENCH / "floor.py")))
SYNAPSE = Program("synapse", ("synapse", "-s"), ("synapse",), "Ctrl+space", "Escape", package="synapse")
GOLDENDICT = Program(
    "goldendict", ("goldendict",), ("goldendict",), prepare=_prepare_goldendict, package="goldendict"
)
KEEPASSXC = Program(
    "keepassxc",
    ("sh", "-c", f"echo {_PASSWORD} | exec keepassxc --pw-stdin $HOME/bench.kdbx"),
    ("keepassxc", "keepassxc-cli"),
    hide="Escape",
    prepare=_prepare_keepassxc,
    package="keepassxc",
    shown_by_itself=True,
)
COPYQ = Program("copyq", ("copyq",), ("copyq",), prepare=_prepare_copyq, then=_fill_copyq, package="copyq")
ROFI = Program(
    "rofi",
    ("sxhkd", "-t", "1"),
    ("sxhkd", "rofi"),
    hide="Escape",
    prepare=_prepare_rofi,
    package="rofi sxhkd",
)
TINT2 = Program("tint2", ("tint2",), ("tint2",), chord="", hide="", package="tint2")

HOTKEY_PEERS = (SYNAPSE, GOLDENDICT, KEEPASSXC, COPYQ, ROFI)
