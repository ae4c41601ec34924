"""What an importer needs while reading one file: a place for warnings, and the images beside it."""

from __future__ import annotations

import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from overlay.content.format.images import MAX_IMAGE_BYTES, SUFFIXES
from overlay.content.importers.media import WantedImages
from overlay.content.importers.names import page_folder
from overlay.content.importers.prose import Inline, may_link
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import Source, SourceFile


class Page(Struct):
    """One file that is read. Warnings name it, and images are looked for from its folder."""

    source: Source
    file: SourceFile
    media: WantedImages
    report: ImportReport

    def warn(self, line: int | None, what: str) -> None:
        self.report.warn(self.file.name, line or 0, what)

    def image(self, inline: Inline, href: str, alt: str, line: int | None, base: Path | None = None) -> None:
        """Put an image into `inline`; one that cannot come along is a warning, and its text stays."""
        alt = " ".join(alt.split())
        path, why = self._find(href, base or self.file.path.parent)
        if path is None and may_link(href):
            self.warn(
                line, f"The image “{href[:120]}” is not beside the document; a link to it stands there."
            )
            inline.add(
                alt or _in_words(posixpath.basename(posixpath.splitext(urlsplit(href).path)[0])) or href,
                href=href,
            )
            return
        if path is None:
            self.warn(line, f"The image “{href[:120]}” is left out: {why}")
            inline.add(alt)
            return
        inline.image(self._from_guide(self.media.add(path)), alt or _in_words(path.stem))

    def image_bytes(self, inline: Inline, data: bytes, name: str, alt: str, line: int | None) -> None:
        """Put an image that stands in the document itself into `inline`; `name` is what it is called there."""
        alt = " ".join(alt.split())
        if posixpath.splitext(name)[1].lower() not in SUFFIXES or len(data) > MAX_IMAGE_BYTES:
            self.warn(line, f"The image “{name[:120]}” is left out: a panel cannot show it.")
            inline.add(alt)
            return
        inside = self.media.add_bytes(data, f"{self.file.page}/{name}")
        inline.image(self._from_guide(inside), alt or _in_words(posixpath.splitext(name)[0]))

    def _from_guide(self, inside: str) -> str:
        """Return the path of an image as the guide of this page names it."""
        folder = page_folder(self.file.page)
        return "../" * (folder.count("/") + 2 if folder else 1) + inside

    def _find(self, href: str, base: Path) -> tuple[Path | None, str]:
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return None, "it is not a file beside the document."
        relative = unquote(parts.path)
        if posixpath.splitext(relative)[1].lower() not in SUFFIXES:
            return None, "a panel cannot show this kind of file."
        if "\\" in relative or "\x00" in relative:
            return None, "its path is not valid."
        path = self.source.inside_or_original(base / relative)
        if path is None:
            return None, "there is no such file in the imported folder."
        if path.stat().st_size > MAX_IMAGE_BYTES:
            return None, f"it is larger than {MAX_IMAGE_BYTES // 1024**2} MiB."
        return path, ""


def _in_words(stem: str) -> str:
    return stem.replace("_", " ").replace("-", " ")
