"""Findings of a check as lines for people, as JSON, and as GitHub Actions annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from overlay.content.authoring.check import Report
from overlay.content.format.problem import Problem

Format = Callable[[Report, Path], Iterator[str]]


def as_text(report: Report, folder: Path) -> Iterator[str]:
    """Yield a line a problem, in the form editors and people know: file:line: error: what, cure."""
    for problem in report.problems:
        kind = "error" if problem.fatal else "warning"
        where = f"{folder / problem.file}:{problem.line}" if problem.line else str(folder / problem.file)
        yield f"{where}: {kind}: {problem.what} {problem.cure}"


def as_json(report: Report, folder: Path) -> Iterator[str]:
    """Yield one JSON object; `file` is the path in the pack, `line` 0 for a file as a whole."""
    data = {
        "errors": [_data(problem) for problem in report.errors],
        "warnings": [_data(problem) for problem in report.warnings],
    }
    yield json.dumps(data, ensure_ascii=False, indent=2)


def as_github(report: Report, folder: Path) -> Iterator[str]:
    """Yield workflow commands, which GitHub shows beside the lines of a change.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions: values are percent-encoded, in properties
    “:” and “,” too.
    """
    for problem in report.problems:
        command = "error" if problem.fatal else "warning"
        properties = [f"file={_property((folder / problem.file).as_posix())}"]
        if problem.line:
            properties.append(f"line={problem.line}")
        yield f"::{command} {','.join(properties)}::{_message(f'{problem.what} {problem.cure}')}"


FORMATS: Mapping[str, Format] = {"text": as_text, "json": as_json, "github": as_github}


def _data(problem: Problem) -> dict[str, str | int]:
    return {"file": problem.file, "line": problem.line, "what": problem.what, "cure": problem.cure}


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
