"""What an importer needs while it reads one file: a place for warnings, and the images that stand beside it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from overlay.content.images import MAX_IMAGE_BYTES, SUFFIXES
from overlay.content.importers.names import page_folder, page_name
from overlay.content.importers.prose import Inline
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import Source, SourceFile


@dataclass(slots=True)
class Page:
    """One file that is read. Warnings name it, and images are looked for from its folder."""

    source: Source
    file: SourceFile
    media: Media
    report: ImportReport

    def warn(self, line: int | None, what: str) -> None:
        self.report.warn(self.file.name, line or 0, what)

    def image(self, inline: Inline, href: str, alt: str, line: int | None, base: Path | None = None) -> None:
        """Put an image into `inline`; one that cannot come along is a warning, and its text stays."""
        alt = " ".join(alt.split())
        path, why = self._find(href, base or self.file.path.parent)
        if path is None:
            self.warn(line, f"The image “{href[:120]}” is left out: {why}")
            inline.add(alt)
            return
        inside = self.media.add(path)
        depth = page_folder(self.file.page).count("/") + 1 if page_folder(self.file.page) else 0
        inline.image("../" * (depth + 1) + inside, alt or Path(path).stem.replace("_", " ").replace("-", " "))

    def _find(self, href: str, base: Path) -> tuple[Path | None, str]:
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return None, "it is not a file beside the document."
        relative = unquote(parts.path)
        if posixpath.splitext(relative)[1].lower() not in SUFFIXES:
            return None, "a panel cannot show this kind of file."
        if "\\" in relative or "\x00" in relative:
            return None, "its path is not valid."
        path = self.source.inside(base / relative)
        if path is None:
            return None, "there is no such file in the imported folder."
        if path.stat().st_size > MAX_IMAGE_BYTES:
            return None, f"it is larger than {MAX_IMAGE_BYTES // 1024**2} MiB."
        return path, ""


class Media:
    """The images that guides use, by the path each will have in the pack."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[Path, str] = {}
        self._taken: set[str] = set()

    def add(self, path: Path) -> str:
        """Return the path in the pack of the image at `path`, a real path inside the source."""
        if path not in self._names:
            inside = path.relative_to(self._root) if path.is_relative_to(self._root) else Path(path.name)
            folder, stem = page_folder(inside.as_posix()), page_name(path.stem)
            wanted = "/".join(p for p in ("media", folder, stem) if p)
            name, number = wanted + path.suffix.lower(), 1
            while name in self._taken:
                number += 1
                name = f"{wanted}-{number}{path.suffix.lower()}"
            self._taken.add(name)
            self._names[path] = name
        return self._names[path]

    def files(self) -> dict[str, Path]:
        """Return every image that was added, by its path in the pack."""
        return {name: path for path, name in self._names.items()}
