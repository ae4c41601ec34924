"""What is wrong with content, reported so that its author can fix it: file, line, what, cure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

MAX_PROBLEMS = 100  # of one file: who has fixed these will check again


class Problem(Struct, frozen=True):
    """One finding. `file` is the path in the pack, `line` counts from 1 (0: the file as a whole).

    A `fatal` problem keeps the pack from being installed; any other is a warning, and the guide is shown without what
    was wrong.
    """

    file: str
    line: int
    what: str
    cure: str
    fatal: bool

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.what} {self.cure}"


class Findings:
    """Collects the problems of one file. `lines` gives its line for each line that was parsed (snippets add some)."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: Sequence[int] = ()
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    @property
    def fatal(self) -> bool:
        return any(p.fatal for p in self._problems)

    @property
    def full(self) -> bool:
        """True when further warnings are dropped: no need to work out what they would say."""
        return len(self._problems) >= MAX_PROBLEMS

    def warn(self, line: int, what: str, cure: str) -> None:
        """Note something that is left out or may not be meant; the guide still works."""
        self._add(Problem(self.file, line, what, cure, fatal=False))

    def refuse(self, line: int, what: str, cure: str) -> None:
        """Note something the guide cannot be used with."""
        self._add(Problem(self.file, line, what, cure, fatal=True))

    def source_line(self, parsed_line: int) -> int:
        """Return the line of the file for a line (from 0) of the text that was parsed."""
        if not self.lines:
            return parsed_line + 1
        return self.lines[min(max(parsed_line, 0), len(self.lines) - 1)]

    def _add(self, problem: Problem) -> None:
        if problem in self._problems[-20:]:  # one broken line often fails in the same way twice
            return
        if not self.full or (problem.fatal and not self.fatal):
            self._problems.append(problem)
