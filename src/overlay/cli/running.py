"""Run one verb, and turn what can go wrong into words and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from overlay.cli.parser import make_parser
from overlay.cli.telling import DONE, LATER, WRONG, tell
from overlay.errors import OverlayError, SourceUnreachableError
from overlay.places import paths


def run(words: Sequence[str]) -> int:
    """Run the verb that `words` name and return its exit code. A wrong call ends the process with 2, as argparse does."""
    asked = make_parser().parse_args(words)
    try:
        code: int = asked.run(asked, paths())
    except SourceUnreachableError as error:
        tell(str(error))
        return LATER
    except OverlayError as error:
        tell(str(error))
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    return code
