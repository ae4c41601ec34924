"""How a verb is added to the parser: every module of this package adds its own verbs this way."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from overlay.paths import Paths

Parents = Sequence[argparse.ArgumentParser]
"""Parsers with what every verb takes: `--json`."""

Verb = Callable[[argparse.Namespace, Paths], int]
"""What a verb does; returns the exit code."""


def add_verb(
    verbs: Any, parents: Parents, name: str, run: Verb, help_: str, *, for_others: bool = False
) -> argparse.ArgumentParser:
    """Add a verb to `verbs`, which `add_subparsers` made.

    `for_others`: what it writes is for others to read; its files get the modes that any program gives.
    """
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, parents=list(parents), help=help_, description=_sentence(help_)
    )
    parser.set_defaults(run=run, verb=name, for_others=for_others)
    return parser


def add_verb_family(verbs: Any, name: str, help_: str) -> Any:
    """Add a verb that has verbs of its own, such as `pack`, and return its subparsers."""
    parser = verbs.add_parser(name, help=help_, description=_sentence(help_))
    return parser.add_subparsers(title="verbs", metavar="VERB", required=True)


def _sentence(text: str) -> str:
    """Return a line of a list as a sentence of its own."""
    return text[:1].upper() + text[1:].rstrip(".") + "."
