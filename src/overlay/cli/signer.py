"""What a signing verb needs: its options, the caller's keys and passphrases, and the folder of a source."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, say
from overlay.cli.parsing import Parents, Verb, add_verb
from overlay.errors import OverlayError
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.source.keys import KeyStore
    from overlay.content.source.repository import Repository

PASSPHRASE = "OVERLAY_KEY_PASSPHRASE"
PIN = "OVERLAY_KEY_PIN"


def key_verb(verbs: Any, parents: Parents, name: str, run: Verb, help_: str) -> argparse.ArgumentParser:
    """Add a verb that may need keys."""
    parser = add_verb(verbs, parents, name, run, help_, for_others=True)
    parser.add_argument(
        "--keys", type=Path, metavar="DIR", help="folder with your keys; default: your settings' folder"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"first line: the passphrase of the keys; or set {PASSPHRASE}; default: you are asked",
    )
    return parser


def source_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the folder of a source."""
    parser.add_argument(
        "--source", dest="folder", type=Path, required=True, metavar="DIR", help="folder of the source"
    )


def key_argument(parser: argparse.ArgumentParser, *, required: bool, help_: str, flag: str = "--key") -> None:
    """Add an option that names keys."""
    parser.add_argument(flag, action="append", default=[], required=required, metavar="NAME", help=help_)


def or_kept(run: Callable[[argparse.Namespace, Paths], int]) -> Callable[[argparse.Namespace, Paths], int]:
    """Have it said, and be no failure, that all is signed and only the machine with the online key is left to act."""

    def running(asked: argparse.Namespace, places: Paths) -> int:
        from overlay.content.source.repository import OnlineKeyMissingError

        try:
            return run(asked, places)
        except OnlineKeyMissingError as kept:
            say(asked, {"in_force": False, "missing": 0, "why": str(kept)}, str(kept))
            return DONE

    return running


def keys_folder(asked: argparse.Namespace, places: Paths) -> Path:
    """Return where the keys of whoever calls are."""
    return asked.keys or places.config / "keys"


def key_store(asked: argparse.Namespace, places: Paths, *, twice: bool = False) -> KeyStore:
    """Return the keys of whoever calls; passphrases are asked for when they are needed."""
    from overlay.content.source.keys import KeyStore

    return KeyStore(keys_folder(asked, places), lambda question: _secret(asked, question, twice=twice), _pin)


def _secret(asked: argparse.Namespace, question: str, *, twice: bool) -> str:
    """Return a passphrase: from the file, the environment, or the person. Never from an argument, which others could see."""
    if asked.passphrase_file:
        try:
            return str(asked.passphrase_file.read_text("utf-8").splitlines()[0])
        except (OSError, UnicodeDecodeError, IndexError) as error:
            raise OverlayError(f"{asked.passphrase_file} holds no passphrase.") from error
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise OverlayError(
            f"A key needs its passphrase. Nobody can be asked here: use --passphrase-file, or set {PASSPHRASE}."
        )
    secret = getpass.getpass(question)
    if twice and getpass.getpass("The same again: ") != secret:
        raise OverlayError("The two are not the same. Nothing was made.")
    return secret


def _pin(question: str) -> str:
    if given := os.environ.get(PIN):
        return given
    if not sys.stdin.isatty():
        raise OverlayError(f"A token needs its PIN. Nobody can be asked here: set {PIN}.")
    return getpass.getpass(question)


def repository_of(asked: argparse.Namespace, keys: KeyStore) -> Repository:
    """Return the source that was named."""
    from overlay.content.source.repository import Repository

    return Repository(asked.folder, keys)
