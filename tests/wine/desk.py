"""A desktop with Windows programs on it: the wine prefix of tools/windows/environment.sh, driven from outside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.desktop.assistant import Assistant
from tests.desktop.desk import Desk
from tests.patience import WAIT_S

ROOT = Path(__file__).parents[2]
WINDOWS = Path(os.environ.get("OVERLAY_WINDOWS_DIR", ROOT / "build" / "windows"))
CRM = WINDOWS / "programs" / "crm.exe"
PACK = Path(__file__).parent / "pack"
RUN = (
    *("env", f"OVERLAY_WINDOWS_DIR={WINDOWS}"),  # a desk's programs see nothing of this process's environment
    *(str(ROOT / "tools" / "windows" / "run.sh"), "--within", "300"),
)


def end_windows() -> None:
    """End all that runs in the prefix: its desktop belongs to the X server it was started on."""
    subprocess.run([ROOT / "tools" / "windows" / "end.sh"], check=True, timeout=WAIT_S)


def scale_windows(dots_per_inch: int) -> None:
    """Set the scale of the screen for what is started in the prefix from now on; ends all that runs there. 96: 100 %."""
    end_windows()
    setting = (r"HKCU\Control Panel\Desktop", "/v", "LogPixels", "/t", "REG_DWORD", "/d", str(dots_per_inch))
    subprocess.run(
        [*RUN, "reg", "add", *setting, "/f"], check=True, timeout=WAIT_S, stdout=subprocess.DEVNULL
    )
    end_windows()


def xdotool(desk: Desk, *words: str) -> str:
    return desk.run("xdotool", *words)


def press(desk: Desk, chord: str) -> None:
    """Press and let go of a chord from outside, as a keyboard does."""
    xdotool(desk, "key", chord.replace("Ctrl", "ctrl").replace("Shift", "shift"))


class WindowsAssistant(Assistant):
    """The assistant on a Windows CPython, with a home of its own."""

    def __init__(self, desk: Desk, home: Path) -> None:
        super().__init__(desk, home, packs=(PACK,), program=(*RUN, "python", "-m", "overlay"))

    def start(self) -> None:
        """Start it and wait until it answers, and until wine has put the window in front that holds its tray icon."""
        super().start()
        self.desk.wait_window(title="Wine System Tray")

    def windows(self) -> list[int]:
        """Return the mapped windows that no window manager knows: panel and pill, and what hangs on them."""
        found = []
        for child in self.desk.root.query_tree().children:
            try:
                attributes = child.get_attributes()
            except Exception:  # noqa: BLE001  the window went meanwhile
                continue
            if attributes.map_state == 2 and attributes.override_redirect:
                found.append(child.id)
        return found
