"""Values that keep fields out of their repr."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import overlay
from overlay.discreet import Discreet

SOURCE = Path(overlay.__file__).parent
# Read, not imported: some are of other systems.
VALUES = [
    node
    for path in sorted(SOURCE.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.ClassDef) and "Discreet" in {getattr(base, "id", "") for base in node.bases}
]


class Letter(Discreet, frozen=True):
    untold = ("text",)

    to: str
    text: str


class Parcel(Letter, frozen=True):
    weight_g: int


def test_repr_tells_all_but_what_is_untold() -> None:
    assert repr(Letter("Ana", "secret")) == "Letter(to='Ana')"


def test_repr_keeps_quiet_when_the_value_stands_in_another() -> None:
    assert "secret" not in repr([Letter("Ana", "secret")])
    assert "secret" not in f"{(Letter('Ana', 'secret'),)}"


def test_repr_keeps_quiet_in_a_class_made_from_a_discreet_one() -> None:
    assert repr(Parcel("Ana", "secret", 300)) == "Parcel(to='Ana', weight_g=300)"


@pytest.mark.parametrize("value", VALUES, ids=[node.name for node in VALUES])
def test_discreet_value_names_fields_that_it_has(value: ast.ClassDef) -> None:
    untold = [
        ast.literal_eval(line.value)
        for line in value.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "untold"
    ]
    fields = {ast.unparse(line.target) for line in value.body if isinstance(line, ast.AnnAssign)}
    assert len(untold) == 1
    assert untold[0]
    assert set(untold[0]) <= fields


def test_values_with_a_title_are_discreet() -> None:
    assert {"WindowContext", "Credentials", "Note"} <= {node.name for node in VALUES}
