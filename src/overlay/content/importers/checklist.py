"""Tables that are checklists: their first column counts, or a column holds tick boxes; every row is a step."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from overlay.content.importers import prose
from overlay.content.importers.draft import DraftStep, PageOutline
from overlay.content.importers.office_file import BOX, NUMBER

_HEAD_ROWS = 4  # a title and notes may stand above the headings
_LEAST_ROWS = 2

Cell = list[str]
"""The blocks of a cell."""


class Checklist(Struct, frozen=True):
    """`head` are the headings of the columns, `before` what stands above them, `own` the columns that only count or tick.

    A row of `rows` with one cell alone is a section.
    """

    before: Sequence[Sequence[Cell]]
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    own: frozenset[int]


def checklist_of(rows: Sequence[Sequence[Cell]]) -> Checklist | None:
    """Return the checklist that a table is; None for any other table. Rows hold a cell a column."""
    for skip in (1, 0, *range(2, min(_HEAD_ROWS, len(rows) - 1) + 1)):
        head = rows[skip - 1] if skip else []
        body = rows[skip:]
        filled = [row for row in body if _filled(row) > 1]
        if len(filled) < _LEAST_ROWS or (skip and _is_row_of_list(head)):
            continue
        width = max(len(row) for row in filled)
        own = frozenset(column for column in range(width) if _ticks([_cell(row, column) for row in filled]))
        if _counts([_cell(row, 0) for row in filled]):
            own |= {0}
        elif not own:
            continue
        if width > len(own):
            return Checklist(rows[: max(skip - 1, 0)], head, body, own)
    return None


def add_checklist(outline: PageOutline, checklist: Checklist, line: int) -> None:
    """Add the steps of a checklist; a section begins another procedure where its rows are counted anew."""
    for row in checklist.before:
        outline.text(block for cell in row for block in cell)
    steps: list[DraftStep] = []
    start = 1
    for row in checklist.rows:
        if _filled(row) > 1:
            if not steps:
                found = NUMBER.fullmatch(_text(_cell(row, 0)))
                start = int(found[1].partition(".")[0]) if found and 0 in checklist.own else 1
            steps.append(DraftStep(_blocks(checklist, row)))
        else:
            outline.procedure(steps, line, start=start)
            steps = []
            outline.heading(9, _text(next(cell for cell in row if cell)))
    outline.procedure(steps, line, start=start)


def _blocks(checklist: Checklist, row: Sequence[Cell]) -> list[str]:
    """Return a row as the blocks of a step: its first text says what to do, further cells stand below their heading."""
    blocks: list[str] = []
    for column, cell in enumerate(row):
        text = [block for block in cell if block]
        if column in checklist.own or not text:
            continue
        heading = _text(_cell(checklist.head, column))
        if blocks and heading:
            blocks.append(prose.heading(heading))
        blocks += text
    return blocks or [_text([block for cell in row for block in cell])]


def _counts(cells: Sequence[Cell]) -> bool:
    """Tell whether cells count from 1; a list within one starts at 1.1."""
    numbers = [NUMBER.fullmatch(_text(cell)) for cell in cells]
    return all(numbers) and numbers[0] is not None and numbers[0][1].split(".")[0] == "1"


def _ticks(cells: Sequence[Cell]) -> bool:
    """Tell whether cells hold tick boxes alone."""
    return any(cells) and all(BOX.fullmatch(_text(cell)) for cell in cells if cell)


def _is_row_of_list(row: Sequence[Cell]) -> bool:
    """Tell whether what would be the headings counts or ticks itself."""
    texts = [_text(cell) for cell in row if cell]
    return bool(texts) and (bool(NUMBER.fullmatch(texts[0])) or any(BOX.fullmatch(text) for text in texts))


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if cell)


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else []


def _text(cell: Cell) -> str:
    return " ".join(cell).replace("\\", "").replace("*", "")
