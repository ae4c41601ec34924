"""Word documents as people make them: styles of other programs, symbols, notes, text boxes, tables of every shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from tests.unit.importers.sources import Import
from tests.unit.importers.test_office import W, word

SYMBOL = f'<w:r {W}><w:sym w:font="Wingdings" w:char="{{}}"/></w:r>'
TEXT_BOX = (
    f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:drawing>'
    "</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
NOTE = '<w:footnote w:id="2"><w:p><w:r><w:t>Not after six.</w:t></w:r></w:p></w:footnote>'
FOOTNOTES = f"<w:footnotes {W}>{NOTE}</w:footnotes>"


def imported(tmp_path: Path, document: Document) -> Import:
    return Import(tmp_path, "docx", {"desk.docx": word(document)})


def steps(done: Import) -> Iterator[tuple[str, list[str]]]:
    """Yield title and steps of each guide."""
    for guide in sorted(done.guides, key=lambda g: g.title):
        yield guide.title, [step.text for step in guide.branches[0].steps]


def table(document: Document, *rows: tuple[str, ...]) -> None:
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(made.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text


@pytest.mark.parametrize(
    ("heading", "number"),
    [("Kop 1", "Lijstnummering"), ("Überschrift 1", "Listennummer"), ("Heading 1", "Numbering 1")],
)
def test_word_styles_are_known_by_their_names_in_other_languages(
    tmp_path: Path, heading: str, number: str
) -> None:
    document = docx.Document()
    for name in (heading, number):
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for title in ("Eins", "Zwei"):
        document.add_paragraph(title, style=heading)
        document.add_paragraph(f"{title} a", style=number)
        document.add_paragraph(f"{title} b", style=number)
    assert list(steps(imported(tmp_path, document))) == [
        ("Eins", ["Eins a", "Eins b"]),
        ("Zwei", ["Zwei a", "Zwei b"]),
    ]


def test_word_title_is_the_documents_own_when_chapters_stand_side_by_side(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Handbook"
    for chapter in ("Open", "Close"):
        document.add_heading(chapter, 1)
        document.add_paragraph("Do it", style="List Number")
    assert [title for title, _ in steps(imported(tmp_path, document))] == [
        "Handbook: Close",
        "Handbook: Open",
    ]


def test_word_headings_are_steps_when_they_say_so(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("New customer", 0)
    for number, what in enumerate(("Name", "Address"), 1):
        document.add_heading(f"Stap {number}: {what}", 1)
        document.add_paragraph(f"Ask for the {what}.")
        document.add_heading("Mind", 2)
        document.add_paragraph("first", style="List Number")
    document.add_heading("Afterwards", 1)
    done = imported(tmp_path, document)
    assert list(steps(done)) == [("New customer", ["Stap 1: Name", "Stap 2: Address"])]
    assert [i.substeps for i in done.report.imported] == [2]


def test_word_tick_box_is_a_step_when_it_is_a_symbol(tmp_path: Path) -> None:
    document = docx.Document()
    for code, text in (("F0A8", " Lock the door"), ("F0FE", " Switch it off")):
        paragraph = document.add_paragraph()
        paragraph._p.append(parse_xml(SYMBOL.format(code)))
        paragraph.add_run(text)
    done = imported(tmp_path, document)
    assert done.texts == ["Lock the door", "Switch it off"]
    assert done.warned == []


def test_word_sign_without_text_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Smile ", style="List Number")
    paragraph._p.append(parse_xml(SYMBOL.format("F04A")))
    assert imported(tmp_path, document).warned == [
        (1, "A sign of the font Wingdings is left out: it is no text.")
    ]


def test_word_footnotes_and_text_boxes_stand_where_their_marks_do(tmp_path: Path) -> None:
    document = docx.Document()
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", FOOTNOTES.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    called = document.add_paragraph("Call", style="List Number")
    called._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    boxed = document.add_paragraph("Wait", style="List Number")
    boxed._p.append(parse_xml(TEXT_BOX.format("Two minutes", "Two minutes")))
    done = imported(tmp_path, document)
    assert done.texts == ["Call (Not after six.)", "Wait Two minutes"]
    assert done.warned == []


def merged(document: Document) -> None:
    table(
        document, ("Step", "Do", "Mind"), ("Before", "", ""), ("1", "Open", "the name"), ("2", "Fill in", "")
    )
    document.tables[0].cell(1, 0).merge(document.tables[0].cell(1, 2))


def titled(document: Document) -> None:
    table(document, ("Checklist of the desk", ""), ("No.", "Do"), ("1", "Open"), ("2", "Fill in"))
    document.tables[0].cell(0, 0).merge(document.tables[0].cell(0, 1))


def yes_or_no(document: Document) -> None:
    table(document, ("Prüfpunkt", "Ja", "Nein"), ("Open", "☐", "☐"), ("Fill in", "☐", "☐"))


def sections(document: Document) -> None:
    table(document, ("Nr.", "Tun"), ("1", "Open"), ("Danach", ""), ("2", "Fill in"))


@pytest.mark.parametrize("make", [merged, titled, yes_or_no, sections])
def test_word_table_is_a_checklist_whatever_its_shape(
    tmp_path: Path, make: Callable[[Document], None]
) -> None:
    document = docx.Document()
    make(document)
    assert imported(tmp_path, document).texts == ["Open", "Fill in"]


def test_word_table_between_steps_is_a_table_when_it_does_not_count(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Open", style="List Number")
    table(document, ("Code", "Means"), ("1", "paid"))
    document.add_paragraph("Close", style="List Number")
    assert imported(tmp_path, document).texts == ["Open", "Close"]
