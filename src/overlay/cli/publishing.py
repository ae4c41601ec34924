"""`overlay pack publish`, `approve`, `withdraw` and `revert`: what reaches desks, and who approved it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.authoring import difference_data
from overlay.cli.output import DONE, NOT_SO, answer, say, tell
from overlay.cli.parsing import Parents
from overlay.cli.signer import (
    key_argument,
    key_store,
    key_verb,
    or_kept,
    repository_of,
    source_argument,
)
from overlay.errors import OverlayError
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.source.approve import Proposal
    from overlay.content.source.publish import Published


def add_publish_verbs(verbs: Any, parents: Parents) -> None:
    """Add `publish`, `approve`, `withdraw` and `revert` to the subparsers of `pack`."""
    publish = key_verb(verbs, parents, "publish", _publish, "sign a pack and publish it in a source")
    publish.add_argument("pack", type=Path, metavar="PACK", help="a pack folder, or a built file")
    source_argument(publish)
    key_argument(publish, required=False, help_="sign with this key only; repeatable")
    publish.add_argument("--propose", action="store_true", help="sign, but let somebody else approve it")
    publish.add_argument(
        "--audience",
        action="append",
        metavar="GROUP",
        help="only for desks of this group; repeatable; “all” for every desk",
    )
    approve = key_verb(
        verbs, parents, "approve", _approve, "review what is pending, guide by guide, and sign it"
    )
    approve.add_argument("pack", metavar="PACK")
    source_argument(approve)
    key_argument(approve, required=False, help_="sign with this key only; repeatable")
    approve.add_argument("--files", action="store_true", help="show each file that differs, line by line")
    approve.add_argument(
        "--yes", action="store_true", help="sign without asking, once the difference was shown"
    )
    withdraw = key_verb(verbs, parents, "withdraw", _withdraw, "withdraw a pack or a guide: desks remove it")
    withdraw.add_argument("pack", metavar="PACK")
    withdraw.add_argument(
        "--guide", default="", metavar="ID", help="only this guide: published anew without it"
    )
    withdraw.add_argument(
        "--as", dest="as_version", default="", metavar="VERSION", help="with --guide: the version it gets"
    )
    source_argument(withdraw)
    revert = key_verb(verbs, parents, "revert", _revert, "publish an earlier version again, as a new one")
    revert.add_argument("pack", metavar="PACK")
    revert.add_argument("--to", required=True, metavar="VERSION", help="the version whose content comes back")
    revert.add_argument("--as", dest="as_version", default="", metavar="VERSION", help="the version it gets")
    source_argument(revert)


# --- packs -----------------------------------------------------------------------------------------------------------


@or_kept
def _publish(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source.publish import NothingToPublishError, publish

    audience = None if asked.audience is None else tuple(group for group in asked.audience if group != "all")
    repository = repository_of(asked, key_store(asked, places))
    try:
        done = publish(
            repository, asked.pack, propose=asked.propose, audience=audience, only=tuple(asked.key)
        )
    except NothingToPublishError as nothing:
        say(asked, {"published": None, "why": str(nothing)}, str(nothing))
        return NOT_SO
    return _tell_published(asked, done)


@or_kept
def _revert(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source.take_back import revert

    return _tell_published(
        asked, revert(repository_of(asked, key_store(asked, places)), asked.pack, asked.to, asked.as_version)
    )


@or_kept
def _withdraw(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source.take_back import withdraw, withdraw_guide

    repository = repository_of(asked, key_store(asked, places))
    if asked.guide:
        return _tell_published(asked, withdraw_guide(repository, asked.pack, asked.guide, asked.as_version))
    missing = withdraw(repository, asked.pack)
    text = f"“{asked.pack}” is no longer offered." if not missing else _waits(asked.pack, missing)
    say(asked, {"withdrawn": asked.pack, "missing": missing}, text)
    return DONE


@or_kept
def _approve(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source.approve import approve, in_words, proposal

    repository = repository_of(asked, key_store(asked, places))
    waiting = proposal(repository, asked.pack)
    if not asked.json:
        print("\n".join(in_words(waiting, files=asked.files)))
    if not asked.yes:
        if asked.json:
            answer({**_shown(waiting), "signed": False, "missing": waiting.missing})
            return NOT_SO
        if not sys.stdin.isatty():
            raise OverlayError("Nothing was signed. Say --yes once you have read the difference.")
        if input("\nSign this? [y/N] ").strip().casefold() not in {"y", "yes", "j", "ja"}:
            tell("Nothing was signed.")
            return NOT_SO
    missing = approve(repository, asked.pack, mark=waiting.mark, only=tuple(asked.key))
    text = f"“{asked.pack}” {waiting.version} is in force." if not missing else _waits(asked.pack, missing)
    say(asked, {**_shown(waiting), "signed": True, "missing": missing}, text)
    return DONE


def _shown(waiting: Proposal) -> dict[str, Any]:
    return {
        "pack": waiting.pack,
        "version": waiting.version,
        "was": waiting.was,
        "audience": list(waiting.audience[1]),
        "difference": difference_data(waiting.difference),
        "files": [{"path": change.path, "kind": change.kind} for change in waiting.files],
    }


def _tell_published(asked: argparse.Namespace, done: Published) -> int:
    data = {
        "published": done.pack,
        "version": done.version,
        "number": done.number,
        "missing": done.missing,
        "full_bytes": done.full_bytes,
        "delta_bytes": done.delta_bytes,
    }
    if done.missing:
        say(asked, data, _waits(done.pack, done.missing))
        return DONE
    change = f", {done.delta_bytes:,} for who has the version before" if done.delta_bytes is not None else ""
    say(asked, data, f"Published {done.pack} {done.version}: {done.full_bytes:,} bytes{change}.")
    return DONE


def _waits(pack: str, missing: int) -> str:
    return f"“{pack}” waits for {missing} more signature(s). Another of its keys: overlay pack approve {pack} --source DIR."
