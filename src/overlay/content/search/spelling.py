"""Words that are nearly the same: one edit in a short word, two in a long one.

An edit is a letter too many, too few, wrong, or two letters swapped (optimal string alignment distance). People rarely
miss the first letter, and a word with another is mostly another word ("Kauf", "auf"): a wrong one counts as two edits.
"""

from __future__ import annotations

from collections.abc import Iterator

MIN_CHARS = 4  # in a shorter word every edit makes another word
LONG_CHARS = 8  # from here on two edits are forgiven
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_GRAM = 3


def allowed(form: str) -> int:
    """Return how many edits are forgiven in `form`; a number is meant as it is typed."""
    if len(form) < MIN_CHARS or any(char.isdigit() for char in form):
        return 0
    return 2 if len(form) >= LONG_CHARS else 1


def one_edit(form: str) -> Iterator[str]:
    """Yield every word one edit away, in the letters a form is folded to."""
    for i in range(len(form) + 1):
        head, tail = form[:i], form[i:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def grams(form: str) -> set[str]:
    """Return the runs of three letters of `form`, its beginning and end marked."""
    marked = f"^{form}$"
    return {marked[i : i + _GRAM] for i in range(len(marked) - _GRAM + 1)}


def inner_grams(form: str) -> set[str]:
    """Return the runs of three letters of `form` as a part of a longer word."""
    return {form[i : i + _GRAM] for i in range(len(form) - _GRAM + 1)}


def edits(a: str, b: str, limit: int) -> int:
    """Return how many edits make `b` of `a`, a wrong first letter counted twice; `limit` + 1 when more than `limit`."""
    same_start = a[:1] == b[:1] or a[:2] == b[1::-1]
    return min(distance(a, b, limit) + (0 if same_start else 1), limit + 1)


def distance(a: str, b: str, limit: int) -> int:
    """Return how many letters differ between `a` and `b`; `limit` + 1 when more than `limit`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)
