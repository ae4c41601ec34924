"""What keeps the machine's store of guides up to date calls the program in a way it understands."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from overlay.cli.parser import make_parser
from tests.patience import WAIT_S

PACKAGING = Path(__file__).parents[2] / "packaging"
TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(PACKAGING / "linux" / name)
    return parser


def test_service_calls_the_program_as_it_wants_to_be_called() -> None:
    program, *words = unit("overlay-sync.service")["Service"]["ExecStart"].split()
    assert program == "/usr/bin/overlay"
    asked = make_parser().parse_args(words)
    assert (asked.verb, asked.system, asked.gently) == ("sync", True, True)


def test_timer_spreads_the_machines_over_time() -> None:
    timer = unit("overlay-sync.timer")["Timer"]
    assert timer["RandomizedDelaySec"]
    assert timer["OnBootSec"]


def test_units_are_what_systemd_understands() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    paths = [str(PACKAGING / "linux" / f"overlay-sync.{kind}") for kind in ("service", "timer")]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_S,
    )
    own = [
        line for line in said.stderr.splitlines() if "overlay-sync" in line and "not executable" not in line
    ]
    assert own == []


def test_task_calls_the_program_as_it_wants_to_be_called() -> None:
    task = etree.parse(PACKAGING / "windows" / "overlay-sync.xml")
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=TASK)
    assert arguments is not None
    asked = make_parser().parse_args(arguments.split())
    assert (asked.verb, asked.system, asked.gently) == ("sync", True, True)
    assert task.findtext("t:Principals/t:Principal/t:UserId", namespaces=TASK) == "S-1-5-18"  # SYSTEM
