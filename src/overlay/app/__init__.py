"""Composition root of the resident assistant: the only place that builds things."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the assistant until it is asked to leave; return its exit code. A second start tells the first to show."""
    from overlay.app import plain_import  # noqa: F401  before anything else imports PySide6
    from overlay.app.resident import run

    return run(sys.argv)
