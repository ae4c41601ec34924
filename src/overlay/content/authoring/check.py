"""Everything an author should know before others get the pack: file, line, what is wrong, and the cure."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from overlay.content.authoring import guide_checks, rule_checks
from overlay.content.authoring.sources import Sources
from overlay.content.format import front_matter
from overlay.content.format.files import FolderFiles, list_files, read_text
from overlay.content.format.pack import Pack, read_pack
from overlay.content.format.problem import Findings, Problem
from overlay.content.lookup import Content


class Report(Struct, frozen=True):
    """What `check` found, by file and line. When pack.yaml cannot be read nothing else was looked at, and `pack` is None."""

    problems: tuple[Problem, ...]
    pack: Pack | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the pack from being built and installed."""
        return tuple(problem for problem in self.problems if problem.fatal)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.fatal)


def check(
    folder: Path, today: date, *, installed: Content | None = None, reading_level: bool = False
) -> Report:
    """Check the pack at `folder`; with `installed`, compare its rules with those of the packs there.

    Raises PackRejectedError when it is no folder of a pack at all.
    """
    files, _ = list_files(folder)
    findings = Findings("pack.yaml")
    text = read_text(FolderFiles(files), "pack.yaml", findings) if "pack.yaml" in files else ""
    if text is None or front_matter.parse_pack(text, findings) is None:
        return Report(findings.problems)
    pack = read_pack(folder)
    sources = Sources(folder)
    problems = [
        *pack.problems,
        *guide_checks.check_guides(pack, sources, today),
        *guide_checks.check_media(pack, folder),
        *rule_checks.check_rules(pack, sources),
    ]
    if installed is not None:
        now_s = datetime.combine(today, datetime.min.time()).timestamp()
        problems += rule_checks.check_overlaps(pack, sources, installed, now_s)
    if reading_level:
        problems += guide_checks.check_reading(pack, sources)
    return Report(tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line))), pack)
