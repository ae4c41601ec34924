from __future__ import annotations

import pytest

from tools.windows.locked import LOCK, chosen, read_lock

TEXT = """\
# Made by `make lock`.
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via
    #   pytest
    #   tqdm
jeepney==0.9.0 ; sys_platform == 'linux' \\
    --hash=sha256:cc
    # via keyring
keyring==25.7.0 \\
    --hash=sha256:dd
    # via overlay-assistant (pyproject.toml)
pytest==9.2.0 \\
    --hash=sha256:ee
    # via overlay-assistant (pyproject.toml:dev)
pywin32-ctypes==0.2.3 ; sys_platform == 'win32' \\
    --hash=sha256:ff
    # via keyring
"""


def names(*wanted: str) -> list[str]:
    return [package.name for package in chosen(read_lock(TEXT), wanted)]


def test_chosen_returns_what_the_program_needs_on_windows_when_no_name_is_given() -> None:
    assert names() == ["keyring", "pywin32-ctypes"]


def test_chosen_returns_a_tool_with_what_it_needs_when_it_is_named() -> None:
    assert names("pytest") == ["colorama", "keyring", "pytest", "pywin32-ctypes"]


def test_chosen_raises_when_a_name_is_not_locked_for_windows() -> None:
    with pytest.raises(ValueError, match="jeepney"):
        names("jeepney")


def test_read_lock_keeps_version_and_hashes_and_drops_the_marker() -> None:
    assert read_lock(TEXT)[0].text == "colorama==0.4.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb"


def test_read_lock_raises_when_a_line_is_no_locked_package() -> None:
    with pytest.raises(ValueError, match="left>=1"):
        read_lock("left>=1\n")


def test_the_lock_holds_the_program_for_windows_with_a_hash_for_each_package() -> None:
    packages = chosen(read_lock(LOCK.read_text(encoding="utf-8")), ["pytest"])
    assert {"pyside6-essentials", "pywin32-ctypes", "keyring"} <= {package.name for package in packages}
    assert all("--hash=sha256:" in package.text for package in packages)
