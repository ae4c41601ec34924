"""The index of the documents, held to what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_docs import targets

DOCS = Path(__file__).resolve().parents[2] / "docs"
INDEX = DOCS / "README.md"


@pytest.mark.parametrize(
    "document", sorted(str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md") if p != INDEX)
)
def test_index_lists_the_document(document: str) -> None:
    assert document in {target for _, target in targets(INDEX)}
