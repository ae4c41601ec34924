"""What an import did: the guides it made, what it skipped and why, and what could not be carried over."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

MAX_TEXT_CHARS = 300


class Imported(Struct, frozen=True):
    """One guide. `steps` counts what the source numbers at its outermost level; `substeps` what is numbered inside them."""

    source: str
    guide: str
    steps: int
    substeps: int = 0


class Skipped(Struct, frozen=True):
    """A file, or a procedure of it, that became no guide."""

    source: str
    why: str


class Warned(Struct, frozen=True, order=True):
    """Something that could not be carried over. `line` counts from 1 (0: the file as a whole)."""

    source: str
    line: int
    what: str


class ImportReport(Struct):
    """Collects while an import runs; sources are paths relative to what was imported."""

    imported: list[Imported] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    _warned_of: dict[tuple[str, int, str], None] = field(default_factory=dict)  # of the file being read

    @property
    def steps(self) -> int:
        return sum(i.steps for i in self.imported)

    def skip(self, source: str, why: str) -> None:
        self.skipped.append(Skipped(source, why[:MAX_TEXT_CHARS]))

    def warn(self, source: str, line: int, what: str) -> None:
        if next(iter(self._warned_of), (source,))[0] != source:
            self._warned_of.clear()
        key = (source, line, what[:MAX_TEXT_CHARS])
        if key not in self._warned_of:  # guides of one page share text, and with it what is wrong in it
            self._warned_of[key] = None
            self.warnings.append(Warned(*key))

    def as_data(self) -> dict[str, Any]:
        """Return the report as `overlay import --json` answers it."""
        return {
            "imported": [
                {"source": i.source, "guide": i.guide, "steps": i.steps, "substeps": i.substeps}
                for i in self.imported
            ],
            "skipped": [{"source": s.source, "why": s.why} for s in self.skipped],
            "warnings": [{"source": w.source, "line": w.line, "what": w.what} for w in self.warnings],
        }
