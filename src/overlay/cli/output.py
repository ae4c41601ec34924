"""What a verb says: JSON on stdout alone, people's text and progress on stderr, and the exit codes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from overlay.errors import AssistantNotRunningError

if TYPE_CHECKING:
    import argparse

    from overlay.paths import Paths

DONE, NOT_SO, WRONG, LATER = 0, 1, 2, 3
"""Done; the thing asked about is not so; the call or its input is wrong; try again later."""


def answer(data: Any) -> None:
    """Answer with JSON for another program."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def answer_line(data: Any) -> None:
    """Answer with one line of JSON at once, for a program that reads along."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Tell a person."""
    sys.stderr.write(f"{text}\n")


def say(asked: argparse.Namespace, data: Any, text: str) -> None:
    """Say what was done: as JSON where `--json` was asked for, else to a person."""
    if asked.json:
        answer(data)
    else:
        tell(text)


def show(asked: argparse.Namespace, data: Any, text: str) -> None:
    """Answer what was asked for. Unlike `say`, people's text goes to stdout too: it is the answer."""
    if asked.json:
        answer(data)
    else:
        print(text)


def print_tree(data: Any, depth: int = 0) -> None:
    """Print nested JSON data as indented lines."""
    pad = "  " * depth
    for key, value in data.items() if isinstance(data, dict) else enumerate(data, 1):
        if isinstance(value, (dict, list)) and value:
            print(f"{pad}{key}:")
            print_tree(value, depth + 1)
        else:
            print(f"{pad}{key}: {value if value not in ({}, [], '', None) else '–'}")


def count(number: object, what: str) -> str:
    """Return a number with its noun, such as `1 guide` or `3 guides`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def argument(value: object) -> str:
    """Return a path as one argument of a command line, for a person to type: with quotes where it needs them."""
    text = str(value)
    return text if all(char.isalnum() or char in "/\\._-+=:,@%~" for char in text) else f'"{text}"'


def tell_content_changed(places: Paths) -> None:
    """Tell the running assistant, when there is one, that a new generation is in place."""
    _tell_assistant(places, "content-changed")


def tell_sources_changed(places: Paths) -> None:
    """Tell the running assistant, when there is one, that this desk follows other sources than before."""
    _tell_assistant(places, "sources-changed")


def _tell_assistant(places: Paths, what: str) -> None:
    from overlay.ipc.client import ask

    try:
        ask(places.data, what)
    except AssistantNotRunningError:
        return  # it reads what is there when it starts
