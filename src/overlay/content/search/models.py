"""The tables of the search index: what stands in them follows from `guide_words` and `synonym` alone (see `write`).

Guides are numbered anew in each language (`slot`, from 0), so that one byte a guide makes a vector (`lanes`).
"""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from overlay.content.store.base import Base

DERIVED = {"info": {"derived": True}}  # not copied from generation to generation
_NO_ROWID = {"sqlite_with_rowid": False, **DERIVED}


class SearchLanguage(Base):
    """A language guides are written in, and how many are."""

    __tablename__ = "search_language"
    __table_args__ = DERIVED

    lang: Mapped[str] = mapped_column(primary_key=True)
    guides: Mapped[int]


class SearchSlot(Base):
    """Which `guide_text` a slot stands for."""

    __tablename__ = "search_slot"
    __table_args__ = _NO_ROWID

    lang: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    text_pk: Mapped[int]


class SearchForm(Base):
    """A form of a word, or a beginning with "*", and the guides it stands in (`postings`, see there)."""

    __tablename__ = "search_form"
    # Looked up by name; the id and the count come from the index itself, the postings only for the few that score.
    __table_args__ = (Index("search_form_name", "lang", "form", "guides"), DERIVED)

    id: Mapped[int] = mapped_column(primary_key=True)
    lang: Mapped[str]
    form: Mapped[str]
    guides: Mapped[int]
    postings: Mapped[bytes] = mapped_column(LargeBinary)


class SearchStem(Base):
    """Which forms share a stem, and (`is_part`) which compounds have a part with it."""

    __tablename__ = "search_stem"
    __table_args__ = _NO_ROWID

    lang: Mapped[str] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(primary_key=True)
    is_part: Mapped[bool] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)


class SearchGram(Base):
    """The long forms in which three letters stand in a row, as 32-bit ids of `SearchForm`: for misspelt words."""

    __tablename__ = "search_gram"
    __table_args__ = _NO_ROWID

    lang: Mapped[str] = mapped_column(primary_key=True)
    gram: Mapped[str] = mapped_column(primary_key=True)
    form_ids: Mapped[bytes] = mapped_column(LargeBinary)


class SearchSynonym(Base):
    """What else a word or phrase (its stems) is called, from the packs' synonyms: forms, between spaces."""

    __tablename__ = "search_synonym"
    __table_args__ = _NO_ROWID

    lang: Mapped[str] = mapped_column(primary_key=True)
    stems: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str] = mapped_column(primary_key=True)
