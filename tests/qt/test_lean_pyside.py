"""PySide6 without its services for programmers: they are put off, not gone. Each runs in a Python of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

from overlay.app import lean_pyside
from overlay.app.lean_pyside import KNOWN

_WRONG_CALL = """
from PySide6.QtCore import QPoint
try:
    QPoint("three")
except TypeError as error:
    print(error)
"""
_IMPORTED = (
    "import sys; print([name for name in sys.modules if name.startswith('shibokensupport.signature.p')])"
)
_LEAN = "from overlay.app import lean_pyside; from PySide6 import QtGui, QtWidgets\n"


def said(program: str) -> str:
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return ran.stdout


def test_lean_pyside_knows_the_version_that_is_installed() -> None:
    assert PySide6.__version__ == KNOWN, (
        "see whether the start of this PySide6 still is what lean_pyside knows"
    )


def test_lean_pyside_imports_no_parser_of_signatures() -> None:
    assert said(_LEAN + _IMPORTED) == "[]\n"


def test_lean_pyside_words_the_error_as_pyside_does_when_a_call_is_wrong() -> None:
    assert "QPoint: PySide6.QtCore.QPoint" in (plain := said(_WRONG_CALL))
    assert said(_LEAN + _WRONG_CALL) == plain


def test_lean_pyside_knows_signatures_when_asked_for_one() -> None:
    asked = "from PySide6.QtCore import QPoint; print(QPoint.setX.__doc__)"
    assert said(_LEAN + asked) == said(asked)


def test_lean_pyside_keeps_the_import_of_python() -> None:
    assert said(_LEAN + "print(__import__)") == "<built-in function __import__>\n"


def test_lean_pyside_imports_as_it_comes_when_the_version_is_another() -> None:
    told = f'KNOWN = "{KNOWN}"'
    source = Path(lean_pyside.__file__).read_text("utf-8")
    assert told in source
    other = source.replace(told, 'KNOWN = "6.11.0"')
    assert "shibokensupport.signature.parser" in said(f"{other}\n{_IMPORTED}")
