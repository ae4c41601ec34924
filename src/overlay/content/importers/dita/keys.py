"""Keys: names that maps give to texts, topics and addresses (DITA 1.3, 2.3.4)."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from overlay.content.importers.dita.kinds import is_map, kind
from overlay.content.importers.options import Filter
from overlay.content.importers.profiling import is_meant
from overlay.content.importers.source import NotImportableError, Source
from overlay.content.importers.tree import Element
from overlay.content.importers.xml_files import XmlFiles, first

MAX_MAPS = 2_000
_NO_TOPICREFS = frozenset({"reltable", "topicmeta", "bookmeta", "title", "booktitle", "bookabstract"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Key(Struct, frozen=True):
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
        self._keys: dict[str, Key] = {}  # by the scopes they are in and their names: "scope.name"
        self._anywhere: dict[str, Key] = {}  # by their names alone, for topics that no map puts into a scope
        self._order: list[tuple[str, Path | str]] = []  # scope of each topicref, and its file or its key
        self.lang = ""
        self.topics: dict[Path, str] = {}
        """The topics of all maps in their order, each with the scope of keys it is first used in ("a.b.")."""
        self.others: list[tuple[Path, Path, str]] = []  # map, file and format of what is no DITA
        self.unused: list[tuple[Path, int, str]] = []  # map, line and address of each file of filters
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
        for scope, named in self._order:
            key = self.key(named, scope) if isinstance(named, str) else None
            target = named if isinstance(named, Path) else key.path if key else None
            if target is not None and target.suffix != ".ditamap":
                self.topics.setdefault(target, scope)

    def _read_map(self, root: Element, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
        """Take the keys and topics of one map; yield the maps it names, with the scope they are in."""
        stack: list[tuple[Element, str, str]] = [(root, scope, "")]
        while stack:
            element, here, role = stack.pop()
            if not is_meant(element, self._filters):
                continue
            if names := (element.get("keyscope") or "").split():
                here = f"{here}{names[0]}."
            role = element.get("processing-role") or role
            target = self._take(element, path, here, is_read=role != "resource-only")
            if target is not None:
                yield target, here
            if kind(element) not in _NO_TOPICREFS:
                stack += [(c, here, role) for c in reversed(element) if isinstance(c.tag, str)]

    def _take(self, element: Element, path: Path, scope: str, *, is_read: bool) -> Path | None:
        """Note what a topicref defines or names; return the map it names, if it does."""
        if kind(element) in _NO_TOPICREFS:
            return None
        href = element.get("href") or ""
        external = element.get("scope") in ("external", "peer") or ":" in href.partition("#")[0]
        target = None if external or not href else self._source.inside(path.parent / href.partition("#")[0])
        for name in (element.get("keys") or "").split():
            key = Key(_text_of_key(element), _from_root(href, path) if not external else href, target, external,
                      element.get("keyref") or "")  # fmt: skip
            self._keys.setdefault(f"{scope}{name}", key)
            self._anywhere.setdefault(name, key)
        is_read = is_read and kind(element) != "keydef"
        if target is None:
            if is_read and not href and (keyref := element.get("keyref")):
                self._order.append((scope, keyref))
            if href.partition("#")[0] and not external:
                self.missing.append((path, element.sourceline or 0, href))
            return None
        if element.get("format") == "ditamap" or target.suffix == ".ditamap":
            return target
        if kind(element) == "ditavalref":
            self.unused.append((path, element.sourceline or 0, href))
        elif element.get("format") not in (None, "dita"):
            self.others.append((path, target, element.get("format") or ""))
        elif is_read:
            self._order.append((scope, target))
        return None

    def key(self, name: str, scope: str = "") -> Key | None:
        """Return what a key stands for in a scope, following keys that stand for keys.

        A key of an outer scope wins over one of the same name inside it (DITA 1.3, 2.3.4.3).
        """
        seen: set[str] = set()
        key = self._defined(name, scope)
        while key is not None and key.text is None and not key.href and key.keyref and key.keyref not in seen:
            seen.add(key.keyref)
            key = self._defined(key.keyref, scope)
        return key

    def _defined(self, name: str, scope: str) -> Key | None:
        at = 0
        while True:
            if key := self._keys.get(scope[:at] + name):
                return key
            if at == len(scope):
                return self._anywhere.get(name)
            at = scope.index(".", at) + 1


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
