"""Packs in, the rows of one generation out. Everything a generation holds is written here, once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, func, insert, select
from sqlalchemy.pool import StaticPool

from overlay.content import guide_json, rule_index
from overlay.content.base import Base
from overlay.content.generations import APPLICATION_ID, SCHEMA, read_only_uri
from overlay.content.models import (
    GuideRow,
    GuideText,
    GuideWords,
    MediaRow,
    PackRow,
    RuleGram,
    RuleRow,
    SynonymRow,
)
from overlay.content.pack import Pack, ParsedGuide
from overlay.content.rule_index import NewRule
from overlay.content.search import write as search_index
from overlay.content.validity import validity_s
from overlay.content.words import packed, words_of
from overlay.guide import Guide, GuideKind
from overlay.rules import ANY_WINDOW

Item = TypeVar("Item")

_BATCH = 500  # guides whose rows are in memory at a time


@dataclass(frozen=True, slots=True)
class Kept:
    """Packs whose rows are taken over from an older generation of the same schema."""

    generation: Path
    packs: tuple[str, ...]


def build(
    db: sqlite3.Connection, packs: Sequence[Pack], kept: Kept | None = None, tz: tzinfo | None = None
) -> None:
    """Write the generation that holds `packs` and the `kept` ones into the new, empty `db`, and close it.

    `tz` is the zone in which a guide's days begin (None: this machine's). Raises sqlalchemy.exc.DBAPIError, with the
    disk's or SQLite's own error as `orig`.
    """
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            if kept is not None:
                connection.exec_driver_sql("ATTACH DATABASE ? AS old", (read_only_uri(kept.generation),))
            connection.exec_driver_sql("BEGIN")
            Base.metadata.create_all(connection)
            if kept is not None:
                _take_over(connection, kept.packs)
            for pack in packs:
                _add(connection, pack, tz)
            search_index.write(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
        db.close()


def _take_over(connection: Connection, packs: tuple[str, ...]) -> None:
    """Copy the rows that belong to `packs`: each table's foreign key leads to rows that were copied before."""
    for table in Base.metadata.sorted_tables:
        if table.info.get("derived"):
            continue
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        if table.name == PackRow.__tablename__:
            where = f"id IN ({', '.join('?' * len(packs))})"
            values: tuple[str, ...] = packs
        else:
            (key,) = table.foreign_keys
            where = f'"{key.parent.name}" IN (SELECT "{key.column.name}" FROM main."{key.column.table.name}")'
            values = ()
        connection.exec_driver_sql(
            f'INSERT INTO main."{table.name}" ({columns}) SELECT {columns} FROM old."{table.name}" WHERE {where}',
            values,
        )


def _add(connection: Connection, pack: Pack, tz: tzinfo | None) -> None:
    by_guide: dict[str, list[ParsedGuide]] = {}
    for parsed in pack.guides:
        by_guide.setdefault(parsed.guide.ref.guide, []).append(parsed)
    connection.execute(insert(PackRow), _pack_row(pack, len(by_guide)))
    guide_pk = (connection.execute(select(func.max(GuideRow.id))).scalar() or 0) + 1
    text_pk = (connection.execute(select(func.max(GuideText.id))).scalar() or 0) + 1
    rules: list[NewRule] = []
    for some in _batched(by_guide.values(), _BATCH):
        guides, texts, words = [], [], []
        for in_languages in some:
            guides.append({"id": guide_pk, **_guide_row(pack, in_languages, tz)})
            rules += _rules(in_languages[0], guide_pk)
            for parsed in in_languages:
                texts.append({"id": text_pk, "guide_pk": guide_pk, **_text_row(parsed.guide)})
                words.append({"id": text_pk, "data": packed(words_of(parsed.guide))})
                text_pk += 1
            guide_pk += 1
        connection.execute(insert(GuideRow), guides)
        connection.execute(insert(GuideText), texts)
        connection.execute(insert(GuideWords), words)
    _add_rules(connection, rules)
    for lang, words_alike in pack.synonyms:
        row = {"pack_id": pack.id, "lang": lang, "words": json.dumps(words_alike, ensure_ascii=False)}
        connection.execute(insert(SynonymRow), row)
    for file in pack.media:
        connection.execute(insert(MediaRow), {"pack_id": pack.id, "src": file.src, "data": file.read()})


def _add_rules(connection: Connection, rules: Sequence[NewRule]) -> None:
    if not rules:
        return
    first_pk = (connection.execute(select(func.max(RuleRow.id))).scalar() or 0) + 1
    rows, grams = rule_index.index_rows(rules, first_pk)
    connection.execute(insert(RuleRow), rows)
    if grams:
        # In the order of the key each row goes to the end of the tree: full pages, half the file.
        grams.sort(key=itemgetter("key", "rule_pk", "alternative"))
        connection.execute(insert(RuleGram), grams)


def _rules(base: ParsedGuide, guide_pk: int) -> list[NewRule]:
    notice = base.guide.kind is GuideKind.NOTICE
    rules = base.rules or ((ANY_WINDOW,) if notice else ())
    return [NewRule(guide_pk, rule, notice=notice) for rule in rules]


def _pack_row(pack: Pack, guides: int) -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "owner": pack.owner,
        "language": pack.language,
        "priority": pack.priority,
        "licence": pack.licence,
        "guides": guides,
    }


def _guide_row(pack: Pack, in_languages: Sequence[ParsedGuide], tz: tzinfo | None) -> dict[str, Any]:
    base = in_languages[0]  # what is no matter of language is in the base file, which comes first
    guide = base.guide
    return {
        "pack_id": pack.id,
        "name": guide.ref.guide,
        "kind": guide.kind.value,
        "priority": base.priority,
        "valid_from_s": validity_s(guide.valid_from, end=False, tz=tz) if guide.valid_from else None,
        "valid_until_s": validity_s(guide.valid_until, end=True, tz=tz) if guide.valid_until else None,
        "audience": json.dumps(base.audience, ensure_ascii=False),
        "owner": guide.owner,
        "review_by": guide.review_by,
        "apps": _apps(base),
    }


def _apps(base: ParsedGuide) -> str:
    names = {app.source.casefold() for rule in base.rules for app in rule.where.apps if not app.gaps}
    return "".join(f" {name} " for name in sorted(names))


def _text_row(guide: Guide) -> dict[str, Any]:
    return {
        "lang": guide.lang,
        "title": guide.title,
        "summary": guide.summary,
        "data": guide_json.encode(guide),
    }


def _batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
