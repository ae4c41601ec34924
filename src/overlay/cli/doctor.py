"""`overlay doctor`: checks this machine and says what to do; `--policy` tells which values count, `--bundle` is for IT."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, NOT_SO, answer, tell
from overlay.cli.parsing import Parents, add_verb
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.sync.sources import Source
    from overlay.doctor.examination import Examination
    from overlay.doctor.finding import Finding
    from overlay.settings_file import Loaded


def add_doctor_verb(verbs: Any, parents: Parents) -> None:
    """Add `doctor` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    about = "Check this machine and say how to fix what is wrong (exit 1 if something failed)."
    doctor = add_verb(verbs, parents, "doctor", _doctor, about)
    doctor.add_argument(
        "--policy", action="store_true", help="print the effective values and where each comes from"
    )
    doctor.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE",
        help="write findings, versions, settings and logs to a zip file, without titles and secrets",
    )


def _doctor(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.doctor.examination import Examination
    from overlay.settings_file import load_for

    loaded = load_for(places)
    if asked.policy:
        return _policy(asked, loaded)
    sources, problem = _sources(places)
    from overlay.cli.sources import connect

    examination = Examination(places, loaded, sources, connect)
    status = examination.status()
    findings = [*examination.findings(status), *problem]
    if asked.bundle:
        return _bundle(asked, examination, status, findings)
    failed = any(finding.level == "fail" for finding in findings)
    if asked.json:
        answer({"ok": not failed, "findings": [finding.data for finding in findings]})
    for finding in () if asked.json else findings:
        print(f"{finding.level:<5} {finding.check}: {finding.what}")
        if finding.cure:
            print(f"      → {finding.cure}.")
    return NOT_SO if failed else DONE


def _sources(places: Paths) -> tuple[Sequence[Source], tuple[Finding, ...]]:
    from overlay.cli.sources import source_list
    from overlay.content.sync.sources import SourceListError
    from overlay.doctor.finding import fail

    try:
        return source_list(places).all(), ()
    except SourceListError as error:
        return (), (fail("sources", str(error), "Fix the file, or remove it and add the sources again"),)


def _policy(asked: argparse.Namespace, loaded: Loaded) -> int:
    from overlay.doctor.policies import effective

    rows = effective(loaded)
    if asked.json:
        answer({"who": loaded.policy.who, "values": rows, "problems": [str(p) for p in loaded.problems]})
    for row in () if asked.json else rows:
        where = f"  {row['where']}" if row["where"] else ""
        print(f"{row['key']} = {_shown(row['value'])}  [{row['from']}]{where}")
    for problem in () if asked.json else loaded.problems:
        tell(str(problem))
    return NOT_SO if loaded.policy.problems else DONE


def _shown(value: object) -> str:
    import json

    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _bundle(
    asked: argparse.Namespace, examination: Examination, status: Any, findings: Sequence[Finding]
) -> int:
    from overlay.doctor.bundle import own_redaction, versions, write_bundle
    from overlay.doctor.policies import effective

    known = [source.name for source in examination.sources]
    known += [str(pack["pack"]) for pack in (status or {}).get("packs", ())]
    redact = own_redaction(known)
    # What is wrong in the settings can be anything somebody typed: the bundle says only where.
    places = {str(problem): f"{problem.where}: has no effect" for problem in examination.loaded.problems}
    told = [finding.data | {"what": places.get(finding.what, finding.what)} for finding in findings]
    answers = {
        "doctor.json": told,
        "status.json": {key: value for key, value in (status or {}).items() if key != "settings"},
        "settings.json": effective(examination.loaded),
        "versions.json": versions(),
    }
    names = write_bundle(asked.bundle, answers, examination.places.log, redact)
    if asked.json:
        answer({"bundle": str(asked.bundle), "files": list(names)})
    else:
        tell(
            f"Wrote {asked.bundle}: {', '.join(names)}. Look at it before you give it away; it holds no titles."
        )
    return DONE
