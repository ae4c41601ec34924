"""The parser of the `overlay` command: every verb there is."""

from __future__ import annotations

import argparse

from overlay import __version__
from overlay.cli.assistant import add_assistant_verbs
from overlay.cli.authoring import add_authoring_verbs
from overlay.cli.doctor import add_doctor_verb
from overlay.cli.importing import add_import_verb
from overlay.cli.journal import add_journal_verbs
from overlay.cli.packs import add_install_verbs
from overlay.cli.parsing import add_verb_family
from overlay.cli.publishing import add_publish_verbs
from overlay.cli.querying import add_asking_verbs
from overlay.cli.reporting import add_report_verb
from overlay.cli.signing import add_key_verbs, add_publisher_verbs
from overlay.cli.sources import add_pin_verbs, add_source_verbs
from overlay.cli.syncing import add_sync_verb


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has `run`, the verb's own function."""
    parser = argparse.ArgumentParser(
        prog="overlay",
        description="The right steps for what you are doing, one key away. Without a verb: start the assistant.",
    )
    parser.add_argument("--version", action="version", version=f"overlay {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="answer as JSON on stdout")
    parents = (as_json,)

    add_asking_verbs(verbs, parents)
    add_import_verb(verbs, parents)
    packs = add_verb_family(verbs, "pack", "Write, check, build, publish, install, remove or list packs.")
    add_authoring_verbs(packs, parents)
    add_install_verbs(packs, parents)
    add_publish_verbs(packs, parents)
    add_pin_verbs(packs, parents)
    add_sync_verb(verbs, parents)
    add_key_verbs(verbs, parents)
    sources = add_verb_family(verbs, "source", "Where packs come from: follow sources, or publish one.")
    add_source_verbs(sources, parents)
    add_publisher_verbs(sources, parents)
    add_assistant_verbs(verbs, parents)
    add_journal_verbs(verbs, parents)
    add_doctor_verb(verbs, parents)
    add_report_verb(verbs, parents)
    return parser
