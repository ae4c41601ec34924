"""From the command line to the event loop: what is checked before the assistant is built, and its exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from overlay import logs
from overlay.app.resident import Resident
from overlay.autostart import Start, told_home
from overlay.errors import AssistantNotRunningError, AssistantSilentError, OverlayError
from overlay.ipc.client import ask
from overlay.ipc.server import AlreadyRunningError
from overlay.paths import APP_NAME, Paths, paths
from overlay.permissions import creating
from overlay.program import AT_LOGIN
from overlay.settings_file import load_for
from overlay.triggers.wayland import no_display, qt_platform

DONE, UNUSABLE, TRY_AGAIN = 0, 2, 3  # exit codes, as those of `overlay VERB`


def run(argv: Sequence[str]) -> int:
    """Start, serve, stop; return the exit code. Where another assistant runs already, it is told to show: that is 0 too.

    With `AT_LOGIN` in `argv` that one is left alone, and a user who wants no start at login gets none.
    """
    at_login = AT_LOGIN in argv
    if at_login and (home := told_home(argv)):
        os.environ["OVERLAY_HOME"] = home  # for the verbs it starts too
    places = paths()
    if at_login and load_for(places).settings.start.at_login == Start.NEVER:
        return DONE  # the entry is the machine's, and this user does not want it
    if fault := _no_folders(places) or no_display(os.environ):
        sys.stderr.write(f"{fault}\n")
        return UNUSABLE
    logs.start(places.log)
    app = _application([] if at_login else argv[1:])
    resident = Resident(app, places)
    try:
        resident.start()
        return int(app.exec())
    except AlreadyRunningError:
        return DONE if at_login else _show_the_other(places)
    except OverlayError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    finally:
        resident.stop()


def _no_folders(places: Paths) -> str:
    """Make the folders the assistant cannot do without; return why that cannot be done, "" when it is."""
    try:
        with creating():
            for folder in (places.config, places.data):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return f"The assistant cannot keep its files in {error.filename}: {error.strerror}."
    return ""


def _application(arguments: Sequence[str]) -> QApplication:
    if suited := qt_platform(os.environ):
        os.environ["QT_QPA_PLATFORM"] = suited
    app = QApplication([APP_NAME, *arguments])
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName("overlay")
    app.setDesktopFileName(APP_NAME)
    app.setQuitOnLastWindowClosed(False)
    return app


def _show_the_other(places: Paths) -> int:
    try:
        ask(places.data, "show")
    except AssistantSilentError as error:
        sys.stderr.write(f"{error}\n")
        return TRY_AGAIN
    except AssistantNotRunningError:
        sys.stderr.write("Another assistant is starting or ending. Try again in a moment.\n")
        return TRY_AGAIN
    return DONE
