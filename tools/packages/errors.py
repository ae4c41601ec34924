"""What stops a build, said so that the release person can cure it."""

from __future__ import annotations


class PackagingError(Exception):
    """A package cannot be built as asked; the text says what is missing or wrong and what to do."""
