"""Job aids on paper: every guide's words are on its pages, in its language, with nothing cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from overlay.app.printing import export_pdf
from overlay.content.export.selection import select
from overlay.content.format.pack import Pack, read_pack
from overlay.errors import OverlayError
from tests.pdf import pages
from tests.unit.packs import guide_text, write_pack

DEMO = Path(__file__).parents[2] / "src/overlay/resources/packs/demo-service"


def printed(pack: Pack, out: Path, name: str) -> list[str]:
    export_pdf(pack, out)
    return pages((out / name).read_bytes())


def test_a_job_aid_holds_the_guide_in_its_language(qtbot: QtBot, tmp_path: Path) -> None:
    pack = select(read_pack(DEMO), ["refund-order"], ["de"])
    found = printed(pack, tmp_path / "out", "refund-order.de.pdf")
    together = " ".join(found)
    for words in (
        "Eine Bestellung erstatten",
        "1 Öffnen Sie den Reiter Payments.",
        "Name und Postleitzahl stimmen mit Fall [case] überein.",
        "Der Betrag ist höchstens 250 €",
        "A. Mit Karte",
        "→ weiter bei 5 B. iDEAL",
        "Zu prüfen bis: 2027-03-01",
        f"1 von {len(found)}",
    ):
        assert words in together


def test_every_guide_and_language_gets_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    pack = read_pack(DEMO)
    files = export_pdf(pack, tmp_path / "out")
    assert len([file for file in files if file.suffix == ".pdf"]) == len(pack.guides)
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files if file.suffix == ".pdf")


def test_no_step_is_lost_when_a_guide_fills_many_pages(qtbot: QtBot, tmp_path: Path) -> None:
    steps = "\n".join(
        f"{n}. Press key number {n}. It is 2027-03-01 → now.\n   ```copy\n   Text {n}x 3-4\n   ```"
        for n in range(1, 121)
    )
    pack = read_pack(write_pack(tmp_path / "pack", guides={"long.md": guide_text("Long", steps=steps)}))
    found = printed(pack, tmp_path / "out", "long.pdf")
    assert len(found) > 4
    together = " ".join(found)
    assert [n for n in range(1, 121) if together.count(f"Press key number {n}.") != 1] == []
    assert [n for n in range(1, 121) if together.count(f"Text {n}x 3-4") != 1] == []
    assert "\ufffd" not in together


def test_every_page_of_a_table_has_its_head(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "".join(f"   | code {n} | meaning {n} |\n" for n in range(120))
    steps = f"1. Look it up.\n\n   | THE CODE | Meaning |\n   |---|---|\n{rows}"
    pack = read_pack(write_pack(tmp_path / "pack", guides={"long.md": guide_text("Long", steps=steps)}))
    found = printed(pack, tmp_path / "out", "long.pdf")
    assert len(found) > 2
    assert [text.count("THE CODE") for text in found] == [1] * len(found)


def test_text_on_paper_is_never_markup(qtbot: QtBot, tmp_path: Path) -> None:
    steps = "1. Look at `<b>` & “so”.\n   ```copy\n   <img src='x'>\n   ```"
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide_text("A <i>title</i>", steps=steps)})
    (text,) = printed(read_pack(folder), tmp_path / "out", "a.pdf")
    assert "A <i>title</i>" in text
    assert "Look at <b> & “so”." in text
    assert "<img src='x'>" in text


def test_the_pictures_of_a_guide_and_its_boxes_are_on_paper(qtbot: QtBot, tmp_path: Path) -> None:
    pack = read_pack(DEMO)
    export_pdf(select(pack, ["refund-order", "sort-inbox"], ["en"]), tmp_path)
    with_picture, without = (
        (tmp_path / f"{name}.pdf").read_bytes().count(b"/Subtype /Image")
        for name in ("refund-order", "sort-inbox")
    )
    assert with_picture >= 2
    assert without == 0


def test_an_export_replaces_only_what_an_export_wrote(qtbot: QtBot, tmp_path: Path) -> None:
    pack, out = read_pack(DEMO), tmp_path / "out"
    export_pdf(select(pack, ["cancel-order"], ["en"]), out)
    (out / "mine.txt").write_text("mine")
    with pytest.raises(OverlayError, match="--replace"):
        export_pdf(select(pack, ["refund-order"], ["en"]), out)
    export_pdf(select(pack, ["refund-order"], ["en"]), out, replace=True)
    assert sorted(path.name for path in out.iterdir()) == ["export.json", "mine.txt", "refund-order.pdf"]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "other").write_text("x")
    with pytest.raises(OverlayError, match="something else"):
        export_pdf(pack, tmp_path / "full", replace=True)
