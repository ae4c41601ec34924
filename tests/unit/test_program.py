from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from overlay.program import command


def test_command_answers_as_this_program_when_run_by_an_interpreter() -> None:
    done = subprocess.run(command("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("overlay ")


@pytest.mark.parametrize("own", ["overlay-desktop", "overlay"])
def test_command_is_the_console_program_beside_this_one_when_packaged(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / f"{own}.exe"))
    assert command("sync", "--json") == [str(tmp_path / "overlay.exe"), "sync", "--json"]
