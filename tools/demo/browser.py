"""The application the played demo works in: the demo CRM in Chromium, or terminals titled like it where there is none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Protocol

from tests.desktop.desk import CHROMIUM_FLAGS, Desk
from tools.demo.home import CRM
from tools.demo.site import Site

WINDOW = (0, 0, 860, 800)  # x, y, width, height: the work is at the left, and there is room beside it
PROGRAMS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_AT_ONCE = "stty -icanon"  # the terminal hands on each character, not each line
_TITLE = re.compile(r"<title>(.*?)</title>")


def title_of(page: str, crm: Path = CRM) -> str:
    """Return the window title of a page of the CRM."""
    found = _TITLE.search((crm / page).read_text(encoding="utf-8"))
    assert found, f"{page} has no title"
    return found[1]


class Work(Protocol):
    """Where the agent works."""

    window: int
    name: str

    def go(self, page: str) -> None:
        """Bring a page of the CRM to the front, as the agent would."""

    def to_message(self) -> None:
        """Put the cursor at the end of the message to the customer."""

    def pasted(self) -> str:
        """Paste into the message, and return all that stands in it then."""

    def close(self) -> None: ...


class Browser:
    """Chromium, one tab a page. Text is read back through the clipboard."""

    name = "Chromium"

    def __init__(self, desk: Desk, program: str, read_clipboard: ReadClipboard) -> None:
        self._desk = desk
        self._read = read_clipboard
        self._site = Site(CRM)
        self._command = (
            program,
            *CHROMIUM_FLAGS,
            *self._site.chromium_flags,
            "--test-type",  # no yellow bar about --no-sandbox
            "--window-position={},{}".format(*WINDOW[:2]),
            "--window-size={},{}".format(*WINDOW[2:]),
            f"--user-data-dir={desk.home / 'chromium'}",
        )
        self._tabs: list[str] = []
        self.window = self._open("index.html")

    def go(self, page: str) -> None:
        desk = self._desk
        if desk.active() != self.window:
            desk.activate(self.window)
        if page not in self._tabs:
            self._open(page)
        elif not self._shown(page):
            desk.press(f"Ctrl+{self._tabs.index(page) + 1}")
            desk.wait_until(lambda: self._shown(page), f"the tab of {page}")

    def close(self) -> None:
        self._site.close()

    def _open(self, page: str) -> int:
        # Typing the address would lose keys to the address bar's own completion.
        self._desk.spawn([*self._command, self._site.url(page)])
        self._tabs.append(page)
        window: int = self._desk.wait_until(lambda: self._shown(page), f"{page} in {self.name}", limit_s=60)
        return window

    def _shown(self, page: str) -> int:
        wanted = title_of(page)
        return next((w for w in self._desk.windows() if self._desk.title(w).startswith(wanted)), 0)

    def to_message(self) -> None:
        for _ in range(3):  # the cursor starts in the amount; the message is three fields on
            self._desk.press("Tab")
        self._desk.press("Ctrl+End")

    def pasted(self) -> str:
        before = self._read()
        for chord in ("Ctrl+v", "Ctrl+a", "Ctrl+c"):
            self._desk.press(chord)
        text: str = self._desk.wait_until(
            lambda: _other(self._read(), before), "the message on the clipboard"
        )
        self._desk.press("Ctrl+End")
        return text


def _other(text: str, before: str) -> str:
    return text if text != before else ""


class Terminals:
    """One xterm a page, with the page's title and a class rules know: enough to match, not much to look at."""

    name = "xterm"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.window = 0
        self._open: dict[str, int] = {}
        self.go("index.html")

    def go(self, page: str) -> None:
        if page not in self._open:
            title = title_of(page)
            script = f"printf '\\033]2;%s\\007%s\\n\\n' '{title}' '{title}'; {_AT_ONCE}; exec cat > '{self._file(page)}'"
            self._desk.spawn(
                [
                    *("xterm", "-u8", "-class", "Chromium", "-name", "chromium", "-geometry", "110x40+0+0"),
                    *(
                        "-xrm",
                        "*selectToClipboard: true",
                        "-xrm",
                        "*utf8Title: true",
                        "-T",
                        title,
                        "-e",
                        "sh",
                        "-c",
                        script,
                    ),
                ],
                LC_ALL="C.UTF-8",
            )
            self._open[page] = self._desk.wait_window(title=title)
        self.window = self._open[page]
        self._page = page
        if self._desk.active() != self.window:
            self._desk.activate(self.window)

    def to_message(self) -> None:
        self._desk.press("Return")

    def pasted(self) -> str:
        file = self._file(self._page)
        before = file.read_text(encoding="utf-8")
        self._desk.press("Shift+Insert")
        text: str = self._desk.wait_until(
            lambda: _other(file.read_text(encoding="utf-8"), before), "the pasted text"
        )
        return text

    def close(self) -> None:
        """The windows end with the desktop."""

    def _file(self, page: str) -> Path:
        return self._desk.home / f"{page}.txt"


class ReadClipboard(Protocol):
    def __call__(self) -> str: ...


def open_work(desk: Desk, read_clipboard: ReadClipboard) -> Work:
    """Start the best application for the demo that is here."""
    program = next(filter(shutil.which, PROGRAMS), None)
    if program is None:
        print("Chromium is not installed: terminals with the titles of the CRM stand in for it.")
        return Terminals(desk)
    return Browser(desk, program, read_clipboard)
