"""Content by reference: conref, conkeyref and keyref are put in their place before a topic is read (DITA 1.3, 2.4.1)."""

from __future__ import annotations

import copy
import os
import posixpath
from collections import OrderedDict
from pathlib import Path

from overlay.content.importers.dita.keys import Key, Maps
from overlay.content.importers.dita.kinds import ROLES, is_topic, kind
from overlay.content.importers.page import Page
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.tree import Element, Role
from overlay.content.importers.xml_files import XmlFiles, drop, placed

MAX_DEPTH = 12
MAX_COPIED_ELEMENTS = 100_000
_KEPT_DOCUMENTS = 32
_LOCAL = (
    "id",
    "platform",
    "audience",
    "product",
    "otherprops",
    "props",
    "deliveryTarget",
    "importance",
    "outputclass",
)


class Documents:
    """Parsed documents that topics refer to; the last few are kept."""

    def __init__(self, files: XmlFiles) -> None:
        self._files = files
        self._kept: OrderedDict[Path, Element] = OrderedDict()

    def get(self, path: Path) -> Element:
        """Return the root of a document. Raises NotImportableError."""
        if path in self._kept:
            self._kept.move_to_end(path)
        else:
            self._kept[path] = self._files.parse(path)
            if len(self._kept) > _KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        return self._kept[path]


class References:
    """Resolves the references of one topic; what cannot be resolved is a warning, and its own content stays."""

    def __init__(self, page: Page, maps: Maps, documents: Documents) -> None:
        self._page, self._maps, self._documents = page, maps, documents
        self._copied = 0

    def resolve(self, root: Element, path: Path | None = None, depth: int = 0) -> None:
        """Put referenced content into the tree below `root`, which was read from `path`."""
        path = path or self._page.file.path
        if depth == 0:
            self._documents_root = root
        for element in list(root.iter()):
            if not isinstance(element.tag, str):
                continue
            if element.get("conaction") == "mark":  # only says where what stands beside it is pushed
                drop(element)
            elif element.get("conaction"):
                self._page.warn(
                    element.sourceline, "Content pushed to another topic (conaction) stays where it is."
                )
            elif element.get("conref") or element.get("conkeyref"):
                self._conref(element, root, path, depth)
            elif element.get("keyref"):
                self._keyref(element)

    # --- conref ----------------------------------------------------------------------------------------------------

    def _conref(self, element: Element, root: Element, path: Path, depth: int) -> None:
        wanted = element.get("conref") or element.get("conkeyref")
        try:
            target, targets = self._found(element, path)
            if depth >= MAX_DEPTH or self._copied > MAX_COPIED_ELEMENTS:
                raise NotImportableError("content refers to itself without end.")
        except NotImportableError as error:
            self._page.warn(element.sourceline, f"“{wanted}” is not put in: {error}")
            return
        copies = [placed(found, element.sourceline) for found in targets]
        for copied in copies:
            self._copied += sum(1 for _ in copied.iter())
            self._rebase(copied, target)
        for name in _LOCAL:
            if (value := element.get(name)) and value != "-dita-use-conref-target":
                copies[0].set(name, value)
        for name in ("conref", "conkeyref", "conrefend"):
            element.attrib.pop(name, None)
        parent = element.getparent()
        if parent is None:
            element[:] = list(copies[0])
            element.text = copies[0].text
            self.resolve(element, target, depth + 1)
            return
        copies[-1].tail = element.tail
        at = parent.index(element)
        parent[at : at + 1] = copies
        for copied in copies:
            self.resolve(copied, target, depth + 1)
            if copied.get("keyref"):
                self._keyref(copied)

    def _found(self, element: Element, path: Path) -> tuple[Path, list[Element]]:
        """Return the file and the elements (several, with conrefend) a reference means."""
        if conkeyref := element.get("conkeyref"):
            name, _, ident = conkeyref.partition("/")
            key = self._key(name)
            if key is None or key.path is None:
                if element.get("conref"):
                    return self._by_address(element, element.get("conref"), path)
                raise NotImportableError(
                    f"no map defines the key “{name}” as a topic of the imported folder."
                )
            document = self._documents.get(key.path)
            return key.path, self._range(element, _in_topic(document, "", ident))
        return self._by_address(element, element.get("conref"), path)

    def _by_address(self, element: Element, address: str, path: Path) -> tuple[Path, list[Element]]:
        name, _, fragment = address.partition("#")
        target = self._page.source.inside(path.parent / name) if name else path
        if target is None:
            raise NotImportableError("there is no such file in the imported folder.")
        topic, _, ident = fragment.partition("/")
        document = self._documents.get(target)
        return target, self._range(element, _in_topic(document, "" if topic == "." else topic, ident))

    def _range(self, element: Element, found: Element) -> list[Element]:
        end = (element.get("conrefend") or "").rpartition("/")[2].rpartition("#")[2]
        elements = [found]
        if end and found.get("id") != end:
            for sibling in found.itersiblings():
                if isinstance(sibling.tag, str):
                    elements.append(sibling)
                    if sibling.get("id") == end:
                        return elements
            raise NotImportableError(f"the range has no end “{end}”.")
        return elements

    def _rebase(self, copied: Element, source: Path) -> None:
        """Relative addresses in copied content start where it came from."""
        here = self._page.file.path.parent
        for part in copied.iter():
            href = part.get("href") if isinstance(part.tag, str) else None
            if (
                href
                and not href.startswith("#")
                and ":" not in href.partition("#")[0]
                and part.get("scope") != "external"
            ):
                name, hash_, rest = href.partition("#")
                part.set(
                    "href", os.path.relpath(source.parent / name, here).replace(os.sep, "/") + hash_ + rest
                )

    # --- keyref ----------------------------------------------------------------------------------------------------

    def _keyref(self, element: Element) -> None:
        name, _, ident = element.get("keyref").partition("/")
        del element.attrib["keyref"]
        key = self._key(name)
        if key is None:
            own = "its own text stays" if _has_text(element) else "nothing stands in its place"
            self._page.warn(element.sourceline, f"No map defines the key “{name}”; {own}.")
            return
        role = ROLES.get(kind(element), Role.INLINE)
        if key.href and role in (Role.LINK, Role.IMAGE):
            element.set("href", self._address(key.href, key.external) + (f"#./{ident}" if ident else ""))
            if key.external:
                element.set("scope", "external")
        if _has_text(element) or role is Role.IMAGE:
            return
        if key.text is not None and not ident:
            content = copy.deepcopy(key.text)
            for part in content.iter():
                if isinstance(part.tag, str):
                    part.sourceline = element.sourceline or 1
            element.text = content.text
            element[:] = list(content)
            self.resolve(element, self._page.file.path, MAX_DEPTH - 2)
        elif key.path is not None and role is not Role.LINK:
            element.text = self.title_of(key.path, "", ident)
        elif key.external and not element.text:
            element.text = key.href

    def _key(self, name: str) -> Key | None:
        return self._maps.key(name, self._maps.topics.get(self._page.file.path, ""))

    def _address(self, href: str, external: bool) -> str:
        if external or not posixpath.isabs(href):
            return href
        name, hash_, rest = href.partition("#")
        return os.path.relpath(name, self._page.file.path.parent).replace(os.sep, "/") + hash_ + rest

    def title_of(self, path: Path, topic: str, ident: str) -> str:
        """Return how a link without text calls what it leads to: a title, or the number of a step; empty if nothing."""
        try:
            document = self._documents_root if path == self._page.file.path else self._documents.get(path)
            found = _in_topic(document, topic, ident)
        except NotImportableError:
            return ""
        if kind(found) in ("step", "substep", "li"):
            siblings = [s for s in found.getparent() if isinstance(s.tag, str) and kind(s) == kind(found)]
            if kind(found.getparent()) not in ("ul", "steps-unordered"):
                return str(siblings.index(found) + 1)
        title = next((c for c in found if isinstance(c.tag, str) and kind(c) == "title"), None)
        if title is None:
            return ""
        if title.find(".//*[@keyref]") is not None:
            title = copy.deepcopy(title)
            self.resolve(title, path, MAX_DEPTH - 2)
        return " ".join("".join(title.itertext()).split())


def _has_text(element: Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _in_topic(document: Element, topic: str, ident: str) -> Element:
    """Return the topic or element an address means: `topic/id`, `id` of a topic, or the first topic."""
    if ident:
        scope = document
        if topic:
            scope = next((e for e in document.iter() if e.get("id") == topic and is_topic(e)), document)
        found = next((e for e in scope.iter() if isinstance(e.tag, str) and e.get("id") == ident), None)
    elif topic:
        found = next((e for e in document.iter() if isinstance(e.tag, str) and e.get("id") == topic), None)
    else:
        found = (
            document if is_topic(document) else next((e for e in document.iter() if is_topic(e)), document)
        )
    if found is None:
        raise NotImportableError(f"nothing there has the id “{ident or topic}”.")
    return found
