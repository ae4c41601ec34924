"""`overlay journal`: what is recorded about the user who calls it."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, answer, print_tree, tell
from overlay.cli.parsing import Parents, add_verb, add_verb_family
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.journal.store import Journal


def add_journal_verbs(verbs: Any, parents: Parents) -> None:
    """Add `journal` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    journal = add_verb_family(verbs, "journal", "Show or erase what is recorded about you.")
    add_verb(journal, parents, "show", _show, "list walks, notes, requests and counted searches")
    erase = add_verb(journal, parents, "erase", _erase, "erase walks, or everything")
    erase.add_argument("--guide", default="", help="only what belongs to this guide")
    erase.add_argument(
        "--all", action="store_true", help="notes, requests, counted searches and damaged files put aside too"
    )


def _show(asked: argparse.Namespace, places: Paths) -> int:
    from datetime import UTC, datetime

    with _journal(places) as journal:
        stored, notes, requests = journal.walks(), journal.all_notes(), journal.requests()
        misses = journal.misses()

    def day(at_s: float | None) -> str:
        return (
            ""
            if at_s is None
            else datetime.fromtimestamp(at_s, UTC).astimezone().isoformat(timespec="minutes")
        )

    walks = [
        {
            "guide": s.walk.guide.guide,
            "pack": s.walk.guide.pack,
            "step": s.walk.position + 1,
            "finished": s.walk.finished,
            "changed": day(s.walk.changed_s),
            "expires": day(s.expires_s),
        }
        for s in stored
    ]
    data = {
        "walks": walks,
        "notes": [
            {"guide": n.ref.guide, "pack": n.ref.pack, "step": n.step_id, "text": n.text} for n in notes
        ],
        "requests": [{"app": r.app, "words": r.words, "asked": day(r.asked_s)} for r in requests],
        "searches": [{"words": m.words, "times": m.times} for m in misses],
    }
    if asked.json:
        answer(data)
    else:
        print_tree(data)
    return DONE


def _erase(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.journal.file import remove_broken
    from overlay.journal.records import Kept

    kinds = tuple(Kept) if asked.all else (Kept.WALKS,)
    with _journal(places) as journal:
        if asked.guide:
            refs = {s.walk.guide for s in journal.walks()} | {n.ref for n in journal.all_notes()}
            gone = sum(journal.erase(ref, kinds=kinds) for ref in refs if ref.guide == asked.guide)
        else:
            gone = journal.erase(kinds=kinds)
    if asked.all and not asked.guide:
        gone += remove_broken(places.data / "personal.db")
    if asked.json:
        answer({"erased": gone})
    else:
        tell(f"Erased {gone} records.")
    return DONE


def _journal(places: Paths) -> Journal:
    from overlay.journal.store import Journal
    from overlay.settings_file import load_for

    keep_days = load_for(places).settings.privacy.keep_walks_days
    journal = Journal.open(places.data / "personal.db", time.time(), keep_days)
    if journal.moved_aside:
        tell(
            f"personal.db was damaged; it was moved to {journal.moved_aside}, and walks and notes start afresh."
        )
    return journal
