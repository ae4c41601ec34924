"""Word and Excel checklists; the files are made by the libraries' own writers, or by hand where those cannot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from openpyxl.comments import Comment

from overlay.content.importers import run
from overlay.guide import Callout, Image, Prose, Step, Table
from tests.unit.importers.sources import Import


def png() -> bytes:
    """Return a picture of one pixel, whole enough for python-docx."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


PNG = png()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOX = (
    f'<w:p {W} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space='preserve'> {}</w:t></w:r></w:p>"
)


def word(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def excel(*sheets: tuple[str, Sequence[tuple[object, ...]]]) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def html_of(step: Step) -> list[str]:
    return [block.html for block in step.blocks if isinstance(block, Prose | Callout)]


def test_word_list_keeps_what_stands_between_its_steps(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.keywords = "phone; desk"
    document.core_properties.language = "nl-NL"
    document.add_heading("Set up a desk", 0)
    document.add_paragraph("Read first.")
    document.add_heading("Phone", 1)
    step = document.add_paragraph(style="List Number")
    step.add_run("Open ")
    step.add_run("Users").bold = True
    document.add_paragraph("a detail", style="List Bullet 2")
    document.add_paragraph("then wait")
    document.add_picture(io.BytesIO(PNG))
    document.add_paragraph("Close <it> & go", style="List Number")
    document.add_paragraph("After all.")
    done = Import(tmp_path, "docx", {"desk.docx": word(document)})
    guide, (first, second) = done.guide, done.steps
    assert (guide.title, guide.lang, guide.keywords) == ("Set up a desk", "nl", ("phone", "desk"))
    assert (first.html, second.text) == ("Open <strong>Users</strong>", "Close <it> & go")
    assert html_of(first) == ["<ul>\n<li>a detail</li>\n</ul>", "<p>then wait</p>"]
    (image,) = [b for b in first.blocks if isinstance(b, Image)]
    assert (done.out / image.src).read_bytes() == PNG
    assert html_of(second) == ["<p>After all.</p>"]


def test_word_lists_are_guides_of_their_own_when_a_heading_parts_them(tmp_path: Path) -> None:
    document = docx.Document()
    for title in ("One", "Two"):
        document.add_heading(title, 1)
        document.add_paragraph(f"Do {title}", style="List Number")
    done = Import(tmp_path, "docx", {"a.docx": word(document)})
    assert sorted(g.branches[0].steps[0].text for g in done.guides) == ["Do One", "Do Two"]


@pytest.mark.parametrize("form", ["typed", "control", "numbers"])
def test_word_checklist_is_read_however_its_boxes_were_made(tmp_path: Path, form: str) -> None:
    document = docx.Document()
    for number, text in enumerate(("Lock the door", "Switch it off"), 1):
        if form == "control":
            document.element.body.insert_element_before(parse_xml(BOX.format(text)), "w:sectPr")
        else:
            document.add_paragraph(f"☐ {text}" if form == "typed" else f"{number}. {text}")
    assert Import(tmp_path, "docx", {"a.docx": word(document)}).texts == ["Lock the door", "Switch it off"]


def test_word_table_is_a_checklist_when_its_first_column_counts(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Close", 1)
    for rows in (
        [("No", "Action", "Who"), ("1", "Count", "Ann"), ("2", "Lock", "")],
        [("A", "B"), ("x", "y")],
    ):
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    done = Import(tmp_path, "docx", {"a.docx": word(document)})
    assert done.texts == ["Count", "Lock"]
    assert html_of(done.steps[0]) == ["<p><strong>Who</strong></p>", "<p>Ann</p>"]
    assert [b for b in done.steps[1].blocks if isinstance(b, Table)] == [
        Table(("A", "B"), (("x", "y"),), ("left", "left"))
    ]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (("No", "Action", "Done", "Note"), [(1, "Count", False, "Twice"), (2, "Lock", True, None)]),
        (("Nr.", "Aufgabe", "Erledigt", "Hinweis"), [(1, "Count", None, "Twice"), (2, "Lock", "x", None)]),
        (
            ("Stap", "Wat moet er gebeuren", "Klaar", "Opmerking"),
            [(1, "Count", "☐", "Twice"), (2, "Lock", "☐", None)],
        ),
    ],
)
def test_excel_columns_are_known_by_their_headings(
    tmp_path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]
) -> None:
    done = Import(tmp_path, "xlsx", {"a.xlsx": excel(("List", [("Evening",), (), head, *rows]))})
    assert done.texts == ["Count", "Lock"]
    assert html_of(done.steps[0]) == [f"<p><strong>{head[3]}:</strong> Twice</p>"]
    assert html_of(done.steps[1]) == []


def test_excel_columns_of_numbers_and_yes_or_no_stay_where_they_tell_something(tmp_path: Path) -> None:
    rows = [
        ("Nr", "Task", "Minutes", "Required", "Done"),
        (1, "Open", 5, "yes", "x"),
        ("1a", "Look", 10, "no", None),
    ]
    done = Import(tmp_path, "xlsx", {"a.xlsx": excel(("S", rows))})
    assert done.texts == ["Open", "Look"]
    assert html_of(done.steps[0]) == [
        "<p><strong>Minutes:</strong> 5</p>",
        "<p><strong>Required:</strong> yes</p>",
    ]


def test_excel_steps_are_not_their_numbers_when_these_have_letters(tmp_path: Path) -> None:
    rows = [("Schritt", "Beschreibung"), ("1", "Tür auf"), ("2a", "Licht an"), ("2b", "Prüfen")]
    assert Import(tmp_path, "xlsx", {"a.xlsx": excel(("S", rows))}).texts == ["Tür auf", "Licht an", "Prüfen"]


def test_excel_sheets_and_sections_are_guides_of_their_own(tmp_path: Path) -> None:
    rows = [("Nr", "Task"), ("Morning", None), (1, "Open"), (2, "Count"), ("Evening", None), (3, "Close")]
    book = excel(("Day", rows), ("Figures", [(1, 2), (3, 4)]), ("Week", [("Nr", "Task"), (1, "Clean")]))
    done = Import(tmp_path, "xlsx", {"a.xlsx": book})
    found = {g.title: [s.text for s in g.branches[0].steps] for g in done.guides}
    assert found == {"a: Day: Morning": ["Open", "Count"], "a: Day: Evening": ["Close"], "a: Week": ["Clean"]}
    assert [what for _, what in done.warned] == [
        "The sheet “Figures” holds no list of things to do; it is left out."
    ]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<" + b" " * (300 * 1024 * 1024))
    return file.getvalue()


def with_dtd(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename in ("word/document.xml", "xl/workbook.xml"):
                whole = content.rpartition(b"?>")[2] if content.startswith(b"<?xml") else content
                content = b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>" + whole
            new.writestr(part, content)
    return file.getvalue()


@pytest.mark.parametrize("form", ["docx", "xlsx"])
@pytest.mark.parametrize("kind", ["bomb", "dtd", "text", "empty", "cut"])
def test_office_file_is_refused_and_the_rest_imported_when_it_is_hostile(
    tmp_path: Path, form: str, kind: str
) -> None:
    document = docx.Document()
    document.add_paragraph("Do it.", style="List Number")
    good = word(document) if form == "docx" else excel(("L", [("Nr", "Task"), (1, "Do it.")]))
    bad: dict[str, Callable[[], bytes]] = {
        "bomb": bomb,
        "dtd": lambda: with_dtd(good),
        "text": lambda: b"no zip",
        "empty": lambda: b"",
        "cut": lambda: good[:-900],
    }
    (tmp_path / "src").mkdir()
    (tmp_path / f"src/bad.{form}").write_bytes(bad[kind]())
    (tmp_path / f"src/good.{form}").write_bytes(good)
    report = run(form, tmp_path / "src", tmp_path / "pack")
    assert [s.source for s in report.skipped] == [f"bad.{form}"]
    assert "the log says more" not in report.skipped[0].why
    assert [i.steps for i in report.imported] == [1]


def test_word_keeps_one_list_when_its_styles_have_levels(tmp_path: Path) -> None:
    document = docx.Document()
    for style, text in (
        ("List Number", "Open"), ("List Number 2", "sub one"), ("List Number 2", "sub two"), ("List Bullet 3", "deep"),
        ("List Number", "Close"),
    ):  # fmt: skip
        document.add_paragraph(text, style=style)
    done = Import(tmp_path, "docx", {"a.docx": word(document)})
    assert done.texts == ["Open", "Close"]
    assert done.report.imported[0].substeps == 2
    assert "1. sub one\n   2. sub two\n\n      - deep" in (done.out / "guides/a.md").read_text("utf-8")


def test_word_table_that_holds_a_list_is_opened_and_told(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "Before"
    cell.add_paragraph("one", style="List Number")
    cell.add_paragraph("two", style="List Number")
    done = Import(tmp_path, "docx", {"a.docx": word(document)})
    assert done.texts == ["one", "two"]
    assert done.warned == [(1, "The table holds a procedure; its cells stand one below the other.")]


def test_excel_tells_what_does_not_come_along(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in (("Nr", "Step"), (1, "Open"), (2, "=A2+1"), (3, "Close")):
        sheet.append(row)
    sheet["B2"].hyperlink = "https://example.org"
    sheet["B2"].comment = Comment("mind this", "me")
    file = io.BytesIO()
    book.save(file)
    done = Import(tmp_path, "xlsx", {"a.xlsx": file.getvalue()})
    assert done.texts == ["Open", "=A2+1", "Close"]
    assert done.warned == [
        (0, "Comments on cells do not come along."),
        (0, "Links of cells do not come along; their text stays."),
        (3, "A formula in this row has no stored value; the formula itself stands there."),
    ]


@pytest.mark.parametrize(
    ("rows", "title", "steps"),
    [
        ([("Step 1", "Open it"), ("Step 2", "Done")], "a", ["Open it", "Done"]),
        ([("Taken",), ("eerst",), ("dan",)], "a", ["eerst", "dan"]),
        ([("Übergabe 2024",), (), ("Nr.", "Aufgabe", "Ja", "Nein"), (1, "Schlüssel", "x", None), (2, "Laptop", None, "x")],
         "Übergabe 2024", ["Schlüssel", "Laptop"]),
    ],
)  # fmt: skip
def test_excel_list_is_found_whatever_its_shape(
    tmp_path: Path, rows: list[tuple[object, ...]], title: str, steps: list[str]
) -> None:
    done = Import(tmp_path, "xlsx", {"a.xlsx": excel(("S", rows))})
    assert (done.guide.title, done.texts) == (title, steps)


@pytest.mark.parametrize("rows", [[("Name", "Age"), ("Ann", 3), ("Bob", 4)], [("read this",), ("and that",)]])
def test_excel_sheet_of_data_is_no_list(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    assert (
        Import(tmp_path, "xlsx", {"a.xlsx": excel(("S", rows))}).why
        == "No sheet of it holds a list of things to do."
    )
