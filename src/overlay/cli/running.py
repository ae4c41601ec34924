"""Runs one verb, and turns what can go wrong into a message and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from overlay.cli.output import DONE, LATER, WRONG, tell
from overlay.cli.parser import make_parser
from overlay.errors import AssistantSilentError, OverlayError, SourceUnreachableError
from overlay.paths import paths
from overlay.permissions import OWNER_ONLY, READABLE, creating


def _mask_of(asked: argparse.Namespace) -> AbstractContextManager[None]:
    """Return what the files of a verb are made with: this user's alone, but for guides that others shall read."""
    if getattr(asked, "for_others", False):
        return nullcontext()
    return creating(READABLE if getattr(asked, "system", False) else OWNER_ONLY)


def run(words: Sequence[str]) -> int:
    """Run the verb that `words` name and return its exit code. A wrong call ends the process with 2, as argparse does."""
    asked = make_parser().parse_args(words)
    try:
        with _mask_of(asked):
            code: int = asked.run(asked, paths())
    except (SourceUnreachableError, AssistantSilentError) as error:
        tell(str(error))
        return LATER
    except OverlayError as error:
        tell(str(error))
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    return code
