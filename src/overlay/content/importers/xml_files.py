"""XML files → trees, safely: without the attacks XML allows on its reader.

Nothing is fetched from a network, and no file outside of the imported folder is opened: external entities and DTDs are
read only from inside it, so that a manual's own entities work. Entity bombs are refused by libxml2's limit on how far
entities may blow a document up (on while `huge_tree` is off).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection
from html.entities import html5, name2codepoint
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.sax.saxutils import escape

from lxml import etree

from overlay.content.importers.source import NotImportableError, Source, read_bytes
from overlay.content.importers.tree import Element, local_name

MAX_INCLUDES = 200
MAX_DEPTH = 16
MAX_ATTEMPTS = 20
MAX_ENTITY_BYTES = 16 * 1024 * 1024

_XINCLUDE = ("{http://www.w3.org/2001/XInclude}", "{http://www.w3.org/2003/XInclude}")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ID_POINTER = re.compile(r"[\w.:-]+")
_SCHEME_POINTER = re.compile(r"(xmlns|xpointer|element)\(((?:[^()]|\([^()]*\)|\((?:[^()]|\([^()]*\))*\))*)\)")

_NO_DTD = "overlay:no-document-type"
"""Where a document without one has its document type, when it needs one."""

# Whose document types need not be at hand: their names stand in almost every file of these formats.
_KNOWN_PUBLISHERS = (
    "-//OASIS//",
    "-//W3C//",
    "+//OASIS//",
    "-//Norman Walsh//",
    "-//GNOME//",
    "-//KDE//",
    "ISO ",
    "-//DITA",
)


# Others name theirs after these formats: "-//Samba-Team//DTD DocBook V4.2-Based Variant V1.0//EN".
_VARIANT = re.compile(r"[-+]//[^/]+//DTD (?:XML )?(?:DocBook|DITA|Simplified DocBook|Mallard)\b")


def _is_known(public_id: str) -> bool:
    """Tell whether a document type is one of those that need not be at hand. It is not read then."""
    return public_id.startswith(_KNOWN_PUBLISHERS) or _VARIANT.match(public_id) is not None


# In the place of their DTDs: the characters that have a name in HTML and in ISO 8879's sets alike.
_ENTITIES = "".join(
    f"<!ENTITY {name[:-1]} '&#{ord(char)};'>"
    for name, char in html5.items()
    if name.endswith(";")
    and len(char) == 1
    and (ord(char) < 0x250 or name[:-1] in name2codepoint)
    and name[:-1] not in ("lt", "LT", "gt", "GT", "amp", "AMP", "quot", "QUOT", "apos", "Tab", "NewLine")
)


_REFERENCE = re.compile(rb"&([A-Za-z_][\w.-]*);")
_UNDECLARED = re.compile(r"Entity '([^']+)' not defined")
_PROLOG = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?")
_DOCTYPE_NAME = re.compile(rb"<!DOCTYPE\s+[\w:.-]+\s*(?=[\[>])")


class _Confined(etree.Resolver):
    """Answers every question for a file; only files of the source are opened.

    `declared` is put behind the document type, for entities that nothing at hand declares.
    """

    def __init__(self, source: Source, declared: str) -> None:
        self._source = source
        self._declared = declared
        self.refused = ""
        self.opened: list[Path] = []
        self._left = MAX_ENTITY_BYTES

    def resolve(self, url: str | None, public_id: str | None, context: Any) -> Any:  # type: ignore[override]
        path = _local_path(url or "")
        inside = self._source.inside(path) if path is not None else None
        if inside is None or len(self.opened) >= MAX_INCLUDES:
            if _is_known(public_id or "") or url == _NO_DTD:
                return self.resolve_string(_ENTITIES + self._declared, context, base_url="entities")
            self.refused = self.refused or str(url or public_id)
            # resolve_empty() would still ask libxml2's own loader for an address on a network.
            return self.resolve_string("", context, base_url="")
        data = read_bytes(inside)
        self._left -= len(data)
        if self._left < 0:
            raise NotImportableError("Its entities hold more than a document may.")
        self.opened.append(inside)
        if self._declared and inside.suffix == ".dtd":
            data += f"\n{_ENTITIES}{self._declared}".encode()
        return self.resolve_string(
            data, context, base_url=inside.as_posix()
        )  # libxml2 takes no backslash for a separator


# Well-formed all the same: an id that is no name, a prefix that nothing declares.
_HARMLESS = frozenset(
    {etree.ErrorTypes.DTD_XMLID_VALUE, etree.ErrorTypes.DTD_XMLID_TYPE, etree.ErrorTypes.DTD_ID_REDEFINED,
     etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE, etree.ErrorTypes.NS_ERR_XML_NAMESPACE, etree.ErrorTypes.NS_ERR_COLON}
)  # fmt: skip


Warn = Callable[[int, str], None]
"""Gets the line and what is wrong there."""

EntityText = Callable[[str, bytes], str | None]
"""Returns what an entity stands for that a document (as bytes) does not declare; None if that is not known."""


class _UndeclaredError(NotImportableError):
    def __init__(self, message: str, name: str, line: int) -> None:
        super().__init__(f"It is no valid XML: {message} (line {line}).")
        self.name = name


class XmlFiles:
    """Reads the XML files of one source. `entity_text` knows entities that the documents of a format leave to others."""

    def __init__(self, source: Source, entity_text: EntityText = lambda _name, _document: None) -> None:
        self._source = source
        self._entity_text = entity_text
        self._plain = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_pis=True,
            remove_comments=True,
        )
        self._lenient = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
            remove_comments=True, recover=True,
        )  # fmt: skip

    def parse(self, path: Path, warn: Warn | None = None) -> Element:
        """Return the root of the document at `path`; `warn` gets the line and name of entities that nothing declares.

        Raises NotImportableError when it is no XML, or asks for something outside of the imported folder.
        """
        return self.parse_bytes(read_bytes(path), path, warn)

    def parse_bytes(self, data: bytes, path: Path, warn: Warn | None = None) -> Element:
        """Return the root of a document whose bytes are at hand; `path` is where relative names start."""
        document = data
        if b"<!DOCTYPE" not in data:
            try:
                return self._parsed(data, self._plain, path)
            except _UndeclaredError:
                document = _PROLOG.sub(rb"\g<0><!DOCTYPE any>", data, count=1)
        undeclared: dict[str, str] = {}
        for _ in range(MAX_ATTEMPTS):
            declared = "".join(f"<!ENTITY {name} '{value}'>" for name, value in undeclared.items())
            resolver = _Confined(self._source, declared)
            try:
                root = self._parsed_confined(document, resolver, path)
            except _UndeclaredError as error:
                if error.name in undeclared:
                    break
                document = _DOCTYPE_NAME.sub(
                    lambda m: m[0] + f' SYSTEM "{_NO_DTD}" '.encode(), document, count=1
                )
                for text in (data, *map(read_bytes, resolver.opened)):
                    for name in (error.name, *(n.decode("ascii") for n in _REFERENCE.findall(text))):
                        undeclared.setdefault(name, self._declaration(name, data))
                continue
            if undeclared and warn is not None:
                _warn_of_undeclared(root, data, undeclared, warn)
            return root
        raise NotImportableError("It is no valid XML: it uses entities that nothing declares.")

    def _declaration(self, name: str, document: bytes) -> str:
        """Return what to declare an entity as: what the format knows it stands for, else itself as it is written."""
        known = self._entity_text(name, document)
        return f"&#38;#38;{name};" if known is None else escape(known, {"'": "&#39;", "%": "&#37;"})

    def _parsed_confined(self, data: bytes, resolver: _Confined, path: Path) -> Element:
        parser = etree.XMLParser(
            resolve_entities=True, no_network=True, load_dtd=True, attribute_defaults=True, huge_tree=False,
            remove_pis=True, remove_comments=True,
        )  # fmt: skip
        parser.resolvers.add(resolver)
        try:
            root = self._parsed(data, parser, path)
        except NotImportableError:
            if resolver.refused:
                raise _refusal(resolver.refused) from None
            raise
        if resolver.refused:
            raise _refusal(resolver.refused)
        return root

    def _parsed(self, data: bytes, parser: Any, path: Path) -> Element:
        try:
            return etree.fromstring(data, parser, base_url=path.as_posix())
        except etree.XMLSyntaxError as error:
            if parser.error_log and all(e.type in _HARMLESS for e in parser.error_log):
                return self._parsed(data, self._lenient, path)
            line = error.lineno or 0
            if found := _UNDECLARED.search(error.msg or ""):
                raise _UndeclaredError(error.msg, found[1], line) from error
            raise NotImportableError(
                f"It is no valid XML: {error.msg or 'it is empty'} (line {line})."
            ) from error
        except (ValueError, LookupError) as error:
            raise NotImportableError(f"It is no valid XML: {error}.") from error

    def include(self, root: Element, path: Path, apart: Collection[Path] = ()) -> list[str]:
        """Put what XIncludes ask for in their place, and return what could not be.

        Whole documents that are among `apart` are left out: they are imported by themselves. Included parts take the line
        of the include, for that is where an author looks.
        """
        return _Including(self, self._source, apart).run(root, path)


def _warn_of_undeclared(root: Element, data: bytes, undeclared: Collection[str], warn: Warn) -> None:
    text = etree.tostring(root, encoding="unicode", method="text")
    for name in undeclared:
        if f"&{name};" in text:
            line = data.count(b"\n", 0, max(data.find(f"&{name};".encode()), 0)) + 1
            warn(line, f"&{name}; is not declared here; it stays as it is written.")


def _refusal(url: str) -> NotImportableError:
    return NotImportableError(
        f"It is refused: it wants “{url[:120]}” read, which is not in the imported folder."
    )


def _local_path(url: str) -> Path | None:
    """Return the file a URL or path names; None for anything that is not a local file."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(url2pathname(parts.path))
    if parts.netloc or "\x00" in url or (parts.scheme and len(parts.scheme) > 1):
        return None
    return Path(unquote(url))


def drop(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def replace(element: Element, parts: list[Element | str]) -> None:
    """Put elements and text in the place of an element."""
    parent = element.getparent()
    if parent is None:
        return
    last: Element | None = None
    tail, element.tail = element.tail, None
    for part in [*parts, tail or ""]:
        if isinstance(part, str):
            before = last if last is not None else element.getprevious()
            if last is not None:
                last.tail = (last.tail or "") + part
            elif before is not None:
                before.tail = (before.tail or "") + part
            else:
                parent.text = (parent.text or "") + part
        else:
            if last is None:
                parent.insert(parent.index(element), part)
            else:
                text, last.tail = last.tail, None
                last.addnext(part)
                last.tail = text
            last = part
    parent.remove(element)


def placed(element: Element, line: int | None) -> Element:
    """Return a copy of an element of another document, as if it stood on `line`."""
    copied = copy.deepcopy(element)
    copied.tail = None
    for part in copied.iter():
        if isinstance(part.tag, str):
            part.sourceline = line or 1
    return copied


class _Including:
    def __init__(self, files: XmlFiles, source: Source, apart: Collection[Path]) -> None:
        self._files = files
        self._source = source
        self._apart = apart
        self._count = 0
        self._missing: list[str] = []

    def run(self, root: Element, path: Path) -> list[str]:
        self._expand(root, path, ())
        return self._missing

    def _expand(self, root: Element, path: Path, around: tuple[Path, ...]) -> None:
        for namespace in _XINCLUDE:
            for element in list(root.iter(f"{namespace}include")):
                if element is not root:
                    self._one(element, path, around, namespace)

    def _one(self, element: Element, path: Path, around: tuple[Path, ...], namespace: str) -> None:
        self._count += 1
        href, pointer = element.get("href") or "", element.get("xpointer") or ""
        try:
            replace(element, self._found(element, href, pointer, path, around))
        except NotImportableError as error:
            fallback = element.find(f"{namespace}fallback")
            if fallback is None:
                self._missing.append(f"“{href[:100]}” is not included: {error}")
                drop(element)
            else:
                replace(element, [fallback.text or "", *(placed(c, element.sourceline) for c in fallback)])

    def _found(
        self, element: Element, href: str, pointer: str, path: Path, around: tuple[Path, ...]
    ) -> list[Element | str]:
        local = _local_path(href.partition("#")[0])
        target = self._source.inside(path.parent / local) if local is not None else None
        if target is None:
            raise NotImportableError("there is no such file in the imported folder.")
        if self._count > MAX_INCLUDES or len(around) >= MAX_DEPTH or target in around:
            raise NotImportableError("files include each other without end.")
        if target in self._apart and not pointer and element.get("parse") != "text":
            return []
        if element.get("parse") == "text":
            return [read_bytes(target).decode(element.get("encoding") or "utf-8", "replace")]
        root = self._files.parse(target)
        self._expand(root, target, (*around, path))
        found = _pointed(root, pointer or href.partition("#")[2], element)
        return [p if isinstance(p, str) else placed(p, element.sourceline) for p in found]


def _pointed(root: Element, pointer: str, element: Element) -> list[Element | str]:
    """Return what an XPointer names (https://www.w3.org/TR/xptr-framework/): an id, element() or xpointer()."""
    if not pointer:
        return [root]
    if _ID_POINTER.fullmatch(pointer):
        found = root.xpath("//*[@xml:id=$id or @id=$id]", id=pointer)
        return list(found[:1])
    namespaces = {prefix: uri for prefix, uri in element.nsmap.items() if prefix}
    for scheme, data in _SCHEME_POINTER.findall(pointer):
        if scheme == "xmlns":
            prefix, _, uri = data.partition("=")
            namespaces[prefix.strip()] = uri.strip()
            continue
        found = _by_steps(root, data) if scheme == "element" else _by_path(root, data, namespaces)
        if found:
            return found
    raise NotImportableError(f"nothing there is called “{pointer[:80]}”.")


def _by_steps(root: Element, data: str) -> list[Element | str]:
    name, _, rest = data.partition("/")
    here: Element | None = root.getroottree() if not name else None
    if name:
        found = root.xpath("//*[@xml:id=$id or @id=$id]", id=name)
        here = found[0] if found else None
    for step in rest.split("/") if rest else []:
        children = (
            [root]
            if here is not None and not hasattr(here, "tag")
            else list(here if here is not None else ())
        )
        here = children[int(step) - 1] if step.isdecimal() and 0 < int(step) <= len(children) else None
    return [here] if here is not None and hasattr(here, "tag") else []


def _by_path(root: Element, data: str, namespaces: dict[str, str]) -> list[Element | str]:
    path = re.sub(r"\bid\(\s*(['\"][^'\"]*['\"])\s*\)", r"//*[@xml:id=\1 or @id=\1]", data)
    try:
        found = root.xpath(path, namespaces=namespaces)
    except etree.XPathError as error:
        raise NotImportableError(f"“{data[:80]}” cannot be read ({error}).") from error
    if not isinstance(found, list):
        return []
    return [
        str(f) if isinstance(f, str) else f for f in found if isinstance(f, str) or isinstance(f.tag, str)
    ]


def language_of(element: Element) -> str:
    """Return the language an element says it is in; empty when it does not."""
    return str(element.get(f"{_XML}lang") or element.get("lang") or "")


def identity(element: Element) -> str:
    """Return the id of an element."""
    return str(element.get(f"{_XML}id") or element.get("id") or "")


def first(element: Element, name: str) -> Element | None:
    """Return the first child of a name, whatever its namespace."""
    return next((c for c in element if isinstance(c.tag, str) and local_name(c) == name), None)
