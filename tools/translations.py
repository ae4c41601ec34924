"""Refreshes the words of the interface: collects them from the sources into *.ts and compiles *.qm (`make translations`).

English holds plural forms only. `--check` changes nothing and says what is missing (exit 1).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "overlay" / "ui"
FOLDER = ROOT / "src" / "overlay" / "resources" / "translations"
LANGUAGES = ("en", "nl", "de")
_TOOLS = Path(PySide6.__file__).parent  # PySide6-Essentials carries Linguist's own lupdate and lrelease


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the interface in one language. `forms` has one entry, or one for each plural form."""

    context: str
    source: str
    forms: tuple[str, ...]
    plural: bool
    state: str  # "", "unfinished", "vanished" or "obsolete"


def collect(folder: Path) -> None:
    """Bring the *.ts files of `folder` up to date with the sources; translations stay."""
    files = sorted(str(p) for p in SOURCES.rglob("*.py"))
    for language in LANGUAGES:
        only_plurals = ["-pluralonly"] if language == "en" else []
        options = ["-silent", "-locations", "none", "-no-obsolete", "-source-language", "en"]
        out = folder / f"overlay_{language}.ts"
        _run("lupdate", *options, *only_plurals, "-target-language", language, *files, "-ts", str(out))


def compile_all(folder: Path) -> None:
    """Make the *.qm files the assistant loads."""
    for language in LANGUAGES:
        source = folder / f"overlay_{language}.ts"
        _run("lrelease", "-silent", "-removeidentical", str(source), "-qm", str(source.with_suffix(".qm")))


def messages(ts: Path) -> list[Message]:
    """Return what a *.ts file holds."""
    found = []
    for context in ET.parse(ts).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = translation.findall("numerusform") if translation is not None else []
            plural = message.get("numerus") == "yes"
            texts = (
                tuple(form.text or "" for form in forms)
                if plural
                else (message.findtext("translation") or "",)
            )
            state = (translation.get("type") or "") if translation is not None else "unfinished"
            found.append(Message(name, message.findtext("source") or "", texts, plural, state))
    return found


def untranslated(folder: Path) -> list[str]:
    """Return the texts of the sources that `folder` has no whole translation of, as "language: context: text"."""
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        for language in LANGUAGES:
            shutil.copy(folder / f"overlay_{language}.ts", fresh)
        collect(fresh)
        return [
            f"{language}: {m.context}: {m.source}"
            for language in LANGUAGES
            for m in messages(fresh / f"overlay_{language}.ts")
            if m.state == "unfinished" or not all(m.forms)
        ]


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([_TOOLS / tool, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{tool} failed: {done.stdout}{done.stderr}")


def main() -> int:
    if "--check" not in sys.argv:
        FOLDER.mkdir(exist_ok=True)
        collect(FOLDER)
        compile_all(FOLDER)
    missing = untranslated(FOLDER)
    for line in missing:
        print(line)
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
