"""One walk through the verbs, with any `overlay` program: what two of them answer can be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

PACKAGES = Path(__file__).parents[2]
EXCERPTS = PACKAGES / "tests" / "unit" / "importers" / "excerpts"
DEMO = PACKAGES / "src" / "overlay" / "resources" / "packs" / "demo-service"
PASSPHRASE = "correct horse battery"
FORMATS: Mapping[str, str] = {
    "dita": "dita/topics",
    "docbook": "docbook",
    "docx": "checklist.docx",
    "html": "page.html",
    "mallard": "mallard/C",
    "markdown": "support",
    "smart-answers": "decision-trees",
    "tldr": "tldr/en",
    "xlsx": "sheet.xlsx",
}
HTML = "<!doctype html><title>Refund</title><h1>Refund</h1><ol><li>Open the case<li>Choose <b>Refund</b></ol>"


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str


Program = Callable[..., Answer]  # (*words, OVERLAY_HOME=…) → what it said


def office_files(folder: Path) -> None:
    """Write the sources that are not text: a Word file with a numbered list, and a sheet of steps."""
    folder.mkdir(parents=True, exist_ok=True)
    document = Document()
    document.add_heading("Refund an order", 1)
    for step in ("Open the case", "Choose Refund", "Tell the customer"):
        document.add_paragraph(step, style="List Number")
    document.save(str(folder / "checklist.docx"))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Step", "Why"), ("Open the case", "It holds the amount"), ("Choose Refund", "")):
        sheet.append(row)
    book.save(folder / "sheet.xlsx")
    (folder / "page.html").write_text(HTML, "utf-8")


def walk(program: Program, folder: Path, sources: Path) -> dict[str, Any]:
    """Run one verb of each family in `folder` and return the answers that must be the same everywhere.

    `program` runs `overlay` with those words; paths are below `folder` and `sources`, and are told as `program` wants them.
    """
    home, answers = folder / "home", dict[str, Any]()

    def ask(*words: str | Path, code: int = 0) -> str:
        answer = program(*words, home=home)
        assert answer.code == code, (
            f"overlay {' '.join(map(str, words))}: {answer.code}\n{answer.out}\n{answer.err}"
        )
        return answer.out

    def asked(name: str, *words: str | Path, code: int = 0) -> None:
        answers[name] = json.loads(ask(*words, "--json", code=code))

    for name, source in FORMATS.items():
        where = EXCERPTS / source if (EXCERPTS / source).exists() else sources / source
        ask("import", name, where, "--out", folder / f"from-{name}", "--json")
        files = (folder / f"from-{name}").rglob("*.md")
        answers[f"import {name}"] = {path.name: path.read_text("utf-8") for path in files}
        assert answers[f"import {name}"], f"{name}: nothing was imported"
    ask("pack", "new", folder / "fresh", "--title", "Fresh", "--owner", "team")
    asked("check", "pack", "check", DEMO)
    ask("pack", "build", DEMO, "--out", folder / "demo.overlaypack")
    assert (folder / "demo.overlaypack").stat().st_size > 10_000
    ask("pack", "install", folder / "demo.overlaypack")
    ask("pack", "install", folder / "from-tldr")
    asked("list", "pack", "list")
    asked("match", "match", "--app", "chrome", "--title", "Case 4711 · Refund")
    assert answers["match"]["matches"]
    for words in ("geld terug", "wachtwoord", "Passwort", "refund to card"):
        asked(f"search {words}", "search", words, "--limit", "3")
        assert answers[f"search {words}"]["results"], words
    asked("guide", "guide", "refund-order", "--lang", "nl")
    ask("pack", "export", "site", DEMO, "--out", folder / "site")
    assert (folder / "site" / "index.html").is_file()
    ask("pack", "export", "pdf", DEMO, "--guide", "refund-order", "--out", folder / "pdf")
    pdfs = list((folder / "pdf").rglob("*.pdf"))
    assert pdfs
    assert all(path.read_bytes().startswith(b"%PDF") for path in pdfs)
    _source(ask, asked, folder)
    return answers


def _source(ask: Callable[..., str], asked: Callable[..., None], folder: Path) -> None:
    """Keys, a source of signed files in a folder, and a desk that syncs from it."""
    source = folder / "source"
    for key in ("root", "online", "team"):
        ask("keys", "new", key)
    ask("source", "init", source, "--root-key", "root", "--online-key", "online")
    ask("source", "grant", "fresh", "--source", source, "--key", "team")
    ask("pack", "publish", folder / "fresh", "--source", source)
    root = source / "metadata" / "1.root.json"
    ask("source", "add", "office", source.as_uri(), "--root", root)
    told = ask("sync", "--json").splitlines()
    assert [pack["pack"] for pack in json.loads(told[-1])["packs"]] == ["fresh"]
    asked("packs after sync", "pack", "list")
