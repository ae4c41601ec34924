"""Offers to save a report for IT after a crash: a command in the palette and the panel menu, never a pop-up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from overlay.app.child import Children
from overlay.crash_reports import CrashWatch

log = logging.getLogger(__name__)


class CrashOffer:
    """Notes faults of this run from `start` on, and knows of one of the last run until its report was saved."""

    def __init__(self, log_folder: Path) -> None:
        self._folder = log_folder
        self._watch = CrashWatch(log_folder)

    def start(self) -> None:
        """Begin; a folder that cannot be written costs the report of a crash, nothing else."""
        try:
            self._watch.start()
        except OSError as error:
            log.warning("crashes cannot be noted: %s", error.strerror)
        if self._watch.fresh is not None:
            log.warning("the last run ended with a fault: see %s", self._watch.fresh.name)

    @property
    def stop(self) -> Callable[[], None]:
        return self._watch.stop

    @property
    def report(self) -> str:
        """The file name of the report nobody has asked for yet; "" when there is none."""
        return self._watch.fresh.name if self._watch.fresh else ""

    def save(self, children: Children) -> None:
        """Put what IT needs to know where the agent keeps downloads, and show that folder."""
        downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        folder = Path(downloads) if downloads and Path(downloads).is_dir() else self._folder
        report = folder / f"overlay-report-{time.strftime('%Y%m%d-%H%M%S')}.zip"

        def saved(done: bool) -> None:
            if done:
                self._watch.fresh = None
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        children.run("doctor", "--bundle", str(report), then=saved)
