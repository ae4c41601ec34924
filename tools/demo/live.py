"""The demo on the screen of whoever runs it: the CRM in their browser, the assistant in the foreground."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from overlay.errors import AssistantNotRunningError
from overlay.ipc.client import ask
from overlay.paths import Paths, paths
from overlay.settings import Hotkeys
from overlay.settings_file import load_for
from tools.demo.home import CRM, ROOT, prepare

HOME = ROOT / "build/demo-home"
ANSWERS_WITHIN_S = 20.0
_CHROMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def run() -> int:
    """Start everything; return the assistant's exit code once it has ended (Ctrl+C ends it)."""
    prepare(HOME)
    os.environ["OVERLAY_HOME"] = str(HOME)
    places = paths()
    assistant = subprocess.Popen([sys.executable, "-m", "overlay"])
    try:
        if not answers(places, lambda: assistant.poll() is None):
            return assistant.wait()
        page = (CRM / "index.html").as_uri()
        opened = open_page(page)
        settings = load_for(places).settings
        print("\n".join(welcome(settings.hotkeys, page, opened=opened)), flush=True)
        for trouble in troubles(places):
            print(trouble, flush=True)
        return assistant.wait()
    except KeyboardInterrupt:  # the terminal told the assistant too
        assistant.wait(timeout=10)
        return 0
    finally:
        if assistant.poll() is None:
            assistant.terminate()
            assistant.wait(timeout=10)


def welcome(hotkeys: Hotkeys, page: str, *, opened: bool) -> tuple[str, str, str]:
    """Return the three lines that say which key to press where."""
    where = "Northwind CRM opens in your browser" if opened else f"Open {page} in a browser"
    keys = hotkeys
    walk = f"{keys.next} goes on, {keys.accept} ticks, answers or copies, {keys.back} goes back"
    return (
        f"1. {where}. Open case 1042 there, and click into a field as if you were working.",
        f"2. Press {keys.toggle}: the steps for that case appear. {walk}, {keys.search} searches.",
        f"3. Press {keys.toggle} again and they are gone. Ctrl+C here ends the assistant.",
    )


def troubles(places: Paths) -> list[str]:
    """Return what keeps the demo from working here, as the running assistant says it."""
    status = ask(places.data, "status").get("answer", {})
    found = [str(why) for why in status.get("hotkeys", {}).get("conflicts", {}).values()]
    for backend in status.get("backends", {}).values():
        found += [str(limit) for limit in backend.get("limits", ())]
        if not backend.get("running"):
            found += [str(why) for why in backend.get("refused", {}).values()]
    if os.environ.get("XDG_SESSION_TYPE") == "wayland":
        found.append("This is a Wayland session: only windows of X11 applications can be seen in it.")
    return [f"Note: {what}" for what in found]


def answers(places: Paths, alive: Callable[[], bool]) -> bool:
    """Wait until the assistant answers; False when it ended before."""
    end = time.monotonic() + ANSWERS_WITHIN_S
    while alive() and time.monotonic() < end:
        try:
            ask(places.data, "status")
        except AssistantNotRunningError:
            select.select([], [], [], 0.05)
        else:
            return True
    return False


def open_page(page: str) -> bool:
    """Open `page` in the browser of the person, or in one that is here; False when there is none."""
    command = browser_command(page, as_root=os.geteuid() == 0)
    if not command:
        return False
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True


def browser_command(
    page: str, *, as_root: bool, find: Callable[[str], str | None] = shutil.which, own: Path = ROOT / "build"
) -> list[str]:
    """Return the command that opens `page`, or nothing. Chromium refuses to run as root with its sandbox."""
    if not as_root and find("xdg-open"):
        return ["xdg-open", page]
    for chrome in filter(find, _CHROMES):
        extra = (
            ["--no-sandbox", f"--user-data-dir={own / 'demo-browser'}", "--no-first-run"] if as_root else []
        )
        return [chrome, *extra, page]
    return next(([other, page] for other in ("firefox", "xdg-open") if find(other)), [])
