"""`overlay pack install`, `remove`, `list` and `rebuild`: the packs on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from overlay.cli.output import DONE, NOT_SO, answer, count, tell, tell_content_changed
from overlay.cli.parsing import Parents, add_verb
from overlay.errors import OverlayError
from overlay.paths import Paths
from overlay.settings_file import content_folder_for


def add_install_verbs(verbs: Any, parents: Parents) -> None:
    """Add them to the subparsers of `pack`. `parents` hold what every verb takes (--json)."""
    install = add_verb(verbs, parents, "install", _install, "install a pack, to try it out")
    install.add_argument("folder", type=Path, metavar="PACK", help="folder or built file")
    remove = add_verb(verbs, parents, "remove", _remove, "remove an installed pack")
    remove.add_argument("pack", metavar="PACK")
    add_verb(verbs, parents, "list", _list, "list installed packs")
    add_verb(verbs, parents, "rebuild", _rebuild, "rebuild the content from the installed packs")


def _install(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import install

    report = install(asked.folder, _own_folder(places), on_wait=_waiting)
    for problem in report.problems:
        tell(str(problem))
    for why in report.dropped:
        tell(why)
    tell_content_changed(places)
    if asked.json:
        answer(
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
        tell(f"Installed {report.pack} {report.version} with {count(report.guides, 'guide')}.")
    return DONE


def _remove(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import remove

    remove(asked.pack, _own_folder(places), on_wait=_waiting)
    tell_content_changed(places)
    if asked.json:
        answer({"removed": asked.pack})
    else:
        tell(f"Removed {asked.pack}.")
    return DONE


def _rebuild(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.install import Installer

    dropped = Installer(_own_folder(places)).rebuild()
    tell_content_changed(places)
    if asked.json:
        answer({"dropped": list(dropped)})
    for why in [] if asked.json else dropped:
        tell(why)
    return NOT_SO if dropped else DONE


def _list(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.lookup import Content
    from overlay.errors import ContentUnavailableError

    try:
        with Content.open(content_folder_for(places)) as content:
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
        answer({"packs": rows})
    for row in [] if asked.json else rows:
        print(f"{row['pack']}  {row['version']}  {count(row['guides'], 'guide')}  {row['title']}")
    return DONE


def _own_folder(places: Paths) -> Path:
    """Return where this user's packs are installed. Raises OverlayError where all users of the machine share theirs."""
    if content_folder_for(places) != places.data:
        raise OverlayError(
            "The users of this machine share one store of guides, which your organisation keeps. "
            "An administrator renews it: overlay sync --system."
        )
    return places.data


def _waiting() -> None:
    from overlay.content.install import WAITING

    tell(WAITING)
