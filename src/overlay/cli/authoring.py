"""`overlay pack new|check|diff|build|export`: what an author does with a pack before agents get it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, NOT_SO, answer, argument, count, tell
from overlay.cli.parsing import Parents, add_verb
from overlay.errors import ContentUnavailableError, OverlayError
from overlay.paths import Paths
from overlay.settings_file import content_folder_for

if TYPE_CHECKING:
    from overlay.content.authoring.diff import PackDiff
    from overlay.content.format.pack import Pack
    from overlay.content.lookup import Content

_FORMATS = ("text", "json", "github")


def add_authoring_verbs(verbs: Any, parents: Parents) -> None:
    """Add the verbs to the subparsers of `overlay pack`. `parents` hold what every verb takes (--json)."""
    new = add_verb(verbs, parents, "new", _new, "create a pack folder with a first guide", for_others=True)
    new.add_argument(
        "folder", type=Path, metavar="FOLDER", help="folder to create; its name becomes the id of the pack"
    )
    new.add_argument("--title", default="", help="the name agents see")
    new.add_argument("--owner", default="", help="who is responsible for the guides")
    new.add_argument(
        "--languages", default="en,nl,de", help="such as en,nl,de; the first is the one you write in"
    )

    check = add_verb(
        verbs, parents, "check", _check, "report what is wrong in a pack: file, line, problem, cure"
    )
    check.add_argument("pack", type=Path, metavar="PACK", help="folder or built file")
    check.add_argument(
        "--format", choices=_FORMATS, default="", help="text (default), json, or github for annotations"
    )
    check.add_argument("--strict", action="store_true", help="treat warnings as errors")
    check.add_argument("--reading-level", action="store_true", help="point out texts that are hard to read")
    check.add_argument("--alone", action="store_true", help="do not compare with the installed packs")

    diff = add_verb(
        verbs, parents, "diff", _diff, "show what changed between two versions of a pack, guide by guide"
    )
    diff.add_argument("old", type=Path, metavar="OLD", help="folder or built file")
    diff.add_argument("new", type=Path, metavar="NEW", help="folder or built file")

    build = add_verb(
        verbs, parents, "build", _build, "check a pack and build one file from it", for_others=True
    )
    build.add_argument("folder", type=Path, metavar="FOLDER")
    build.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="folder to put it into, or a file ….overlaypack",
    )

    export = add_verb(
        verbs,
        parents,
        "export",
        _export,
        "export a pack as web pages or PDFs, for places without a desk",
        for_others=True,
    )
    export.add_argument(
        "kind", choices=("site", "pdf"), help="site: pages for browsers and phones; pdf: one file per guide"
    )
    export.add_argument("pack", type=Path, metavar="PACK", help="folder or built file")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to create")
    export.add_argument("--guide", action="append", default=[], help="only this guide; may be repeated")
    export.add_argument("--lang", action="append", default=[], help="only this language; may be repeated")
    export.add_argument("--replace", action="store_true", help="replace what an earlier export put into DIR")


def _new(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.authoring import new

    languages = [lang.strip() for lang in asked.languages.split(",") if lang.strip()]
    pack = new.named(asked.folder, asked.title, asked.owner, languages)
    files = new.create(asked.folder, pack)
    if asked.json:
        answer({"pack": pack.id, "files": [path.relative_to(asked.folder).as_posix() for path in files]})
    tell(
        f"Made the pack {pack.id}. Write your first guide over {asked.folder / 'guides' / 'first-guide.md'}, then:"
    )
    tell(f"    overlay pack check {argument(asked.folder)}")
    return DONE


def _check(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.authoring.annotations import FORMATS
    from overlay.content.authoring.check import check
    from overlay.content.packed.built import unpacked

    with ExitStack() as opened:
        folder = opened.enter_context(unpacked(asked.pack))
        installed = None if asked.alone else opened.enter_context(_installed(places))
        report = check(folder, date.today(), installed=installed, reading_level=asked.reading_level)  # noqa: DTZ011 - the author's day
    name = asked.format or ("json" if asked.json else "text")
    for line in FORMATS[name](report, asked.pack):
        print(line)
    errors, warnings = len(report.errors), len(report.warnings)
    tell(f"{asked.pack}: {count(errors, 'error')}, {count(warnings, 'warning')}.")
    return NOT_SO if errors or (warnings and asked.strict) else DONE


def _diff(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.authoring.diff import compare, in_lines

    with ExitStack() as opened:
        found = compare(_read(asked.old, opened), _read(asked.new, opened))
    if asked.json:
        answer(difference_data(found))
    else:
        for line in in_lines(found):
            print(line)
    return DONE


def difference_data(found: PackDiff) -> dict[str, Any]:
    """Return the difference between two versions of a pack as JSON data."""
    return {
        "pack": [{"what": name, "from": was, "to": now} for name, was, now in found.facts],
        "guides": [
            {
                "guide": guide.guide,
                "title": guide.title,
                "change": guide.change.value,
                "texts": [
                    {"lang": text.lang, "change": text.change.value, "lines": list(text.lines)}
                    for text in guide.texts
                ],
            }
            for guide in found.guides
        ],
    }


def _build(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.authoring.annotations import as_text
    from overlay.content.authoring.build import PackHasErrorsError, build

    try:
        built = build(asked.folder, asked.out, date.today())  # noqa: DTZ011 - the author's day
    except PackHasErrorsError as error:
        for line in as_text(error.report, asked.folder):
            tell(line)
        tell(str(error))
        return NOT_SO
    if asked.json:
        answer(
            {
                "file": str(built.file),
                "pack": built.pack,
                "version": built.version,
                "guides": built.guides,
                "bytes": built.size_bytes,
                "sha256": built.sha256,
                "content": built.content,
            }
        )
    tell(f"Built {built.file}: {count(built.guides, 'guide')}, {built.size_bytes:,} bytes.")
    tell(f"SHA-256 {built.sha256}")
    return DONE


def _export(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.export.selection import select

    with ExitStack() as opened:
        pack = select(_read(asked.pack, opened), tuple(asked.guide), tuple(asked.lang))
        if asked.kind == "site":
            from overlay.content.export.site import export_site

            files = export_site(pack, asked.out, replace=asked.replace)
        else:
            from overlay.app.printing import export_pdf

            files = export_pdf(pack, asked.out, replace=asked.replace)
    if asked.json:
        answer({"files": [path.relative_to(asked.out).as_posix() for path in files]})
    tell(f"Wrote {count(len(files), 'file')} into {asked.out}.")
    return DONE


def _read(path: Path, opened: ExitStack) -> Pack:
    """Return the pack at `path`, readable as long as `opened` is. Raises OverlayError when it has errors."""
    from overlay.content.format.pack import read_pack
    from overlay.content.packed.built import unpacked

    pack = read_pack(opened.enter_context(unpacked(path)))
    if pack.fatal:
        raise OverlayError("\n".join([*map(str, pack.fatal), f"{path} has errors: fix them first."]))
    return pack


@contextmanager
def _installed(places: Paths) -> Iterator[Content | None]:
    """Give what is installed here, or None when nothing is: an author's machine need not be a desk."""
    from overlay.content.lookup import Content

    try:
        content = Content.open(content_folder_for(places))
    except ContentUnavailableError:
        yield None
        return
    with content:
        yield content
