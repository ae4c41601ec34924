"""`overlay show`, `next`, `status` and the like: commands to the running assistant that any window manager can bind."""

from __future__ import annotations

import argparse
from typing import Any

from overlay.cli.output import DONE, answer, print_tree
from overlay.cli.parsing import Parents, add_verb
from overlay.errors import OverlayError
from overlay.paths import Paths

_VERBS = {
    "show": "Show the panel.",
    "hide": "Hide the panel.",
    "toggle": "Show or hide the panel.",
    "next": "Go to the next step.",
    "back": "Go back one step.",
    "accept": "Do what the step asks: tick, answer, copy or type.",
    "fold": "Fold the panel to the pill, or unfold it.",
    "quit": "Stop the assistant.",
    "status": "Show what is running, what does not work, and why.",
}


def add_assistant_verbs(verbs: Any, parents: Parents) -> None:
    """Add them to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    for name, help_ in _VERBS.items():
        add_verb(verbs, parents, name, tell_assistant, help_)
    choose = add_verb(verbs, parents, "choose", tell_assistant, "Choose an answer.")
    choose.add_argument("number", metavar="N", type=int)


def tell_assistant(asked: argparse.Namespace, places: Paths) -> int:
    """Pass the verb on to the running assistant. Raises AssistantNotRunningError."""
    from overlay.ipc.client import ask

    args = {"number": asked.number} if asked.verb == "choose" else {}
    said = ask(places.data, asked.verb, **args)
    if not said.get("ok"):
        raise OverlayError(str(said.get("error", "The assistant did not understand.")))
    data = said.get("answer", {})
    if asked.json:
        answer(data)
    elif asked.verb == "status":
        print_tree(data)
    return DONE
