from __future__ import annotations

import sys

import pytest

from tools.phase import run_phase

FAILS = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
PASSES = [sys.executable, "-c", "print('chatter')"]


def test_run_phase_shows_the_output_and_code_when_a_quiet_command_fails(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = run_phase("lint", FAILS, quiet=True)
    output = capfd.readouterr().out
    assert code == 3
    assert "the reason" in output
    assert "FAILED lint" in output


def test_run_phase_prints_one_line_when_a_quiet_command_passes(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_phase("lint", PASSES, quiet=True) == 0
    assert capfd.readouterr().out.split()[:2] == ["ok", "lint"]


def test_run_phase_lets_the_output_through_when_not_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    run_phase("tests", PASSES, quiet=False)
    assert "chatter" in capfd.readouterr().out


def test_run_phase_answers_like_a_shell_when_a_signal_ends_the_command() -> None:
    killed = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
    assert run_phase("killed", killed, quiet=True) == 137
