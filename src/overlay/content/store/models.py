"""The schema of a content generation. `Base.metadata` is whole once this module is imported.

`overlay.content.lookup` reads these tables with sqlite3 alone; tests/unit/test_lookup_schema.py holds the two together.
A change of anything here raises `generations.SCHEMA`: the content is then built anew, there are no migrations.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from overlay.content.search.models import (
    SearchForm,
    SearchGram,
    SearchLanguage,
    SearchSlot,
    SearchStem,
    SearchSynonym,
)
from overlay.content.store.base import Base
from overlay.content.store.rule_models import RuleGram, RuleRow

__all__ = [
    "Base",
    "GuideRow",
    "GuideText",
    "GuideWords",
    "MediaRow",
    "PackRow",
    "RuleGram",
    "RuleRow",
    "SearchForm",
    "SearchGram",
    "SearchLanguage",
    "SearchSlot",
    "SearchStem",
    "SearchSynonym",
    "SynonymRow",
]


class PackRow(Base):
    """An installed pack."""

    __tablename__ = "pack"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    version: Mapped[str]
    owner: Mapped[str]
    language: Mapped[str]
    priority: Mapped[int]
    licence: Mapped[str]
    guides: Mapped[int]  # how many, whatever the number of languages
    basis: Mapped[
        str
    ]  # `Pack.basis`: while it is the same, guides whose files are the same need not be read again


class GuideRow(Base):
    """A guide, whatever its language. Validity is in seconds since the epoch, from inclusive, until exclusive."""

    __tablename__ = "guide"
    __table_args__ = (
        UniqueConstraint("name", "pack_id"),
        Index("guide_valid_from", "valid_from_s"),
        Index("guide_valid_until", "valid_until_s"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[str] = mapped_column(ForeignKey("pack.id"))
    name: Mapped[str]  # the guide's id in its pack
    kind: Mapped[str]
    priority: Mapped[int]
    valid_from_s: Mapped[float | None]
    valid_until_s: Mapped[float | None]
    audience: Mapped[str]  # JSON array
    owner: Mapped[str]
    review_by: Mapped[str]
    apps: Mapped[str]  # the applications its rules name, each between spaces; search puts them first
    reads: Mapped[str]  # JSON array: `ParsedGuide.reads`


class GuideText(Base):
    """A guide in one language. `data` is `guide_json`, last in the row: a title is read without it."""

    __tablename__ = "guide_text"
    __table_args__ = (UniqueConstraint("guide_pk", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_pk: Mapped[int] = mapped_column(ForeignKey("guide.id"))
    lang: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    data: Mapped[str]


class GuideWords(Base):
    """The words of a `GuideText` (same id), packed by `words`: the search index and its snippets are made from them.

    How long each part is stands beside them, so that the mean is had without unpacking them.
    """

    __tablename__ = "guide_words"

    id: Mapped[int] = mapped_column(ForeignKey("guide_text.id"), primary_key=True)
    title_chars: Mapped[int]
    keywords_chars: Mapped[int]
    headings_chars: Mapped[int]
    body_chars: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SynonymRow(Base):
    """Words that a pack says mean the same in a language ("" for all): a JSON array of words and phrases."""

    __tablename__ = "synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[str] = mapped_column(ForeignKey("pack.id"))
    lang: Mapped[str]
    words: Mapped[str]


class MediaRow(Base):
    """A file of a pack, by its path in the pack."""

    __tablename__ = "media"

    pack_id: Mapped[str] = mapped_column(ForeignKey("pack.id"), primary_key=True)
    src: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
