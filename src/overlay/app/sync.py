"""When this desk asks its sources for new guides: at a random moment soon after the start, then at intervals.

Ten thousand desks start at nine o'clock: each waits a time of its own, and each next time differs by up to a fifth. When a
source is silent the waits grow, to four hours at most. A desk that follows no source does not even wait. On a metered
connection, or on battery where the settings say so, it waits for better times; asked for by the agent it runs at once. The
work itself is a child process, `overlay sync`.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from overlay.app.child import end
from overlay.assist import events as ev
from overlay.paths import Paths
from overlay.policy import Policy
from overlay.program import command
from overlay.settings import Sync

log = logging.getLogger(__name__)

FIRST_S = (20.0, 300.0)
_RETRY_S = 60.0
_MOST_S = 4 * 3600.0
_STUCK_MS = 15 * 60 * 1000  # without a line of progress; a sync that hangs must not hold the lock for ever
_LATER = 3  # exit code: try again
_GRACE_MS = 2_000  # for a sync that is asked to end
_POWER = Path("/sys/class/power_supply")


def wait_s(every_s: float, failures: int, chance: float) -> float:
    """Return how long to wait for the next sync after `failures` in a row; `chance` is random in 0…1."""
    if failures:
        base = min(_RETRY_S * 2.0 ** min(failures - 1, 12), max(every_s, _MOST_S))
        return base * (0.5 + chance)  # the wider, the sooner a thousand desks that failed together are apart
    return every_s * (0.8 + 0.4 * chance)


class SyncSchedule(QObject):
    """Runs `overlay sync` when it is time; `post` gets its progress, `wanted` says whether there is any source."""

    changed = Signal()  # it began, came further or ended

    def __init__(
        self,
        post: Callable[[ev.Event], None],
        settings: Callable[[], Sync],
        wanted: Callable[[], bool],
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__()
        self._post = post
        self._settings = settings
        self._wanted = wanted
        self._chance = chance
        self._child: QProcess | None = None
        self._cancelled = False
        self._failures = 0
        self._failed_since = ""
        self.progress = (0, 0)  # how much is done of how much; of nothing: not known yet
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._due)
        self._stuck = QTimer(self, singleShot=True, interval=_STUCK_MS)
        self._stuck.timeout.connect(self.cancel)

    @property
    def running(self) -> bool:
        return self._child is not None

    @property
    def waits(self) -> bool:
        """Tell whether a next sync is planned."""
        return self._timer.isActive()

    def follow(self, *, at_once: bool = False) -> None:
        """Begin, or rest when this desk follows no source; call it again whenever the list of sources changed.

        The first sync comes at a random moment within minutes, or `at_once`: a desk that has no guide at all.
        """
        if not self._wanted():
            self._timer.stop()
            self._say_silent_since("")
        elif at_once:
            self._due()
        elif not self.running and not self.waits:
            first, last = FIRST_S
            self._wait(first + (last - first) * self._chance())
        self.changed.emit()

    def now(self) -> None:
        """Sync at once, as the agent asked; does nothing while one runs."""
        if self._child is not None:
            return
        self._timer.stop()
        self._cancelled = False
        self.progress = (0, 0)
        self._child = child = QProcess(self)
        program, *arguments = command("sync", "--json", "--gently")
        child.setProgram(program)
        child.setArguments(arguments)
        child.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        child.readyReadStandardOutput.connect(self._read)
        # No lambda: it would hold this object, which then went with its last child, in the middle of that one's own end.
        child.finished.connect(self._finished)
        child.errorOccurred.connect(self._not_started)
        self._stuck.start()
        child.start()
        self.changed.emit()

    def cancel(self) -> None:
        """End a sync that runs: what is installed stays, what was fetched is gone on with next time."""
        child = self._child
        if child is None or self._cancelled:
            return
        self._cancelled = True
        if sys.platform == "win32":
            child.kill()  # a program without a window hears of nothing else there
            return
        child.terminate()
        QTimer.singleShot(_GRACE_MS, child, child.kill)

    def toggle(self) -> None:
        """Sync at once, or end the sync that runs."""
        if self.running:
            self.cancel()
        else:
            self.now()

    def stop(self) -> None:
        """End for good."""
        self._timer.stop()
        self._stuck.stop()
        child, self._child = self._child, None
        if child is not None:
            end(child)

    def _due(self) -> None:
        if not self._wanted():
            return
        settings = self._settings()
        if (not settings.on_metered and metered()) or (not settings.on_battery and on_battery()):
            self._wait(wait_s(settings.every_minutes * 60.0, 0, self._chance()))
            return
        self.now()

    def _wait(self, seconds: float) -> None:
        self._timer.start(int(seconds * 1000))

    def _read(self) -> None:
        while self._child is not None and self._child.canReadLine():
            self._stuck.start()
            try:
                line = json.loads(bytes(self._child.readLine().data()))
            except ValueError:
                log.warning("overlay sync said something that is not JSON")
                continue
            self._heard(line)

    def _heard(self, line: dict[str, object]) -> None:
        match line:
            case {"progress": {"phase": "fetch" | "install", "done": int(done), "total": int(total)}} if (
                total
            ):
                self.progress = (done, total)
                self._post(ev.SyncProgress(done, total, self._failed_since))
                self.changed.emit()
            case {"silent_since": dict(silent)}:
                self._failed_since = min(map(str, silent.values()), default="")

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended(-1)

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._ended(code)

    def _ended(self, code: int) -> None:
        self._read()  # the last lines may come with the end
        child, self._child = self._child, None
        if child is None:
            return
        self._stuck.stop()
        child.deleteLater()
        if not self._cancelled:
            self._failures = self._failures + 1 if code in {-1, _LATER} else 0
            if code:
                log.warning("overlay sync ended with %s", code)
        self._post(ev.SyncProgress(failed_since=self._failed_since))
        if self._wanted():
            self._wait(wait_s(self._settings().every_minutes * 60.0, self._failures, self._chance()))
        self.changed.emit()

    def _say_silent_since(self, day: str) -> None:
        if day != self._failed_since:
            self._failed_since = day
            self._post(ev.SyncProgress(failed_since=day))


def has_source(places: Paths, policy: Policy) -> bool:
    """Tell whether this desk follows any source, the user's or the organisation's."""
    folders = (places.config, places.policy_folder)
    return bool(policy.sources) or any(
        folder and _names_a_source(folder / "sources.toml") for folder in folders
    )


def _names_a_source(file: Path) -> bool:
    try:
        return bool(tomllib.loads(file.read_text("utf-8")).get("source"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True  # it names something that cannot be read: `overlay sync` says what


def metered() -> bool:
    """Tell whether the connection costs by the byte, as far as the system says (NetworkManager, Windows)."""
    from PySide6.QtNetwork import QNetworkInformation

    if QNetworkInformation.instance() is None:
        QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Metered)
    # PySide6's stub says there always is one; without a backend it is None.
    information: QNetworkInformation | None = QNetworkInformation.instance()
    return bool(information and information.isMetered())


def on_battery(supplies: Path = _POWER) -> bool:
    """Tell whether this machine runs on battery: it has one that is discharging. False where the system does not say."""
    for supply in supplies.glob("*/status"):
        try:
            if (supply.parent / "scope").exists():
                continue  # a mouse, not the machine
            if supply.read_text("ascii").strip() == "Discharging":
                return True
        except (OSError, UnicodeDecodeError):
            continue
    return False
