"""The composition root of the resident assistant: the only place that builds objects and connects them."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the assistant until it is asked to leave; return its exit code. A second start tells the first to show."""
    gc.disable()  # until all is built: nothing is garbage yet, and looking for some takes a tenth of the start
    # hashlib does without OpenSSL, whose library takes 4 MiB: all that is hashed here is the name of a case.
    sys.modules.setdefault("_hashlib", None)  # type: ignore[arg-type]  # “not there”, as import documents it
    from overlay import stdio
    from overlay.app import (  # noqa: F401  before anything else imports what they import
        lean_msgspec,
        lean_pyside,
    )
    from overlay.app.startup import run

    stdio.prepare()

    return run(sys.argv)
