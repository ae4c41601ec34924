"""What the bundle leaves out of the assistant's own program is what the assistant never imports."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

LISTED = Path(__file__).parents[3] / "packaging" / "verbs-only.txt"


@pytest.fixture(scope="module")
def imported_by_the_assistant() -> frozenset[str]:
    graph = grimp.build_graph("overlay", include_external_packages=True)
    return frozenset(graph.find_upstream_modules("overlay.app", as_package=True))


@pytest.mark.parametrize("package", LISTED.read_text("ascii").split())
def test_package_of_verbs_only_is_not_imported_by_the_assistant(
    package: str, imported_by_the_assistant: frozenset[str]
) -> None:
    assert package not in imported_by_the_assistant
