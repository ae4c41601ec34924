"""Rows that come from the generation before as they are, under new numbers: nobody has to read those guides again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from overlay.content.store.base import Base
from overlay.content.store.generations import read_only_uri
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
from overlay.guide import GuideKind

_TEXTS = """
    SELECT t.guide_pk, t.id FROM old.guide AS g JOIN old.guide_text AS t ON t.guide_pk = g.id
    WHERE g.pack_id = ? ORDER BY t.id
"""
_RULES = """
    SELECT r.id, r.guide_pk, r.data, g.kind = ? FROM old.guide AS g JOIN old.rule AS r ON r.guide_pk = g.id
    WHERE g.pack_id = ? ORDER BY r.id
"""
_NO_CHANGES: Mapping[str, str] = MappingProxyType({})


class OldRule(NamedTuple):
    """A rule as it stands in the generation before; `data` is `rules.encode`."""

    pk: int
    guide_pk: int
    data: str
    notice: bool


class TakenOver:
    """Collects what is taken over from `generation`, then copies it in a few statements.

    Make it before the transaction begins. Raises sqlalchemy.exc.DBAPIError.
    """

    def __init__(self, connection: Connection, generation: Path) -> None:
        self._connection = connection
        self._guides: list[tuple[int, ...]] = []  # the number each had, and its new one
        self._texts: list[tuple[int, ...]] = []
        self._rules: list[tuple[int, ...]] = []
        self._run("ATTACH DATABASE ? AS old", (read_only_uri(generation),))

    def guides(self, pack: str) -> list[int]:
        """Return the guides of a pack, in their order."""
        statement = "SELECT id FROM old.guide WHERE pack_id = ? ORDER BY id"
        return [row[0] for row in self._connection.exec_driver_sql(statement, (pack,))]

    def texts(self, pack: str) -> Mapping[int, list[int]]:
        """Return the texts of each guide of a pack, in their order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for guide_pk, text_pk in self._connection.exec_driver_sql(_TEXTS, (pack,)):
            found[guide_pk].append(text_pk)
        return found

    def rules(self, pack: str) -> list[OldRule]:
        """Return the rules of a pack, in their order."""
        rows = self._connection.exec_driver_sql(_RULES, (GuideKind.NOTICE.value, pack))
        return [OldRule(pk, guide_pk, data, bool(notice)) for pk, guide_pk, data, notice in rows]

    def pack(self, pack: str) -> None:
        """Take over what is said of a pack as a whole."""
        self._copy(PackRow, "old.pack AS o WHERE o.id = ?", (pack,))
        self._copy(SynonymRow, "old.synonym AS o WHERE o.pack_id = ? ORDER BY o.id", (pack,), {"id": "NULL"})
        self._copy(MediaRow, "old.media AS o WHERE o.pack_id = ?", (pack,))

    def media(self, pack: str, sources: Iterable[str]) -> None:
        """Take over those of these images of a pack that there are."""
        for src in sources:
            self._copy(MediaRow, "old.media AS o WHERE o.pack_id = ? AND o.src = ?", (pack, src))

    def move(self, guide_pk: int, new: int) -> None:
        """Take over a guide."""
        self._guides.append((guide_pk, new))

    def move_text(self, text_pk: int, new: int) -> None:
        """Take over a text with its words; its guide is taken over too."""
        self._texts.append((text_pk, new))

    def move_rule(self, rule_pk: int, new: int, guide_pk: int) -> None:
        """Take over a rule with its places in the index, for the guide that now is `guide_pk`."""
        self._rules.append((rule_pk, new, guide_pk))

    def finish(self) -> None:
        """Copy all that was collected."""
        self._note("moved_guide", "old INTEGER PRIMARY KEY, new INTEGER", self._guides)
        self._note("moved_text", "old INTEGER PRIMARY KEY, new INTEGER", self._texts)
        self._note("moved_rule", "old INTEGER PRIMARY KEY, new INTEGER, guide_pk INTEGER", self._rules)
        # CROSS JOIN: in the order of the left table, so that each row goes to the end of its tree.
        self._copy(
            GuideRow, "moved_guide AS g CROSS JOIN old.guide AS o ON o.id = g.old", changed={"id": "g.new"}
        )
        self._copy(
            GuideText,
            "moved_text AS t CROSS JOIN old.guide_text AS o ON o.id = t.old "
            "CROSS JOIN moved_guide AS g ON g.old = o.guide_pk",
            changed={"id": "t.new", "guide_pk": "g.new"},
        )
        self._copy(
            GuideWords,
            "moved_text AS t CROSS JOIN old.guide_words AS o ON o.id = t.old",
            changed={"id": "t.new"},
        )
        self._copy(
            RuleRow,
            "moved_rule AS r CROSS JOIN old.rule AS o ON o.id = r.old",
            changed={"id": "r.new", "guide_pk": "r.guide_pk"},
        )
        self._copy(
            RuleGram,
            "old.rule_gram AS o CROSS JOIN moved_rule AS r ON r.old = o.rule_pk",
            changed={"rule_pk": "r.new"},
        )

    def _note(self, name: str, columns: str, rows: list[tuple[int, ...]]) -> None:
        self._run(f"CREATE TEMP TABLE {name} ({columns})")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", rows)

    def _copy(
        self,
        model: type[Base],
        source: str,
        values: tuple[str, ...] = (),
        changed: Mapping[str, str] = _NO_CHANGES,
    ) -> None:
        """Copy the rows `o` of `source`; `changed` says what stands in some columns instead."""
        names = [column.name for column in model.__table__.columns]
        into = ", ".join(f'"{name}"' for name in names)
        read = ", ".join(changed.get(name, f'o."{name}"') for name in names)
        self._run(f'INSERT INTO main."{model.__tablename__}" ({into}) SELECT {read} FROM {source}', values)

    def _run(self, statement: str, values: tuple[str, ...] = ()) -> None:
        self._connection.exec_driver_sql(statement, values)
