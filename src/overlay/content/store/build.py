"""Packs in, the rows of one generation out. Everything a generation holds is written here, once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import StaticPool

from overlay.content import cycle_collector
from overlay.content.format.pack import Pack, ParsedGuide, Unchanged
from overlay.content.format.validity import validity_s
from overlay.content.search import write as search_index
from overlay.content.store import guide_json, rule_index
from overlay.content.store.base import Base
from overlay.content.store.carry_over import OldRule, TakenOver
from overlay.content.store.generations import APPLICATION_ID, SCHEMA
from overlay.content.store.models import (
    GuideRow,
    GuideText,
    GuideWords,
    MediaRow,
    PackRow,
    RuleGram,
    RuleRow,
    SynonymRow,
)
from overlay.content.store.rule_index import NewRule
from overlay.content.words import Words, packed, words_of
from overlay.guide import Guide, GuideKind
from overlay.rules import ANY_WINDOW, decode, encode

_BATCH = 500  # guides whose rows are in memory at a time


class Part(Struct, frozen=True):
    """What a generation holds of one pack: what was read, and by their place among all the guides that need not be."""

    pack: Pack
    unchanged: Mapping[int, Unchanged] = field(default_factory=dict)


def build(
    db: sqlite3.Connection,
    parts: Sequence[Part],
    kept: Sequence[str] = (),
    before: Path | None = None,
    tz: tzinfo | None = None,
) -> None:
    """Write the generation that holds `parts` into the new, empty `db`, and close it.

    What was not read comes from the generation `before`, of the same schema: guides of `parts`, and the packs `kept` as they
    are. The rows are the same, to the number, as if all had been read. `tz` is the zone in which a guide's days begin
    (None: this machine's). Raises sqlalchemy.exc.DBAPIError, with the disk's or SQLite's own error as `orig`.
    """
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    packs: dict[str, Part | None] = {**dict.fromkeys(kept), **{part.pack.id: part for part in parts}}
    try:
        with engine.connect() as connection:
            taken = TakenOver(connection, before) if before else None
            connection.exec_driver_sql("BEGIN")
            Base.metadata.create_all(connection)
            writer = _Writer(connection, taken, tz)
            with cycle_collector.young_only():
                for pack_id, part in sorted(packs.items(), key=itemgetter(0)):
                    if part is None:
                        writer.keep(pack_id)
                    else:
                        writer.add(part)
                if taken is not None:
                    taken.finish()
            search_index.write(connection, before=taken is not None)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
        db.close()


class _Writer:
    """Writes one pack after the other and numbers their guides, texts and rules as it goes."""

    def __init__(self, connection: Connection, taken: TakenOver | None, tz: tzinfo | None) -> None:
        self._connection = connection
        self._taken = taken
        self._tz = tz
        self._guide_pk = self._text_pk = self._rule_pk = 1
        self._waiting: dict[type[Base], list[dict[str, Any]]] = {}

    def keep(self, pack_id: str) -> None:
        """Take over a pack as it is."""
        taken, texts = self._before, self._before.texts(pack_id)
        taken.pack(pack_id)
        numbers = {}
        for guide_pk in taken.guides(pack_id):
            numbers[guide_pk] = self._guide_pk
            self._move(guide_pk, texts[guide_pk])
        self._move_rules((rule, numbers[rule.guide_pk]) for rule in taken.rules(pack_id))

    def add(self, part: Part) -> None:
        """Write what was read of a pack, and between it what is taken over."""
        pack, unchanged = part.pack, part.unchanged
        by_guide: dict[str, list[ParsedGuide]] = {}
        for parsed in pack.guides:
            by_guide.setdefault(parsed.guide.ref.guide, []).append(parsed)
        total = len(by_guide) + len(unchanged)
        self._connection.execute(insert(PackRow), _pack_row(pack, total))
        texts = self._before.texts(pack.id) if unchanged else {}
        old = self._before.rules(pack.id) if unchanged else []
        by_old_guide: dict[int, list[OldRule]] = {}
        for rule in old:
            by_old_guide.setdefault(rule.guide_pk, []).append(rule)
        rules: list[NewRule | OldRule] = []
        read = iter(by_guide.values())
        for place in range(total):
            if known := unchanged.get(place):
                found = by_old_guide.get(known.guide_pk, ())
                rules += (rule._replace(guide_pk=self._guide_pk) for rule in found)
                self._move(known.guide_pk, texts[known.guide_pk])
            else:
                in_languages = next(read)
                rules += _rules(in_languages[0], self._guide_pk)
                self._write_guide(pack, in_languages)
        self._flush()
        if unchanged and list(map(_meaning, rules)) == list(map(_meaning, old)):
            self._move_rules((was, now.guide_pk) for was, now in zip(old, rules, strict=True))
        else:
            self._write_rules(rules)
        self._write_synonyms(pack)
        self._write_media(pack, unchanged)

    @property
    def _before(self) -> TakenOver:
        if self._taken is None:
            raise ValueError("nothing can be taken over: there is no generation before")
        return self._taken

    def _move(self, guide_pk: int, texts: Sequence[int]) -> None:
        self._before.move(guide_pk, self._guide_pk)
        self._guide_pk += 1
        for text_pk in texts:
            self._before.move_text(text_pk, self._text_pk)
            self._text_pk += 1

    def _move_rules(self, rules: Iterable[tuple[OldRule, int]]) -> None:
        """Take over all rules of a pack, each with the guide it is for now.

        None of them changed, so neither did the grams by which they are found.
        """
        for rule, guide_pk in rules:
            self._before.move_rule(rule.pk, self._rule_pk, guide_pk)
            self._rule_pk += 1

    def _write_guide(self, pack: Pack, in_languages: Sequence[ParsedGuide]) -> None:
        guides = self._rows(GuideRow)
        guides.append({"id": self._guide_pk, **_guide_row(pack, in_languages, self._tz)})
        for parsed in in_languages:
            text = {"id": self._text_pk, "guide_pk": self._guide_pk, **_text_row(parsed.guide)}
            self._rows(GuideText).append(text)
            self._rows(GuideWords).append({"id": self._text_pk, **_words_row(words_of(parsed.guide))})
            self._text_pk += 1
        self._guide_pk += 1
        if len(guides) >= _BATCH:
            self._flush()

    def _rows(self, model: type[Base]) -> list[dict[str, Any]]:
        return self._waiting.setdefault(model, [])

    def _flush(self) -> None:
        for model, rows in self._waiting.items():
            if rows:
                self._connection.execute(insert(model), rows)
        self._waiting = {}

    def _write_rules(self, rules: Sequence[NewRule | OldRule]) -> None:
        if not rules:
            return
        new = [r if isinstance(r, NewRule) else NewRule(r.guide_pk, decode(r.data), r.notice) for r in rules]
        rows, grams = rule_index.index_rows(new, self._rule_pk)
        self._rule_pk += len(rows)
        self._connection.execute(insert(RuleRow), rows)
        if grams:
            # In the order of the key each row goes to the end of the tree: full pages, half the file.
            grams.sort(key=itemgetter("key", "rule_pk", "alternative"))
            self._connection.execute(insert(RuleGram), grams)

    def _write_synonyms(self, pack: Pack) -> None:
        for lang, words_alike in pack.synonyms:
            row = {"pack_id": pack.id, "lang": lang, "words": json.dumps(words_alike, ensure_ascii=False)}
            self._connection.execute(insert(SynonymRow), row)

    def _write_media(self, pack: Pack, unchanged: Mapping[int, Unchanged]) -> None:
        for file in pack.media:
            row = {"pack_id": pack.id, "src": file.src, "data": file.read()}
            self._connection.execute(insert(MediaRow), row)
        shown = {src for known in unchanged.values() for src in known.reads}
        if others := shown - {file.src for file in pack.media}:
            self._before.media(pack.id, sorted(others))


def _meaning(rule: NewRule | OldRule) -> tuple[str, bool]:
    return (encode(rule.rule) if isinstance(rule, NewRule) else rule.data, bool(rule.notice))


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
        "basis": pack.basis,
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
        "reads": json.dumps(base.reads),
    }


def _apps(base: ParsedGuide) -> str:
    names = {app.source.casefold() for rule in base.rules for app in rule.where.apps if not app.gaps}
    return "".join(f" {name} " for name in sorted(names))


def _words_row(words: Words[str]) -> dict[str, Any]:
    return {
        "title_chars": len(words.title),
        "keywords_chars": len(words.keywords),
        "headings_chars": len(words.headings),
        "body_chars": len(words.body),
        "data": packed(words),
    }


def _text_row(guide: Guide) -> dict[str, Any]:
    return {
        "lang": guide.lang,
        "title": guide.title,
        "summary": guide.summary,
        "data": guide_json.encode(guide),
    }
