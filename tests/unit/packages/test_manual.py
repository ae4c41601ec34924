from __future__ import annotations

import argparse

from overlay.cli.parser import make_parser
from tools.packages.manual import page


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overlay", description="Do it.")
    verbs = parser.add_subparsers()
    family = verbs.add_parser("pack", help="packs").add_subparsers()
    new = family.add_parser("new", help="start", description="start a pack")
    new.add_argument("folder", metavar="FOLDER", help="where; 100%% yours")
    new.add_argument("--title", help="what agents see – its name")
    new.add_argument("--secret", help=argparse.SUPPRESS)
    return parser


def test_page_shows_verbs_of_families_with_their_arguments() -> None:
    text = page(_parser())
    assert ".SS overlay pack new" in text
    assert r"\fB\-\-title\fR \fITITLE\fR" in text
    assert "Where; 100% yours." in text
    assert "Start a pack." in text


def test_page_is_ascii_and_hides_what_the_help_hides() -> None:
    text = page(_parser())
    assert text.isascii()
    assert r"What agents see \[u2013] its name." in text
    assert "secret" not in text


def test_page_holds_every_verb_of_the_program() -> None:
    text = page(make_parser())
    for verb in ("match", "pack publish", "source add", "sync", "status", "journal erase"):
        assert f".SS overlay {verb}\n" in text, verb


def test_page_leaves_out_what_only_the_program_itself_runs() -> None:
    assert "import-reader" not in page(make_parser()).replace("\\", "")
