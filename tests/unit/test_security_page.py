"""docs/security.md: every claim names tests that exist; and the claims that are about all of the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
SOURCES = sorted((ROOT / "src" / "overlay").rglob("*.py"))
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

# What turns text into code, or starts a shell.
RUNS_CODE = frozenset({"eval", "exec", "compile", "os.system", "os.popen", "marshal.loads", "shelve.open"})
UNPICKLES = frozenset({"pickle.load", "pickle.loads", "pickle.Unpickler"})


def claims() -> Iterator[tuple[str, str]]:
    """Yield each claim with what its row says of tests."""
    in_table = False
    for line in PAGE.read_text("utf-8").splitlines():
        if line == "| claim | test |":
            in_table = True
        elif not line.startswith("|"):
            in_table = False
        elif in_table and not line.startswith("|---"):
            claim, _, tests = line.strip("| ").rpartition(" | ")
            yield claim, tests


def test_every_claim_names_a_test_that_exists() -> None:
    found = list(claims())
    assert len(found) > 40
    for claim, tests in found:
        named = TEST.findall(tests)
        assert named, claim
        for path, name in named:
            assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), (
                f"{path}::{name}"
            )


def test_every_test_that_is_named_stands_in_a_table_of_claims() -> None:
    assert len(TEST.findall(PAGE.read_text("utf-8"))) == sum(
        len(TEST.findall(tests)) for _, tests in claims()
    )


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_nothing_of_others_is_run_as_code() -> None:
    unpickling = set()
    for path in SOURCES:
        for name, call in called(ast.parse(path.read_text("utf-8"))):
            assert name not in RUNS_CODE, f"{path}:{call.lineno} {name}"
            assert name != "yaml.load" or "importers" in path.parts, f"{path}:{call.lineno} {name}"
            assert not any(
                k.arg == "shell" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
                for k in call.keywords
            ), f"{path}:{call.lineno}"
            if name in UNPICKLES:
                unpickling.add(path.name)
    assert unpickling <= {"parallel.py"}  # between an import and the processes it started


def test_the_clipboard_is_never_read() -> None:
    reads = re.compile(r"clipboard\(\)\.(?:text|mimeData|image|pixmap)\(|\bwl-paste\b|GetClipboardData")
    found = [str(path) for path in SOURCES if reads.search(path.read_text("utf-8"))]
    assert found == []


def test_the_assistant_loads_nothing_that_speaks_to_a_network() -> None:
    code = (
        "import sys, overlay.app.startup, overlay.app.assistant, overlay.ipc.server, overlay.ui.panel.window\n"
        "found = {'ssl', 'http.client', 'urllib.request', 'urllib3', 'requests', 'tuf', 'ftplib', 'smtplib',\n"
        "         'PySide6.QtNetwork', 'PySide6.QtWebEngineCore'} & sys.modules.keys()\n"
        "sys.exit(str(found) if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
