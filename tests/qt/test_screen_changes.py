from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from overlay.app.screen_changes import ScreenChanges


@pytest.mark.parametrize(
    "change", ["geometryChanged", "availableGeometryChanged", "logicalDotsPerInchChanged"]
)
def test_change_of_a_screen_is_told(qtbot: QtBot, qapp: QGuiApplication, change: str) -> None:
    told: list[bool] = []
    changes = ScreenChanges(qapp, lambda: told.append(True))
    signal = getattr(qapp.primaryScreen(), change)
    signal.emit(96.0 if change == "logicalDotsPerInchChanged" else QRect(0, 0, 10, 10))
    qtbot.waitUntil(lambda: told == [True])
    changes.deleteLater()


def test_changes_that_come_together_are_told_once(qtbot: QtBot, qapp: QGuiApplication) -> None:
    told: list[bool] = []
    changes = ScreenChanges(qapp, lambda: told.append(True))
    screen = qapp.primaryScreen()
    for _ in range(5):
        screen.geometryChanged.emit(QRect(0, 0, 10, 10))
    screen.logicalDotsPerInchChanged.emit(120.0)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(20)
    assert told == [True]
    changes.deleteLater()
