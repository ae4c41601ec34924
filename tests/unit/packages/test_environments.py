"""Which packages a given Windows CPython gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.packages.environments import branch, runtime
from tools.packages.errors import PackagingError


@pytest.mark.parametrize(("zipped", "named"), [("python311.zip", "3.11"), ("python314.zip", "3.14")])
def test_branch_is_the_one_its_library_is_named_for(tmp_path: Path, zipped: str, named: str) -> None:
    (tmp_path / "python.exe").touch()
    (tmp_path / zipped).touch()
    assert branch(tmp_path) == named


def test_folder_without_an_embeddable_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / "python.exe").touch()
    with pytest.raises(PackagingError, match="not an embeddable CPython"):
        branch(tmp_path)


def test_packages_are_those_of_the_branch() -> None:
    older, newer = ({package.name for package in runtime(windows)} for windows in ("3.11", "3.14"))
    assert "importlib-metadata" in older - newer  # Python has its own since 3.12
    assert "pyside6-essentials" in older & newer
