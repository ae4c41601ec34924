"""Steps counted by other means equal the imported ones, over excerpts of real manuals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.importers.sources import EXCERPTS
from tools.check_importers import FORMATS, check


@pytest.mark.parametrize(("name", "folder", "patterns", "count"), FORMATS, ids=[f[0] for f in FORMATS])
def test_import_has_every_step_when_counted_by_other_means(
    name: str, folder: str, patterns: tuple[str, ...], count: Callable[[Path], int]
) -> None:
    files = [path for pattern in patterns for path in (EXCERPTS / folder).rglob(pattern)]
    assert sum(count(path) for path in files) > 5
    assert check(name, EXCERPTS / folder, patterns, count) == []
