"""The interface while a pack is installed beside it: hotkey → pixels during syncs of 10,000 guides, and when nothing runs.

The assistant has the large pack as in the other rows. A child syncs another one of 10,000 guides, as the schedule does,
and when that is in use removes it again: each time the assistant picks up a new generation while it is asked for its panel.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from bench.figures import Row, compare
from bench.latency import Series, press
from bench.programs import OURS, OVERLAY
from bench.stage import Stage
from bench.sync import Ground

_VERBS = (("sync", "--json", "--gently"), ("pack", "remove", "big"))


class Beside:
    """A desk's own syncs, one after the other, for as long as it is asked whether one runs."""

    def __init__(self, stage: Stage, ground: Ground) -> None:
        self._env = stage.desk.env | {"OVERLAY_HOME": str(stage.desk.home / "overlay")}
        self._child: subprocess.Popen[bytes] | None = None
        self._verbs = cycle(_VERBS)
        self.done = 0
        url = (ground.base / "source").as_uri() + "/"
        subprocess.run(
            [OVERLAY, "source", "add", "big", url, "--root", ground.root],
            env=self._env,
            check=True,
            capture_output=True,
        )

    def keep_running(self) -> None:
        """Start the next one when none runs."""
        if self._child is not None:
            if self._child.poll() is None:
                return
            if self._child.returncode:
                raise RuntimeError(f"overlay ended with {self._child.returncode}")
            self.done += 1
        # Removing rows is no sync; it only makes room for the next, as gently.
        self._child = subprocess.Popen(
            ["nice", "-n", "19", OVERLAY, *next(self._verbs)],
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self) -> None:
        """Wait for what runs: an install that is cut off would be litter in the next row."""
        if self._child is not None:
            self._child.wait()


@contextmanager
def _beside(stage: Stage, ground: Ground) -> Iterator[Beside]:
    beside = Beside(stage, ground)
    try:
        yield beside
    finally:
        beside.end()


def install_beside(*, quick: bool) -> list[Row]:
    """Hotkey → pixels, p95, while a pack is installed, beside the same when nothing runs."""
    rounds, blocks, guides = (15, 2, 1_000) if quick else (40, 4, 10_000)
    what = "hotkey → pixels during an install"
    with tempfile.TemporaryDirectory() as base, Stage(OURS) as stage:
        ground = Ground(Path(base), guides)
        idle, busy = Series(stage), Series(stage)
        for _ in range(3):
            idle.column = busy.column = str(stage.calibrate(stage.show))
            stage.hide_and_wait()
        with _beside(stage, ground) as beside:
            for _ in range(blocks):
                beside.end()
                stage.settle()
                for _ in range(rounds):
                    idle.take(press)
                for _ in range(rounds):
                    beside.keep_running()
                    busy.take(press)
        if idle.spread is None or busy.spread is None:
            return [Row(f"{what}, p95", "not measured", "idle", None, "≤ 1.5 ×", ok=False)]
        return [
            compare(f"{what}, p95", busy.spread.p95, idle.spread.p95, "idle", 1.5),
            Row(f"{what}: idle", f"{idle.spread} ms", data=idle.data()),
            Row(
                f"{what}: {beside.done} generations",
                f"{busy.spread} ms, at most {max(busy.full_ms):.2f}",
                data=busy.data(),
            ),
        ]
