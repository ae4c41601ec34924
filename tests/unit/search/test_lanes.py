from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from overlay.content.search import lanes, postings

LANES = st.integers(min_value=0, max_value=lanes.TOP)


@st.composite
def vectors(draw: st.DrawFn, at_least: int = 1) -> list[bytes]:
    guides = draw(st.integers(min_value=1, max_value=60))
    vector = st.lists(LANES, min_size=guides, max_size=guides).map(bytes)
    return draw(st.lists(vector, min_size=at_least, max_size=5))


@given(both=vectors(at_least=2))
def test_larger_and_smaller_are_what_a_loop_makes_of_them(both: list[bytes]) -> None:
    one, other = both[:2]
    assert lanes.larger(one, other) == bytes(map(max, one, other))
    assert lanes.smaller(one, other) == bytes(map(min, one, other))


@given(some=vectors(), count=st.integers(min_value=1, max_value=20), data=st.data())
def test_best_are_those_with_the_highest_weighted_sum(
    some: list[bytes], count: int, data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.floats(0.01, 10), min_size=len(some), max_size=len(some)))
    whole = sum(weights)
    sums = [
        sum(vector[slot] * weight for vector, weight in zip(some, weights, strict=True)) / whole / lanes.TOP
        for slot in range(len(some[0]))
    ]
    expected = sorted((found for found in sums if found > 0), reverse=True)[:count]
    found = lanes.best(some, weights, count)
    assert len(found) == len(expected)
    # Of guides that are nearly equal, more than twice as many as asked for, one may stand for another.
    assert all(
        abs(score - best) < 2 * len(some) / lanes.TOP
        for (_, score), best in zip(found, expected, strict=True)
    )
    assert all(abs(score - sums[slot]) < 1e-9 for slot, score in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_best_of_many_equals_are_the_first() -> None:
    assert [slot for slot, _ in lanes.best([bytes([50]) * 1000], [1.0], 3)] == [0, 1, 2]


def test_single_highest_is_found_behind_many_equals() -> None:
    vector = bytes([50]) * 1000 + bytes([51])
    assert lanes.best([vector], [2.0], 3)[0][0] == 1000


def test_scaled_keeps_what_is_there_and_nothing_else() -> None:
    assert lanes.scaled(bytes([0, 1, 100]), 0.1) == bytes([0, 1, 10])


@given(guides=st.integers(min_value=1, max_value=200), data=st.data())
def test_postings_come_back_as_they_were_stored(guides: int, data: st.DataObject) -> None:
    slots = data.draw(st.sets(st.integers(0, guides - 1)))
    values = {slot: data.draw(st.integers(1, lanes.TOP)) for slot in sorted(slots)}
    entries = array("I", [postings.entry(slot, value) for slot, value in values.items()])
    stored = postings.pack(entries, guides)
    assert postings.union([(stored, 1.0)], guides) == bytes(values.get(slot, 0) for slot in range(guides))
    assert len(stored) <= guides
