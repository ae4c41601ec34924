"""`overlay match`, `guide` and `search`: what the installed content answers."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from overlay.cli.assistant import tell_assistant
from overlay.cli.output import DONE, NOT_SO, answer, tell
from overlay.cli.parsing import Parents, add_verb
from overlay.paths import Paths
from overlay.settings_file import content_folder_for

if TYPE_CHECKING:
    from overlay.content.lookup import Content
    from overlay.match import Match, Reason


def add_asking_verbs(verbs: Any, parents: Parents) -> None:
    """Add `match`, `guide` and `search` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    lang = argparse.ArgumentParser(add_help=False)
    lang.add_argument("--lang", default="", help="language, such as nl (default: English first)")
    parents = (*parents, lang)

    match = add_verb(verbs, parents, "match", _match, "Show which guides apply to a window, and why.")
    match.add_argument("--app", default="", help="application, such as chrome")
    match.add_argument("--title", default="", help="window title")
    match.add_argument("--url", default="", help="address, if known")
    match.add_argument("--guide", default="", help="show why this guide does or does not apply")

    guide = add_verb(verbs, parents, "guide", _guide, "Show one guide, as it was understood.")
    guide.add_argument("guide", metavar="GUIDE")
    guide.add_argument("--pack", default="", help="pack, if two packs have a guide of this name")

    about = "Find guides; without QUERY, open the search in the running assistant."
    search = add_verb(verbs, parents, "search", _search, about)
    search.add_argument("query", metavar="QUERY", nargs="?", default="")
    search.add_argument("--app", default="", help="application in front; its guides rank a little higher")
    search.add_argument("--limit", type=int, default=10)


def _match(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.context import make_context

    context = make_context(process=asked.app, raw_title=asked.title, url=asked.url)
    with _content(places) as content:
        matches, rejected = content.explain(context, time.time(), _languages(asked), guide_id=asked.guide)
    if asked.json:
        answer(
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
        if not matches and not rejected:
            tell("No guide applies to this window. To learn why one does not, add --guide GUIDE.")
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
    from overlay.content.store.guide_json import as_data
    from overlay.guide import TOP

    with _content(places) as content:
        guide = content.guide(content.find(asked.guide, asked.pack), _languages(asked))
    data = as_data(guide)
    if asked.json:
        answer(data)
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
                print(f"     → {choice.text}  #{choice.goto or TOP}")
            for action in step.actions:
                print(f"     {action.kind.value}: {action.text.splitlines()[0] if action.text else ''}")
    return DONE


def _search(asked: argparse.Namespace, places: Paths) -> int:
    if not asked.query:
        return tell_assistant(asked, places)
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
        answer({"results": results})
    else:
        for found in results:
            print(
                f"{found['guide']}  {found['title']}  ({found['pack']}, {found['lang']})\n    {found['snippet']}"
            )
        if not results:
            tell("No guide was found for these words.")
    return DONE if results else NOT_SO


def _content(places: Paths) -> Content:
    from overlay.content.lookup import Content

    return Content.open(content_folder_for(places))


def _languages(asked: argparse.Namespace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language for language in (asked.lang, "en") if language))
