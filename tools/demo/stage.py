"""The stage of the played demo: a virtual desktop, the assistant on it, its state read back, and pictures."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from overlay.paths import paths
from overlay.settings import Hotkeys
from tests.desktop.desk import Desk
from tools.demo.browser import Work, open_work
from tools.demo.clipboard import Clipboard
from tools.demo.home import prepare
from tools.demo.pixels import SIZE, changed_rows

BACKGROUND = 0x5B6B7A
CALM_S = 0.25  # the screen has been the same for so long: all is drawn
PANEL_FROM_X = 812  # the panel stands here, right of the windows that `program` opens
CURSOR_ROWS = 30  # a blinking cursor is no news
CALM_WITHIN_S = 3.0  # a blinking cursor never lets it be calm
ANSWERS_WITHIN_S = 30.0


_FROM_TASK_BAR = 0x2F01  # EWMH _NET_MOVERESIZE_WINDOW: all four numbers, north-west, asked for by a pager
_FRAME_PX = 12  # a window manager's frame is narrower
Popen = subprocess.Popen[str]


class Stage:
    """Use as a context manager. Everything that happens is printed; what does not happen raises AssertionError."""

    command: Sequence[str] = (sys.executable, "-m", "overlay")

    def __init__(self, pictures: Path) -> None:
        self._pictures = pictures
        self.said = pictures / "assistant.log"
        self._taken = 0
        self._last_picture = b""
        self._guides: dict[tuple[str, str], dict[str, Any]] = {}
        self._started_s = time.monotonic()
        self.keys = Hotkeys()
        self.language = "en"
        self._assistant: Popen | None = None
        self.desk = Desk(size=SIZE)
        try:
            self.desk.move_pointer(SIZE[0] // 3, SIZE[1] // 2)
            self.desk.root.change_attributes(background_pixel=BACKGROUND)
            self.desk.root.clear_area()
            self.home = self.desk.home / "overlay"
            prepare(self.home)
            self.clipboard = Clipboard(self.desk.display_name)
            self.work: Work = open_work(self.desk, self.clipboard.text)
        except BaseException:
            self.desk.close()
            raise

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        if self._assistant is not None:
            self.kill()
        self.work.close()
        self.clipboard.close()
        self.desk.close()

    # The assistant

    def overlay(self, *words: str) -> Any:
        """Run one `overlay` command and return its JSON; None when nobody answers yet."""
        done = subprocess.run(
            [*self.command, *words, "--json"],
            env=self.desk.env | {"OVERLAY_HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return json.loads(done.stdout) if done.returncode == 0 else None

    def start(self, **look: str) -> None:
        """Start the assistant, with these settings of its look; one that runs ends first."""
        self.stop()
        places = paths({"OVERLAY_HOME": str(self.home)})
        places.config.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in look.items())
        places.settings.write_text(f"[look]\n{lines}", encoding="utf-8")
        self.language = look.get("language", "en")
        with self.said.open("a", encoding="utf-8") as said:
            self._assistant = subprocess.Popen(
                self.command,
                env=self.desk.env | {"OVERLAY_HOME": str(self.home)},
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                text=True,
            )
        self.desk.wait_until(self._answers, "the assistant answers", limit_s=ANSWERS_WITHIN_S)

    def stop(self) -> None:
        if not self.running:
            self._assistant = None
        if self._assistant is None:
            return
        self.overlay("quit")
        try:
            self._assistant.wait(timeout=10)
        except subprocess.TimeoutExpired as error:
            raise AssertionError("the assistant did not end when told to") from error
        self._assistant = None

    @property
    def running(self) -> bool:
        return self._assistant is not None and self._assistant.poll() is None

    def kill(self) -> None:
        """End the assistant as a crash would."""
        assert self._assistant is not None
        self._assistant.kill()
        self._assistant.wait(timeout=10)
        self._assistant = None

    def _answers(self) -> bool:
        if not self.running:
            logs = (self.said, self.home / "log/overlay.log")
            said = "\n".join(log.read_text(encoding="utf-8").strip() for log in logs if log.is_file())
            raise AssertionError(f"the assistant ended while starting. It said:\n{said}")
        return self.overlay("status") is not None

    # What happens

    def say(self, kind: str, what: str) -> None:
        print(f"{time.monotonic() - self._started_s:6.1f} s  {kind:8} {what}", flush=True)

    def press(self, name: str, why: str) -> None:
        """Press the chord of hotkey `name`."""
        chord = getattr(self.keys, name)
        self.say("press", f"{chord} — {why}")
        self.desk.press(chord)

    def type(self, text: str, why: str) -> None:
        self.say("type", f"{text.strip()!r} — {why}")
        self.desk.type(text)

    def have_typed(self, what: str) -> None:
        """Have the step type, and wait until the panel says that it did."""
        x, (width, height) = PANEL_FROM_X, SIZE
        self.settle()
        before = self.desk.pixels(x, 0, width - x, height)
        self.press("accept", f"have {what} typed")
        self.desk.wait_until(lambda: self.desk.pixels(x, 0, width - x, height) != before, f"{what} is typed")
        self.settle()

    def go(self, page: str, why: str) -> None:
        """Bring a page of the CRM to the front."""
        self.say("work", why)
        self.work.go(page)

    def program(self, *command: str, title: str, place: tuple[int, int, int, int]) -> Popen:
        """Start a program and put its window at `place` (x, y, width, height), in front; end it with `desk.end`."""
        desk = self.desk
        started = desk.spawn(command, LC_ALL="C.UTF-8")
        window = desk.wait_window(title=title)
        move = desk.x.intern_atom("_NET_MOVERESIZE_WINDOW")
        desk.tell_manager(desk.window(window), move, _FROM_TASK_BAR, *place)
        desk.wait_until(
            lambda: self._left(window) in range(place[0], place[0] + _FRAME_PX), f"{title} in its place"
        )
        self.settle()
        self.say("work", f"the agent opens {title}")
        return started

    def _left(self, window: int) -> int:
        return int(self.desk.root.translate_coords(self.desk.window(window), 0, 0).x)

    def sees(self, **wanted: Any) -> dict[str, Any]:
        """Wait until `overlay status` tells `wanted` of the panel; say what the agent sees, and return it."""
        last: dict[str, Any] = {}

        def panel() -> bool:
            nonlocal last
            last = (self.overlay("status") or {}).get("panel", {})
            return all(last.get(name) == value for name, value in wanted.items())

        try:
            self.desk.wait_until(panel, f"the panel with {wanted}")
        except AssertionError as error:
            raise AssertionError(
                f"{error}; it has { ({name: last.get(name) for name in wanted}) }"
            ) from error
        self.say("sees", self.in_words(last))
        return last

    def check(self, fact: bool, what: str) -> None:
        """Say `what` when it is so; else raise AssertionError."""
        if not fact:
            raise AssertionError(f"not so: {what}")
        self.say("checked", what)

    def in_words(self, panel: dict[str, Any]) -> str:
        """Return what the panel shows, in words."""
        if panel["mode"] != "shown":
            fits = ", ".join(self.title(g) for g in panel["matches"]) or "no guide"
            return f"no panel; the pill knows: {fits}"
        if not panel["guide"]:
            return "the panel: no guide fits this window"
        title = self.title(panel["guide"])
        if panel["face"] == "finished":
            return f"{title}: finished"
        if panel["face"] == "notice":
            return f"notice: {title}"
        branch = f" · {panel['branch']}" if panel["branch"] else ""
        held = {
            "confirm": "; going on waits for the tick",
            "choice": "; going on waits for the answer",
            "other_case": "; another case is in front, so nothing here works",
        }.get(panel["held"], "")
        return f"{title}{branch} · step {panel['step']} of {panel['steps']}{held}"

    def title(self, guide: str) -> str:
        key = (guide, self.language)
        if key not in self._guides:
            self._guides[key] = self.overlay("guide", guide, "--lang", self.language) or {"title": guide}
        return str(self._guides[key]["title"])

    # Pictures

    def picture(self, name: str, *, anew: bool = True) -> Path:
        """Save what is on the screen, once it is drawn, as a PNG named after the moment.

        With `anew`, first wait until the screen is another than in the picture before.
        """
        before = self._last_picture
        if anew:
            self.desk.wait_until(
                lambda: changed_rows(before, self._pixels()) > CURSOR_ROWS, f"something new for {name}"
            )
        self._last_picture = raw = self.settle()
        self._taken += 1
        path = self._pictures / f"{self._taken:02}-{name}.png"
        width, height = SIZE
        image = QImage(raw, width, height, width * 4, QImage.Format.Format_RGB32)
        if not image.convertToFormat(QImage.Format.Format_RGB888).save(str(path)):
            raise AssertionError(f"{path} cannot be written")
        self.say("picture", path.name)
        return path

    def _pixels(self) -> bytes:
        return self.desk.pixels(0, 0, *SIZE)

    def settle(self) -> bytes:
        """Return the screen once it has stayed as it is for a moment: all is drawn, all is typed."""
        last = self._pixels()
        since = started = time.monotonic()

        def calm() -> bool:
            nonlocal last, since
            now = self._pixels()
            if now != last:
                last, since = now, time.monotonic()
            return time.monotonic() - since > CALM_S or time.monotonic() - started > CALM_WITHIN_S

        self.desk.wait_until(calm, "a calm screen", limit_s=2 * CALM_WITHIN_S)
        return last
