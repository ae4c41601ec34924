"""The images that the guides of one pack show."""

from __future__ import annotations

import difflib
import hashlib
from pathlib import PurePosixPath

from msgspec import Struct

from overlay.content.format.files import PackFiles
from overlay.content.format.images import (
    HEADER_BYTES,
    MAX_IMAGE_BYTES,
    MAX_IMAGE_PIXELS,
    SUFFIXES,
    path_in_pack,
    read_header,
)
from overlay.content.format.markdown import ImageFinder
from overlay.content.format.problem import Findings
from overlay.discreet import Discreet
from overlay.guide import Image

MAX_GUESSES = 50  # at what a missing image may have meant, per pack: each looks at every name
MAX_GUESSED_FROM = 2_000
_OTHER_KIND = "Save it as PNG, JPEG, GIF or WebP."
_SMALLER = f"Make it smaller: at most {MAX_IMAGE_BYTES // 1024**2} MiB and {MAX_IMAGE_PIXELS // 10**6} million pixels."


class MediaFile(Discreet, frozen=True):
    """An image that a guide shows: `src` is its path in the pack (as in `Image.src`), size in pixels and bytes."""

    untold = ("files",)

    src: str
    files: PackFiles
    mime: str
    width: int
    height: int
    size_bytes: int
    sha256: str

    def read(self) -> bytes:
        """Return the image's bytes. Raises OSError when it is gone."""
        return self.files.read(self.src, self.size_bytes)


class _Unfit(Struct, frozen=True):
    """Why an image cannot be shown, and what to do."""

    why: str
    cure: str


class PackMedia:
    """Finds and checks the images of one pack; `used` holds those that a guide really shows."""

    def __init__(self, files: PackFiles) -> None:
        self._files = files
        self._paths = frozenset(files.paths)
        self._seen: dict[str, MediaFile | _Unfit] = {}
        self._guesses = 0

    @property
    def used(self) -> tuple[MediaFile, ...]:
        return tuple(found for _, found in sorted(self._seen.items()) if isinstance(found, MediaFile))

    def finder(self, guide_path: str, findings: Findings, asked: set[str]) -> ImageFinder:
        """Return what finds the images of the guide at `guide_path`; an image that cannot be shown is a warning.

        It puts the path of each image it was asked for into `asked`, found or not.
        """

        def find(src: str, alt: str, line: int) -> Image | None:
            path = path_in_pack(src, guide_path)
            if path is None:
                what = f"The image “{src[:60]}” is left out: it is not in the pack."
                findings.warn(
                    line, what, "Save it in media/ and name it with a path such as ../media/name.png."
                )
                return None
            asked.add(path)
            if path not in self._paths:
                near = self._near(path)
                cure = f"Did you mean “{near[0]}”?" if near else "Put the file into media/."
                findings.warn(line, f"There is no image “{path[:80]}” in the pack.", cure)
                return None
            media = self._look(path)
            if isinstance(media, _Unfit):
                findings.warn(line, f"The image “{path[:80]}” is left out: {media.why}", media.cure)
                return None
            if not alt:
                findings.warn(
                    line, "This image has no description.", "Say what it shows: ![The button is red](…)."
                )
            return Image(path, alt, media.width, media.height)

        return find

    def _near(self, path: str) -> list[str]:
        if self._guesses >= MAX_GUESSES:
            return []
        self._guesses += 1
        known = [path for path in self._files.paths if PurePosixPath(path).suffix.lower() in SUFFIXES]
        return difflib.get_close_matches(path, known[:MAX_GUESSED_FROM], 1)

    def _look(self, path: str) -> MediaFile | _Unfit:
        if path not in self._seen:
            self._seen[path] = self._open(path)
        return self._seen[path]

    def _open(self, path: str) -> MediaFile | _Unfit:
        if PurePosixPath(path).suffix.lower() not in SUFFIXES:
            return _Unfit("a panel cannot show this kind of file.", _OTHER_KIND)
        try:
            data = self._files.read(path, MAX_IMAGE_BYTES + 1)
        except OSError as error:
            return _Unfit(f"it cannot be read ({error.strerror}).", "Make the file readable for you.")
        if len(data) > MAX_IMAGE_BYTES:
            return _Unfit(f"it is larger than {MAX_IMAGE_BYTES // 1024**2} MiB.", _SMALLER)
        facts = read_header(data[:HEADER_BYTES])
        if facts is None:
            return _Unfit("it is not the image its name says.", _OTHER_KIND)
        if facts.width * facts.height > MAX_IMAGE_PIXELS:
            return _Unfit(f"{facts.width} × {facts.height} pixels are too many.", _SMALLER)
        return MediaFile(
            path,
            self._files,
            facts.mime,
            facts.width,
            facts.height,
            len(data),
            hashlib.sha256(data).hexdigest(),
        )
