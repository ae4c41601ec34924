"""The one font the interface ships: Inter, in two parts (latin, latin-ext). Other scripts fall back to the system's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_FOLDER = Path(__file__).parent.parent / "resources" / "fonts"
_PARTS = ("inter-latin.ttf", "inter-latin-ext.ttf")


@cache
def ui_families() -> tuple[str, ...]:
    """Return the font families of the interface, loading them the first time (needs a QGuiApplication; about 5 ms)."""
    families: list[str] = []
    for part in _PARTS:
        number = QFontDatabase.addApplicationFont(str(_FOLDER / part))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(families) or (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(),)


@cache
def mono_families() -> tuple[str, ...]:
    """Return the family for code: the system's fixed font."""
    return (QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family(),)


def ui_font(px: int, weight: int = 400) -> QFont:
    """Return Inter `px` high in any weight from 100 to 900."""
    font = QFont(list(ui_families()))
    font.setPixelSize(px)
    # fontconfig tells Qt of one weight of a variable font: the axis is set by hand. The weight is for the scripts that
    # fall back to a system font; at 700 and above Qt would make Inter bolder a second time (PySide6 6.12).
    font.setWeight(QFont.Weight(min(weight, 600)))
    font.setVariableAxis(QFont.Tag("wght"), weight)
    return font


def mono_font(px: int, weight: int = 400) -> QFont:
    """Return the system's fixed font."""
    font = QFont(list(mono_families()))
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    return font


def use_ui_font(px: int = 15) -> None:
    """Make Inter the font of every window of this application (done before the first widget is made)."""
    QGuiApplication.setFont(ui_font(px))
