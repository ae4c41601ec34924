"""The tables of the rule index. `rule_index` writes what they hold and reads it with sqlite3 alone."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from overlay.content.store.base import Base


class RuleRow(Base):
    """One rule of a guide. `data` is `rules.encode`."""

    __tablename__ = "rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_pk: Mapped[int] = mapped_column(ForeignKey("guide.id"), index=True)
    data: Mapped[str]


class RuleGram(Base):
    """Where a rule is found: under one key of each alternative of its most telling field.

    `key` is a piece of the title or the address, an application, or "" for every window; see `rule_index`. The globs and
    the applications (each between bars) sort out nearly all rules that do not apply before these are read; NULL lets
    everything through.
    """

    __tablename__ = "rule_gram"
    # Without a rowid the rows of one key lie together, so that they are read in one go.
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True)
    rule_pk: Mapped[int] = mapped_column(ForeignKey("rule.id"), primary_key=True)
    alternative: Mapped[int] = mapped_column(primary_key=True)
    strength: Mapped[int]  # what ranks first: notice or not, then `rules.specificity`
    title_glob: Mapped[str | None]
    url_glob: Mapped[str | None]
    apps: Mapped[str | None]
