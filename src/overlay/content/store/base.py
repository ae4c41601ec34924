"""The declarative base of the content schema (imported only where content is built or reported on)."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of all content models."""
