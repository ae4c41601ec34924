"""Keys: names that maps give to texts, topics and addresses (DITA 1.3, 2.3.4)."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from overlay.content.importers.dita.kinds import is_map, kind
from overlay.content.importers.options import Filter
from overlay.content.importers.profile import is_meant
from overlay.content.importers.source import NotImportableError, Source
from overlay.content.importers.tree import Element
from overlay.content.importers.xml_files import XmlFiles, first

MAX_MAPS = 2_000
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Key:
    """What a key stands for: text (an element to copy the content of), and a topic or address."""

    text: Element | None
    href: str = ""
    path: Path | None = None  # the file `href` names, when it is a local one
    external: bool = False
    keyref: str = ""


class Maps:
    """Reads maps once: keys of all of them, and the topics of each."""

    def __init__(self, files: XmlFiles, source: Source, filters: Sequence[Filter]) -> None:
        self._files, self._source, self._filters = files, source, filters
        self.keys: dict[str, Key] = {}
        self.lang = ""
        self.topics: dict[Path, None] = {}
        self.unread: list[tuple[Path, str]] = []
        self.missing: list[
            tuple[Path, int, str]
        ] = []  # map, line and address of what a map names and is not there

    def read(self, roots: Iterable[Path]) -> None:
        """Read maps and those they name, the first definition of a key winning, breadth first."""
        waiting = deque((path, "") for path in roots)
        seen: set[tuple[Path, str]] = set()
        while waiting and len(seen) < MAX_MAPS:
            path, scope = waiting.popleft()
            if (path, scope) in seen:
                continue
            seen.add((path, scope))
            try:
                root = self._files.parse(path)
            except NotImportableError as error:
                self.unread.append((path, str(error)))
                continue
            if is_map(root):
                self.lang = self.lang or root.get(_XML_LANG) or ""
                waiting.extend(self._read_map(root, path, scope))

    def _read_map(self, root: Element, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
        """Take the keys and topics of one map; yield the maps it names, with the scope they are in."""
        stack: list[tuple[Element, str]] = [(root, scope)]
        while stack:
            element, here = stack.pop()
            if not is_meant(element, self._filters):
                continue
            for name in (element.get("keyscope") or "").split():
                here = f"{here}{name}."
            target = self._take(element, path, here)
            if target is not None:
                yield target, here
            if kind(element) != "reltable":
                stack += [(c, here) for c in reversed(element) if isinstance(c.tag, str)]

    def _take(self, element: Element, path: Path, scope: str) -> Path | None:
        """Note what a topicref defines or names; return the map it names, if it does."""
        href = element.get("href") or ""
        external = element.get("scope") in ("external", "peer") or ":" in href.partition("#")[0]
        target = None if external or not href else self._source.inside(path.parent / href.partition("#")[0])
        for name in (element.get("keys") or "").split():
            key = Key(_text_of_key(element), _from_root(href, path) if not external else href, target, external,
                      element.get("keyref") or "")  # fmt: skip
            self.keys.setdefault(f"{scope}{name}", key)
            self.keys.setdefault(name, key)
        if target is None:
            if href.partition("#")[0] and not external:
                self.missing.append((path, element.sourceline or 0, href))
            return None
        if element.get("format") == "ditamap" or target.suffix == ".ditamap":
            return target
        if element.get("processing-role") != "resource-only" and kind(element) != "keydef":
            self.topics.setdefault(target)
        return None

    def key(self, name: str) -> Key | None:
        """Return what a key stands for, following keys that stand for keys."""
        seen: set[str] = set()
        key = self.keys.get(name)
        while key is not None and key.text is None and not key.href and key.keyref and key.keyref not in seen:
            seen.add(key.keyref)
            key = self.keys.get(key.keyref)
        return key


def _from_root(href: str, path: Path) -> str:
    """Return a local address as an absolute path, keeping what follows `#`."""
    if not href or href.startswith("#"):
        return href
    name, hash_, rest = href.partition("#")
    return posixpath.normpath(posixpath.join(path.parent.as_posix(), name)) + hash_ + rest


def _text_of_key(element: Element) -> Element | None:
    """Return the element whose content a reference to the key shows: a keyword, else a link text or title."""
    meta = first(element, "topicmeta")
    if meta is None:
        meta = next((c for c in element if isinstance(c.tag, str) and kind(c) == "topicmeta"), None)
    if meta is None:
        return None
    for name in ("keyword", "term", "linktext", "text", "navtitle"):
        for part in meta.iter():
            if isinstance(part.tag, str) and kind(part) == name and "".join(part.itertext()).strip():
                return part
    return None
