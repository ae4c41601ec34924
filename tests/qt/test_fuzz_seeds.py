"""Every seed and every finding of `make fuzz` keeps the promise of its target; the fuzzer itself is run by `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.fuzz.__main__ import SEEDS
from tools.fuzz.targets import TARGETS, _Html

ALL = [(name, path) for name in TARGETS for path in sorted((SEEDS / name).iterdir())]


@pytest.mark.parametrize(("name", "path"), ALL, ids=[f"{name}/{path.name}" for name, path in ALL])
def test_promise_is_kept(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())


def test_each_target_has_seeds_and_each_seed_a_target() -> None:
    assert {path.name for path in SEEDS.iterdir()} == TARGETS.keys() == {name for name, _ in ALL}


@pytest.mark.parametrize(
    "html", ["<script>", "<b onclick='x'>", "<a href='javascript:x'>", "<img src='file:///x'>"]
)
def test_checker_of_html_sees_harm(html: str) -> None:
    with pytest.raises(AssertionError):
        _Html().feed(html)
