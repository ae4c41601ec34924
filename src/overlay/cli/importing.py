"""`overlay import`: existing documents become a pack folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, answer, argument, count, tell
from overlay.cli.parsing import Parents, add_verb
from overlay.errors import OverlayError
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.importers import Filter, ImportReport
    from overlay.content.importers.options import Progress

SHOWN = 20  # findings of each kind that a person is shown; --json has them all

_FORMATS = ("dita", "docbook", "docx", "html", "mallard", "markdown", "smart-answers", "tldr", "xlsx")
_ABOUT = (
    "Make a pack folder from existing documents: manuals, online help, handbooks, checklists, decision trees."
)


def add_import_verb(verbs: Any, parents: Parents) -> argparse.ArgumentParser:
    """Add the verb to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    sub = add_verb(verbs, parents, "import", run_import, _ABOUT, for_others=True)
    sub.add_argument("format", choices=_FORMATS, metavar="FORMAT", help=", ".join(_FORMATS))
    sub.add_argument("src", type=Path, metavar="SRC", help="file or folder to import")
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="pack folder to create")
    sub.add_argument("--lang", default="", help="language of the source, or which of several to import")
    _add_repeated(sub, "--platform", "take the alternatives for this system, such as linux or windows")
    _add_repeated(sub, "--filter", "keep what is marked for this value of a profiling attribute", "KEY=VALUE")
    _add_repeated(sub, "--app", "the guides apply to windows of this application")
    _add_repeated(sub, "--title", "the guides apply to windows with this title; * stands for any text")
    sub.add_argument("--owner", default="", help="owner of the pack")
    sub.add_argument("--replace", action="store_true", help="replace the pack at DIR")
    verbs.add_parser("import-reader").set_defaults(run=run_import_reader)  # without help: it is in no list
    return sub


def run_import_reader(_asked: argparse.Namespace, _places: Paths) -> int:
    """Read a share of the files of an import; `content.importers.parallel` starts this and talks to it."""
    from overlay.content.importers.parallel import answer

    answer(sys.stdin.buffer, sys.stdout.buffer)
    return DONE


def _add_repeated(parser: argparse.ArgumentParser, flag: str, help_: str, metavar: str | None = None) -> None:
    parser.add_argument(flag, action="append", default=[], metavar=metavar, help=f"{help_}; may be repeated")


def run_import(asked: argparse.Namespace, places: Paths) -> int:
    """Import and tell what came of it. Raises OverlayError when there is nothing to read or nowhere to write."""
    from overlay.content.importers import Options, run  # the other verbs need no XML library

    with _Progress(quiet=not sys.stderr.isatty()) as progress:
        options = Options(
            lang=asked.lang,
            platforms=tuple(asked.platform),
            filters=_filters(asked.filter),
            apps=tuple(asked.app),
            titles=tuple(asked.title),
            owner=asked.owner,
            replace=asked.replace,
            progress=progress.show,
        )
        report = run(asked.format, asked.src, asked.out, options)
    if asked.json:
        answer(report.as_data())
    else:
        _tell_report(report, asked.out)
    return DONE


def _filters(values: Sequence[str]) -> tuple[Filter, ...]:
    """Return one filter a key. Raises OverlayError for what is not KEY=VALUE."""
    from overlay.content.importers import Filter

    found: dict[str, set[str]] = {}
    for value in values:
        key, equals, wanted = value.partition("=")
        if not equals or not key.strip() or not wanted.strip():
            raise OverlayError(f"“{value}” is not a filter: write it as --filter audience=novice.")
        found.setdefault(key.strip(), set()).update(part.strip() for part in wanted.split(","))
    return tuple(Filter(key, frozenset(wanted)) for key, wanted in found.items())


def _tell_report(report: ImportReport, out: Path) -> None:
    lines = [f"{s.source}: skipped. {s.why}" for s in report.skipped[:SHOWN]]
    if len(report.skipped) > SHOWN:
        lines.append(f"… and {len(report.skipped) - SHOWN} more skipped.")
    lines += [
        f"{w.source}:{w.line}: {w.what}" if w.line else f"{w.source}: {w.what}"
        for w in report.warnings[:SHOWN]
    ]
    if len(report.warnings) > SHOWN:
        lines.append(f"… and {len(report.warnings) - SHOWN} more warnings; --json lists all.")
    made = f"{count(len(report.imported), 'guide')} with {count(report.steps, 'step')}"
    if report.imported:
        lines.append(f"Imported {made} into {out}. Check them with: overlay pack check {argument(out)}")
    else:
        lines.append("Nothing was imported, and no pack was made.")
    tell("\n".join(lines))


class _Progress:
    """A bar on a terminal, nothing anywhere else."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def show(self) -> Progress:
        return self._nothing if self._quiet else self._move

    def _nothing(self, done: int, total: int) -> None:
        """Nobody looks."""

    def _move(self, done: int, total: int) -> None:
        if self._bar is None:
            from tqdm import tqdm  # only on a terminal

            columns, lines = get_terminal_size()  # tqdm draws nothing where a terminal does not tell its size
            self._bar = tqdm(
                total=total, unit=" files", leave=False, file=sys.stderr, ncols=columns, nrows=lines
            )
        self._bar.update(done - self._bar.n)
