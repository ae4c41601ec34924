"""The `overlay` command: verbs only, each a few lines over a module below.

JSON goes to stdout alone, people's text about progress and errors to stderr. Exit 0: done; 1: the thing asked about is not
so (no match, check failed); 2: the call or its input is wrong; 3: try again later.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay import __version__
from overlay.errors import AssistantNotRunningError, OverlayError, SourceUnreachableError
from overlay.places import Paths, paths

if TYPE_CHECKING:
    import argparse

    from overlay.content.lookup import Content
    from overlay.match import Match, Reason

DONE, NOT_SO, WRONG, LATER = 0, 1, 2, 3

Verb = Callable[["argparse.Namespace", Paths], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; without any, start the assistant (or tell the running one to show)."""
    words = sys.argv[1:] if argv is None else argv
    try:
        if not words:  # before the parser: an agent waits for this start
            from overlay.app import main as start

            return start()
        asked = _parser().parse_args(words)
        run: Verb = asked.run
        return run(asked, paths())
    except SourceUnreachableError as error:
        _tell(str(error))
        return LATER
    except OverlayError as error:
        _tell(str(error))
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    # Here and not above: the assistant starts through this module too, and needs none of it.
    import argparse

    from overlay.cli_import import add_import_verb
    from overlay.cli_signing import add_key_verbs, add_publisher_verbs
    from overlay.cli_source import add_source_verbs, add_sync_verb

    parser = argparse.ArgumentParser(
        prog="overlay",
        description="The right steps for what you are doing, one key away. Without a verb: start the assistant.",
    )
    parser.add_argument("--version", action="version", version=f"overlay {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="answer as JSON on stdout")

    def verb(
        name: str, run: Verb, help_: str, *arguments: tuple[str, dict[str, Any]]
    ) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, parents=[as_json], help=help_, description=help_)
        for flag, options in arguments:
            sub.add_argument(flag, **options)
        sub.set_defaults(run=run, verb=name)
        return sub

    lang = ("--lang", {"default": "", "help": "language, such as nl (default: English first)"})
    verb(
        "match",
        _match,
        "Say which guides apply to a window, and why.",
        ("--app", {"default": "", "help": "application, such as chrome"}),
        ("--title", {"default": "", "help": "window title"}),
        ("--url", {"default": "", "help": "address, where known"}),
        ("--guide", {"default": "", "help": "say why this guide does or does not apply"}),
        lang,
    )
    verb(
        "guide",
        _guide,
        "Show one guide as it was understood.",
        ("guide", {"metavar": "GUIDE"}),
        ("--pack", {"default": "", "help": "pack, when two packs have a guide of this name"}),
        lang,
    )
    verb(
        "search",
        _search,
        "Find guides, or open the search in the running assistant when nothing is asked.",
        ("query", {"metavar": "QUERY", "nargs": "?", "default": ""}),
        ("--app", {"default": "", "help": "application in front, a gentle boost"}),
        ("--limit", {"type": int, "default": 10}),
        lang,
    )
    add_import_verb(verbs, [as_json])
    _pack_verbs(verb("pack", _pack, "Write, check, build, install, remove or list packs."), as_json)
    add_sync_verb(verbs, [as_json])
    add_key_verbs(verbs, [as_json])
    about = "Where packs come from: follow sources, or keep one."
    sources = verbs.add_parser("source", help=about, description=about)
    source_verbs = sources.add_subparsers(title="verbs", metavar="VERB", required=True)
    add_source_verbs(source_verbs, [as_json])
    add_publisher_verbs(source_verbs, [as_json])
    for name, help_ in (
        ("show", "Show the panel."),
        ("hide", "Hide the panel."),
        ("toggle", "Show or hide the panel."),
        ("next", "One step on."),
        ("back", "One step back."),
        ("accept", "Do what the step asks: tick, answer, copy."),
        ("fold", "Fold the panel to the pill, or unfold it."),
        ("quit", "End the assistant."),
        ("status", "Say what runs, what does not and why."),
    ):
        verb(name, _tell_assistant, help_)
    verb("choose", _tell_assistant, "Choose an answer.", ("number", {"metavar": "N", "type": int}))
    _journal_verbs(verb("journal", _journal, "Show or erase what is recorded about you."), as_json)
    return parser


def _pack_verbs(parser: argparse.ArgumentParser, as_json: argparse.ArgumentParser) -> None:
    from overlay.cli_authoring import add_authoring_verbs
    from overlay.cli_publish import add_publish_verbs
    from overlay.cli_source import add_pin_verbs

    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    add_authoring_verbs(verbs, [as_json])
    install = verbs.add_parser("install", parents=[as_json], help="install a pack, for trying it out")
    install.add_argument("folder", type=Path, metavar="PACK", help="folder or built file")
    install.set_defaults(run=_pack_install)
    remove = verbs.add_parser("remove", parents=[as_json], help="remove an installed pack")
    remove.add_argument("pack", metavar="PACK")
    remove.set_defaults(run=_pack_remove)
    verbs.add_parser("list", parents=[as_json], help="list installed packs").set_defaults(run=_pack_list)
    rebuild = verbs.add_parser("rebuild", parents=[as_json], help="prepare the installed packs anew")
    rebuild.set_defaults(run=_pack_rebuild)
    add_publish_verbs(verbs, [as_json])
    add_pin_verbs(verbs, [as_json])


def _journal_verbs(parser: argparse.ArgumentParser, as_json: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verbs.add_parser("show", parents=[as_json], help="list walks, notes and requests").set_defaults(
        run=_journal
    )
    erase = verbs.add_parser("erase", parents=[as_json], help="erase walks, or everything")
    erase.add_argument("--guide", default="", help="only what belongs to this guide")
    erase.add_argument("--all", action="store_true", help="notes and requests too")
    erase.set_defaults(run=_journal_erase)


# --- asking the content ------------------------------------------------------------------------------------------------


def _match(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.context import make_context

    context = make_context(process=asked.app, raw_title=asked.title, url=asked.url)
    with _content(places) as content:
        matches, rejected = content.explain(context, time.time(), _languages(asked), guide_id=asked.guide)
    if asked.json:
        _answer(
            {
                "context": {"app": context.app, "title": context.title, "url": context.url},
                "matches": [_match_data(m) for m in matches],
                "rejected": [
                    {"guide": r.ref.guide, "pack": r.ref.pack, "why": [_words(w) for w in r.why]}
                    for r in rejected
                ],
            }
        )
    else:
        for m in matches:
            _print_guide(f"{m.ref.guide}  ({m.title}, {m.ref.pack})", m.why)
        for r in rejected:
            _print_guide(f"{r.ref.guide}  does not apply", r.why)
    if asked.guide:
        return DONE if any(m.ref.guide == asked.guide for m in matches) else NOT_SO
    return DONE if matches else NOT_SO


def _match_data(match: Match) -> dict[str, Any]:
    return {
        "guide": match.ref.guide,
        "pack": match.ref.pack,
        "title": match.title,
        "kind": match.kind.value,
        "score": match.score,
        "captures": dict(match.captures),
        "why": [_words(reason) for reason in match.why],
    }


def _words(reason: Reason) -> str:
    from overlay.match import in_words

    return in_words(reason)


def _print_guide(heading: str, why: Sequence[Reason]) -> None:
    print(heading)
    for reason in why:
        print(f"    {'✓' if reason.ok else '✗'} {_words(reason)}")


def _guide(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.guide_json import as_data

    with _content(places) as content:
        guide = content.guide(content.find(asked.guide, asked.pack), _languages(asked))
    data = as_data(guide)
    if asked.json:
        _answer(data)
        return DONE
    print(f"{guide.title}  ({guide.ref.guide}, {guide.ref.pack}, {guide.lang})")
    for branch in guide.branches:
        if branch.title:
            print(f"\n{branch.title}  #{branch.id}")
        for number, step in enumerate(branch.steps, 1):
            print(f"  {number}. {step.text}")
            for confirm in step.confirms:
                print(f"     [ ] {confirm.text}")
            for choice in step.choices:
                print(f"     → {choice.text}  #{choice.goto}")
            for action in step.actions:
                print(f"     {action.kind.value}: {action.text.splitlines()[0] if action.text else ''}")
    return DONE


def _search(asked: argparse.Namespace, places: Paths) -> int:
    if not asked.query:
        return _tell_assistant(asked, places)
    with _content(places) as content:
        hits = content.search(asked.query, _languages(asked), app=asked.app, limit=asked.limit)
    marks = str.maketrans({"\x02": "", "\x03": ""})
    results = [
        {
            "guide": hit.ref.guide,
            "pack": hit.ref.pack,
            "lang": hit.lang,
            "title": hit.title.translate(marks),
            "snippet": hit.snippet.translate(marks),
            "score": hit.score,
            "why": [{"asked": w.asked, "found": w.found, "where": w.where, "how": w.how} for w in hit.why],
        }
        for hit in hits
    ]
    if asked.json:
        _answer({"results": results})
    for result in [] if asked.json else results:
        print(
            f"{result['guide']}  {result['title']}  ({result['pack']}, {result['lang']})\n    {result['snippet']}"
        )
    return DONE if results else NOT_SO


def _content(places: Paths) -> Content:
    from overlay.content.lookup import Content

    return Content.open(places.data)


def _languages(asked: argparse.Namespace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language for language in (asked.lang, "en") if language))


# --- packs -----------------------------------------------------------------------------------------------------------


def _pack(asked: argparse.Namespace, places: Paths) -> int:
    raise OverlayError("Say what to do with packs: install, remove or list.")


def _pack_install(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import install

    report = install(asked.folder, places.data, on_wait=_waiting)
    for problem in report.problems:
        _tell(str(problem))
    for why in report.dropped:
        _tell(why)
    _told_content_changed(places)
    if asked.json:
        _answer(
            {
                "pack": report.pack,
                "version": report.version,
                "guides": report.guides,
                "problems": [
                    {"file": p.file, "line": p.line, "what": p.what, "cure": p.cure} for p in report.problems
                ],
            }
        )
    else:
        _tell(f"Installed {report.pack} {report.version} with {_count(report.guides)}.")
    return DONE


def _pack_remove(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import remove

    remove(asked.pack, places.data, on_wait=_waiting)
    _told_content_changed(places)
    if asked.json:
        _answer({"removed": asked.pack})
    else:
        _tell(f"Removed {asked.pack}.")
    return DONE


def _pack_rebuild(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import Installer

    dropped = Installer(places.data).rebuild()
    _told_content_changed(places)
    if asked.json:
        _answer({"dropped": list(dropped)})
    for why in [] if asked.json else dropped:
        _tell(why)
    return NOT_SO if dropped else DONE


def _pack_list(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.lookup import Content
    from overlay.errors import ContentUnavailableError

    try:
        with Content.open(places.data) as content:
            packs = content.packs()
    except ContentUnavailableError as error:
        if error.damaged:
            raise
        packs = ()
    rows = [
        {"pack": p.id, "title": p.title, "version": p.version, "owner": p.owner, "guides": p.guides}
        for p in packs
    ]
    if asked.json:
        _answer({"packs": rows})
    for row in [] if asked.json else rows:
        print(f"{row['pack']}  {row['version']}  {_count(row['guides'])}  {row['title']}")
    return DONE


def _count(guides: object) -> str:
    return "1 guide" if guides == 1 else f"{guides} guides"


def _waiting() -> None:
    from overlay.content.install import WAITING

    _tell(WAITING)


def _told_content_changed(places: Paths) -> None:
    from overlay.ipc.client import ask

    try:
        ask(places.data, "content-changed")
    except AssistantNotRunningError:
        return  # it reads the new content when it starts


# --- the running assistant -------------------------------------------------------------------------------------------


def _tell_assistant(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.ipc.client import ask

    args = {"number": asked.number} if asked.verb == "choose" else {}
    answer = ask(places.data, asked.verb, **args)
    if not answer.get("ok"):
        raise OverlayError(str(answer.get("error", "The assistant did not understand.")))
    data = answer.get("answer", {})
    if asked.json:
        _answer(data)
    elif asked.verb == "status":
        _print_tree(data)
    return DONE


def _print_tree(data: Any, depth: int = 0) -> None:
    pad = "  " * depth
    for key, value in data.items() if isinstance(data, dict) else enumerate(data, 1):
        if isinstance(value, (dict, list)) and value:
            print(f"{pad}{key}:")
            _print_tree(value, depth + 1)
        else:
            print(f"{pad}{key}: {value if value not in ({}, [], '', None) else '–'}")


# --- what is recorded ------------------------------------------------------------------------------------------------


def _journal(asked: argparse.Namespace, places: Paths) -> int:
    from datetime import datetime

    from overlay.journal.store import Journal

    with Journal.open(places.data / "personal.db", time.time(), _keep_days(places)) as journal:
        stored, notes, requests = journal.walks(), journal.all_notes(), journal.requests()

    def day(at_s: float | None) -> str:
        return "" if at_s is None else datetime.fromtimestamp(at_s).astimezone().isoformat(timespec="minutes")

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
    }
    if asked.json:
        _answer(data)
    else:
        _print_tree(data)
    return DONE


def _journal_erase(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.journal.store import Journal, Kept

    kinds = tuple(Kept) if asked.all else (Kept.WALKS,)
    with Journal.open(places.data / "personal.db", time.time(), _keep_days(places)) as journal:
        if asked.guide:
            refs = {s.walk.guide for s in journal.walks()} | {n.ref for n in journal.all_notes()}
            gone = sum(journal.erase(ref, kinds=kinds) for ref in refs if ref.guide == asked.guide)
        else:
            gone = journal.erase(kinds=kinds)
    if asked.json:
        _answer({"erased": gone})
    else:
        _tell(f"Erased {gone} records.")
    return DONE


def _keep_days(places: Paths) -> int:
    from overlay.settings_file import load

    return load(places.settings, places.policy).settings.privacy.keep_walks_days


# --- telling ---------------------------------------------------------------------------------------------------------


def _answer(data: Any) -> None:
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
