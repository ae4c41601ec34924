"""Tests of the Windows backends: on Windows, or on a Windows CPython under wine (`make test-windows`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

if sys.platform != "win32":
    collect_ignore_glob = ["test_*.py"]
else:
    from overlay.ui.immortal import make_immortal
    from tests.patience import WAIT_MS
    from tests.windows.other_program import OtherProgram

    make_immortal()

    @pytest.fixture
    def open_program(qtbot: QtBot) -> Iterator[Callable[..., OtherProgram]]:
        """Return a maker of windows of other programs, each in front when it returns; all are closed after the test."""
        programs: list[OtherProgram] = []

        def open_(title: str, *words: str, **options: Any) -> OtherProgram:
            programs.append(OtherProgram(title, *words, **options))
            qtbot.waitUntil(programs[-1].find, timeout=WAIT_MS)
            return programs[-1]

        yield open_
        for program in reversed(programs):
            program.close()
