"""msgspec as the assistant imports it."""

from __future__ import annotations

import subprocess
import sys


def _told(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_msgspec_comes_without_inspect_when_imported_leanly() -> None:
    assert (
        _told("import sys; from overlay.app import lean_msgspec; print('inspect' in sys.modules)") == "False"
    )


def test_assistant_imports_neither_inspect_nor_dataclasses() -> None:
    code = "import overlay.app; from overlay.app import lean_msgspec, lean_pyside, resident"
    late = "{'ast', 'dataclasses', 'inspect', 'typing_extensions'}"
    assert _told(f"{code}; import sys; print(*sorted({late} & sys.modules.keys()))") == ""


def test_typing_extensions_can_be_imported_afterwards() -> None:
    code = "from overlay.app import lean_msgspec; import typing_extensions; print(typing_extensions.__name__)"
    assert _told(code) == "typing_extensions"


def test_types_of_fields_are_known_when_msgspec_is_imported_leanly() -> None:
    code = "from overlay.app import lean_msgspec; from overlay.settings import definitions; print(definitions()[0].key)"
    assert _told(code) == "hotkeys.toggle"
