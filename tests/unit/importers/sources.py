"""Sources for the importers, as small as the test needs, and the packs that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from overlay.content.format.pack import Pack, read_pack
from overlay.content.importers import ImportReport, Options, run
from overlay.guide import Guide, Step

EXCERPTS = Path(__file__).parent / "excerpts"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


class Import:
    """One import of files, its report and the pack it made."""

    def __init__(
        self,
        tmp_path: Path,
        name: str,
        files: Mapping[str, str | bytes],
        options: Options | None = None,
        src: str = "",
    ) -> None:
        self.out = tmp_path / "pack"
        source = write(tmp_path / "src", files) / src
        self.report: ImportReport = run(name, source, self.out, options)

    @property
    def pack(self) -> Pack:
        pack = read_pack(self.out)
        assert not pack.fatal, pack.fatal
        return pack

    @property
    def guides(self) -> list[Guide]:
        return [parsed.guide for parsed in self.pack.guides]

    @property
    def guide(self) -> Guide:
        (guide,) = self.guides
        return guide

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.guide.branches[0].steps

    @property
    def texts(self) -> list[str]:
        return [step.text for step in self.steps]

    @property
    def why(self) -> str:
        """Why the only file was skipped."""
        (skipped,) = self.report.skipped
        return skipped.why

    @property
    def warned(self) -> list[tuple[int, str]]:
        return [(w.line, w.what) for w in self.report.warnings]
