"""Values that keep fields out of their repr."""

from __future__ import annotations

from overlay.discreet import Discreet


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
