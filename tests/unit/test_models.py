"""The models own the schema; the statements of `lookup` and `search` read it without them."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from overlay.content import lookup, search
from overlay.content.install import install
from overlay.content.search import reading, scorer, vocabulary
from overlay.content.store import generations, rule_index
from overlay.content.store.models import (
    Base,
    GuideRow,
    GuideText,
    GuideWords,
    MediaRow,
    PackRow,
    RuleGram,
    RuleRow,
)
from overlay.context import make_context
from overlay.rules import look
from tests.unit.packs import write_pack

STATEMENTS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (lookup, search, reading, scorer, vocabulary)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str) and value.lstrip().startswith("SELECT")
}


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    """A database with the schema as the models say, and nothing else."""
    engine = create_engine(f"sqlite:///{tmp_path / 'schema.db'}")
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    engine.dispose()
    return sqlite3.connect(f"file:{tmp_path / 'schema.db'}?mode=ro&immutable=1", uri=True)


def plan(db: sqlite3.Connection, statement: str) -> list[str]:
    values = ["1"] * statement.count("?")
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


def test_statements_are_found() -> None:
    assert len(STATEMENTS) == 21


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_fits_the_schema_of_the_models(db: sqlite3.Connection, name: str) -> None:
    assert plan(db, STATEMENTS[name])
    db.close()


READ_WHOLE = {"lookup.PACKS", "vocabulary.LANGUAGES"}  # short, once


@pytest.mark.parametrize("name", set(STATEMENTS) - READ_WHOLE)
def test_statement_scans_no_table(db: sqlite3.Connection, name: str) -> None:
    assert not [step for step in plan(db, STATEMENTS[name]) if step.startswith("SCAN")]
    db.close()


def test_candidates_of_rules_fit_the_schema_of_the_models(db: sqlite3.Connection) -> None:
    context = make_context(process="chrome", raw_title="Case 1042", url="https://x.example/")
    assert list(rule_index.candidates(db, look(context))) == []
    assert rule_index.rules_of(db, 1) == ()
    db.close()


def test_generation_on_disk_has_the_columns_of_the_models(tmp_path: Path) -> None:
    install(write_pack(tmp_path / "pack"), tmp_path / "data")
    _, db = generations.open_current(tmp_path / "data")
    for model in (PackRow, GuideRow, GuideText, GuideWords, MediaRow, RuleRow, RuleGram):
        there = [row[1] for row in db.execute(f"PRAGMA table_info({model.__tablename__})")]
        assert there == [column.name for column in model.__table__.columns]
    db.close()


def test_each_table_but_the_first_leads_to_one_other(db: sqlite3.Connection) -> None:
    """`build` copies the rows of unchanged packs along these keys."""
    for table in Base.metadata.sorted_tables:
        if table.info.get("derived"):
            continue
        assert len(table.foreign_keys) == (0 if table.name == "pack" else 1), table.name
    db.close()


def test_pack_info_has_the_columns_of_its_statement() -> None:
    columns = re.findall(r"\w+", lookup.PACKS.partition(" FROM ")[0])[1:]
    assert list(lookup.PackInfo.__struct_fields__) == columns


def test_lookup_imports_neither_the_orm_nor_a_parser() -> None:
    code = "import sys, overlay.content.lookup; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    heavy = {"sqlalchemy", "yaml", "markdown_it", "nh3", "re2", "PySide6", "zipfile", "tempfile"}
    assert not heavy & set(done.stdout.split())
