"""A fault leaves a report on this machine, and nothing else ever reads or sends it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from overlay.crash_reports import KEPT, CrashWatch, crash_reports
from tests.patience import WAIT_S

CRASH = """
import ctypes, sys
from pathlib import Path
from overlay.crash_reports import CrashWatch
secret = "Case 1042 · Refund"
CrashWatch(Path(sys.argv[1])).start()
def guide(title):
    {how}
guide(secret)
"""


def die(folder: Path, how: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH.format(how=how), str(folder)], check=False, timeout=WAIT_S
    )
    assert done.returncode


def test_fault_is_found_at_the_next_start_with_the_last_lines_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "overlay.log").write_text("".join(f"line {n}\n" for n in range(100)))
    die(tmp_path, "ctypes.string_at(0)")
    watch = CrashWatch(tmp_path)
    watch.start()
    watch.stop()
    assert watch.fresh is not None
    text = watch.fresh.read_text()
    assert re.search("Segmentation fault|access violation", text)
    assert "in guide" in text
    assert "line 99" in text
    assert "line 10\n" not in text
    assert "1042" not in text
    assert os.name != "posix" or watch.fresh.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("running-*"))


def test_fault_is_offered_once(tmp_path: Path) -> None:
    die(tmp_path, "ctypes.string_at(0)")
    for expected in (True, False):
        watch = CrashWatch(tmp_path)
        watch.start()
        watch.stop()
        assert (watch.fresh is not None) is expected
    assert len(crash_reports(tmp_path)) == 1


def test_end_from_outside_is_no_crash(tmp_path: Path) -> None:
    die(tmp_path, "import os, signal; os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))")
    assert list(tmp_path.glob("running-*"))
    watch = CrashWatch(tmp_path)
    watch.start()
    watch.stop()
    assert watch.fresh is None
    assert not list(tmp_path.iterdir())


def test_running_assistant_of_another_session_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "running-4711.txt").write_text("Fatal Python error: only half written")
    watch = CrashWatch(tmp_path, alive=lambda pid: pid == 4711)
    watch.start()
    watch.stop()
    assert watch.fresh is None
    assert (tmp_path / "running-4711.txt").exists()


def test_few_reports_are_kept(tmp_path: Path) -> None:
    for n in range(KEPT + 3):
        (tmp_path / f"running-{n + 1}.txt").write_text("Fatal Python error: Segmentation fault")
        watch = CrashWatch(tmp_path, alive=lambda _: False, clock=lambda n=n: 1.7e9 + n * 60)  # type: ignore[misc]
        watch.start()
        watch.stop()
    assert len(crash_reports(tmp_path)) == KEPT
