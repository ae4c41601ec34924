"""The `overlay` command: one function per verb, each a few lines over a module below.

JSON goes to stdout alone, people's text about progress and errors to stderr. Exit 0: done; 1: the thing asked about is not
so (no match, check failed); 2: the call or its input is wrong; 3: try again later.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from overlay import stdio
from overlay.errors import OverlayError
from overlay.program import AT_LOGIN


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; without any, start the assistant (or tell the running one to show)."""
    stdio.prepare()
    words = sys.argv[1:] if argv is None else argv
    if (
        not words or words[0] == AT_LOGIN
    ):  # before the parser and everything it needs: an agent waits for this start
        from overlay.app import main as start

        try:
            return start()
        except OverlayError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    from overlay.cli.running import run

    return run(words)
