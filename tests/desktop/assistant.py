"""The assistant as a user starts it, on a desktop of the test's own; asked and watched from outside only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import overlay
from tests.desktop.desk import Desk
from tests.patience import WAIT_S

ROOT = Path(__file__).parents[2]
DEMO_PACK = Path(overlay.__file__).parent / "resources" / "packs" / "demo-service"
DEMO_CRM = ROOT / "demo" / "crm"

TOGGLE, NEXT, ACCEPT, BACK, SEARCH = (f"Ctrl+Shift+F{n}" for n in (10, 7, 8, 6, 11))
FOLD = "Ctrl+Shift+F4"


PROGRAM = (sys.executable, "-m", "overlay")


class Assistant:
    """One running `overlay` with a home of its own, kept by `home` over restarts."""

    def __init__(
        self,
        desk: Desk,
        home: Path,
        settings: str = "",
        packs: tuple[Path, ...] = (DEMO_PACK,),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self.desk = desk
        self.home = home
        self.program = tuple(program)
        self.env = {"OVERLAY_HOME": str(home), "PYTHONWARNINGS": "default"}
        self.process: subprocess.Popen[str] | None = None
        (home / "config").mkdir(parents=True)
        text = settings or '[look]\ntheme = "light"\nlanguage = "en"\nmotion = "reduced"\n'
        (home / "config" / "settings.toml").write_text(text)
        for pack in packs:
            self.command("pack", "install", str(pack))

    # Life

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = self.desk.spawn(self.program, **self.env)
        self.desk.wait_until(self._answers, "the assistant answers")

    def kill(self) -> None:
        """End it as the kernel does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(WAIT_S)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (
            f"the assistant ended with {self.process.returncode}: {self.log()}"
        )
        return self.ask("status", check=False).returncode == 0

    # Asking

    def ask(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.program, *words],
            env=self.desk.env | self.env,
            check=check,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
        )

    def command(self, *words: str) -> dict[str, Any]:
        done = self.ask(*words, "--json", check=False)
        assert done.returncode == 0, (
            f"overlay {words[0]}: {done.stderr or done.returncode}; the log says {self.log()!r}"
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def status(self) -> dict[str, Any]:
        return self.command("status")

    @property
    def panel(self) -> dict[str, Any]:
        found: dict[str, Any] = self.status()["panel"]
        return found

    def wait(self, what: str, **expected: Any) -> dict[str, Any]:
        """Wait until the panel's state holds `expected`; return it."""
        seen: dict[str, Any] = {}

        def holds() -> bool:
            seen.clear()
            seen.update(self.panel)
            return all(seen.get(key) == value for key, value in expected.items())

        try:
            self.desk.wait_until(holds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the panel says {seen}; the log says {self.log()!r}") from None
        return seen

    def log(self) -> str:
        path = self.home / "log" / "overlay.log"
        return path.read_text() if path.exists() else ""

    # Looking

    def windows(self) -> list[int]:
        """Return the assistant's mapped windows that no window manager knows: panel and pill."""
        assert self.process is not None
        found = []
        for child in self.desk.root.query_tree().children:
            try:
                attributes = child.get_attributes()
                own = self.desk.pid(child.id) == self.process.pid
            except Exception:  # noqa: BLE001  the window went meanwhile
                continue
            if own and attributes.map_state == 2 and attributes.override_redirect:
                found.append(child.id)
        return found

    def panel_place(self) -> tuple[int, int, int, int] | None:
        """Return x, y, width, height of the shown panel; None while it is hidden."""
        for window in self.windows():
            geometry = self.desk.window(window).get_geometry()
            if geometry.width > 300:
                return geometry.x, geometry.y, geometry.width, geometry.height
        return None

    def files(self) -> bytes:
        """Return all the assistant ever wrote, for looking for what must not be there."""
        paths = [p for p in self.home.rglob("*") if p.is_file() and "packs" not in p.parts]
        return b"\0".join(p.read_bytes() for p in paths if not p.name.startswith("content-"))
