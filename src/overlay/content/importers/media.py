"""The images of guides on their way into a pack: noted while a page is read, copied when its guides are written."""

from __future__ import annotations

import hashlib
import posixpath
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from overlay.content.importers.names import page_folder, page_name

# No text of a source can hold it: it is drawn anew for each process that reads.
_MARK = f"image-{secrets.token_hex(12)}"


class WantedImage(Struct, frozen=True):
    """An image a page shows: the file it is, or what stood in the document itself under the name `inside`.

    `placeholder` stands in the text of the page for its path in the pack.
    """

    placeholder: str
    path: Path | None = None
    data: bytes = b""
    inside: str = ""


class WantedImages:
    """Notes the images of one page. Their names depend on all pages before it, so they are given later (`Media`)."""

    def __init__(self) -> None:
        self.all: list[WantedImage] = []

    def add(self, path: Path) -> str:
        """Note the image at `path`, a real path inside the source; return what stands for its path in the pack."""
        return self._note(WantedImage(self._next(), path))

    def add_bytes(self, data: bytes, inside: str) -> str:
        """Note an image that stood in a document, called `inside`."""
        return self._note(WantedImage(self._next(), None, data, inside))

    def _next(self) -> str:
        return f"{_MARK}-{len(self.all)}."

    def _note(self, image: WantedImage) -> str:
        self.all.append(image)
        return image.placeholder


class Media:
    """The images of the pack in the making. The same image is there once."""

    def __init__(self, root: Path, pack: Path) -> None:
        self._root = root
        self._pack = pack
        self._names: dict[object, str] = {}
        self._taken: set[str] = set()

    def naming(self, wanted: Sequence[WantedImage]) -> Callable[[str], str]:
        """Return what puts the paths of a page's images into its text, and copies those that the text shows."""
        if not wanted:
            return lambda text: text
        images = {image.placeholder: image for image in wanted}
        placeholder = re.compile("|".join(map(re.escape, images)))
        return lambda text: placeholder.sub(lambda found: self._name(images[found[0]]), text)

    def _name(self, image: WantedImage) -> str:
        return self.add_bytes(image.data, image.inside) if image.path is None else self.add(image.path)

    def add(self, path: Path) -> str:
        """Copy the image at `path`, a real path inside the source; return its path in the pack."""
        if path not in self._names:
            inside = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
            name = self._free(inside)
            shutil.copyfile(path, self._place(name))
            self._names[path] = name
        return self._names[path]

    def add_bytes(self, data: bytes, inside: str) -> str:
        """Write an image that stood in a document, called `inside`; the same image is written once."""
        key = (hashlib.sha256(data).digest(), posixpath.splitext(inside)[1])
        if key not in self._names:
            name = self._free(inside)
            self._place(name).write_bytes(data)
            self._names[key] = name
        return self._names[key]

    def _free(self, inside: str) -> str:
        stem, suffix = posixpath.splitext(inside)
        stem = stem.removeprefix("media/")
        wanted = "/".join(p for p in ("media", page_folder(stem), page_name(posixpath.basename(stem))) if p)
        name, number = wanted + suffix.lower(), 1
        while name in self._taken:
            number += 1
            name = f"{wanted}-{number}{suffix.lower()}"
        self._taken.add(name)
        return name

    def _place(self, name: str) -> Path:
        path = self._pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
