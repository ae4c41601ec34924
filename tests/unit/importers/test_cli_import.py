"""The `import` verb: JSON on stdout alone, words on stderr, and its exit codes."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from overlay.cli.importing import add_import_verb
from overlay.errors import OverlayError
from overlay.paths import paths
from tests.unit.importers.sources import write


def call(*arguments: str) -> int:
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true")
    parser = argparse.ArgumentParser()
    add_import_verb(parser.add_subparsers(), [as_json])
    asked = parser.parse_args(["import", *arguments])
    code = asked.run(asked, paths())
    assert isinstance(code, int)
    return code


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return write(
        tmp_path / "src",
        {"a.html": "<h1>A</h1><ol><li>Do <a href=b.html>it</a></li></ol>", "b.html": "<p>none</p>"},
    )


def test_import_answers_json_on_stdout_alone(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("html", str(src), "--out", str(src.parent / "pack"), "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "imported": [{"source": "a.html", "guide": "a", "steps": 1, "substeps": 0}],
        "skipped": [{"source": "b.html", "why": "It holds no numbered list."}],
        "warnings": [
            {
                "source": "a.html",
                "line": 1,
                "what": "The link to “b.html” is left as text: guides link to web pages only.",
            }
        ],
    }
    assert err == ""


def test_import_tells_people_what_came_of_it(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("html", str(src), "--out", str(src.parent / "pack")) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "a.html:1: The link to “b.html”" in err
    assert "b.html: skipped. It holds no numbered list." in err
    assert "Imported 1 guide with 1 step into" in err


def test_import_gives_guides_rules_when_an_application_is_named(src: Path) -> None:
    call(
        "html",
        str(src),
        "--out",
        str(src.parent / "pack"),
        "--app",
        "chrome",
        "--app",
        "msedge",
        "--title",
        "CRM {case} *",
    )
    head = (src.parent / "pack/guides/a.md").read_text(encoding="utf-8")
    assert 'when:\n  - app: [chrome, msedge]\n    title: "CRM {case} *"\n' in head


@pytest.mark.parametrize(
    "arguments",
    [("nothing-there", "--out", "new"), ("src", "--out", "full"), ("src", "--out", "new", "--filter", "audience"),
     ("src", "--out", "new", "--title", "{"), ("empty", "--out", "new")],
)  # fmt: skip
def test_import_refuses_when_the_call_is_wrong(
    src: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(src.parent)
    write(src.parent, {"full/mine.txt": "keep", "empty/readme.txt": ""})
    with pytest.raises(OverlayError):
        call("html", *arguments)
    assert (src.parent / "full/mine.txt").read_text(encoding="utf-8") == "keep"
    assert not (src.parent / "new").exists()


def test_import_replaces_a_pack_only_when_told_to(src: Path) -> None:
    pack = src.parent / "pack"
    call("html", str(src), "--out", str(pack))
    write(pack, {"guides/old.md": "x"})
    with pytest.raises(OverlayError, match="--replace"):
        call("html", str(src), "--out", str(pack))
    assert call("html", str(src), "--out", str(pack), "--replace") == 0
    assert not (pack / "guides/old.md").exists()
    other = write(src.parent / "other", {"letter.txt": "keep"})
    with pytest.raises(OverlayError, match="no pack"):
        call("html", str(src), "--out", str(other), "--replace")


@pytest.mark.skipif(
    sys.platform == "win32", reason="a pseudo terminal is how the test sees what a terminal would"
)
def test_import_shows_its_progress_when_somebody_looks(src: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "overlay", "import", "html", str(src), "--out", str(src.parent / "pack")]
    done = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, check=True)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a pseudo terminal
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    assert b"| 0/2 [" in shown
    assert b"Imported 1 guide" in shown
    assert done.stdout == b""


def test_other_verbs_load_none_of_the_libraries() -> None:
    code = "import sys, overlay.cli, overlay.cli.importing, overlay.app\n"
    code += "found = {'lxml', 'docx', 'openpyxl', 'tqdm', 'overlay.content.importers'} & sys.modules.keys()\n"
    code += "sys.exit(str(found) if found else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
