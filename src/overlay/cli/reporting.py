"""`overlay report`: what agents searched for and did not find, and which guides are out of date."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, answer
from overlay.cli.parsing import Parents, add_verb
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.lookup import Content
    from overlay.content.stale import StaleGuide
    from overlay.journal.records import GuideRequest, Miss

_NOW_FOUND = 1  # guides named for a search: more is a list to choose from, not an answer


def add_report_verb(verbs: Any, parents: Parents) -> None:
    """Add `report` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    about = "Show which searches found nothing here, and which guides are out of date."
    report = add_verb(verbs, parents, "report", _report, about)
    report.add_argument("--lang", default="", help="language of titles and searches, such as nl")


def _report(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.settings_file import load_for

    settings = load_for(places).settings
    wanted = tuple(dict.fromkeys(lang for lang in (asked.lang, *settings.guides.languages, "en") if lang))
    counting = settings.privacy.count_misses
    misses, requests = _personal(places, settings.privacy.keep_walks_days)
    searches, old = _in_content(places, misses, wanted)
    if asked.json:
        missing = {
            "counting": counting,
            "searches": searches,
            "requests": [{"app": one.app, "words": one.words} for one in requests],
        }
        answer({"missing": missing, "stale": list(_by_owner(old))})
    else:
        print("\n".join(_lines(searches, requests, old, counting=counting)))
    return DONE


def _personal(places: Paths, keep_days: int) -> tuple[Sequence[Miss], Sequence[GuideRequest]]:
    from overlay.journal.store import Journal

    path = places.data / "personal.db"
    if not path.exists():  # nobody's assistant ran here: a report makes nothing
        return (), ()
    with Journal.open(path, time.time(), keep_days) as journal:
        return journal.misses(), journal.requests()


def _in_content(
    places: Paths, misses: Iterable[Miss], wanted: Sequence[str]
) -> tuple[list[dict[str, Any]], Sequence[StaleGuide]]:
    """Return the misses with what each would find today, and what is stale; without content, neither."""
    from overlay.content.lookup import Content
    from overlay.content.stale import stale
    from overlay.errors import ContentUnavailableError

    try:
        with Content.open(places.data) as content:
            searches = [_search(miss, content, wanted) for miss in misses]
        return searches, stale(places.data, time.time(), wanted)
    except ContentUnavailableError as error:
        if error.damaged:
            raise
        return [{"words": miss.words, "times": miss.times, "finds": []} for miss in misses], ()


def _search(miss: Miss, content: Content, wanted: Sequence[str]) -> dict[str, Any]:
    hits = content.search(miss.words, wanted, limit=_NOW_FOUND, now_s=time.time())
    finds = [
        {"guide": hit.ref.guide, "pack": hit.ref.pack, "title": content.title(hit.ref, wanted)}
        for hit in hits
    ]
    return {"words": miss.words, "times": miss.times, "finds": finds}


def _by_owner(old: Iterable[StaleGuide]) -> Iterator[dict[str, Any]]:
    for (pack, owner), guides in groupby(old, key=lambda one: (one.ref.pack, one.owner)):
        listed = [
            {
                "guide": one.ref.guide,
                "title": one.title,
                "review_by": one.review_by,
                "valid_until": one.valid_until,
            }
            for one in guides
        ]
        yield {"pack": pack, "owner": owner, "guides": listed}


def _lines(
    searches: Sequence[dict[str, Any]],
    requests: Sequence[GuideRequest],
    old: Sequence[StaleGuide],
    *,
    counting: bool,
) -> Iterator[str]:
    yield "Searches that led to no guide:"
    for one in searches:
        finds = one["finds"]
        now = f"now finds “{finds[0]['title']}” ({finds[0]['guide']})" if finds else "finds nothing"
        yield f"  {one['times']:4} ×  {one['words']}  –  {now}"
    if not searches:
        yield "  none counted so far" if counting else "  not counted here"
    if not counting:
        yield "  (Searches are counted where the setting privacy.count_misses is true.)"
    yield "\nGuides asked for:"
    yield from [f"  {one.words}{f'  ({one.app})' if one.app else ''}" for one in requests] or ["  none"]
    yield "\nGuides out of date:"
    for (pack, owner), guides in groupby(old, key=lambda one: (one.ref.pack, one.owner)):
        yield f"  {pack}, owned by {owner}:"
        for guide in guides:
            due = f"review was due on {guide.review_by}" if guide.review_by else ""
            over = f"not valid since {guide.valid_until[:10]}" if guide.valid_until else ""
            yield f"    {guide.ref.guide}  {guide.title}  –  {', '.join(filter(None, (due, over)))}"
    if not old:
        yield "  none"
