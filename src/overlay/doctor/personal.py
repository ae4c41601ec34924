"""What the agent keeps: whether a damaged file of it was put aside."""

from __future__ import annotations

from pathlib import Path

from overlay.doctor.finding import Finding, count, ok, warn
from overlay.journal.file import broken_files


def of_personal(data: Path) -> Finding:
    """Return whether walks and notes started afresh because their file was damaged. Opens nothing."""
    broken = broken_files(data / "personal.db")
    if not broken:
        return ok("personal data", "no damaged file was put aside")
    return warn(
        "personal data",
        f"{count(len(broken), 'damaged file')} put aside, the newest {broken[-1]}; walks and notes started afresh",
        "Put a backup of personal.db in its place while no assistant runs, then delete what was put aside",
    )
