"""Excel checklists: every sheet with a list of things to do is a guide, every row a step.

The column that says what to do is found by its heading (in English, German or Dutch) or else by its length; other columns
stand below the step under their heading. Columns that only hold numbers or ticks are the list's own and go.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any
from zipfile import BadZipFile

import openpyxl
from msgspec import Struct
from openpyxl.utils.exceptions import InvalidFileException

from overlay.content.importers import office_file, prose
from overlay.content.importers.draft import Draft, DraftStep, PageOutline
from overlay.content.importers.office_file import BOX, NUMBER
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline, Style
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.step_headings import STEP_WORDS

MAX_ROWS = 5_000
MAX_COLUMNS = 40
_MAX_TITLE_CHARS = 100
_HEAD_ROWS = 20  # titles and notes may stand above the headings

_ACTION = frozenset(
    "action actions task tasks activity step steps instruction instructions what todo description item check procedure"
    " aktion aktivität aufgabe aufgaben tätigkeit schritt schritte anweisung beschreibung was prüfpunkt maßnahme"
    " actie acties taak taken activiteit handeling handelingen stap stappen instructie omschrijving beschrijving wat"
    " controlepunt werkwijze".split()
)
_COUNT = frozenset("no nr # number id step schritt stap pos position volgnummer nummer".split())
_DONE = frozenset(
    "done ok check checked status ✓ ✔ erledigt fertig klaar gereed afgevinkt gedaan yes/no ja/nein ja/nee".split()
)
_STEP = re.compile(rf"(?:{STEP_WORDS})\s*\d{{1,3}}[.:]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|#|✓|✔")


class WorkbookReader(Reader):
    """Reads one workbook at a time."""

    suffixes = frozenset({".xlsx", ".xlsm"})

    def read(self, page: Page) -> Sequence[Draft]:
        data = page.file.read_bytes()
        parts = office_file.check(data)
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
            raise NotImportableError("It is no Excel workbook.") from error
        _warn_of_what_stays(page, data, parts)
        formulas = None
        if office_file.holds(data, "xl/worksheets", (b"<f>", b"<f ")):
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        named = _Name(" ".join((book.properties.title or "").split()), page.file.page.rpartition("/")[2])
        drafts: list[Draft] = []
        for number, sheet in enumerate(book.worksheets, 1):
            if sheet.sheet_state != "visible":
                page.warn(0, f"The hidden sheet “{sheet.title}” is left out.")
                continue
            several = len(book.worksheets) > 1
            rows = _rows(page, sheet, formulas[sheet.title] if formulas is not None else None)
            found = _sheet_drafts(rows, named, sheet.title if several else "")
            if not found:
                page.warn(0, f"The sheet “{sheet.title}” holds no list of things to do; it is left out.")
            for draft in found:
                if drafts:
                    draft.key = f"{number}-{draft.key}" if draft.key else str(number)
                draft.keywords = tuple(
                    w for k in (book.properties.keywords or "").split(",") if (w := k.strip())
                )
                draft.lang = book.properties.language or ""
                drafts.append(draft)
        book.close()
        if formulas is not None:
            formulas.close()
        if not drafts:
            raise NotImportableError("No sheet of it holds a list of things to do.")
        return drafts


def _warn_of_what_stays(page: Page, data: bytes, parts: Sequence[str]) -> None:
    if any(name.startswith("xl/media/") for name in parts):
        page.warn(0, "Pictures in a workbook do not come along; put them into the guide by hand.")
    if any(name.startswith(("xl/comments", "xl/threadedComments")) for name in parts):
        page.warn(0, "Comments on cells do not come along.")
    if office_file.holds(data, "xl/worksheets/_rels", (b"/hyperlink",)):
        page.warn(0, "Links of cells do not come along; their text stays.")


class _Layout(Struct, frozen=True):
    """Where a sheet has what: row (from 0) and texts of the headings, and the columns (from 0) that matter."""

    head_row: int
    heads: tuple[str, ...]
    action: int
    count: int | None
    shown: tuple[int, ...]  # further columns with something to read


class _Name(Struct, frozen=True):
    """How a workbook is called: by its properties, if they say, and by its file."""

    title: str
    file: str

    def of(self, sheet: str, above: str) -> str:
        """Return the title of a sheet; `sheet` is its name if there are several, `above` what stands above its list."""
        book = self.title or self.file
        if sheet:
            return f"{book}: {above or sheet}"
        return self.title or above or self.file


def _rows(page: Page, sheet: Any, formulas: Any | None) -> list[tuple[str, ...]]:
    """Return the cells of a sheet as a person reads them; a formula nobody ever calculated stands for itself."""
    values = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
    rows = [tuple(_text(value) for value in row) for row in values]
    if formulas is not None:
        written = formulas.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        for at, line in enumerate(written):
            if any(
                isinstance(f, str) and f.startswith("=") and not v
                for f, v in zip(line, rows[at], strict=True)
            ):
                page.warn(
                    at + 1, "A formula in this row has no stored value; the formula itself stands there."
                )
                rows[at] = tuple(v or _text(f) for f, v in zip(line, rows[at], strict=True))
    if len(rows) > MAX_ROWS:
        page.warn(MAX_ROWS, f"Rows below {MAX_ROWS} of “{sheet.title}” are left out.")
        rows = rows[:MAX_ROWS]
    return rows


def _sheet_drafts(rows: list[tuple[str, ...]], named: _Name, sheet: str) -> list[Draft]:
    layout = _layout(rows)
    if layout is None:
        return []
    above = [row for row in rows[: max(layout.head_row, 0)] if any(row)]
    title = next((c for c in above[0] if c), "") if above and sum(1 for c in above[0] if c) == 1 else ""
    if "\n" in title or len(title) > _MAX_TITLE_CHARS:
        title = ""
    outline = PageOutline(named.of(sheet, title))
    for row in above[1:] if outline.title.endswith(title) and title else above:
        outline.text(block for cell in row if cell for block in _paragraphs(cell))
    steps: list[DraftStep] = []
    first = layout.head_row + 2
    for number, row in enumerate(rows[layout.head_row + 1 :], layout.head_row + 2):
        if not any(row):
            continue
        if _is_section(row, layout):
            outline.procedure(steps, first)
            steps, first = [], number
            outline.heading(2, next(c for c in row if c), str(number))
        elif row[layout.action]:
            steps.append(DraftStep(_step_blocks(row, layout)))
        else:
            rest = "; ".join(c for c in row if c and not BOX.fullmatch(c))
            if rest and steps:
                steps[-1].blocks += _paragraphs(rest)
            elif rest:
                outline.text(_paragraphs(rest))
    outline.procedure(steps, first)
    return outline.drafts()


def _layout(rows: list[tuple[str, ...]]) -> _Layout | None:
    """Find the headings and what each column holds; None when nothing looks like a list of things to do."""
    best: tuple[int, int] | None = None
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        starts = next((cell for cell in row if cell), "")
        known = 0 if _counts([starts]) else sum(1 for cell in row if _is_heading(cell))
        if (
            known
            and (sum(1 for c in row if c) >= (1 if known > 1 else 2) or _is_one_column(rows, at))
            and (best is None or known > best[0])
        ):
            best = (known, at)
    head = best[1] if best else -1
    heads = rows[head] if best else ()
    body = [row for row in rows[head + 1 :] if sum(1 for c in row if c) > 1] or rows[
        head + 1 :
    ]  # the others are headings
    width = max((len(r) for r in body), default=0)
    columns = [[row[c] for row in body if c < len(row) and row[c]] for c in range(width)]
    telling = [c for c, values in enumerate(columns) if values and not _is_marks(values)]
    if not telling:
        return None
    counting = [c for c, values in enumerate(columns) if values and _counts(values)]
    named = [c for c in telling if c < len(heads) and _words(heads[c]) & _ACTION]
    if (
        not best
        and not counting
        and not any(values and all(BOX.fullmatch(v) for v in values) for values in columns)
    ):
        return None
    action = named[0] if named else max(telling, key=lambda c: sum(map(len, columns[c])))
    told = {*telling, *(c for c, values in enumerate(columns) if c < len(heads) and _tells(heads[c], values))}
    shown = tuple(
        c for c in sorted(told) if c != action and not (c < len(heads) and _words(heads[c]) & _DONE)
    )
    return _Layout(head, heads, action, counting[0] if counting else None, shown)


def _is_heading(cell: str) -> bool:
    """Tell whether a cell may stand above a column of a checklist; “Step 1” stands in it."""
    return len(cell) < 40 and bool(_words(cell) & (_ACTION | _COUNT | _DONE)) and not _STEP.fullmatch(cell)


def _is_one_column(rows: list[tuple[str, ...]], head: int) -> bool:
    """Tell whether a row is the heading of a list of one column: it says so alone, and some rows follow."""
    (heading,) = [cell for cell in rows[head] if cell]
    below = [row for row in rows[head + 1 :] if any(row)]
    alone = all(sum(1 for cell in row if cell) == 1 for row in below)
    return _words(heading) <= _ACTION and len(below) > 1 and alone


def _counts(values: list[str]) -> bool:
    return all(NUMBER.fullmatch(v) or _STEP.fullmatch(v) for v in values)


def _tells(heading: str, values: list[str]) -> bool:
    """Tell whether marks say something by what stands above them, as 5, 10 and 5 below “Minutes”."""
    if not heading or not values or _words(heading) & (_COUNT | _DONE):
        return False
    if all(BOX.fullmatch(v) or v.lower() in ("true", "false") for v in values):
        return False
    numbers = [NUMBER.fullmatch(v) for v in values]
    firsts = [int(n[1].partition(".")[0]) for n in numbers if n]
    return not (len(firsts) == len(values) and firsts[0] <= 1 and firsts == sorted(firsts))


def _is_marks(values: list[str]) -> bool:
    """Tell whether a column only counts or ticks."""
    return all(
        NUMBER.fullmatch(v)
        or _STEP.fullmatch(v)
        or BOX.fullmatch(v)
        or v.lower() in ("x", "true", "false", "yes", "no", "ja", "nein", "nee")
        for v in values
    )


def _is_section(row: tuple[str, ...], layout: _Layout) -> bool:
    """A row with one text and no number, in a list whose other rows are numbered, is a heading."""
    if layout.count is None or sum(1 for c in row if c and not BOX.fullmatch(c)) != 1:
        return False
    return not row[layout.count] or not _counts([row[layout.count]])


def _step_blocks(row: tuple[str, ...], layout: _Layout) -> list[str]:
    blocks = _paragraphs(row[layout.action])
    for column in layout.shown:
        if column < len(row) and row[column]:
            inline = Inline()
            if column < len(layout.heads) and layout.heads[column]:
                inline.add(f"{layout.heads[column].rstrip(':')}:", Style.STRONG)
                inline.add(" ")
            first, *rest = row[column].split("\n")
            inline.add(first)
            blocks += prose.paragraphs(inline) + [b for line in rest for b in prose.paragraphs(Inline(line))]
    return blocks


def _paragraphs(text: str) -> list[str]:
    return [block for line in text.split("\n") for block in prose.paragraphs(Inline(line))]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _text(value: Any) -> str:
    """Return a cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        )
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return "\n".join(" ".join(line.split()) for line in str(value).strip().splitlines())
