"""Tests of the widgets, offscreen."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.left_out_on_windows import no_links, pytest_collection_modifyitems, pytest_ignore_collect
from tests.patience import WAIT_MS, give_properties_their_time

give_properties_their_time()

__all__ = ["no_links", "pytest_collection_modifyitems", "pytest_ignore_collect"]


class PatientQtBot(QtBot):
    """A bot whose limit is the tests' own where a test names none; pytest-qt's five seconds pass on a busy machine."""

    def waitUntil(self, callback: Any, *, timeout: int = WAIT_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = WAIT_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientQtBot(request)
